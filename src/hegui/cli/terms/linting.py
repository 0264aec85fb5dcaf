"""`hegui terms lint`: what makes a library useless, noisy or out of date."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text(
    "{rows} 行：错误 {errors}，提醒 {warnings}",
    "{rows} rows: {errors} errors, {warnings} warnings",
)
LISTED = Text("列出前 {shown} 条", "The first {shown} are listed")
COLUMNS = {
    "zh": ("行", "级别", "规则", "词", "说明"),
    "en": ("line", "level", "rule", "term", "note"),
}
ERROR, WARNING = Text("错误", "error"), Text("提醒", "warning")


@click.command("lint")
@click.argument("file", type=FILE)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True)
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(file: Path, limit: int, lang: Lang, as_json: bool, **asked: Any) -> int:
    """检查词库：重复、空、单字、像正则、常用词、缺风险等。Look a library over.

    退出码：0 没有错误（可以有提醒），1 有错误，2 用法不对。
    Exit codes: 0 no error (there may be warnings), 1 errors, 2 wrong use.
    """
    from hegui.catalogue.loader import load
    from hegui.checks.corpus.terms.linting import lint
    from hegui.common.dates import today

    risks = load(asked["catalogue_dirs"]).risks
    rows, found = lint(file, risks, asked["as_of"] or today())
    if as_json:
        print_json(as_data(rows, found, lang))
    else:
        click.echo("\n".join(as_text(rows, found, limit, lang)))
    return DONE_WITH_FINDINGS if any(one.error for one in found) else DONE


def as_data(rows: int, found: list[Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        "rows": rows,
        "errors": sum(one.error for one in found),
        "warnings": sum(not one.error for one in found),
        "by_rule": dict(sorted(Counter(one.rule for one in found).items())),
        "remarks": [
            {
                "line": one.line,
                "level": "error" if one.error else "warning",
                "rule": one.rule,
                "term": one.term,
                "message": one.text.in_(lang),
            }
            for one in found
        ],
    }


def as_text(rows: int, found: list[Any], limit: int, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    errors = sum(one.error for one in found)
    counts = {"rows": rows, "errors": errors, "warnings": len(found) - errors}
    lines = [heading(HEAD.in_(lang, **{name: f"{n:,}" for name, n in counts.items()}))]
    shown = [
        (str(one.line), (ERROR if one.error else WARNING).in_(lang), one.rule, one.term,
         one.text.in_(lang))
        for one in found[:limit]
    ]  # fmt: skip
    if shown:
        line, level, rule, term, note = COLUMNS[lang]
        columns = [Column(line, "right"), Column(level), Column(rule), Column(term, wrap=True)]
        lines.append(table([*columns, Column(note, wrap=True)], shown))
    if len(found) > limit:
        lines.append(LISTED.in_(lang, shown=limit))
    return lines
