"""Words of the pages of assessments."""

from collections.abc import Iterable, Mapping
from typing import Any

from hegui.common.text import Lang, Text
from hegui.server.assessments.basis import PARTS
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.core.rules import catalogue
from hegui.server.pages.language import language, say, say_lazy
from hegui.server.pages.words import VERDICTS

STATES = {
    "open": say_lazy("进行中", "open"),
    "review": say_lazy("复核中", "in review"),
    "signed": say_lazy("已签署", "signed"),
    "closed": say_lazy("已关闭", "closed"),
}
FLAG_WORDS = {
    "gate": say_lazy("门槛条款", "gates"),
    "unjudged": say_lazy("无人工结论", "without a person's verdict"),
    "overridden": say_lazy("人机不一致", "person and machine differ"),
    "changed": say_lazy("较上次有变化", "changed since the last assessment"),
    "stale": say_lazy("需重新判定", "to be judged again"),
    "carried": say_lazy("沿用上次", "carried over"),
    "unverified": say_lazy("依据未完全核实", "resting on unverified rows"),
    "commented": say_lazy("有意见", "with comments"),
}
NEW = Text("新增条款", "new clause")
WHY = {
    **PARTS,
    "standing": Text(
        "所据证据已失效、撤回、被取代或有改动",
        "evidence under it went stale, was withdrawn, superseded or changed",
    ),
}
"""Why a verdict is not what it was: parts of its basis, and the standing of its evidence."""


TAKEN = {
    "facts": Text("事实 {n}", "facts {n}"),
    "subjects": Text("对象 {n}", "subjects {n}"),
    "people": Text("人员 {n}", "people {n}"),
    "attestations": Text("声明 {n}", "attestations {n}"),
    "decisions": Text("人工判定 {n}", "decisions of people {n}"),
    "nonconformities": Text("不符合 {n}", "nonconformities {n}"),
    "rule_set": Text("所选技术要求集", "the selected rule set"),
    "evidence_left": Text("未沿用的证据 {n}", "evidence not taken over {n}"),
}
"""What was taken over from a bundle, with how many."""


def taken_told(assessment: Assessment) -> dict[str, str] | None:
    """Return which records were taken over, from which bundle, of which day; None for none."""
    rows = assessment.names.get("taken") or []
    if not rows:
        return None
    told = [TAKEN[kind].in_(language(), n=number) for kind, number, *_ in rows]
    return {"what": say("、", ", ").join(told), "bundle": rows[0][2], "day": rows[0][3]}


def layer_words(assessment: Assessment) -> list[tuple[str, str]]:
    """Return the layers of a clause set with their names."""
    known = catalogue().labels.get("clause_layer", {})
    lang = language()
    return [
        (layer, getattr(known[layer], lang) if layer in known else layer)
        for layer in assessment.clause_set.layers
    ]


def changes_told(clause: ClauseAssessment, lang: Lang) -> dict[str, Any] | None:
    """Return what changed since the assessment before, in words; None for a first assessment."""
    if clause.change is None:
        return None
    return told(clause.change, clause.verdict, lang)


def told(change: Mapping[str, Any], now: str, lang: Lang) -> dict[str, Any]:
    """Return one change in words: verdict before and now, and why."""
    why = why_told(change.get("why", []), lang)
    causes = [row[lang] for row in change.get("causes", [])]
    before = change.get("before", "")
    return {
        "before": before if before in VERDICTS else "",
        "person_before": change.get("person_before", ""),
        "machine_before": change.get("machine_before", ""),
        "moved": before != now,
        "why": why,
        "causes": causes,
        "evidence": [tuple(row) for row in change.get("evidence", [])],
    }


def why_told(parts: Iterable[str], lang: Lang) -> list[str]:
    """Return in words what differs from before."""
    return [(WHY.get(part) or NEW).in_(lang) for part in parts]
