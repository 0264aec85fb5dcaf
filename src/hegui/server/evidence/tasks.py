"""Work in the background."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django_tasks import task

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.models import Assignment, Organisation
from hegui.server.core.viewer import system_viewer
from hegui.server.evidence.models import Item, Request, RequestState, State
from hegui.server.evidence.services.requests import request_remind
from hegui.server.evidence.staleness import SOON_DAYS

AHEAD = dt.timedelta(days=3)
AGAIN = dt.timedelta(days=7)
MOST = 1000
ENDS = Text(
    "证据“{title}”将于 {day} 到期，请更新。", "Evidence “{title}” expires on {day}: renew it."
)


@task()
def organisation_remind(organisation: str) -> None:
    """Remind of open requests from three days before they are due, then weekly; of what ends."""
    row = Organisation.objects.get(pk=organisation)
    viewer, day = system_viewer(row), today()
    due = Request.objects.filter(
        organisation=row, state=RequestState.OPEN, due_on__lte=day + AHEAD
    ).exclude(reminded_on__gt=day - AGAIN)
    for request in due.select_related("asked_of", "organisation")[:MOST]:
        request_remind(acting_user=viewer, request=request)
    remind_of_ends(row, day)


def remind_of_ends(organisation: Organisation, day: dt.date) -> None:
    """Tell the owner once of each item whose validity ends soon; not who left or has no role."""
    from hegui.server.improvement.services import notify

    here = Assignment.objects.filter(user=OuterRef("owner"), organisation=organisation)

    rows = Item.objects.filter(
        organisation=organisation,
        state=State.CURRENT,
        owner__is_active=True,
        valid_until__gte=day,
        valid_until__lte=day + dt.timedelta(days=SOON_DAYS),
    )
    rows = rows.filter(Exists(here)).select_related("owner").order_by("valid_until", "pk")
    for item in rows.iterator(500):
        words = {"title": item.title, "day": str(item.valid_until)}
        text = Text(ENDS.in_("zh", **words), ENDS.in_("en", **words))
        href = reverse("evidence:detail", args=[organisation.slug, item.pk])
        key = f"evidence-ends:{item.pk}:{item.valid_until}"
        notify(item.owner, text, href, organisation=organisation, key=key)


@task()
def file_read(sha256: str, name: str) -> None:
    """Read a file ahead, so that judging need not wait for it."""
    from hegui.server.evidence.models import FileReading
    from hegui.server.evidence.reading import read_one

    if not FileReading.objects.filter(pk=sha256).exists():
        read_one(sha256, name)


@task()
def files_sweep() -> int:
    """Delete files that nothing refers to: uploads that were never saved, content past its term."""
    from hegui.server.evidence.store import sweep

    return sweep()
