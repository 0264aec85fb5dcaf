"""Recomputing the verdicts of a bundle from its own parts, and comparing answer with answer."""

from collections.abc import Iterator
from typing import Any

from hegui import __version__
from hegui.bundle.contents import Contents
from hegui.bundle.layout import CATALOGUE, VERDICTS
from hegui.bundle.manifest import Versions
from hegui.bundle.problems import Problem, problem
from hegui.common.errors import HeguiError
from hegui.conformity.model import Assessment

NOTHING = "—"
SHOWN = 80
"""Characters of a value that a difference shows."""

Difference = tuple[str, str, str]
"""Where, what it should be, what it says."""


def recompute(contents: Contents, versions: Versions) -> tuple[Assessment | None, list[Problem]]:
    """Return the assessment computed now, and each difference from verdicts.json.

    Sentences (`*_zh`, `*_en`) are compared when the same version of hegui made the bundle, since
    wording may improve; everything that decides is compared always.
    """
    from hegui.conformity import judge, verdicts_document

    try:
        assessment = judge(contents.catalogue, contents.inputs())
    except HeguiError as error:
        return None, [problem("judging", CATALOGUE, why=error.message("en"))]
    except Exception as error:  # noqa: BLE001 - hostile rows may break anything; that is the finding
        return None, [problem("judging", CATALOGUE, why=f"{type(error).__name__}: {error}")]
    same_words = versions.hegui == __version__
    found = differences(verdicts_document(assessment), contents.verdicts, same_words)
    return assessment, [
        problem("verdict", VERDICTS, where=where, expected=expected, found=said)
        for where, expected, said in found
    ]


def differences(expected: Any, found: Any, words: bool, where: str = "") -> Iterator[Difference]:
    """Yield every place where two JSON values differ; sentences only with `words`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted(expected.keys() | found.keys()):
            if words or not name.endswith(("_zh", "_en")):
                inner = f"{where}.{name}" if where else str(name)
                pair = expected.get(name, NOTHING), found.get(name, NOTHING)
                yield from differences(*pair, words, inner)
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        yield from _list_differences(expected, found, words, where)
    elif expected != found or type(expected) is not type(found):
        yield where, _shown(expected), _shown(found)


def _list_differences(expected: Any, found: Any, words: bool, where: str) -> Iterator[Difference]:
    for at in range(max(len(expected), len(found))):
        left = expected[at] if at < len(expected) else NOTHING
        right = found[at] if at < len(found) else NOTHING
        yield from differences(left, right, words, f"{where}[{_name(left, right) or at}]")


def _name(left: Any, right: Any) -> str:
    """Return what a list item is called: its clause or id."""
    for item in (left, right):
        if isinstance(item, dict):
            return str(item.get("clause") or item.get("id") or "")
    return ""


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
