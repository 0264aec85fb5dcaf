"""What `hegui corpus sample` says: population, sizes, strata, and the machine's answer."""

from typing import Any

from hegui.cli.corpus.answer import run_data, run_lines
from hegui.cli.output import heading
from hegui.common.text import Lang, Text

DRAWN = Text(
    "从 {population} 条文档中抽取 {size} 条供人审核，分 {strata} 层",
    "Drew {size} of {population} documents for people to read, from {strata} strata",
)
SEED = Text("种子：{seed}（方法 {method}）", "Seed: {seed} (method {method})")
RAISED = Text(
    "有的层按最低条数加抽，合计的比率须看加权估计",
    "Some strata were raised to the minimum; look at the weighted estimate of the whole",
)
MORE = Text(
    "比所要的 {asked} 条多，因为每层至少 {minimum} 条",
    "More than the {asked} asked for: every stratum has at least {minimum}",
)
FEWER = Text(
    "语料只有 {population} 条，少于所要的 {asked} 条",
    "The corpus has {population} documents only, fewer than the {asked} asked for",
)
RAW = Text(
    "注意：{jsonl} 与 {xlsx} 含语料原文，仅本人可读（权限 0600），不要放进结果包、邮件或代码库。",
    "Careful: {jsonl} and {xlsx} hold raw text of the corpus, readable by you only (mode 0600); keep "
    "them out of bundles, mail and repositories.",
)
NEXT = Text(
    "填好“结论”后：hegui corpus review {folder} 审核表.xlsx",
    "When the verdicts are filled in: hegui corpus review {folder} reviewed.xlsx",
)
JUDGED = Text(
    "机器判断：{population} 条中的 {n} 条（至少 {share}），合格 {k} 条，{rate}",
    "Judged by machine: {n} of {population} documents (at least {share}), {k} pass, {rate}",
)
ANSWERS = Text(
    "规则（{requirement}，至少 {limit}）：{met}；以 95 % 置信支持：{supported}（下界 {lower}）",
    "Rule ({requirement}, at least {limit}): {met}; supported at 95 %: {supported} (bound {lower})",
)
JUDGE = Text("判断者：扫描规则集 {judge}", "Judge: rule set {judge} of the scan")
OUTSIDE = Text(
    "读不了的条目和没有读的部分不在抽样总体之内：",
    "What could not be read is outside the population:",
)
MET = {
    True: Text("达到", "met"),
    False: Text("未达到", "not met"),
    None: Text("未定", "undetermined"),
}
YES = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("未定", "undetermined")}


def percent(share: float) -> str:
    """Return a share with two decimals."""
    return f"{share * 100:.2f} %"


def answers(rate: Any, limit: Any, lang: Lang) -> str:
    """Return both answers about a rate."""
    from hegui.engine.statistics import as_fraction

    return ANSWERS.in_(
        lang,
        requirement=limit.requirement,
        limit=percent(float(as_fraction(limit.share))),
        met=MET[rate.rule_met].in_(lang),
        supported=YES[rate.supported].in_(lang),
        lower=percent(rate.lower),
    )


def as_data(outcome: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    draw = outcome.draw
    return {
        **run_data(outcome.result, asked, lang),
        "population": outcome.merged.population,
        "draw": None if draw is None else {**_brief(draw), "strata": draw.strata},
        "technical": outcome.technical,
    }


def _brief(draw: Any) -> dict[str, Any]:
    names = ("method", "key", "asked", "size", "strata_fields", "minimum", "items_sha256")
    return {name: getattr(draw, name) for name in names}


def as_text(outcome: Any, asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return the answer for people."""
    folder, lines = outcome.request.folder, []
    if outcome.draw:
        lines += drawn(outcome.draw, folder, lang)
    if outcome.technical:
        lines += judged(outcome.technical, lang)
    if outcome.result.total("bad") or outcome.result.failures:
        lines.append(OUTSIDE.in_(lang))
    return lines + run_lines(outcome.result, asked, lang)


def drawn(draw: Any, folder: Any, lang: Lang) -> list[str]:
    """Return what is said of a draw for people."""
    counts = {"population": f"{draw.population:,}", "size": f"{draw.size:,}"}
    lines = [heading(DRAWN.in_(lang, **counts, strata=len(draw.strata)))]
    lines.append(SEED.in_(lang, seed=draw.key, method=draw.method))
    if draw.size > draw.asked:
        lines.append(MORE.in_(lang, asked=f"{draw.asked:,}", minimum=draw.minimum))
    elif draw.size < draw.asked:
        lines.append(FEWER.in_(lang, population=counts["population"], asked=f"{draw.asked:,}"))
    even = draw.size / max(draw.population, 1)
    if any(abs(stratum.size - even * stratum.population) > 1 for stratum in draw.strata):
        lines.append(RAISED.in_(lang))
    lines.append(RAW.in_(lang, jsonl=folder / "review.jsonl", xlsx=folder / "review.xlsx"))
    return [*lines, NEXT.in_(lang, folder=folder)]


def judged(technical: Any, lang: Lang) -> list[str]:
    """Return what is said of the machine's share."""
    from hegui.engine.statistics import as_fraction

    counts = {name: f"{getattr(technical, name):,}" for name in ("population", "n", "k")}
    told = {"share": percent(float(as_fraction(technical.share)))}
    told["rate"] = percent(technical.k / technical.n if technical.n else 0.0)
    return [
        heading(JUDGED.in_(lang, **counts, **told)),
        answers(technical.rate, technical.limit, lang),
        JUDGE.in_(lang, judge=technical.judge),
    ]
