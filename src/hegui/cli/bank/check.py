"""`hegui bank check`: what a bank covers, what repeats, and what the rules miss in it."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from hegui.cli.model.options import key_options
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

NAMES = {
    "open": Text("生成内容测试题", "generated-content questions"),
    "should_refuse": Text("应拒答题", "questions to refuse"),
    "should_answer": Text("非拒答题", "questions to answer"),
}
HEAD = Text("{name}：{items} 题（不重复），规则要求 {minimum}（{requirement}，{grade}）", "{name}: {items} distinct, the rule asks for {minimum} ({requirement}, {grade})")  # fmt: skip
GAP = Text("  缺 {code}：有 {count}，应有 {minimum}", "  {code}: {count} of {minimum}")
WITHOUT = Text("  {count} 题没有风险或方面", "  {count} questions have no risk or topic")
MEASURED = Text("另有按测量判定的 {count} 题（{measures}），不算在以上各类里", "besides {count} for measures of their own ({measures}), which do not count above")  # fmt: skip
PAIRS = Text("{count} 题与前面的题相同或近似：", "{count} questions repeat an earlier one:")
WHOLE = Text("数量和覆盖都达到", "number and coverage reach the minimums")


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@key_options
@catalogue_option
@lang_option
@json_option
def command(
    file: Path,
    key_env: str,
    key_file: Path | None,
    catalogue_dirs: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
) -> int:
    """核查题库：错误逐行列出，重复与近似，覆盖对照规则。Check a bank line by line.

    退出码：0 达到规则，1 有缺口或重复，2 文件有错。Exit codes: 0 complete, 1 gaps or repetitions, 2 bad.
    """
    from hegui.catalogue import load
    from hegui.checks.banks.coverage import coverage, pairs
    from hegui.engine.mixed_bank import read_mixed_bank
    from hegui.engine.sealing import read_seal

    catalogue = load(catalogue_dirs)
    questions = read_mixed_bank(file, risks=catalogue.risks, seal=read_seal(key_env, key_file))
    measures = Counter(question.measure for question in questions if question.measure)
    found, doubled = list(coverage(questions, catalogue)), pairs(questions)
    if as_json:
        rows = [{**fields(one), "complete": one.complete} for one in found]
        told = {"items": len(questions), "coverage": rows, "repeated": doubled}
        print_json({**told, "by_measure": dict(sorted(measures.items()))})
    else:
        click.echo("\n".join(as_text(found, doubled, measures, lang)))
    whole = all(one.complete for one in found) and not doubled
    return DONE if whole else DONE_WITH_FINDINGS


def fields(record: Any) -> dict[str, Any]:
    """Return every field of a record."""
    return {name: getattr(record, name) for name in record.__struct_fields__}


def as_text(found: list[Any], doubled: list[Any], measures: Counter[str], lang: Lang) -> list[str]:
    """Return the lines for people."""
    lines = []
    for one in found:
        name = NAMES[one.expectation].in_(lang)
        lines.append(heading(HEAD.in_(lang, **{**fields(one), "name": name})))
        lines += [GAP.in_(lang, **fields(gap)) for gap in one.gaps]
        if one.without_group:
            lines.append(WITHOUT.in_(lang, count=one.without_group))
        if one.complete:
            lines.append(f"  {WHOLE.in_(lang)}")
    if measures:
        named = ", ".join(f"{name} {count:,}" for name, count in sorted(measures.items()))
        lines.append(MEASURED.in_(lang, count=f"{measures.total():,}", measures=named))
    if doubled:
        lines.append(PAIRS.in_(lang, count=len(doubled)))
        lines += [f"  {pair.other} ~ {pair.one}  {pair.similarity:.2f}" for pair in doubled[:20]]
        lines += ["  …"] if len(doubled) > 20 else []
    return lines
