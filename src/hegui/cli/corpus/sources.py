"""`hegui corpus sources`: a template for the source ledger, and what a ledger shows."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import as_of_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
KEPT = 1_000_000
"""Defects written to a file at most; all are counted."""

HEAD = Text(
    "{sources} 个来源，{total} 个用于训练，{rejected} 个不用",
    "Sources: {sources}; used for training: {total}; not used: {rejected}",
)
ROWS = Text("行", "rows")
LISTED = Text("列出前 {shown} 处，共 {count} 处", "The first {shown} of {count}")
CELL = Text("只有一个来源：{cells}", "Only one source: {cells}")
CLEAN = Text("没有发现缺陷。", "No defect was found.")
WROTE = Text("已写入 {path}", "Wrote {path}")
WHERE = {"zh": ("位置", "来源", "问题", "说明"), "en": ("place", "source", "defect", "note")}
TOTALS = {"zh": ("测量值", "数"), "en": ("measure", "value")}
KINDS = {
    "incomplete_source": Text("登记不完整", "incomplete"),
    "over_limit_before": Text("采集前占比超限", "over the limit before collection"),
    "over_limit_after": Text("采集后占比超限", "over the limit after collection"),
    "not_assessed_before": Text("采集前未评估", "not assessed before collection"),
    "not_assessed_after": Text("采集后未核验", "not verified after collection"),
    "not_supported_before": Text(
        "采集前样本不足以支持（95%）", "sample before does not support the limit at 95 %"
    ),
    "not_supported_after": Text(
        "采集后样本不足以支持（95%）", "sample after does not support the limit at 95 %"
    ),
    "contract_ended": Text("合同已到期", "contract ended"),
    "contract_ending": Text("合同即将到期", "contract ends soon"),
    "training_not_permitted": Text("合同不允许训练", "contract forbids training"),
    "opt_out_not_honoured": Text("权利人意愿未遵守", "others' wishes not honoured"),
    "opt_out_unknown": Text("权利人意愿未核查", "others' wishes unknown"),
}


@click.group("sources")
def command() -> None:
    """来源台账：模板与核查。Source ledgers: template and check."""


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--root", type=FILE, help="凭证文件所在文件夹 Folder of the files of proof.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True)
@click.option("--out", type=FILE, help="全部缺陷写入 .xlsx/.csv/.jsonl Write all defects there.")
@progress_option
@as_of_option
@lang_option
@json_option
def check_command(
    files: tuple[Path, ...], out: Path | None, lang: Lang, as_json: bool, **asked: Any
) -> int:
    """核查来源台账。Check source ledgers: basis, contracts, assessments, wishes, diversity.

    退出码：0 没有缺陷（仅有提醒也算），1 有缺陷，2 表有坏行。
    Exit codes: 0 no defect (reminders aside), 1 some defect, 2 a table has bad rows.
    """
    ledger = survey(files, lang, as_json, KEPT if out else asked["limit"], **asked)
    if out:
        write(out, ledger, lang)
    if as_json:
        print_json(as_data(ledger, asked["limit"]))
    else:
        click.echo("\n".join(as_text(ledger, asked["limit"], lang)))
        if out:
            click.echo(WROTE.in_(lang, path=out))
    return DONE_WITH_FINDINGS if ledger.broken else DONE


def survey(files: tuple[Path, ...], lang: Lang, as_json: bool, keep: int, **asked: Any) -> Any:
    """Look at the ledgers, with progress."""
    from hegui.catalogue import load
    from hegui.checks.corpus.sources.ledger import Survey
    from hegui.cli.corpus.badrows import bad_rows_told
    from hegui.cli.corpus.counting import counting
    from hegui.common.dates import today

    look = Survey(load(), asked["as_of"] or today(), root=asked["root"], keep=keep)
    with bad_rows_told(lang, as_json), counting(asked["progress"], lang, ROWS) as told:
        return look.look(files, told)


def said(kind: str, lang: Lang) -> str:
    """Return the words of a kind of defect."""
    return KINDS[kind].in_(lang) if kind in KINDS else kind


def write(out: Path, ledger: Any, lang: Lang) -> None:
    """Write every defect to a table."""
    from hegui.engine.rows.writing import Sheet, write_tables

    rows = [(d.where, d.source, said(d.kind, lang), d.note) for d in ledger.defects]
    write_tables(out, [Sheet("defects", WHERE[lang], rows, {0: 32, 1: 24, 2: 40, 3: 40})])


def as_data(ledger: Any, limit: int) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        "sources": ledger.sources,
        "rejected": ledger.rejected,
        "measures": ledger.measures,
        "single_source_cells": [list(cell) for cell in ledger.single_cells],
        "by_kind": dict(ledger.by_kind.most_common()),
        "defects": [defect._asdict() for defect in ledger.defects[:limit]],
        "passed": not ledger.broken,
    }


def as_text(ledger: Any, limit: int, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    total = ledger.measures["sources_total"]
    counts = {"sources": ledger.sources, "total": total, "rejected": ledger.rejected}
    lines = [heading(HEAD.in_(lang, **{name: f"{n:,}" for name, n in counts.items()})), ""]
    kinds = [(said(kind, lang), f"{count:,}") for kind, count in ledger.by_kind.most_common()]
    name, number = WHERE[lang][2], TOTALS[lang][1]
    if not kinds:
        return [*lines[:1], CLEAN.in_(lang), *_cells(ledger, lang)]
    lines += [table([Column(name), Column(number, "right")], kinds), ""]
    shown = ledger.defects[:limit]
    columns = [Column(head, wrap=True) for head in WHERE[lang]]
    rows = [(d.where, d.source, said(d.kind, lang), d.note) for d in shown]
    lines.append(table(columns, rows))
    if (count := ledger.by_kind.total()) > len(shown):
        lines.append(LISTED.in_(lang, shown=len(shown), count=f"{count:,}"))
    return lines + _cells(ledger, lang)


def _cells(ledger: Any, lang: Lang) -> list[str]:
    cells = ", ".join(f"{language} × {kind}" for language, kind in ledger.single_cells[:20])
    return [CELL.in_(lang, cells=cells)] if cells else []


@command.command("template")
@click.argument("out", type=FILE)
@lang_option
def template_command(out: Path, lang: Lang) -> int:
    """写出空白台账（.xlsx 或 .csv），表头中英双语。Write an empty ledger with bilingual heads."""
    from hegui.checks.corpus.sources.rules import source_template
    from hegui.cli.corpus.writing import write_new
    from hegui.engine.rows.templates import template_sheets

    write_new(out, template_sheets([source_template()]))
    click.echo(WROTE.in_(lang, path=out))
    return DONE
