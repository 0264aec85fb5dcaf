"""`hegui corpus annotation`: templates for annotation exports, and what exports show."""

from itertools import islice
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import as_of_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
TABLES = ("people", "items", "rules", "batches")
UNIT = Text("个条目", "items")
HEAD = Text("标注数据：{items} 个条目，{people} 人", "Annotation: items {items}, people {people}")
PEOPLE = Text("标注数据：{people} 人；没有给出条目", "Annotation: {people} people; no items given")
SAMPLE = Text(
    "抽检 {n} 条，正确 {k} 条（{share:.2%}，95% 下界 {lower:.2%}）",
    "Sample: {k} of {n} right ({share:.2%}, lower bound at 95 % {lower:.2%})",
)
LISTED = Text("列出前 {shown} 处，共 {count} 处", "The first {shown} of {count}")
UNKNOWN = Text("未知", "unknown")
CLEAN = Text("没有发现缺陷。", "No defect was found.")
WROTE = Text("已写入 {path}", "Wrote {path}")
HEADS: dict[str, dict[Lang, tuple[str, ...]]] = {
    "measures": {"zh": ("测量值", "数"), "en": ("measure", "value")},
    "defects": {
        "zh": ("位置", "问题", "对象", "说明"),
        "en": ("place", "defect", "about", "note"),
    },
}
NAMES = {
    "annotators": Text("标注与审核人员", "people who annotated or reviewed"),
    "annotators_qualified": Text("其中资格全程有效", "of these, qualified on every day of work"),
    "items": Text("条目", "items"),
    "safety_items": Text("安全性条目", "safety items"),
    "items_safety_double_checked": Text(
        "其中经他人审核通过", "of these, approved by somebody else"
    ),
    "tasks_without_role_split": Text("标审未分离的任务", "tasks without a split of roles"),
    "risks_with_rule": Text("有安全性规则的风险", "risks with a safety rule"),
    "batches_voided_and_redone": Text("作废并重标的批次", "batches voided and done again"),
}
KINDS = {
    "not_qualified": Text("工作当天没有有效资格", "not qualified on a day of work"),
    "not_qualified_now": Text("核查之日没有有效资格", "not qualified on the day of the check"),
    "qualification_unknown": Text("资格无法判断", "qualification unknown"),
    "same_person": Text("同一任务中同人标审", "one person in both roles of a task"),
    "no_reviewer": Text("任务没有审核人", "nobody reviewed the task"),
    "no_rules_version": Text("没有规则版本", "no version of rules"),
    "unknown_rules_version": Text("规则版本不在表中", "version of rules not in the table"),
    "rules_of_other_kind": Text("规则类型不符", "rules of the other kind"),
    "rules_not_in_force": Text("规则当天未生效", "rules not in force on the day"),
    "risk_without_rule": Text("风险没有安全性规则", "risk without a safety rule"),
    "rules_incomplete": Text("规则内容不全", "rules lack something"),
    "illegal_not_voided": Text("有违法不良信息而未作废", "illegal content, not voided"),
    "voided_without_new_batch": Text("作废后没有重标", "voided and not done again"),
    "redone_without_new_batch": Text("返工后没有新批次", "redone, but no new batch"),
    "batch_undecided": Text("批次没有处理结论", "batch without an outcome"),
    "batch_not_sampled": Text("批次没有抽检", "batch without a sample"),
    "batch_unlisted": Text("条目的批次不在表中", "batch of items not in the table"),
}


class UnknownTableError(WrongUseError):
    """A file does not say by its name which table it holds."""

    code = "annotation_table"
    text = Text(
        "从“{path}”看不出是哪张表；请用 --people、--items、--rules、--batches 指明，"
        "或给工作表、文件起这些名字。",
        "“{path}” does not say which table it is; use --people, --items, --rules or --batches, or "
        "name the sheet or file so.",
    )


@click.group("annotation")
def command() -> None:
    """标注数据：模板与核查。Annotation data: templates and check."""


@command.command("check")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--people", multiple=True, type=FILE, help="培训与考核 Training and examination.")
@click.option("--items", multiple=True, type=FILE, help="标注条目 Annotated items.")
@click.option("--rules", multiple=True, type=FILE, help="规则版本 Versions of rules.")
@click.option("--batches", multiple=True, type=FILE, help="批次与抽检 Batches and samples.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True)
@progress_option
@as_of_option
@lang_option
@json_option
def check_command(lang: Lang, as_json: bool, limit: int, **asked: Any) -> int:
    """核查标注数据：人员、职能分离、规则版本、审核、抽检。Check annotation exports.

    FILES 按工作表名或文件名识别（people、items、rules、batches，或人员、条目、规则、批次）。
    FILES are known by the names of sheets or files. 退出码：0 无缺陷，1 有缺陷，2 表有坏行。
    Exit codes: 0 no defect, 1 some defect, 2 a table has bad rows.
    """
    survey = perform(asked, lang, as_json)
    defects = list(survey.defects())
    if as_json:
        print_json(as_data(survey, defects, limit))
    else:
        click.echo("\n".join(as_text(survey, defects, limit, lang)))
    return DONE_WITH_FINDINGS if defects else DONE


def perform(asked: dict[str, Any], lang: Lang, as_json: bool) -> Any:
    """Read the tables, with progress."""
    from hegui.catalogue import load
    from hegui.checks.corpus.annotation.survey import Exports, Survey
    from hegui.cli.corpus.badrows import bad_rows_told
    from hegui.cli.corpus.counting import counting
    from hegui.common.dates import today
    from hegui.common.files import distinct

    with bad_rows_told(lang, as_json), counting(asked["progress"], lang, UNIT) as told:
        tables = {table: list(asked[table]) for table in TABLES}
        for path in asked["files"]:
            for table in tables_in(path):
                tables[table].append(path)
        if not any(tables.values()):
            raise click.UsageError("FILES, --people, --items, --rules, --batches?")
        exports = Exports(**{table: distinct(paths) for table, paths in tables.items()})
        day = asked["as_of"] or today()
        return Survey(exports, load().risks, day, Path.as_posix).look(told)


def tables_in(path: Path) -> list[str]:
    """Return the tables that a file holds, by the names of its sheets or by its own name."""
    from hegui.checks.corpus.annotation.rules import annotation_rules
    from hegui.engine.rows.sheets import sheet_names

    names = sheet_names(path) if path.suffix.lower() == ".xlsx" and path.is_file() else []
    names = [*names, path.stem]
    rules = annotation_rules().tables
    found = [table for table in TABLES if any(name in rules[table].sheets for name in names)]
    if not found:
        raise UnknownTableError(path=str(path))
    return found


def as_data(survey: Any, defects: list[Any], limit: int) -> dict[str, Any]:
    """Return the answer for programs."""
    from collections import Counter

    return {
        "measures": survey.measures(),
        "safety_items": survey.safety_measures(),
        **survey.further(),
        "sample": sample(survey.measures()),
        "by_kind": dict(Counter(defect.kind for defect in defects).most_common()),
        "defects": [defect._asdict() for defect in defects[:limit]],
    }


def sample(measures: dict[str, Any]) -> Any:
    """Return the rate of right ones with its bounds, None without a sample."""
    from hegui.engine.statistics import rate

    return rate(measures["k"], measures["n"]) if measures.get("n") else None


def as_text(survey: Any, defects: list[Any], limit: int, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    measures = survey.measures() | {"safety_items": survey.counts["safety_items"]}
    people = len(survey.work) if "items" in measures else measures.get("annotators", 0)
    counts = {"items": measures.get("items", 0), "people": people}
    head_of = HEAD if "items" in measures or not people else PEOPLE
    lines = [heading(head_of.in_(lang, **{name: f"{n:,}" for name, n in counts.items()})), ""]
    unknown = UNKNOWN.in_(lang)
    values = [(name, measures.get(name)) for name in NAMES]
    rows = [(NAMES[n].in_(lang), unknown if v is None else f"{v:,}") for n, v in values]
    head = HEADS["measures"][lang]
    lines += [table([Column(head[0]), Column(head[1], "right")], rows), ""]
    if found := sample(measures):
        share = found.k / found.n
        lines += [SAMPLE.in_(lang, n=found.n, k=found.k, share=share, lower=found.lower), ""]
    return [*lines, *_defect_lines(defects, limit, lang)]


def _defect_lines(defects: list[Any], limit: int, lang: Lang) -> list[str]:
    from hegui.cli.table import Column, table

    if not defects:
        return [CLEAN.in_(lang)]
    columns = [Column(head, wrap=True) for head in HEADS["defects"][lang]]
    shown = list(islice(defects, limit))
    lines = [table(columns, [(d.where, KINDS[d.kind].in_(lang), d.about, d.note) for d in shown])]
    if len(defects) > len(shown):
        lines.append(LISTED.in_(lang, shown=len(shown), count=f"{len(defects):,}"))
    return lines


@command.command("template")
@click.argument("out", type=FILE)
@lang_option
def template_command(out: Path, lang: Lang) -> int:
    """写出空白表：.xlsx 一个工作簿，否则 .csv 每张表一个文件。Write empty tables.

    OUT.xlsx 含四张表；OUT 为文件夹时写四个 CSV。OUT.xlsx holds all four; a folder gets four CSV.
    """
    from hegui.checks.corpus.annotation.rules import annotation_templates
    from hegui.cli.corpus.writing import write_new
    from hegui.engine.rows.templates import template_sheets

    templates = annotation_templates()
    if out.suffix.lower() == ".xlsx":
        write_new(out, template_sheets(templates))
    else:
        for table, one in zip(TABLES, templates, strict=True):
            write_new(out / f"{table}.csv", template_sheets([one]))
    click.echo(WROTE.in_(lang, path=out))
    return DONE
