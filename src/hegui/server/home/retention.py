"""What has passed its retention period: counted and told to administrators, never deleted."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hegui.common.text import Text
from hegui.server.accounts.retention import retention_items, retention_of
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.roles import permissions_of, roles
from hegui.server.evidence.models import ItemVersion
from hegui.server.evidence.services.items import ENDED
from hegui.server.evidence.services.life import months_later
from hegui.server.improvement.services import notify
from hegui.server.ledger.models import Entry, Head
from hegui.server.runs.models import Run

CLEAR = Text(
    "已过保存期限：{what}。请决定是否清理；系统不会自行删除。",
    "Past their retention period: {what}. Decide whether to clear them; nothing is deleted by "
    "itself.",
)
HOLD = Text(
    "已过保存期限：{what}。本组织处于法律保全（{why}），解除前不得删除。",
    "Past their retention period: {what}. The organisation is under a legal hold ({why}): delete "
    "nothing until it is lifted.",
)
EXPORT = Text(
    "操作记录有 {count} 条尚未导出，请导出并异地保存。",
    "{count} entries of the ledger are not exported: export them and keep them elsewhere.",
)
SHOWN = 80


def overdue(organisation: Organisation, day: dt.date) -> dict[str, int]:
    """Return how many records of each kind have passed their period; kinds without any are left out.

    Evidence in force, items under a legal hold and content deleted before do not count.
    """
    months = retention_of(organisation)
    counts = {
        "evidence": ended_evidence(organisation, months_later(day, -months["evidence"])).count(),
        "runs": Run.objects.filter(
            organisation=organisation, finished_at__lt=start_of(day, months["runs"])
        ).count(),
        "people": User.objects.filter(
            pk__in=Assignment.objects.filter(organisation=organisation).values("user"),
            is_active=False,
            erased_at=None,
            updated_at__lt=start_of(day, months["people"]),
        ).count(),
        "ledger_export": not_exported(organisation, start_of(day, months["ledger_export"])),
    }
    return {kind: count for kind, count in counts.items() if count}


def start_of(day: dt.date, months: int) -> dt.datetime:
    """Return the first moment of the day that was so many months before."""
    return timezone.make_aware(dt.datetime.combine(months_later(day, -months), dt.time.min))


def ended_evidence(organisation: Organisation, before: dt.date) -> QuerySet[ItemVersion, Any]:
    """Return the files whose upload, period and validity all ended before a day."""
    moment = timezone.make_aware(dt.datetime.combine(before, dt.time.min))
    ended = Q(item__state__in=ENDED) | Q(item__valid_until__isnull=False)
    replaced = ~Q(item__current=F("pk"))
    rows: QuerySet[ItemVersion, Any] = ItemVersion.objects.filter(
        ended | replaced,
        Q(item__period_to=None) | Q(item__period_to__lt=before),
        Q(item__valid_until=None) | Q(item__valid_until__lt=before),
        organisation=organisation,
        created_at__lt=moment,
        removed_at=None,
        item__held=False,
    )
    return rows


def not_exported(organisation: Organisation, before: dt.datetime) -> int:
    """Return how many entries came since the last export, if that was before a moment; else 0."""
    chain = str(organisation.pk)
    rows = Entry.objects.filter(chain=chain, action="ledger.chain.exported")
    last = rows.order_by("-number").values_list("number", "at").first()
    since = dt.datetime.fromisoformat(last[1]) if last else organisation.created_at
    if since >= before:
        return 0
    count = Head.objects.filter(chain=chain).values_list("count", flat=True).first() or 0
    return count - (last[0] if last else 0)


def remind_of_retention(organisation: Organisation, day: dt.date) -> int:
    """Tell each administrator once a day what has passed its period; return how many were told."""
    counts = overdue(organisation, day)
    href, told = reverse("accounts:settings", args=[organisation.slug]), 0
    for kind, text in sentences(organisation, counts).items():
        for user in administrators(organisation):
            key = f"retention:{kind}:{organisation.pk}:{day}"
            told += notify(user, text, href, organisation=organisation, key=key) is not None
    return told


def sentences(organisation: Organisation, counts: dict[str, int]) -> dict[str, Text]:
    """Return what is said: one sentence about what may be cleared, one about the ledger."""
    found = {}
    clear = {kind: count for kind, count in counts.items() if kind != "ledger_export"}
    if clear:
        text, why = (HOLD if organisation.hold else CLEAR), organisation.hold[:SHOWN]
        items = retention_items()
        zh = "、".join(f"{items[kind].zh} {count}" for kind, count in clear.items())
        en = ", ".join(f"{items[kind].en}: {count}" for kind, count in clear.items())
        found["clear"] = Text(text.in_("zh", what=zh, why=why), text.in_("en", what=en, why=why))
    if count := counts.get("ledger_export"):
        words = {"count": str(count)}
        found["export"] = Text(EXPORT.in_("zh", **words), EXPORT.in_("en", **words))
    return found


def administrators(organisation: Organisation) -> list[User]:
    """Return the active people who may change the whole organisation."""
    able = [role for role in roles() if "organisation.change" in permissions_of(role)]
    rows = Assignment.objects.filter(
        Q(starts=None) | Q(starts__lte=timezone.localdate()),
        Q(ends=None) | Q(ends__gte=timezone.localdate()),
        organisation=organisation,
        role__in=able,
        domain=None,
    )
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True))
