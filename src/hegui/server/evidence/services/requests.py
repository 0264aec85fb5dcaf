"""Asking for evidence, reminding, and answering."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.due import check_due
from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item, Request, RequestState
from hegui.server.evidence.services.life import need_reason
from hegui.server.evidence.services.links import links_write, require_link
from hegui.server.evidence.targets import check_pairs

Pairs = Sequence[tuple[str, str]]
ASKED = Text("请在 {due} 前提交证据：{title}", "Please submit evidence by {due}: {title}")
REMINDED = Text(
    "提醒：证据“{title}”应于 {due} 前提交", "Reminder: evidence “{title}” is due by {due}"
)
ANSWERED = Text("你请求的证据已提交：{title}", "The evidence you requested was submitted: {title}")


def request_create(
    *, acting_user: Viewer, targets: Pairs = (), backdated: bool = False, **fields: Any
) -> Request:
    """Ask somebody for evidence; who is asked hears of it.

    A due day that has passed is refused unless `backdated` says that history is taken over.
    """
    row = Request(organisation=acting_user.organisation, asked_by=acting_user.user, **fields)
    acting_user.require("evidence.request", row)
    check_pairs(acting_user, targets)
    check_due(row.due_on, backdated=backdated)
    if row.type and row.type not in catalogue().evidence_types:
        raise InvalidError(
            field="type", what_zh="目录里没有这个类型。", what_en="the catalogue has no such type."
        )
    row.targets = [list(pair) for pair in dict.fromkeys(targets)]
    with writing(acting_user) as write:
        write.create(row, "evidence.request.requested")
        tell(row, ASKED, row.asked_of)
    return row


def request_cancel(*, acting_user: Viewer, request: Request, reason: str) -> Request:
    """Ask no more."""
    acting_user.require("evidence.request", request)
    need_reason(reason)
    _still_open(request)
    with writing(acting_user) as write:
        return write.change(
            request, "evidence.request.cancelled", {"state": RequestState.CANCELLED}, reason=reason
        )


def request_fulfil(*, acting_user: Viewer, request: Request, item: Item) -> Request:
    """Answer a request with an item, which is linked to what was asked for.

    Whoever was asked may, and whoever keeps the request. The item that was to be renewed may be
    somebody else's.
    """
    mine = asked_of(acting_user, request)
    renewed = mine and request.item_id == item.pk
    acting_user.require("evidence.add" if mine else "evidence.change", item)
    if not mine:
        acting_user.require("evidence.request", request)
    if not renewed:
        require_link(acting_user, item)
    _still_open(request)
    done = {
        "state": RequestState.FULFILLED,
        "fulfilled_by": item,
        "fulfilled_at": timezone.now(),
    }
    with writing(acting_user) as write:
        pairs = [(kind, ref) for kind, ref in request.targets]
        check_pairs(acting_user, pairs)
        links_write(write, [item], pairs)
        write.change(request, "evidence.request.answered", done)
        tell(request, ANSWERED, request.asked_by)
    return request


def request_remind(*, acting_user: Viewer, request: Request) -> Request:
    """Remind who was asked, and count it."""
    acting_user.require("evidence.request", request)
    _still_open(request)
    changes = {"reminders": request.reminders + 1, "reminded_on": today()}
    with writing(acting_user) as write:
        write.change(request, "evidence.request.reminded", changes)
        tell(request, REMINDED, request.asked_of)
    return request


def asked_of(viewer: Viewer, request: Request) -> bool:
    """Tell whether the viewer is the person who was asked."""
    return viewer.user is not None and request.asked_of_id == viewer.user.pk


def _still_open(request: Request) -> None:
    if request.state != RequestState.OPEN:
        raise ConflictError(what_zh="这个请求已经结束。", what_en="this request is closed already.")


def tell(request: Request, text: Text, user: Any) -> None:
    """Notify somebody about a request."""
    from hegui.server.improvement.services import notify

    if user is None:
        return
    due = str(request.due_on or "—")
    words = {"title": request.title, "due": due}
    org = request.organisation.slug
    href = reverse("evidence:request", kwargs={"org": org, "request_id": request.pk})
    notify(
        user,
        Text(text.in_("zh", **words), text.in_("en", **words)),
        href=href,
        organisation=request.organisation,
    )
