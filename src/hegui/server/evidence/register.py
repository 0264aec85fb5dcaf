"""The register of evidence in Excel: what it says about itself, out and in; no files."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item
from hegui.server.evidence.selectors import item_list
from hegui.server.evidence.services import item_change
from hegui.server.evidence.words import STATES
from hegui.server.pages.excel import SEEN, Column, Problem, Reading, Sheet, moved_since, seen_as
from hegui.server.pages.language import language

EXPORTED = ("title", "type", "description", "period_from", "period_to", "valid_until")
MOST = 20_000


def sheet() -> Sheet:
    """Return the columns. The id names the item; nothing is created without a file."""
    types = [(row.id, Text(row.zh, row.en)) for row in catalogue().evidence_types.values()]
    return Sheet(
        title=Text("证据", "Evidence"),
        columns=[
            Column("id", Text("编号", "Id"), required=True, unique=True, max_length=36, width=38),
            Column("title", Text("名称", "Title"), required=True),
            Column("type", Text("类型", "Type"), kind="choice", choices=types),
            Column(
                "description", Text("说明了什么", "What it shows"), kind="long", max_length=5000
            ),
            Column("period_from", Text("期间从", "Period from"), kind="date"),
            Column("period_to", Text("期间到", "Period to"), kind="date"),
            Column("valid_until", Text("有效期至", "Valid until"), kind="date"),
            Column("owner", Text("责任人邮箱", "Owner's e-mail"), max_length=254),
            Column("state", Text("状态（只读）", "State (read only)")),
            Column("subject", Text("对象（只读）", "Subject (read only)")),
            Column("subject_digest", Text("对应版本", "Version"), max_length=80),
            Column("sha256", Text("文件摘要（只读）", "Digest of the file (read only)"), width=68),
            Column("links", Text("关联（只读）", "Links (read only)"), kind="long"),
            SEEN,
        ],
    )


def rows(items: QuerySet[Item]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a register, some thousands at most, in the order given."""
    for item in items.prefetch_related("links")[:MOST]:
        own = {name: getattr(item, name) for name in EXPORTED}
        yield {
            "id": str(item.pk),
            **own,
            "owner": item.owner.email if item.owner else "",
            "state": str(STATES[item.state]),
            "subject": str(item.subject or ""),
            "subject_digest": item.subject_digest,
            "sha256": item.current.sha256 if item.current else "",
            "links": "\n".join(f"{row.to}:{row.ref}" for row in item.links.all()),
            "seen": seen_as(item.version),
        }


def changes_of(
    viewer: Viewer, read: Reading, *, overwrite: bool = False
) -> list[tuple[Item, dict[str, Any]]]:
    """Return what each row changes; rows that fit nothing are added to the problems.

    So are rows that would undo what was changed after their export, unless `overwrite` is told.
    """
    items = {str(item.pk): item for item in _items(viewer, read)}
    people = {user.email.casefold(): user for user in person_choices(viewer)}
    found = []
    for row in read.rows:
        if "id" not in row.values:  # empty or wrong: the reading has told of it
            continue
        item = items.get(row.values["id"].strip().lower())
        if item is None:
            what = Text("没有这个编号的证据。", "there is no evidence with this id.")
            _problem(read, row.number, "id", what)
            continue
        wanted = {n: row.values[n] for n in (*EXPORTED, "subject_digest") if n in row.values}
        if "owner" in row.values:
            wanted |= _owner(read, row.number, row.values["owner"], people)
        changes = {n: v for n, v in wanted.items() if getattr(item, n) != v}
        moved = moved_since(row.values, seen_as(item.version))
        if moved is not None and changes and not overwrite:
            _problem(read, row.number, SEEN.name, moved)
        found.append((item, changes))
    return [(item, changes) for item, changes in found if changes]


def _owner(
    read: Reading, number: int, email: str, people: Mapping[str, User]
) -> dict[str, User | None]:
    if email and email.casefold() not in people:
        what = Text(
            "本组织没有使用这个邮箱的人。", "nobody in this organisation has this e-mail address."
        )
        _problem(read, number, "owner", what)
        return {}
    return {"owner": people[email.casefold()] if email else None}


def _items(viewer: Viewer, read: Reading) -> list[Item]:
    ids = []
    for row in read.rows:
        try:
            ids.append(uuid.UUID(row.values.get("id", "").strip()))
        except ValueError:
            continue
    found: list[Item] = []
    for start in range(0, len(ids), 500):
        found += item_list(viewer=viewer).filter(pk__in=ids[start : start + 500])
    return found


def _problem(read: Reading, number: int, column: str, what: Text) -> None:
    read.problem_count += 1
    heading = next(c.title for c in sheet().columns if c.name == column)
    read.problems.append(Problem(read.sheet, number, heading.in_(language()), what))


def apply(viewer: Viewer, changes: list[tuple[Item, dict[str, Any]]], reason: str) -> int:
    """Make all changes or none."""
    with writing(viewer):
        for item, wanted in changes:
            item_change(acting_user=viewer, item=item, changes=wanted, reason=reason)
    return len(changes)
