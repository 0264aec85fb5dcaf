"""The list of the clause workspace as HTML: thousands of lines cost a few milliseconds.

Everything that people or catalogues wrote is escaped here.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from hegui.server.assessments.selectors.clauses import Line
from hegui.server.pages.language import language, say
from hegui.server.pages.words import VERDICTS

LINE = (
    '<li{swap} id="r{order}" class="line{more}"{here}><input type="checkbox" name="c" value="{clause}" '
    'form="bulk" aria-label="{pick} {clause}"><a href="?{kept}clause={quoted}"><code>{number}</code> '
    '{title}</a><span class="mark mark-{verdict}">{word}</span>{flags}</li>'
)


def lines_html(lines: Sequence[Line], kept: str, here: str, *, swap: bool = False) -> SafeString:
    """Return the lines; `kept` is the query of the filters, `here` the clause that is open.

    With `swap` each line takes the place of the one that the page shows.
    """
    english = language() == "en"
    names = {word: (row.en if english else row.zh) for word, row in VERDICTS.items()}
    flags = {
        "gate": flag("gate", say("门槛", "gate")),
        "stale": flag("stale", say("需重判", "judge again")),
        "person": flag("person", say("人工", "person")),
    }
    words = {
        "pick": say("选择", "select"),
        "kept": f"{escape(kept)}&amp;" if kept else "",
        "swap": ' hx-swap-oob="true"' if swap else "",
    }
    return mark_safe(  # noqa: S308 - every part is escaped in line_html
        "".join([line_html(line, names, flags, words, here, english) for line in lines])
    )


def flag(name: str, word: str) -> str:
    """Return a small word behind a line."""
    return f'<span class="flag flag-{name}">{escape(word)}</span>'


def line_html(
    line: Line,
    names: dict[str, str],
    flags: dict[str, str],
    words: dict[str, str],
    here: str,
    english: bool,
) -> str:
    """Return one line, every text escaped."""
    clause = escape(line.clause)
    shown = (
        (flags["gate"] if line.gate else "")
        + (flags["stale"] if line.stale else "")
        + (flags["person"] if line.person_verdict else "")
    )
    return LINE.format(
        order=line.order,
        more=" here" if line.clause == here else "",
        here=' aria-current="true"' if line.clause == here else "",
        clause=clause,
        **words,
        quoted=quote(line.clause, safe=""),
        number=escape(line.number or line.clause),
        title=escape((line.title_en if english else "") or line.title_zh),
        verdict=line.verdict if line.verdict in names else "undetermined",
        word=names.get(line.verdict, ""),
        flags=shown,
    )
