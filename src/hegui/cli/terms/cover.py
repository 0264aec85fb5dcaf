"""`hegui terms cover`: what a library covers, beside the numbers of the catalogue."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import DAY, as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
TOTAL = Text("不重复的词 {n}，应有 {minimum}", "{n} distinct terms of {minimum}")
AGE = Text(
    "最近更新距今 {n} 天，应在 {limit} 天内", "Days since the last update: {n}; within {limit}"
)
NO_AGE = Text(
    "更新日期未知（没有作数的 added，也没有作数的 --updated）",
    "Day of the last update unknown (no `added` and no --updated that counts)",
)
FUTURE = Text(
    "晚于核查之日的更新日期 {count} 处，不作数；请改正",
    "Days of update after the day of the check, which count for nothing: {count}; mend them",
)
GAPS = Text(
    "不足的风险 {gaps} 种，共缺 {missing} 个词",
    "Risks that fall short: {gaps}; terms missing: {missing}",
)
COLUMNS = {
    "zh": ("风险", "名称", "词数", "应有", "缺"),
    "en": ("risk", "name", "terms", "minimum", "missing"),
}
GRADED = Text(
    "{id} {title}：{modality}（{rule_set} {section}，文本来源级别 {grade}）",
    "{id} {title}: {modality} ({rule_set} {section}, text graded {grade})",
)
MODALITY = {
    "should": Text("推荐", "a recommendation"),
    "shall": Text("要求", "a requirement"),
    "may": Text("允许", "a permission"),
}


@click.command("cover")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--updated", type=DAY, default=None, help="登记的更新日期 Declared day of update.")
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(files: tuple[Path, ...], lang: Lang, as_json: bool, **asked: Any) -> int:
    """覆盖：总数、A.1 与 A.2 逐类数量、更新日期，缺口逐项列出。What a library covers.

    退出码：0 全部达到，1 有缺口，2 用法不对。数量多为推荐，输出写明。
    Exit codes: 0 all met, 1 gaps, 2 wrong use. Most numbers are recommendations; the output says so.
    """
    from hegui.catalogue.loader import load
    from hegui.checks.corpus.terms.cover import cover
    from hegui.common.dates import today
    from hegui.engine.terms import read_terms

    catalogue = load(asked["catalogue_dirs"])
    terms = [term for file in files for term in read_terms(file, risks=catalogue.risks).terms]
    found = cover(terms, catalogue, asked["as_of"] or today(), asked["updated"])
    if as_json:
        print_json(as_data(found, lang))
    else:
        click.echo("\n".join(as_text(found, lang)))
    return DONE if found.complete else DONE_WITH_FINDINGS


def as_data(found: Any, lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        "complete": found.complete,
        "terms": found.total,
        "terms_minimum": found.total_minimum,
        "age_days": found.age_days,
        "future_days": found.future,
        "age_limit_days": found.age_limit,
        "risks": [
            {"risk": one.risk, "title": _title(one, lang), "n": one.n, "minimum": one.minimum,
             "missing": one.missing}
            for one in found.risks
        ],
        "requirements": [
            {
                "id": one.id,
                "title": _title(one, lang),
                "modality": one.modality,
                "rule_set": one.rule_set,
                "section": one.section,
                "grade": one.grade,
            }
            for one in found.requirements
        ],
    }  # fmt: skip


def as_text(found: Any, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    total = {"n": f"{found.total:,}", "minimum": f"{found.total_minimum or 0:,}"}
    age = AGE.in_(lang, n=found.age_days, limit=found.age_limit)
    lines = [
        heading(TOTAL.in_(lang, **total)),
        NO_AGE.in_(lang) if found.age_days is None else age,
    ]
    if found.future:
        lines.append(FUTURE.in_(lang, count=found.future))
    risk, name, n, minimum, missing = COLUMNS[lang]
    columns = [Column(risk), Column(name, wrap=True)]
    columns += [Column(head, "right") for head in (n, minimum, missing)]
    rows = [
        (one.risk, _title(one, lang), str(one.n), str(one.minimum), str(one.missing or ""))
        for one in found.risks
    ]
    lines += ["", table(columns, rows), ""]
    short = sum(one.missing for one in found.gaps)
    lines.append(GAPS.in_(lang, gaps=len(found.gaps), missing=f"{short:,}"))
    return [*lines, *(_graded(one, lang) for one in found.requirements)]


def _graded(one: Any, lang: Lang) -> str:
    modality = MODALITY.get(one.modality)
    return GRADED.in_(
        lang,
        id=one.id,
        title=_title(one, lang),
        modality=modality.in_(lang) if modality else one.modality,
        rule_set=one.rule_set,
        section=one.section,
        grade=one.grade,
    )


def _title(one: Any, lang: Lang) -> str:
    title: str = one.title_zh if lang == "zh" else one.title_en
    return title
