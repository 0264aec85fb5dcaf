"""What `hegui catalogue check` prints."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from hegui.catalogue.checking import Report
from hegui.catalogue.problems import Problem
from hegui.common.text import Lang, Text

FINE = Text(
    "目录 {version} 无误：{rules} 条规则，{rows} 行。",
    "Catalogue {version} is sound: {rules} rules, {rows} rows.",
)
WRONG = Text("目录有 {errors} 处错误。", "The catalogue has {errors} errors.")
NOTICES = Text("另有 {count} 处提示。", "There are also {count} notices.")
SUMMED = Text(
    "{mark} [{code}] {file}：{count} 行，如 {row}：{what}（--verbose 逐行列出）",
    "{mark} [{code}] {file}: {count} rows, such as {row}: {what} (--verbose lists each)",
)
EACH = 3
"""As many notices of one rule about one file are listed one by one."""
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


def as_text(report: Report, lang: Lang, verbose: bool = False) -> Iterator[str]:
    """Yield the report for people, errors first; notices that are alike are summed up by file."""
    alike = Counter(map(_group, report.problems))
    told = set()
    for problem in report.problems:
        if not verbose and problem.level == "notice" and alike[_group(problem)] > EACH:
            if _group(problem) not in told:
                told.add(_group(problem))
                yield _summed(problem, alike[_group(problem)], lang)
            continue
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


def _group(problem: Problem) -> tuple[str, str, str]:
    """Return what makes problems alike: obligations of one instrument stand in one file."""
    return problem.level, problem.code, problem.file


def _summed(problem: Problem, count: int, lang: Lang) -> str:
    return SUMMED.in_(
        lang,
        mark=LEVELS[problem.level].in_(lang),
        code=problem.code,
        file=problem.file,
        count=count,
        row=problem.row,
        what=problem.text.in_(lang),
    )
