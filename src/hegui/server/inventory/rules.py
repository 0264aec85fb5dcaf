"""What the words of the inventory may be: keys, digests, model cards, numbers of filings."""

import re
from typing import Any, NamedTuple

from hegui.catalogue.model import Label
from hegui.common.text import Text
from hegui.project.model import DIGEST_PATTERN, ID_PATTERN
from hegui.server.core.errors import InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.inventory.models import Subject
from hegui.server.inventory.stages import own_filing_kinds, stages_of

KINDS = {
    "model": Text("模型", "Model"),
    "dataset": Text("数据集", "Dataset"),
    "service": Text("服务", "Service"),
    "supplier": Text("供应商", "Supplier"),
    "algorithm": Text("算法", "Algorithm"),
}
STATUSES = {
    "planned": Text("计划中", "planned"),
    "active": Text("在用", "in use"),
    "retired": Text("已停用", "retired"),
}
FILING_STATUSES = {
    "preparing": Text("准备中", "in preparation"),
    "submitted": Text("已提交", "submitted"),
    "granted": Text("已取得", "granted"),
    "refused": Text("被退回", "returned"),
    "cancelled": Text("已注销", "cancelled"),
}
CARD = {
    "task": Text("任务", "Task"),
    "architecture": Text("架构", "Architecture"),
    "parameters": Text("参数量", "Parameters"),
    "inputs": Text("输入模态", "Inputs"),
    "outputs": Text("输出模态", "Outputs"),
    "uses": Text("预期用途", "Intended uses"),
    "users": Text("预期使用者", "Intended users"),
    "limitations": Text("已知局限", "Known limitations"),
    "fairness": Text("公平性考虑", "Fairness considerations"),
}
"""What a model card may hold; each is one text, several things are separated by lines."""
HARD_GRADES = 0
"""Patterns of grade rank 0 were checked against a stored text; only these refuse a number."""


class FilingWords(NamedTuple):
    """A kind of filing: its name, authority, the pattern of its numbers, how sure that is."""

    title: Text
    authority: Text
    pattern: str
    grade: str
    note: Text


def filing_kinds() -> dict[str, FilingWords]:
    """Return all kinds of filings by id: those of the catalogue, then our own."""
    found = {}
    for row in catalogue().filing_procedures.values():
        note = Text(row.number_note_zh, row.number_note_en)
        authority = Text(row.authority_zh, row.authority_en)
        title = Text(row.zh, row.en)
        found[row.id] = FilingWords(title, authority, row.number_pattern, row.grade, note)
    for own in own_filing_kinds().values():
        authority = Text(own.authority_zh, own.authority_en)
        found[own.id] = FilingWords(
            own.title, authority, own.number_pattern, own.grade, Text("", "")
        )
    return found


def number_warning(procedure: str, number: str) -> Text | None:
    """Return why a number looks wrong for its kind of filing, if it does.

    The patterns come from public examples, so a number that differs is not thereby false.
    """
    kind = filing_kinds().get(procedure)
    if kind is None or not number or not kind.pattern or re.fullmatch(kind.pattern, number):
        return None
    grade = catalogue().grades.get(kind.grade, Label(id="", zh="", en=""))
    return Text(
        f"编号“{number}”与公开样本的格式不同，请对照批文核对（格式依据：{grade.zh}）。",
        f"The number “{number}” differs from public examples; compare it with the notice "
        f"(the pattern rests on: {grade.en}).",
    )


def check_number(procedure: str, number: str) -> None:
    """Refuse a number only where the pattern was checked against the rule's own text."""
    kind = filing_kinds()[procedure]
    grade = catalogue().grades.get(kind.grade)
    warning = number_warning(procedure, number)
    if warning and grade is not None and grade.rank == HARD_GRADES:
        raise InvalidError(field="number", what_zh=warning.zh, what_en=warning.en)


def check_key(key: str) -> None:
    """Refuse a key that could not stand in hegui.yaml."""
    if not re.fullmatch(ID_PATTERN, key):
        raise InvalidError(
            field="key",
            what_zh="须以字母或数字开头，只含字母、数字、点、下划线、连字符，最多 64 个字符。",
            what_en="begin with a letter or digit; use letters, digits, dots, underscores and "
            "hyphens, at most 64 characters.",
        )


def check_digest(digest: str) -> None:
    """Refuse a digest that is neither SHA-256 nor SM3."""
    if not re.fullmatch(DIGEST_PATTERN, digest):
        raise InvalidError(
            field="digest",
            what_zh="须为 sha256: 或 sm3: 加 64 位小写十六进制数，未知则留空。",
            what_en="write sha256: or sm3: and 64 lower-case hexadecimal digits; leave it empty "
            "if it is not known.",
        )


def check_stage(subject: Subject, stage: str) -> None:
    """Refuse a stage that this kind of subject does not go through; empty is unknown."""
    if stage and stage not in {row.id for row in stages_of(subject.type)}:
        raise InvalidError(
            field="stage",
            what_zh="这类对象没有这个阶段。",
            what_en="subjects of this kind do not go through this stage.",
        )


def check_card(card: dict[str, Any]) -> None:
    """Refuse what is no model card: unknown keys, values that are not texts."""
    if set(card) - set(CARD) or not all(
        isinstance(value, str) and len(value) <= 2000 for value in card.values()
    ):
        raise InvalidError(
            field="card",
            what_zh=f"只能有 {'、'.join(CARD)}，每项为不超过 2000 字的文本。",
            what_en=f"only {', '.join(CARD)}, each a text of at most 2,000 characters.",
        )
