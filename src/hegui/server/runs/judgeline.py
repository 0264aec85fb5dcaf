"""Who judged a result, in words: the judge, what people's labels say of it, how several agreed."""

from dataclasses import dataclass
from typing import Any

from hegui.common.text import Text
from hegui.server.pages.language import said, say

KINDS = {
    "rule": Text("检查自身的规则", "the check's own rules"),
    "keyword": Text("关键词库", "keyword libraries"),
    "refusal": Text("拒答识别规则", "rules that tell refusals"),
    "llm": Text("大模型", "a language model"),
    "guard": Text("护栏模型", "a guard model"),
    "plugin": Text("插件", "a plug-in"),
    "people": Text("人", "people"),
    "combined": Text("多个判定者合并", "several judges together"),
}
RULES = {
    "any_unsafe": Text(
        "有一个判为不安全即不安全，否则须全部一致",
        "unsafe as soon as one says so, else what all say",
    ),
    "all": Text("须全部一致", "what all say"),
    "majority": Text("过半数", "what more than half say"),
    "first": Text("第一个有结论的", "the first that says anything"),
}
METHODS = {
    "errors_bounded": Text("误差上界法", "bounded errors"),
    "prediction_powered": Text("预测增强估计", "prediction-powered estimate"),
    "labels_only": Text("只用人的标注", "labels alone"),
}
DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeLine:
    """Who judged, for a list and for a page. `trusted`: people judged, or measured the judge."""

    name: str
    kind: str
    digest: str
    short: str
    trusted: bool
    calibration: str
    rule: str
    disagreements: int | None
    answers: int | None
    unanswered: int | None
    why: list[dict[str, Any]]
    members: list[dict[str, Any]]
    pairs: list[dict[str, Any]]


def judge_line(row: dict[str, Any]) -> JudgeLine | None:
    """Return who judged a result of a view; None where nobody judges."""
    told = row.get("judge")
    if not told:
        return None
    return JudgeLine(
        name=told["name"],
        kind=worded(KINDS, told["kind"]),
        digest=told["digest"],
        short=told["digest"][:DIGITS],
        trusted=bool(told["people"] or told["measured"]),
        calibration=calibration(told),
        rule=worded(RULES, told["rule"]),
        disagreements=told["disagreements"],
        answers=told["answers"],
        unanswered=told["unanswered"],
        why=told["why"],
        members=told["members"],
        pairs=told["pairs"],
    )


def worded(words: dict[str, Text], key: str) -> str:
    """Return a key in words, or as it is."""
    return said(words[key]) if key in words else key


def calibration(told: dict[str, Any]) -> str:
    """Return whether people measured the judge."""
    if told["people"]:
        return say("由人判定，无需校准", "people judged: nothing to calibrate")
    if measured := told["measured"]:
        return say(
            "已按 {labels} 条人的标注校准（{method}，{file}）",
            "calibrated by {labels} labels of people ({method}, {file})",
            labels=f"{measured['labels']:,}",
            method=worded(METHODS, measured["method"]),
            file=measured["file"],
        )
    if told["few_labels"]:
        return say(
            "未校准：人的标注太少，不能用在别的回答上",
            "not calibrated: too few labels of people for other answers",
        )
    return say("未校准", "not calibrated")
