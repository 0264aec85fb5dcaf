"""`hegui terms merge`: several libraries become one."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
SHOWN = 50
"""Conflicts that are shown; `--json` gives all."""
HEAD = Text(
    "合并为 {terms} 个词，重复 {repeated} 行，冲突 {conflicts} 处",
    "Merged into {terms} terms; {repeated} rows repeated, {conflicts} conflicts",
)
COLUMNS = {"zh": ("词", "字段", "各处的值"), "en": ("term", "field", "values")}
WROTE = Text("已写入 {path}", "Wrote {path}")


@click.command("merge")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--out", type=FILE, required=True, help="写出的词库（JSONL） Library to write.")
@click.option("--force", is_flag=True, help="覆盖已有文件 Replace the file.")
@catalogue_option
@lang_option
@json_option
def command(
    files: tuple[Path, ...],
    out: Path,
    force: bool,
    catalogue_dirs: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
) -> int:
    """合并词库：出处保留，冲突逐条指出。Join libraries; sources stay, conflicts are named.

    退出码：0 无冲突，1 有冲突（已按最宽合并），2 用法不对。
    Exit codes: 0 no conflict, 1 conflicts (joined the widest way), 2 wrong use.
    """
    from hegui.catalogue.loader import load
    from hegui.checks.corpus.terms.merging import merge
    from hegui.cli.terms.writing import write_library
    from hegui.engine.terms import read_terms

    risks = load(catalogue_dirs).risks
    merged = merge((str(file), read_terms(file, risks=risks).terms) for file in files)
    write_library(out, merged.terms, force=force)
    if as_json:
        print_json(as_data(merged, out))
    else:
        click.echo("\n".join(as_text(merged, out, lang)))
    return DONE_WITH_FINDINGS if merged.conflicts else DONE


def as_data(merged: Any, out: Path) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        "out": str(out),
        "terms": len(merged.terms),
        "repeated": merged.repeated,
        "conflicts": [conflict._asdict() for conflict in merged.conflicts],
    }


def as_text(merged: Any, out: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    counts = {
        "terms": len(merged.terms),
        "repeated": merged.repeated,
        "conflicts": len(merged.conflicts),
    }
    lines = [heading(HEAD.in_(lang, **{name: f"{n:,}" for name, n in counts.items()}))]
    rows = [(one.term, one.field, _values(one.values)) for one in merged.conflicts[:SHOWN]]
    if rows:
        term, field, values = COLUMNS[lang]
        lines.append(table([Column(term), Column(field), Column(values, wrap=True)], rows))
    return [*lines, WROTE.in_(lang, path=out)]


def _values(values: dict[str, Any]) -> str:
    shown = {place: "|".join(v) if isinstance(v, tuple) else v for place, v in values.items()}
    return "; ".join(f"{place}={value or '—'}" for place, value in shown.items())
