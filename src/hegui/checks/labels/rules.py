"""The labelling rules of the catalogue in the form in which a label is judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hegui.catalogue.model import Catalogue, LabelRule
from hegui.checks.labels.provider_code import CodeRule, code_rule
from hegui.common.errors import HeguiError
from hegui.common.text import Text

FIELD, CHECK, CODE = "implicit_field", "check", "provider_code"
CHARSET = "LBL-I-CHARSET"
PROVIDER_CODE = "LBL-P-CODE"
RANGE = re.compile(r"0x([0-9A-Fa-f]{2})-0x([0-9A-Fa-f]{2})\Z")


class LabelRulesError(HeguiError):
    """The catalogue lacks labelling rules, or holds one that cannot be used."""

    code = "label_rules"
    text = Text(
        "目录中的标识规则“{id}”缺失或无法使用，不能判定隐式标识；请检查目录数据。",
        "The labelling rule “{id}” of the catalogue is missing or unusable, so implicit labels "
        "cannot be judged; check the catalogue data.",
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """What a label must be: fields, allowed characters, provider code, and severity per check."""

    required: tuple[str, ...]
    on_propagation: tuple[str, ...]
    known: frozenset[str]
    enums: Mapping[str, frozenset[str]]
    allowed: re.Pattern[str]
    code: CodeRule
    severity: Mapping[str, str]
    grade: Mapping[str, Text]
    """Per check below the best grade: how well its text is verified."""


def load_rules(catalogue: Catalogue) -> Rules:
    """Return the rules of the catalogue, or raise `LabelRulesError`."""
    fields = [r.data for r in catalogue.label_rules.values() if r.kind == FIELD]
    if not fields:
        raise LabelRulesError(id=FIELD)
    checks = [r for r in catalogue.label_rules.values() if r.kind == CHECK]
    return Rules(
        required=_named(fields, True),
        on_propagation=_named(fields, "on_propagation"),
        known=frozenset(str(f["name"]) for f in fields),
        enums={str(f["name"]): frozenset(f["enum"]) for f in fields if "enum" in f},
        allowed=_allowed(_rule(catalogue, CHARSET).data),
        code=_code(catalogue),
        severity={rule.id: str(rule.data.get("severity", "info")) for rule in checks},
        grade={rule.id: words for rule in checks if (words := _grade(catalogue, rule))},
    )


def _named(fields: list[dict[str, Any]], required: object) -> tuple[str, ...]:
    return tuple(str(field["name"]) for field in fields if field.get("required") == required)


def _rule(catalogue: Catalogue, rule_id: str) -> LabelRule:
    if rule_id not in catalogue.label_rules:
        raise LabelRulesError(id=rule_id)
    return catalogue.label_rules[rule_id]


def _allowed(data: dict[str, Any]) -> re.Pattern[str]:
    """Return the pattern of a whole value: the range, without the backslash if it is forbidden."""
    match = RANGE.match(str(data.get("allowed", "")))
    if match is None:
        raise LabelRulesError(id=CHARSET)
    first, last = (re.escape(chr(int(part, 16))) for part in match.groups())
    outside = r"(?!\\)" if "backslash" in data.get("forbidden", ()) else ""
    return re.compile(f"(?:{outside}[{first}-{last}])*\\Z")


def _code(catalogue: Catalogue) -> CodeRule:
    try:
        return code_rule(_rule(catalogue, PROVIDER_CODE).data)
    except (KeyError, TypeError, ValueError) as error:
        raise LabelRulesError(id=PROVIDER_CODE) from error


def _grade(catalogue: Catalogue, rule: LabelRule) -> Text | None:
    grade = catalogue.grades.get(rule.grade)
    return Text(grade.zh, grade.en) if grade is not None and grade.rank > 0 else None
