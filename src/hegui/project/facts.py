"""Are the declared facts facts of the catalogue, of the right type, and decided by whom they must be?

Facts that the law leaves to human judgement carry the person, day and reason; other facts may.
"""

from collections.abc import Collection, Mapping
from typing import Any

from hegui.catalogue.model import Fact
from hegui.common.text import Text
from hegui.project.errors import Key
from hegui.project.model import Judgement
from hegui.project.shape import Report, check_shape, did_you_mean, shape_of, wrong_type

HOLDER: Key = ("facts",)


def check_facts(
    facts: Any, known: Mapping[str, Fact], people: Collection[str], report: Report
) -> None:
    """Report every fact that is unknown, of the wrong type or not decided as it must be."""
    if facts is None:
        return
    if not isinstance(facts, dict):
        report("wrong_type", HOLDER, wrong_type(dict, facts))
        return
    for name, value in facts.items():
        if name not in known:
            near = did_you_mean(name, known)
            text = Text(f"没有这个事实{near.zh}", f"there is no such fact{near.en}")
            report("unknown_fact", (*HOLDER, name), text)
        elif value is not None:
            _check_fact(known[name], value, people, report)


def set_facts(facts: Any) -> dict[str, Any]:
    """Return the facts that are set; an empty value leaves a fact unknown. Sets are sorted."""
    found = facts if isinstance(facts, dict) else {}
    return {name: _sorted(value) for name, value in found.items() if value is not None}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items()}
    return sorted(value) if isinstance(value, list) else value


def _check_fact(fact: Fact, value: Any, people: Collection[str], report: Report) -> None:
    key = (*HOLDER, fact.id)
    if isinstance(value, dict):
        _check_judgement(fact, value, people, report)
    elif fact.judgement:
        text = Text(
            "这一事实由人判断，请写 value、by（人员编号）、on（日期）和 reason（理由）。",
            "this fact is for a person to judge: give value, by (id of the person), on (date) "
            "and reason.",
        )
        report("judgement_needed", key, text)
    else:
        _check_value(fact, value, key, report)


def _check_judgement(
    fact: Fact, value: dict[str, Any], people: Collection[str], report: Report
) -> None:
    key = (*HOLDER, fact.id)
    check_shape(value, shape_of(Judgement), key, report)
    if "value" in value:
        _check_value(fact, value["value"], (*key, "value"), report)
    by = value.get("by")
    if isinstance(by, str) and by and by not in people:
        near = did_you_mean(by, people)
        text = Text(f"没有名为“{by}”的人员{near.zh}", f"there is no person “{by}”{near.en}")
        report("unknown_person", (*key, "by"), text)


def _check_value(fact: Fact, value: Any, key: Key, report: Report) -> None:
    if fact.type == "set":
        _check_set(fact, value, key, report)
    elif fact.type == "bool" and not isinstance(value, bool):
        report("wrong_type", key, wrong_type(bool, value))
    elif fact.type == "int":
        _check_int(value, key, report)


def _check_int(value: Any, key: Key, report: Report) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        report("wrong_type", key, wrong_type(int, value))
    elif value < 0:
        report("out_of_bounds", key, Text("不能是负数。", "it cannot be negative."))


def _check_set(fact: Fact, value: Any, key: Key, report: Report) -> None:
    if not isinstance(value, list):
        report("wrong_type", key, wrong_type(list, value))
        return
    for at, item in enumerate(value):
        if not isinstance(item, str):
            report("wrong_type", (*key, at), wrong_type(str, item))
        elif item not in fact.values:
            near = did_you_mean(item, fact.values)
            zh, en = "、".join(fact.values), ", ".join(fact.values)
            text = Text(
                f"“{item}”不在可选值 {zh} 之中{near.zh}",
                f"“{item}” is not one of {en}{near.en}",
            )
            report("unknown_value", (*key, at), text)
        elif item in value[:at]:
            text = Text(f"“{item}”写了两次。", f"“{item}” is written twice.")
            report("duplicate_value", (*key, at), text)
