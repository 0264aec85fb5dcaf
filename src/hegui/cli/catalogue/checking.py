"""What `hegui catalogue check` prints."""

from collections.abc import Iterator
from typing import Any

import click

from hegui.catalogue.checking import Report
from hegui.common.text import Lang, Text

FINE = Text(
    "目录 {version} 无误：{rules} 条规则，{rows} 行。",
    "Catalogue {version} is sound: {rules} rules, {rows} rows.",
)
WRONG = Text("目录有 {errors} 处错误。", "The catalogue has {errors} errors.")
NOTICES = Text("另有 {count} 处提示。", "There are also {count} notices.")
LEVELS = {"error": Text("错误", "error"), "notice": Text("提示", "notice")}


def as_data(report: Report, lang: Lang) -> dict[str, Any]:
    """Return the report ready for JSON."""
    return {
        "ok": report.ok,
        "version": report.version,
        "digest": report.digest,
        "rules": report.rules,
        "rows": report.rows,
        "problems": [problem.as_dict(lang) for problem in report.problems],
    }


def as_text(report: Report, lang: Lang) -> Iterator[str]:
    """Yield the report for people, problems first."""
    for problem in report.problems:
        mark = click.style(
            LEVELS[problem.level].in_(lang), fg="red" if problem.level == "error" else None
        )
        yield f"{mark} [{problem.code}] {problem.message(lang)}"
    notices = sum(problem.level == "notice" for problem in report.problems)
    if report.ok:
        yield FINE.in_(lang, version=report.version, rules=report.rules, rows=report.rows)
    else:
        yield WRONG.in_(lang, errors=len(report.problems) - notices)
    if notices:
        yield NOTICES.in_(lang, count=notices)
