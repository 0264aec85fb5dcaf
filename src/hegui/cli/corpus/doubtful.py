"""Telling which terms of a scan are probably not meant as they are written."""

from collections.abc import Iterable
from typing import Any

from hegui.common.text import Lang, Text

NAMED = 10
"""Terms of each kind that are named; all are counted."""
SAYS = {
    "separated": Text(
        "警告：{count} 个词含分隔符号，各当作一个词查找：{terms}（先用 hegui terms import 拆开）",
        "Warning: terms that hold signs that separate, each looked for as one term: {count}: {terms} "
        "(hegui terms import splits them)",
    ),
    "one_character": Text(
        "警告：{count} 个词只有一个字，误报会很多：{terms}",
        "Warning: terms of one character, many false alarms: {count}: {terms}",
    ),
    "regular_expression": Text(
        "警告：{count} 个词像正则表达式，按原样查找：{terms}",
        "Warning: terms that look like regular expressions, taken literally: {count}: {terms}",
    ),
}


def doubtful(texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the doubtful terms by kind: how many, and the first of them; nothing where all is well."""
    from hegui.checks.corpus.terms.importing import SEPARATORS
    from hegui.checks.corpus.terms.linting import LOOKS_LIKE

    found: dict[str, list[str]] = {kind: [] for kind in SAYS}
    for text in texts:
        if len(text) == 1:
            found["one_character"].append(text)
        elif LOOKS_LIKE.search(SEPARATORS.sub(" ", text)):
            found["regular_expression"].append(text)
        elif SEPARATORS.search(text):
            found["separated"].append(text)
    return {
        kind: {"count": len(terms), "terms": terms[:NAMED]}
        for kind, terms in found.items()
        if terms
    }


def doubtful_lines(found: dict[str, dict[str, Any]], lang: Lang) -> list[str]:
    """Return the warnings for people."""
    between = "　" if lang == "zh" else "  "
    return [
        SAYS[kind].in_(lang, count=f"{one['count']:,}", terms=between.join(one["terms"]))
        for kind, one in found.items()
    ]
