"""Measures told in words: what was counted, and how many."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hegui.catalogue.model import Condition
from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.figures import names, plain
from hegui.conformity.wording import listed

KEY = "{name}\\[['\"]([^'\"]+)['\"]\\]"
"""How a rule reads one key of a map, such as `by_kind['open']`."""


def values_told(case: Case, condition: Condition, read: Mapping[str, Any]) -> Text:
    """Return the measures read as “words number”; of a map only the keys that the rule reads."""
    expression = f"{condition.rule} {condition.fails_when}"
    parts = [
        Text(f"{words.zh} {value}", f"{words.en} {value}")
        for name, number in read.items()
        for words, value in _entries(case.measure(name), name, number, expression)
    ]
    return listed(parts)


SIGNS = {"&&": ("且", "and"), "||": ("或", "or"), ">=": ("≥", "≥"), "<=": ("≤", "≤")}
"""Signs of a rule -> how they read in Chinese and in English."""


def rule_told(case: Case, rule: str) -> Text:
    """Return a rule with its measures and signs in words, such as “条目数 ≥ 2000”."""
    zh, en = (_rule_told(case, rule, index) for index in (0, 1))
    return Text(zh, en)


def _rule_told(case: Case, rule: str, index: int) -> str:
    told = re.sub(r"\[['\"]([^'\"]+)['\"]\]", r"·\1", rule)
    for sign, words in SIGNS.items():
        told = told.replace(sign, words[index])
    told = re.sub(r"(?<![=<>!≥≤])==(?!=)", "=", told).replace("!=", "≠").replace(" * ", " × ")
    named = {name: case.measure(name)[index] for name in names(rule)}
    return re.sub(r"[A-Za-z_]\w*", lambda found: named.get(found[0], found[0]), told)


def _entries(words: Text, name: str, number: Any, expression: str) -> Iterator[tuple[Text, str]]:
    if not isinstance(number, Mapping):
        yield words, _shown(number)
        return
    asked = dict.fromkeys(re.findall(KEY.format(name=re.escape(name)), expression))
    for key in asked or sorted(number):
        told = Text(f"{words.zh}·{key}", f"{words.en} {key}")
        yield told, _shown(number.get(key, 0)) if key in number else "—"


def _shown(number: Any) -> str:
    return f"{number:.4g}" if isinstance(number, float) else str(plain(number))
