"""Rules about single rows: dates, numbers, locators, facts, patterns."""

import re
from collections.abc import Iterator
from typing import Any

from hegui.catalogue.validators.registry import Hit, View, validator

OPERATORS = ("<=", ">=", "==", "<", ">")


@validator()
def dates_reversed(view: View) -> Iterator[Hit]:
    """失效日 {end} 早于生效日 {start}。

    It ends on {end}, before it takes effect on {start}.
    """
    for kind, row in view.rows():
        start, end = getattr(row, "effective_from", None), getattr(row, "effective_to", None)
        if start and end and end < start:
            yield Hit(kind, row.id, "effective_to", {"start": start, "end": end})


@validator()
def effective_before_published(view: View) -> Iterator[Hit]:
    """生效日 {start} 早于公布日 {published}。

    It takes effect on {start}, before it was published on {published}.
    """
    for kind, row in view.rows("instruments", "standards"):
        if row.published and row.effective_from and row.effective_from < row.published:
            words = {"start": row.effective_from, "published": row.published}
            yield Hit(kind, row.id, "effective_from", words)


@validator()
def first_effective_misplaced(view: View) -> Iterator[Hit]:
    """首次施行日要早于现行文本的生效日，并写明核实程度；只有修正、修订过的文本才有，要写 version。

    The day of first effect must be before this text's own, with a grade; only an amended text has
    one, so it needs a version.
    """
    for _, row in view.rows("instruments"):
        if row.first_effective is None:
            continue
        earlier = row.effective_from and row.first_effective < row.effective_from
        if not (earlier and row.version and row.first_effective_grade):
            yield Hit("instruments", row.id, "first_effective")


@validator()
def locator_mismatch(view: View) -> Iterator[Hit]:
    """locator 的条号 {article} 与 article “{shown}”不一致。

    The article {article} of the locator does not agree with “{shown}”.
    """
    for _, row in view.rows("obligations"):
        number = re.match(r"\d+", row.article)
        article = row.locator.article if row.locator else None
        if number and article and int(number[0]) != article:
            words = {"article": article, "shown": row.article}
            yield Hit("obligations", row.id, "locator", words)


@validator()
def unknown_operator(view: View) -> Iterator[Hit]:
    """运算符“{operator}”应是 <=、>=、==、<、> 之一。

    The operator “{operator}” must be one of <=, >=, ==, <, >.
    """
    for _, row in view.rows("obligations"):
        for limit in row.limits:
            if limit.op not in OPERATORS:
                yield Hit("obligations", row.id, "limits", {"operator": limit.op})
    for _, row in view.rows("requirements"):
        if row.threshold and row.threshold.operator not in OPERATORS:
            yield Hit("requirements", row.id, "threshold", {"operator": row.threshold.operator})


@validator()
def set_without_values(view: View) -> Iterator[Hit]:
    """集合事实要列出 values，其他类型不能有 values。

    A set lists its values; a fact of another type has none.
    """
    for _, row in view.rows("facts"):
        if (row.type == "set") != bool(row.values):
            yield Hit("facts", row.id, "values")


@validator()
def unnamed_value(view: View) -> Iterator[Hit]:
    """取值“{value}”在 labels 的“fact.{fact}”组里没有名称。

    The value “{value}” has no name in the group “fact.{fact}” of the labels.
    """
    for _, row in view.rows("facts"):
        for value in row.values:
            if not view.label(f"fact.{row.id}", value):
                yield Hit("facts", row.id, "values", {"value": value, "fact": row.id})


@validator()
def default_rule_set(view: View) -> Iterator[Hit]:
    """默认规则集应恰有一个。

    There must be exactly one default rule set.
    """
    rows = [row.id for _, row in view.rows("rule_sets")]
    defaults = [row.id for _, row in view.rows("rule_sets") if row.default]
    if rows and len(defaults) != 1:
        yield Hit("rule_sets", (defaults or rows)[-1], "default")


@validator()
def point_without_cues(view: View) -> Iterator[Hit]:
    """要点“{point}”没有提示词（cues_zh），在文件里找不到它。

    The point “{point}” has no cue words (cues_zh), so it cannot be found in a document.
    """
    for _, row in view.rows("evidence_types"):
        for point in row.points:
            if not point.cues_zh:
                yield Hit("evidence_types", row.id, "points", {"point": point.id})


@validator()
def duplicate_point(view: View) -> Iterator[Hit]:
    """要点编号“{point}”已用于“{other}”。

    The point id “{point}” is already used in “{other}”.
    """
    seen: dict[str, str] = {}
    for _, row in view.rows("evidence_types"):
        for point in row.points:
            if point.id in seen:
                words = {"point": point.id, "other": seen[point.id]}
                yield Hit("evidence_types", row.id, "points", words)
            seen.setdefault(point.id, row.id)


@validator()
def wrong_pattern(view: View) -> Iterator[Hit]:
    """号码格式有误，或例子“{example}”不符合它。

    The number pattern is not valid, or the example “{example}” does not match it.
    """
    for _, row in view.rows("filing_procedures"):
        for example in row.number_examples or ("",):
            if row.number_pattern and not _matches(row.number_pattern, example):
                yield Hit("filing_procedures", row.id, "number_pattern", {"example": example})


def _matches(pattern: str, example: str) -> bool:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return False
    return not example or compiled.match(example) is not None


@validator()
def odd_id(view: View) -> Iterator[Hit]:
    """编号首尾有空格，或含有控制字符。

    The id begins or ends with a space, or holds control characters.
    """
    for kind, row in view.rows():
        name: Any = row.id
        if name != name.strip() or not name.isprintable():
            yield Hit(kind, row.id, "id")
