"""The evidence of the server as the engine knows it, by the same rules as declared documents."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils import timezone

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.engine.model import EvidenceItem
from hegui.server.core.domains import around
from hegui.server.core.models import Domain, Organisation
from hegui.server.evidence.models import FileReading, Item, State

REMOVED = Text("文件内容已按保存期限删除", "its content was deleted when its retention ended")
NO_FILE = Text("没有文件", "it has no file")
UNREAD = Text("文件还没有读取", "the file has not been read yet")


def as_evidence(
    organisation: Organisation,
    *,
    types: Collection[str] | None = None,
    domain: Domain | None = None,
) -> list[EvidenceItem]:
    """Return the current items as the engine's evidence, oldest first.

    Drafts, superseded and withdrawn items are left out, and with `domain` those of other domains
    beside it. Whether an item is in time, approved by
    the right role and about the subject's current version is for the engine to judge.
    """
    from hegui.server.evidence.reading import read_missing

    rows = Item.objects.filter(
        around(domain), organisation=organisation, state=State.CURRENT
    ).exclude(type="")
    if types is not None:
        rows = rows.filter(type__in=types)
    items = list(rows.select_related("current", "subject").order_by("id"))
    readings = read_missing(items)
    duties = duties_of(organisation)
    return [_item(item, readings, duties) for item in items]


def duties_of(organisation: Organisation) -> Mapping[str, tuple[str, ...]]:
    """Return the roles of the catalogue that people hold, by the id of the person.

    They are kept in the organisation's settings as `duties: {role: [person, …]}`.
    """
    held: dict[str, tuple[str, ...]] = {}
    for role, people in dict(organisation.settings.get("duties") or {}).items():
        for person in people:
            held[str(person)] = (*held.get(str(person), ()), role)
    return held


def document_date(item: Item) -> dt.date:
    """Return the day an item is dated: the end of its period, else its begin, else its upload.

    A period that has not ended counts from its first day, as a rule in force does.
    """
    known = [day for day in (item.period_to, item.period_from) if day is not None]
    past = [day for day in known if day <= today()]
    if past or item.period_from:
        return past[0] if past else known[-1]
    return timezone.localdate(item.current.created_at if item.current else item.created_at)


def covers(item: Item) -> dict[str, str]:
    """Return which version of which subject an item is about."""
    return {item.subject.key: item.subject_digest} if item.subject else {}


def problem(item: Item, readings: Mapping[str, FileReading]) -> Text:
    """Return why the text of an item cannot be read; an empty text when it can."""
    if item.current is None:
        return NO_FILE
    if item.current.removed_at is not None:
        return REMOVED
    found = readings.get(item.current.sha256)
    if found is None:
        return UNREAD
    return Text("", "") if found.readable else Text(found.problem_zh, found.problem_en)


def _item(
    item: Item, readings: Mapping[str, FileReading], duties: Mapping[str, tuple[str, ...]]
) -> EvidenceItem:
    told, version = problem(item, readings), item.current
    approver = str(item.approved_by_id) if item.approved_by_id else ""
    return EvidenceItem(
        id=str(item.pk),
        type=item.type,
        title=item.title,
        path=f"evidence/{item.pk}/{version.name if version else ''}",
        sha256=version.sha256 if version else "",
        size=version.size if version else 0,
        date=document_date(item),
        approved_by=approver,
        approver_roles=duties.get(approver, ()),
        approved_on=timezone.localdate(item.approved_at) if item.approved_at else None,
        valid_until=item.valid_until,
        covers=covers(item),
        readable=not told.zh,
        problem_zh=told.zh,
        problem_en=told.en,
    )


def files_of(items: Iterable[Item]) -> set[str]:
    """Return the digests of the current files that are still kept."""
    kept = (item.current for item in items)
    return {version.sha256 for version in kept if version and version.removed_at is None}
