"""`hegui corpus review`: take the reviewed sample back, and say what it comes to."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hegui.cli.corpus.sample_words import answers, percent
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

if TYPE_CHECKING:
    from hegui.checks.corpus.samples.result import ReviewResult, StratumResult

FILE = click.Path(path_type=Path)
HEAD = Text(
    "审核 {n} 条，合格 {k} 条（{share}）；抽中 {drawn} 条，总体 {population} 条",
    "{n} reviewed, {k} pass ({share}); {drawn} drawn of {population}",
)
UNREVIEWED = Text(
    "{count} 条没有可用的结论，不算合格", "{count} have no usable verdict and count as no pass"
)
FEWER = Text("规则要求至少审核 {minimum} 条", "The rule asks for at least {minimum} reviewed items")
WEIGHTED = Text(
    "各层占比不同，按总体加权：{share}（保守的 95 % 下界 {lower}）",
    "Strata have unequal shares; weighted by population: {share} (conservative 95 % bound {lower})",
)
KAPPA = Text(
    "两人审核 {n} 条，一致 {agreed} 条；Cohen κ {kappa}",
    "{n} read by two, {agreed} agree; Cohen's kappa {kappa}",
)
INTERVAL = Text("{kappa}（95 %：{low} 至 {high}）", "{kappa} (95 %: {low} to {high})")
NO_KAPPA = Text(
    "不能计算（有一人的结论全同）", "cannot be computed (a reviewer gave one verdict only)"
)
DISPUTED = Text(
    "{count} 条有分歧：裁定 {path} 后用 --adjudicated 交回",
    "{count} are disputed: decide them in {path} and hand it back with --adjudicated",
)
BAD = Text("有问题的行：{count}", "Rows with problems: {count}")
LINE = Text("  {file} 第 {line} 行：{what}", "  {file}, line {line}: {what}")
OUT = Text("结果：{path}", "Result: {path}")
STRATUM = Text("分层", "stratum")
COLUMNS = {
    "zh": ("总体", "审核", "合格", "合格率", "95 % 下界"),
    "en": ("population", "reviewed", "pass", "rate", "95 % bound"),
}
UNKNOWN = Text("未知", "unknown")


@click.command("review")
@click.argument("folder", type=FILE)
@click.argument("reviewed", type=FILE)
@click.option("--second", type=FILE, help="第二人的审核表 Review by a second person.")
@click.option("--adjudicated", type=FILE, help="分歧的裁定 Decisions on disagreements.")
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """取回审核结果，计算合格率与置信界。Take a reviewed sample back.

    FOLDER 是 hegui corpus sample 的输出，REVIEWED 是填好的 XLSX、JSONL 或 CSV。
    FOLDER is what hegui corpus sample wrote, REVIEWED the filled-in XLSX, JSONL or CSV.
    退出码：0 达标，1 未达标或未定、有问题的行或未决的分歧，2 用法不对。
    Exit codes: 0 rule met, 1 not met or unknown, bad rows or open disagreements, 2 wrong use.
    """
    result = perform(asked)
    if as_json:
        print_json({"out": str(asked["folder"]), "review": result})
    else:
        click.echo("\n".join(as_text(result, asked["folder"], lang)))
    failed = result.rate.rule_met is not True or result.problems or result.disputed
    return DONE_WITH_FINDINGS if failed else DONE


def perform(asked: dict[str, Any]) -> "ReviewResult":
    """Read the files, judge them, and write the result beside the draw."""
    from hegui.catalogue import load
    from hegui.checks.corpus.samples.reviewing import reviewed_sample, write_result
    from hegui.checks.corpus.samples.rules import limit_of

    catalogue, folder = load(asked["catalogue_dirs"]), asked["folder"]
    result, verdicts = reviewed_sample(
        folder,
        asked["reviewed"],
        asked["second"],
        asked["adjudicated"],
        limit_of(catalogue, "manual"),
        catalogue.risks,
    )
    write_result(folder, result, verdicts, catalogue.risks)
    return result


def as_text(result: "ReviewResult", folder: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    counts = {name: f"{getattr(result, name):,}" for name in ("n", "k", "drawn", "population")}
    share = percent(result.k / result.n) if result.n else "—"
    lines = [
        heading(HEAD.in_(lang, **counts, share=share)),
        answers(result.rate, result.limit, lang),
    ]
    if result.n < result.limit.minimum:
        lines.append(FEWER.in_(lang, minimum=f"{result.limit.minimum:,}"))
    if result.unreviewed:
        lines.append(UNREVIEWED.in_(lang, count=f"{result.unreviewed:,}"))
    lines += more(result, folder, lang)
    lines += ["", strata(result, lang), ""] if len(result.strata) > 1 else []
    lines += problems(result, lang)
    return [*lines, OUT.in_(lang, path=folder / "review.json")]


def more(result: "ReviewResult", folder: Path, lang: Lang) -> list[str]:
    """Return what is said of weights, of two reviewers and of disagreements."""
    lines = []
    if result.weighted:
        told = {"share": percent(result.weighted.share), "lower": percent(result.weighted.lower)}
        lines.append(WEIGHTED.in_(lang, **told))
    if both := result.agreement:
        kappa = NO_KAPPA.in_(lang)
        if both.kappa is not None:
            kappa = INTERVAL.in_(lang, kappa=both.kappa, low=both.low, high=both.high)
        lines.append(KAPPA.in_(lang, n=both.n, agreed=both.agreed, kappa=kappa))
    if result.disputed:
        path = folder / "adjudicate.xlsx"
        lines.append(DISPUTED.in_(lang, count=result.disputed, path=path))
    return lines


def strata(result: "ReviewResult", lang: Lang) -> str:
    """Return the table of strata."""
    from hegui.cli.table import Column, table

    columns = [Column(STRATUM.in_(lang)), *(Column(name, "right") for name in COLUMNS[lang])]
    return table(columns, [row(one, lang) for one in result.strata])


def row(one: "StratumResult", lang: Lang) -> tuple[str, ...]:
    """Return the row of a stratum."""
    name = " / ".join(value or UNKNOWN.in_(lang) for value in one.values)
    n, k = one.rate.n, one.rate.k
    share, lower = (percent(k / n), percent(one.rate.lower)) if n else ("—", "—")
    return (name, f"{one.population:,}", f"{n:,}", f"{k:,}", share, lower)


def problems(result: "ReviewResult", lang: Lang) -> list[str]:
    """Return every bad row by file and line."""
    if not result.problems:
        return []
    lines = [BAD.in_(lang, count=len(result.problems))]
    for one in result.problems:
        what = one.zh if lang == "zh" else one.en
        told = LINE.in_(lang, file=one.file, line=one.line, what=what) if one.line else f"  {what}"
        lines.append(told)
    return lines
