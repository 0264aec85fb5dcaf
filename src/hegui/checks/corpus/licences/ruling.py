"""From what people wrote as a licence to an answer for commercial training.

The text is read as an SPDX expression by the library `license-expression`, which carries the SPDX
list; what it does not know stays unknown.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from hegui.checks.corpus.licences.table import ORDER, Answer, LicenceRow, licence_table, row_of
from hegui.common.errors import MissingExtraError
from hegui.common.struct import Record
from hegui.common.text import Text

LONGEST = 500
"""Characters of an expression; what is longer is a text of its own and no expression."""
NOISE = re.compile(
    r"\b(?:the|licen[cs]e|version|international|许可证|许可协议)\b|许可证|许可协议", re.I
)
SPACES = re.compile(r"[\s_,]+")
FILE = re.compile(r".*\.(?:pdf|docx?|txt|md|html?|png|jpe?g)\Z", re.I)

NOTHING = Text("没有写明许可", "no licence is given")
NO_EXPRESSION = Text("不是 SPDX 表达式", "not an SPDX expression")
A_FILE = Text("写的是文件，请另写 SPDX 表达式", "a file; write an SPDX expression as well")
NOT_LISTED = Text("表中没有“{name}”", "the table has no “{name}”")


class Ruling(Record, frozen=True, kw_only=True):
    """The answer about one licence text: the expression as read, what led to it, what it asks."""

    given: str
    expression: str = ""
    answer: Answer = "unknown"
    conditions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    rows: tuple[LicenceRow, ...] = ()
    reason_zh: str = ""
    reason_en: str = ""


@lru_cache(maxsize=100_000)
def ruling(given: str) -> Ruling:
    """Return the answer; a corpus repeats few licences, so the last hundred thousand are kept."""
    text = given.strip()
    if text.casefold() in _nothing():
        return _unknown(given, NOTHING)
    if FILE.match(text):
        return _unknown(given, A_FILE)
    parsed = _parsed(spelled(text)) if len(text) <= LONGEST else None
    if parsed is None:
        return _unknown(given, NO_EXPRESSION)
    keys = tuple(dict.fromkeys(_keys(parsed)))
    rows = {key: row_of(key) for key in keys}
    unlisted = tuple(key for key, row in rows.items() if row is None)
    found = tuple(dict.fromkeys(row for row in rows.values() if row is not None))
    weighed = _weighed(parsed)
    doubtful = weighed.answer == "unknown" and unlisted
    why = NOT_LISTED.filled(name=unlisted[0]) if doubtful else Text("", "")
    return Ruling(
        given=given,
        expression=str(parsed),
        answer=weighed.answer,
        conditions=weighed.conditions,
        unknown=unlisted,
        rows=found,
        reason_zh=why.zh,
        reason_en=why.en,
    )


@cache
def _nothing() -> frozenset[str]:
    return frozenset((word or "null").casefold() for word in licence_table().nothing) | {""}


def _unknown(given: str, why: Text) -> Ruling:
    return Ruling(given=given, reason_zh=why.zh, reason_en=why.en)


def spelled(text: str) -> str:
    """Return a text with usual spellings put right: `Apache License 2.0` is Apache-2.0."""
    plain, aliases = _plain(text), _aliases()
    for spelling in (plain, plain.replace("cc-by", "cc by"), plain.replace(" v", " ")):
        if spelling in aliases:
            return aliases[spelling]
    return text


def _plain(text: str) -> str:
    return SPACES.sub(" ", NOISE.sub(" ", text)).strip(" ,.，。").casefold()


@cache
def _aliases() -> dict[str, str]:
    return {_plain(spelling): licence for spelling, licence in licence_table().aliases.items()}


@cache
def _licensing() -> Any:
    try:
        from license_expression import get_spdx_licensing
    except ImportError as error:
        raise MissingExtraError(
            library="license-expression", purpose="SPDX", extra="corpus"
        ) from error
    return get_spdx_licensing()


def _parsed(text: str) -> Any:
    from license_expression import ExpressionError

    try:
        return _licensing().parse(text, validate=False)
    except (ExpressionError, RecursionError):
        return None


def _keys(node: Any) -> Iterator[str]:
    """Yield the ids of an expression; an exception (WITH) only adds permissions to its licence."""
    if hasattr(node, "license_symbol"):
        yield str(node.license_symbol.key)
    elif args := getattr(node, "args", ()):
        for arg in args:
            yield from _keys(arg)
    else:
        yield str(node.key)


class _Weighed(NamedTuple):
    answer: Answer
    conditions: tuple[str, ...]


def _weighed(node: Any) -> _Weighed:
    """Return the answer of an expression and the conditions of the part that decides."""
    if hasattr(node, "license_symbol"):
        return _weighed(node.license_symbol)
    args = [_weighed(arg) for arg in getattr(node, "args", ())]
    if not args:
        row = row_of(str(node.key))
        return _Weighed(row.answer, row.conditions) if row else _Weighed("unknown", ())
    if node.__class__.__name__ == "OR":
        return max(args, key=_rank)
    conditions = dict.fromkeys(name for arg in args for name in arg.conditions)
    return _Weighed(min(args, key=_rank).answer, tuple(conditions))


def _rank(weighed: _Weighed) -> int:
    return ORDER.index(weighed.answer)
