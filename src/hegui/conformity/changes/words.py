"""Differences in words: values of facts, documents, versions, check results."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from hegui.catalogue.model import Catalogue, FactValue
from hegui.common.text import Text
from hegui.conformity.changes.model import DocumentState, Version
from hegui.conformity.figures import plain
from hegui.conformity.matching import short
from hegui.conformity.wording import fill, listed, same
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.approvers import approvers
from hegui.project.model import Subject

T = TypeVar("T")
NONE = Text("无", "none")
UNSET = Text("未声明", "not declared")
YES = {True: Text("是", "yes"), False: Text("否", "no")}
ADDED = Text("新增{what}", "new: {what}")
GONE = Text("不再有{what}", "no longer there: {what}")
FROM_TO = Text("{name}：{changes}", "{name}: {changes}")
FIELDS = {
    "date": Text("日期", "date"),
    "sha256": Text("内容", "content"),
    "approved_by": Text("批准人", "approved by"),
    "approved_on": Text("批准日期", "approved on"),
    "valid_until": Text("有效期至", "valid until"),
    "covers": Text("对应版本", "covers"),
    "readable": Text("可读", "readable"),
    "version": Text("版本", "version"),
    "digest": Text("摘要", "digest"),
}
STATUS = {
    "done": Text("已完成", "done"),
    "not_run": Text("未运行", "not run"),
    "failed": Text("没有做成", "failed"),
    "cancelled": Text("中途停止", "stopped"),
}
MEASURED = Text("测于", "measured on")
RAN = Text("运行", "run")
OF_VERSION = Text("所测版本", "measured version")


def pairs(
    before: Mapping[str, T], after: Mapping[str, T]
) -> Iterator[tuple[str, T | None, T | None]]:
    """Yield (key, old, new) for all rows that differ, by key."""
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def arrow(name: Text, old: Text, new: Text) -> Text:
    """Return `name old → new`."""
    return Text(f"{name.zh} {old.zh} → {new.zh}", f"{name.en} {old.en} → {new.en}")


def come_or_gone(old: object, name: Text) -> Text:
    """Return that something is new or no longer there."""
    return fill(ADDED if old is None else GONE, what=name)


def moved(name: Text, changes: list[Text]) -> Text:
    """Return a thing and what changed about it; only the name where nothing of it can be told."""
    return fill(FROM_TO, name=name, changes=listed(changes)) if changes else name


def label(catalogue: Catalogue, group: str, code: str) -> Text:
    """Return the catalogue's words for a code, or the code."""
    found = catalogue.labels.get(group, {}).get(code)
    return Text(found.zh, found.en) if found else same(code)


def fact_name(catalogue: Catalogue, name: str) -> Text:
    """Return a fact in words with its id."""
    row = catalogue.facts.get(name)
    return Text(f"“{row.zh}”（{name}）", f"“{row.en}” ({name})") if row else same(name)


def fact_value(catalogue: Catalogue, name: str, value: FactValue | None) -> Text:
    """Return the value of a fact in words."""
    if value is None:
        return UNSET
    if isinstance(value, bool):
        return YES[value]
    if isinstance(value, int):
        return same(str(value))
    return listed(label(catalogue, f"fact.{name}", code) for code in value) if value else NONE


def fact_change(
    catalogue: Catalogue, name: str, old: FactValue | None, new: FactValue | None
) -> Text:
    """Return a fact with its old and new value."""
    was, now = (fact_value(catalogue, name, value) for value in (old, new))
    change = Text(f"{was.zh} → {now.zh}", f"{was.en} → {now.en}")
    return moved(fact_name(catalogue, name), [change])


def document_name(catalogue: Catalogue, type_id: str, title: str, doc_id: str) -> Text:
    """Return a document with its type, title and id."""
    row = catalogue.evidence_types.get(type_id)
    kind = Text(row.zh, row.en) if row else same(type_id)
    return Text(f"{kind.zh}“{title}”（{doc_id}）", f"{kind.en} “{title}” ({doc_id})")


def document_state(item: EvidenceItem) -> DocumentState:
    """Return what tells this state of a document from another."""
    return DocumentState(
        date=item.date,
        sha256=item.sha256,
        approved_by=tuple(approvers(item.approved_by)),
        approved_on=item.approved_on,
        valid_until=item.valid_until,
        covers=item.covers,
        readable=item.readable,
    )


def version_of(subject: Subject) -> Version:
    """Return what tells this version of a subject from another."""
    return Version(version=subject.version, digest=subject.digest)


def subject_title(subject: Subject) -> Text:
    """Return a subject with its id."""
    return Text(
        f"“{subject.name}”（{subject.id}）", f"“{subject.name_en or subject.name}” ({subject.id})"
    )


def field_changes(old: Any, new: Any) -> list[Text]:
    """Return the fields of two states that differ, old → new."""
    return [
        arrow(FIELDS[name], shown(name, getattr(old, name)), shown(name, getattr(new, name)))
        for name in old.__struct_fields__
        if getattr(old, name) != getattr(new, name)
    ]


def shown(name: str, value: Any) -> Text:
    """Return the value of a field in words; digests by their first digits."""
    if isinstance(value, bool):
        return YES[value]
    if not value:
        return NONE
    if isinstance(value, Mapping):
        return same(", ".join(f"{key} {item}" for key, item in sorted(value.items())))
    if isinstance(value, tuple):
        return listed(same(str(item)) for item in value)
    return same(short(value) if name in ("sha256", "digest") else str(value))


def result_changes(
    catalogue: Catalogue, old: CheckResult, new: CheckResult, read: set[str]
) -> list[Text]:
    """Return what differs between two results, as far as the criterion reads it."""
    told = []
    if old.status != new.status:
        told.append(arrow(RAN, STATUS[old.status], STATUS[new.status]))
    for name in sorted(read & {*old.measures, *new.measures}):
        was, now = (_number(result.measures.get(name)) for result in (old, new))
        if was != now:
            told.append(arrow(label(catalogue, "measure", name), was, now))
    if old.subject_digest != new.subject_digest:
        was, now = (shown("digest", result.subject_digest) for result in (old, new))
        told.append(arrow(OF_VERSION, was, now))
    if old.measured_on != new.measured_on:
        was, now = (shown("date", result.measured_on) for result in (old, new))
        told.append(arrow(MEASURED, was, now))
    return told


def result_words(catalogue: Catalogue, result: CheckResult, read: set[str]) -> list[Text]:
    """Return the measures of one result that the criterion reads, and its status."""
    if result.status != "done":
        return [STATUS[result.status]]
    numbers = [(name, result.measures[name]) for name in sorted(read) if name in result.measures]
    return [
        Text(f"{words.zh} {value.zh}", f"{words.en} {value.en}")
        for name, number in numbers
        for words, value in [(label(catalogue, "measure", name), _number(number))]
    ]


def _number(value: Any) -> Text:
    if value is None:
        return NONE
    if isinstance(value, Mapping):
        told = (f"{key} {plain(item)}" for key, item in sorted(value.items()))
        return same(", ".join(told)) if value else NONE
    return same(f"{value:.4g}" if isinstance(value, float) else str(plain(value)))
