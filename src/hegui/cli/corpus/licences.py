"""`hegui corpus licences`: what a licence means for commercial training, and documents counted."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from hegui.cli.corpus.answer import run_data, run_lines
from hegui.cli.corpus.engines import engine_of, engine_options
from hegui.cli.corpus.fields import field_map, files_of, meta_option, text_options
from hegui.cli.options import as_of_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
ANSWERS = {
    "permitted": Text("可用", "permitted"),
    "conditional": Text("附条件可用", "conditional"),
    "not_permitted": Text("不可用", "not permitted"),
    "unknown": Text("未知", "unknown"),
}
GROUNDS = {
    "licence": Text("许可", "licence"),
    "contract": Text("合同", "contract"),
    "consent": Text("使用者同意", "consent of users"),
    "collection": Text("采集记录", "record of collecting"),
    "none": Text("无（含不成立的）", "none that holds"),
}
KINDS = {
    "contract_ended": Text("合同已到期", "contract ended"),
    "training_not_permitted": Text("合同不允许训练", "contract forbids training"),
    "opt_out_not_honoured": Text("他人的限制未遵守", "a wish of others is not honoured"),
    "proof_missing": Text("凭证文件不在", "file of proof is not there"),
    "record_missing": Text("没有记录或凭证", "no record or proof"),
    "source_unregistered": Text("来源未登记，也没有许可", "source not in a ledger, no licence"),
    "unknown_licence": Text("许可未知", "licence unknown"),
    "incompatible_licence": Text("许可不允许商用训练", "licence forbids commercial training"),
}
OPINION = Text(
    "此表是本产品对许可文本的理解（{grade}），不是法律意见。",
    "The table is our reading of the licence texts ({grade}); it is no legal advice.",
)
HEAD = Text(
    "{docs} 条文档：{unlicensed} 条许可未知，{incompatible} 条不允许商用训练",
    "Documents: {docs}; of unknown licence: {unlicensed}; not permitted: {incompatible}",
)
HEADS: dict[str, dict[Lang, tuple[str, ...]]] = {
    "explain": {
        "zh": ("许可", "表达式", "商用训练", "条件", "依据"),
        "en": ("licence", "expression", "commercial training", "conditions", "basis"),
    },
    "table": {
        "zh": ("SPDX", "商用训练", "条件", "依据", "核实程度"),
        "en": ("SPDX", "commercial training", "conditions", "basis", "grade"),
    },
    "counts": {"zh": ("许可", "文档"), "en": ("licence", "documents")},
    "grounds": {"zh": ("依据", "文档"), "en": ("ground", "documents")},
    "examples": {
        "zh": ("位置", "问题", "来源", "许可"),
        "en": ("place", "defect", "source", "licence"),
    },
}


@click.group("licences")
def command() -> None:
    """许可：解释、列表、逐条计数。Licences: explain, list the table, count documents."""


@command.command("explain")
@click.argument("expressions", nargs=-1, required=True)
@lang_option
@json_option
def explain_command(expressions: tuple[str, ...], lang: Lang, as_json: bool) -> int:
    """解释许可表达式可否用于商用训练。Say what SPDX expressions mean for commercial training.

    退出码：0 全部可用，1 有不可用或未知的。Exit codes: 0 all usable, 1 some is not or unknown.
    """
    from hegui.checks.corpus.licences.ruling import ruling

    found = [ruling(expression) for expression in expressions]
    if as_json:
        print_json({"licences": found})
    else:
        from hegui.cli.table import Column, table

        columns = [Column(head, wrap=True) for head in HEADS["explain"][lang]]
        click.echo(table(columns, [explained(one, lang) for one in found]))
        click.echo(OPINION.in_(lang, grade=grade(lang)))
    usable = all(one.answer in ("permitted", "conditional") for one in found)
    return DONE if usable else DONE_WITH_FINDINGS


def explained(one: Any, lang: Lang) -> tuple[str, ...]:
    """Return the cells of one ruling."""
    basis = "; ".join(row.basis for row in one.rows)
    reason = one.reason_zh if lang == "zh" else one.reason_en
    said = ANSWERS[one.answer].in_(lang)
    return one.given, one.expression or "—", said, conditions(one.conditions, lang), reason or basis


def conditions(names: tuple[str, ...], lang: Lang) -> str:
    """Return conditions in words."""
    from hegui.checks.corpus.licences.table import licence_table

    words = licence_table().conditions
    joined = [words[name].zh if lang == "zh" else words[name].en for name in names]
    return ("；" if lang == "zh" else "; ").join(joined)


def grade(lang: Lang, name: str = "inferred") -> str:
    """Return the words of a grade."""
    from hegui.catalogue import load

    row = load().grades[name]
    return row.zh if lang == "zh" else row.en


@command.command("table")
@lang_option
@json_option
def table_command(lang: Lang, as_json: bool) -> int:
    """列出许可兼容表。List the table of licences with basis and grade."""
    from hegui.checks.corpus.licences.table import licence_table

    rows = licence_table().rows
    if as_json:
        print_json({"rows": rows, "conditions": licence_table().conditions})
        return DONE
    from hegui.cli.table import Column, table

    columns = [Column(head, wrap=True) for head in HEADS["table"][lang]]
    cells = [
        (
            ", ".join(row.ids),
            ANSWERS[row.answer].in_(lang),
            conditions(row.conditions, lang),
            row.basis,
            row.grade,
        )
        for row in rows
    ]
    click.echo(table(columns, cells))
    click.echo(OPINION.in_(lang, grade=grade(lang)))
    return DONE


@command.command("check")
@click.argument("paths", nargs=-1, required=True)
@click.option("--sources", "registers", type=FILE, multiple=True, help="来源台账 Source ledgers.")
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder of the manifest.")
@click.option("--root", type=FILE, help="凭证文件所在文件夹 Folder of the files of proof.")
@text_options
@meta_option
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True)
@engine_options
@as_of_option
@lang_option
@json_option
def check_command(lang: Lang, as_json: bool, limit: int, **asked: Any) -> int:
    """按来源与逐条许可统计文档。Count documents by the licence of their source and their own.

    退出码：0 全部可用，1 有未知或不可用的，2 用法不对，3 有文件读不了。
    Exit codes: 0 all usable, 1 some unknown or not permitted, 2 wrong use, 3 a file failed.
    """
    result = perform(asked, lang, as_json)
    (print_json if as_json else click.echo)(
        as_data(result, asked, lang)
        if as_json
        else "\n".join([*as_text(result, limit, lang), *run_lines(result, asked, lang)])
    )
    if result.failures:
        return COULD_NOT_RUN
    bad = sum(result.total(name) for name in ("docs_unlicensed", "docs_incompatible"))
    return DONE_WITH_FINDINGS if bad else DONE


def perform(asked: dict[str, Any], lang: Lang, as_json: bool) -> Any:
    """Count, with a progress bar on standard error."""
    from hegui.checks.corpus.licences.stage import licence_stage
    from hegui.checks.corpus.shards.run import run
    from hegui.cli.corpus.badrows import bad_rows_told
    from hegui.cli.corpus.bar import bar
    from hegui.common.dates import today
    from hegui.common.files import distinct

    files = files_of(asked)
    day = asked["as_of"] or today()
    with bad_rows_told(lang, as_json):
        stage = licence_stage(
            distinct(asked["registers"]), field_map(asked), asked["out"], day, asked["root"]
        )
    engine = engine_of(asked)
    with bar(asked["progress"]) as progress:
        return run(stage, files, engine, resume=asked["resume"], progress=progress)


def summed(result: Any, name: str) -> dict[str, int]:
    """Return a group of counts over all shards, the most frequent first."""
    found: Counter[str] = Counter()
    for line in result.lines:
        found.update(getattr(line, name))
    return dict(found.most_common())


def as_data(result: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        **run_data(result, asked, lang),
        **{name: result.total(name) for name in ("docs_unlicensed", "docs_incompatible")},
        **{name: summed(result, name) for name in ("by_answer", "by_ground", "by_licence")},
    }


def as_text(result: Any, limit: int, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    counts = {name: f"{result.total(f'docs_{name}'):,}" for name in ("unlicensed", "incompatible")}
    lines = [heading(HEAD.in_(lang, docs=f"{result.total('docs'):,}", **counts)), ""]
    groups: tuple[tuple[str, str, dict[str, Text]], ...] = (
        ("by_ground", "grounds", GROUNDS),
        ("by_licence", "counts", {}),
    )
    for group, head, words in groups:
        columns = [Column(HEADS[head][lang][0], wrap=True), Column(HEADS[head][lang][1], "right")]
        found = list(summed(result, group).items())[:limit]
        rows = [(words[k].in_(lang) if k in words else k or "—", f"{n:,}") for k, n in found]
        lines += [table(columns, rows), ""]
    examples = [example for line in result.lines for example in line.examples][:limit]
    if examples:
        columns = [Column(head, wrap=True) for head in HEADS["examples"][lang]]
        cells = [(where, KINDS[k].in_(lang), code, lic) for where, k, code, lic in examples]
        lines.append(table(columns, cells))
    return lines
