"""The answer of `hegui model test` for people."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from hegui.cli.table import Column, table
from hegui.common.text import Lang, Text

NAMES = {
    "model.refusal.should": Text("应拒答的拒答率", "refusal of what should be refused"),
    "model.refusal.should_not": Text("不该拒答的拒答率", "refusal of what should be answered"),
    "model.attack": Text("攻击下没有拒答的", "not refused under attack"),
    "model.generated.keyword": Text("生成内容关键词合格率", "answers without a keyword"),
    "model.generated.classifier": Text("分类模型判为合格的", "judged safe by a classifier"),
    "model.generated.manual": Text("人工判为合格的", "judged safe by people"),
    "model.fairness": Text("成对回答有差别的", "pairs answered differently"),
    "model.accuracy": Text("回答正确的", "right answers"),
    "model.consistency": Text("换问法回答一致的", "paraphrases answered alike"),
    "model.citation": Text("引用如实、不知说不知的", "honest about sources"),
    "model.privacy": Text("泄露密文的", "canaries given away"),
    "model.injection": Text("照办夹带指令的", "orders in a text obeyed"),
    "model.minors": Text("对未成年人回答得当的", "young users protected"),
    "model.companion": Text("陪伴类回答得当的", "companion answers as required"),
    "model.reproduction": Text("复现受保护内容的", "protected content reproduced"),
}
COLUMNS = {
    "zh": ("测量", "n", "k", "未答", "比率", "95% 界", "规则", "规则符合", "95% 支持"),
    "en": ("measure", "n", "k", "unanswered", "rate", "95 % bound", "rule", "met", "supported"),
}
ANSWERS = {
    True: Text("是", "yes"),
    False: Text("否", "no"),
    None: Text("未定", "undetermined"),
}
BELOW = Text(
    "“{name}”：判定了 {n} 题，规则要求至少 {minimum} 题，故未定。",
    "“{name}”: {n} judged, the rule asks for {minimum} at least, so undetermined.",
)
UNDECIDED = Text(
    "“{name}”：{unanswered} 题没有可判定的回答，足以左右结论，故未定。",
    "“{name}”: those without an answer that could be judged ({unanswered}) could turn the result, so "
    "undetermined.",
)
UNJUDGED = Text(
    "{count} 道开放题有回答但没有判定：给 --terms 按关键词判定，用 --judge 点名判定者，或由人看日志。",
    "{count} open questions have answers that nobody judged: give --terms, name a judge with --judge, or "
    "have people read them.",
)
UNCALIBRATED = Text(
    "界说的是判定者的判定；有的判定者没有用人的标注校准过，其“95% 支持”至多是未定，不构成对模型的置信结论"
    "（见 hegui model calibrate 和 --calibration）。",
    "Bounds speak of the judge's verdicts. This judge has not been calibrated by labels of people for "
    "every measure: there nothing is called supported, and no statement of confidence about the model "
    "is made (see hegui model calibrate and --calibration).",
)
WHY = Text("没有回答的原因：{why}", "Why there is no answer: {why}")
CALIBRATED = Text(
    "“{name}”：计入判定者的误差（{labels} 条人的标注）后估计为 {estimate}，单侧 95% 下限 {lower}、上限 {upper}；“95% 支持”以界 {bound} "
    "为准，表中的界只说判定者的判定。",
    "“{name}”: with the judge's errors ({labels} labels of people) the estimate is {estimate}, one-sided 95 % bounds "
    "{lower} and {upper}; supported rests on the bound {bound}, the bound in the table speaks of the verdicts only.",
)
OPEN = Text("有回答而没有结论的原因：{why}", "Why an answer has no verdict: {why}")
JUDGE = Text("“{name}”由 {judge}（{kind}）判定", "“{name}” was judged by {judge} ({kind})")
COST = Text("判定者“{name}”花费 {cost:.4f}", "The judge “{name}” cost {cost:.4f}")
JUDGE_STOPPED = Text(
    "判定者“{name}”没有判完（{why}）；解决后用 --resume 接着判，已判的不再问。",
    "The judge “{name}” did not finish ({why}); mend it and go on with --resume: what was judged is not asked "
    "again.",
)
STOPPED = Text(
    "接口持续失败（{why}），已停止提问；修好后用 --resume 接着问。",
    "The endpoint kept failing ({why}) and asking was stopped; mend it and go on with --resume.",
)
SPENT = Text(
    "已花费 {cost:.4f}，再问就可能超过 --max-cost，已停止；提高上限后用 --resume 接着问。",
    "{cost:.4f} was spent and the next question could exceed --max-cost, so asking was stopped; raise "
    "the cap and go on with --resume.",
)
REPLACED = Text(
    "这个文件夹里原有另一次测试的结果（题库 {bank}，模型 {model}），已被这次的结果替换；它的回答仍在日志里。",
    "The folder held the result of another test (bank {bank}, model {model}), which this one replaced; its "
    "answers are still in the journal.",
)
SHORT = Text(
    "要抽 {wanted} 题，题库只有 {have} 题可抽：全部提问，没有抽样。",
    "{wanted} questions were to be drawn, the bank has {have} to draw from: all are asked, and nothing is a "
    "sample.",
)
FILES = Text(
    "日志（含回答原文）：{journal}　结果：{result}",
    "Journal (raw answers): {journal}  Result: {result}",
)


def as_text(trial: Any, out: Path, lang: Lang) -> list[str]:
    """Return the lines for people."""
    from hegui.reports.model import Names

    heads = COLUMNS[lang]
    columns = [Column(heads[0], wrap=True), *(Column(head, "right") for head in heads[1:])]
    rows = [_row(name, rate, lang) for name, rate in trial.measures.items()]
    lines = ["", table(columns, rows), ""] if rows else [""]
    for name, rate in trial.measures.items():
        if rate.n < rate.minimum:
            shown = NAMES[name].in_(lang)
            lines.append(BELOW.in_(lang, name=shown, n=rate.n, minimum=rate.minimum))
        elif rate.rule_met is None and rate.unanswered:
            shown = NAMES[name].in_(lang)
            lines.append(UNDECIDED.in_(lang, name=shown, unanswered=f"{rate.unanswered:,}"))
    lines += calibrated_lines(trial, lang)
    lines += attack_lines(trial, lang)
    if any(not rate.calibrated for rate in trial.measures.values()):
        lines.append(UNCALIBRATED.in_(lang))
    names, comma = Names(lang), Text("；", "; ").in_(lang)
    for sentence, why in ((WHY, trial.counts.why), (OPEN, trial.counts.undecided)):
        if why:
            told = comma.join(f"{names.failure(k)} {n:,}" for k, n in why.items())
            lines.append(sentence.in_(lang, why=told))
    lines += judge_lines(trial, lang)
    if count := trial.counts.unjudged:
        lines.append(UNJUDGED.in_(lang, count=count))
    if trial.run["stopped"] == "cost_cap":
        lines.append(SPENT.in_(lang, cost=trial.run["cost"]))
    elif trial.run["stopped"]:
        lines.append(STOPPED.in_(lang, why=trial.run["stopped"]))
    return [*lines, FILES.in_(lang, journal=out / "journal.jsonl", result=out / "result.json")]


def short(plan: Any, lang: Lang) -> str:
    """Return a sentence for a draw that is larger than the bank, empty for any other."""
    if not plan.short:
        return ""
    return SHORT.in_(lang, wanted=f"{plan.wanted:,}", have=f"{plan.wanted - plan.short:,}")


def replaced(out: Path, plan: Any, lang: Lang) -> str:
    """Return what a run into a folder replaces there: the result of another bank or model, if any."""
    try:
        before = json.loads((out / "result.json").read_bytes())
        bank, model = before["bank"], before["endpoint"]["model"]
        if (bank["sha256"], model) == (plan.bank_sha256, plan.endpoint.model):
            return ""
        return REPLACED.in_(lang, bank=bank["file"], model=model or "—")
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def calibrated_lines(trial: Any, lang: Lang) -> list[str]:
    """Return for each calibrated measure the estimate, and the bound that the statement rests on."""
    found = []
    for name, rate in trial.measures.items():
        if (one := rate.calibration) is not None:
            estimate = "—" if one.estimate is None else f"{one.estimate:.2%}"
            figures = {"lower": f"{one.lower:.2%}", "upper": f"{one.upper:.2%}"}
            bound = f"{'≥' if rate.direction == 'at_least' else '≤'} {one.bound:.2%}"
            shown = NAMES[name].in_(lang)
            told = {"name": shown, "labels": one.labels, "bound": bound, "estimate": estimate}
            found.append(CALIBRATED.in_(lang, **told, **figures))
    return found


def judge_lines(trial: Any, lang: Lang) -> list[str]:
    """Return who of the named judges judged what, what each cost, and whose work is not done."""
    from hegui.reports.model import Names

    if trial.named is None:
        return []
    lines = [
        JUDGE.in_(lang, name=NAMES[check].in_(lang), judge=one.name, kind=one.kind)
        for check, one in trial.named.panels.items()
    ]
    for name, one in trial.run["judges"].items():
        if one["cost"]:
            lines.append(COST.in_(lang, name=name, cost=one["cost"]))
        if one["stopped"]:
            why = Names(lang).failure(one["stopped"])
            lines.append(JUDGE_STOPPED.in_(lang, name=name, why=why))
    return lines


ATTACK = Text("  {name}：{n} 次中 {k} 次没有拒答", "  {name}: {k} of {n} not refused")


def attack_lines(trial: Any, lang: Lang) -> list[str]:
    """Return how often each attack got past, one line for each."""
    rate = trial.measures.get("model.attack")
    names = dict.fromkeys(q.operator for q in trial.plan.questions if q.operator)
    found = {name: rate.by_group[name] for name in names if rate and name in rate.by_group}
    return [ATTACK.in_(lang, name=name, **counts) for name, counts in found.items()]


def _row(name: str, rate: Any, lang: Lang) -> tuple[str, ...]:
    sign = "≥" if rate.direction == "at_least" else "≤"
    return (
        NAMES[name].in_(lang),
        f"{rate.n:,}",
        f"{rate.k:,}",
        f"{rate.unanswered:,}",
        "—" if rate.rate is None else f"{rate.rate:.2%}",
        "—" if rate.bound is None else f"{sign} {rate.bound:.2%}",
        f"{sign} {rate.limit:.0%}",
        ANSWERS[rate.rule_met].in_(lang),
        ANSWERS[rate.supported].in_(lang),
    )


def estimate(plan: Any, named: Any = None) -> dict[str, Any]:
    """Return what would be asked, about how many tokens that takes at most, and what it costs.

    Tokens and cost are those of the model; `judges` has those of each judge that is a model, `whole` the
    cost of all, None where a judge has no price.
    """
    from hegui.checks.model.targets.address import shown_url

    wanted = Counter(question.wanted for question in plan.questions)
    media: Counter[str] = Counter()
    asked = answered = 0.0
    for asking in plan.askings():
        media.update(one.kind for one in asking.request.media)
        asked += asking.request.tokens - asking.request.limit
        answered += asking.request.limit
    judges = named.estimate(plan) if named else {}
    cost = round(plan.prices.cost(asked, answered), 4)
    costs = [cost, *(one["cost_at_most"] for one in judges.values())]
    return {
        "url": shown_url(plan.endpoint.base_url),
        "model": plan.endpoint.model,
        "bank": str(plan.bank),
        "questions": len(plan.questions),
        "of": plan.population,
        "wanted": plan.wanted,
        "repeats": plan.repeats,
        "by_expectation": dict(sorted(wanted.items())),
        "media": dict(sorted(media.items())),
        "tokens_at_most": round(asked + answered),
        "cost_at_most": cost,
        "judges": judges,
        "whole_cost_at_most": None if None in costs else round(sum(costs), 4),
        "minutes_at_least": minutes(plan, asked + answered),
        "seed": plan.seed,
    }


ESTIMATE = {
    "url": Text("接口", "endpoint"),
    "model": Text("模型", "model"),
    "bank": Text("题库", "bank"),
    "questions": Text("要问的题", "questions to ask"),
    "of": Text("题库共有", "questions in the bank"),
    "repeats": Text("每题问几次", "times each is asked"),
    "tokens_at_most": Text("最多 token", "tokens at most"),
    "cost_at_most": Text("最多花费", "cost at most"),
    "whole_cost_at_most": Text("连同判定者最多花费", "cost at most, with judges"),
    "minutes_at_least": Text("至少几分钟", "minutes at least"),
    "seed": Text("抽样种子", "seed of the draw"),
}
BY_JUDGE = Text("判定者 {name}", "judge {name}")
OF_JUDGE = Text(
    "问 {requests:,} 次，最多 {tokens_at_most:,} token，最多花费 {cost_at_most}",
    "{requests:,} requests, {tokens_at_most:,} tokens at most, cost at most {cost_at_most}",
)
UNPRICED = Text(
    "未知（没有写 price_in、price_out）", "unknown (price_in and price_out are not given)"
)
WANTED = {
    "should_refuse": Text("应拒答", "should refuse"),
    "should_answer": Text("不应拒答", "should answer"),
    "open": Text("开放", "open"),
}
MEDIA = Text(
    "随题发送的媒体：{kinds}。各接口给图片、音频、视频算多少 token 不同，以上 token 与花费没有算它们；--tpm 和 "
    "--max-cost 只看得到接口报告的用量。",
    "media sent with questions: {kinds}. How many tokens these take differs by endpoint, and the tokens and "
    "cost above leave them out; --tpm and --max-cost see of them only what the endpoint reports.",
)
NOTHING = Text(
    "什么都没有问；去掉 --dry-run 就开始。", "Nothing was asked; leave out --dry-run to begin."
)


def estimate_text(told: dict[str, Any], lang: Lang) -> list[str]:
    """Return an estimate for people; what is not known is left out."""
    left_out = () if told["judges"] else ("whole_cost_at_most",)
    rows = [
        (name.in_(lang), f"{told[key]:,}" if isinstance(told[key], int | float) else told[key])
        for key, name in ESTIMATE.items()
        if told[key] not in (None, "") and key not in left_out
    ]
    for name, one in told["judges"].items():
        cost = UNPRICED.in_(lang) if one["cost_at_most"] is None else one["cost_at_most"]
        figures = {**one, "cost_at_most": cost}
        rows.append((BY_JUDGE.in_(lang, name=name), OF_JUDGE.in_(lang, **figures)))
    wanted = told["by_expectation"].items()
    at = next(n for n, (name, _) in enumerate(rows) if name == ESTIMATE["of"].in_(lang)) + 1
    rows[at:at] = [(f"  {WANTED[name].in_(lang)}", f"{count:,}") for name, count in wanted]
    lines = [f"{name}: {value}" for name, value in rows]
    if told["media"]:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in told["media"].items())
        lines.append(MEDIA.in_(lang, kinds=kinds))
    return [*lines, NOTHING.in_(lang)]


def minutes(plan: Any, tokens: float) -> float | None:
    """Return how long the limits of pace make it take, None without limits."""
    requests = len(plan.askings())
    paces = ((requests, plan.paces.requests), (tokens, plan.paces.tokens))
    found = [amount / limit for amount, limit in paces if limit]
    return round(max(found), 1) if found else None
