"""What must never happen to the rights of an organisation."""

from typing import Any

from django.db.models import Q

from hegui.common.dates import today
from hegui.server.core.errors import ConflictError, NotFoundError
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.viewer import Viewer

ADMINISTRATOR = "administrator"


def keep_an_administrator(organisation: Organisation, **without: Any) -> None:
    """Raise unless somebody still runs the organisation without these assignments.

    Called inside the transaction of the change; the organisation is locked, so that two
    administrators cannot remove each other at the same time.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    day = today()
    rows = Assignment.objects.filter(
        Q(starts=None) | Q(starts__lte=day),
        Q(ends=None) | Q(ends__gte=day),
        organisation=organisation,
        role=ADMINISTRATOR,
        domain=None,
        user__is_active=True,
    )
    if rows.exists() and not rows.exclude(**without).exists():
        raise ConflictError(
            what_zh="这是本组织最后一位管理员，请先指定另一位管理员。",
            what_en="this is the last administrator of the organisation; name another one first.",
        )


def require_own_person(viewer: Viewer, user: User) -> None:
    """Raise unless the person belongs to the viewer's organisation alone and runs no machine.

    Otherwise an administrator of one organisation could take over somebody of another.
    """
    viewer.require_everywhere("people.manage")
    places = set(Assignment.objects.filter(user=user).values_list("organisation", flat=True))
    if viewer.organisation.id not in places:
        raise NotFoundError(what=str(user.pk))
    if viewer.user is not None and viewer.user.is_operator:
        return
    if user.is_operator or len(places) > 1:
        raise ConflictError(
            what_zh="此人还属于别的组织或负责运维，请改为撤销其在本组织的角色，或请运维人员处理。",
            what_en="this person also belongs elsewhere or runs the machine; withdraw the roles "
            "here instead, or ask an operator.",
        )
