"""Pages: people, invitations, roles explained, engagements."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.server.accounts.forms import EngagementForm, InvitationForm
from hegui.server.accounts.forms.profile import permission_title
from hegui.server.accounts.hooks import engagement_panels
from hegui.server.accounts.selectors import engagement_list, invitation_list, one, people_list
from hegui.server.accounts.services import (
    engagement_change,
    invitation_create,
    invitation_revoke,
)
from hegui.server.accounts.views.parts import filled, form_page, place
from hegui.server.core.models import Assignment
from hegui.server.core.roles import all_permissions, areas, permissions_of, roles
from hegui.server.core.services import engagement_create
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Listing
from hegui.server.pages.once import done_at, once

PEOPLE = Listing(
    columns=[
        Column(name="name", title=say_lazy("姓名", "Name"), order="name"),
        Column(name="email", title=say_lazy("邮箱", "E-mail address"), order="email"),
        Column(name="roles", title=say_lazy("角色", "Roles")),
        Column(name="state", title=say_lazy("状态", "State"), order="is_active"),
        Column(name="seen", title=say_lazy("上次登录", "Last sign-in"), order="last_login"),
    ],
    search=["name", "email"],
    order="name",
)
INVITATIONS = Listing(
    columns=[
        Column(name="name", title=say_lazy("姓名", "Name"), order="name"),
        Column(name="role", title=say_lazy("角色", "Role"), order="role"),
        Column(name="expires", title=say_lazy("有效至", "Valid until"), order="expires_at"),
        Column(name="actions", title=say_lazy("操作", "Actions")),
    ],
    order="-created_at",
)
ENGAGEMENTS = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="starts", title=say_lazy("开始日期", "From"), order="starts"),
        Column(name="ends", title=say_lazy("至", "Until"), order="ends"),
    ],
    search=["title"],
    order="-starts",
)


EMPTY = ("engagements", "invitations")
"""Lists that say what they are for while nothing is in them; there is always a person."""


def listed(request: Request, shown: Any, name: str, **context: Any) -> HttpResponse:
    """Show a list with its row template."""
    row = f"accounts/{name}_row.html"
    parts = {"list": shown, "row_template": row, **context}
    if name in EMPTY:
        parts["empty_template"] = f"accounts/{name}_empty.html"
    return render(request, f"accounts/{name}.html", parts)


@page("people.view")
def people_list_page(request: Request) -> HttpResponse:
    """List who has a role here."""
    shown = PEOPLE.page(people_list(viewer=request.viewer), request.GET)
    return listed(
        request, shown, "people", roles=roles(), manages=request.viewer.may("people.manage")
    )


@page("people.manage")
@once
def invite_page(request: Request) -> HttpResponseBase:
    """Make an invitation link and show it this once."""
    form = InvitationForm(request.POST or None, viewer=request.viewer)
    links: list[str] = []

    def work() -> str:
        links.append(invitation_create(acting_user=request.viewer, **form.changes()))
        return "shown"

    if filled(request, form, work):
        link = request.build_absolute_uri(links[0])
        context = {"link": link, "title": say("邀请链接已生成", "The invitation is ready")}
        return done_at(
            render(request, "accounts/link.html", context), place(request, "invitations")
        )
    lead = say(
        "会生成一个只能用一次、7 天内有效的链接，请用可靠的方式交给对方。",
        "This makes a link that works once, within 7 days. Hand it over in a way you trust.",
    )
    title, button = say("邀请人员", "Invite somebody"), say("生成链接", "Create the link")
    context = {"title": title, "lead": lead, "button": button, "back": place(request, "people")}
    return render(request, "pages/form.html", {"form": form, **context})


@page("people.manage")
def invitation_list_page(request: Request) -> HttpResponse:
    """List the invitations that wait."""
    shown = INVITATIONS.page(invitation_list(viewer=request.viewer), request.GET)
    return listed(request, shown, "invitations", roles=roles())


@page("people.manage")
def invitation_revoke_page(request: Request, link: uuid.UUID) -> HttpResponseBase:
    """Withdraw an invitation."""
    found = one(invitation_list(viewer=request.viewer), link)
    if request.method == "POST":
        invitation_revoke(acting_user=request.viewer, link=found)
    return redirect(place(request, "invitations"))


@page("organisation.view")
def role_list_page(request: Request) -> HttpResponse:
    """Explain the roles: what each may do, from the data."""
    rows = [
        (
            area,
            [
                permission
                for permission in sorted(all_permissions())
                if permission.startswith(f"{key}.")
            ],
        )
        for key, area in areas().items()
    ]
    table = [
        (
            area,
            [(permission_title(p), [p in permissions_of(role) for role in roles()]) for p in names],
        )
        for area, names in rows
    ]
    sees = request.viewer.may("people.view")
    shown = {"roles": roles(), "table": table, "sees_people": sees}
    return render(request, "accounts/roles.html", shown)


@page("people.view")
def engagement_list_page(request: Request) -> HttpResponse:
    """List the engagements of outside assessors."""
    shown = ENGAGEMENTS.page(engagement_list(viewer=request.viewer), request.GET)
    return listed(request, shown, "engagements", manages=request.viewer.may("people.manage"))


@page("people.view")
def engagement_page(request: Request, engagement: uuid.UUID) -> HttpResponse:
    """Show one engagement and who looks by it."""
    found = one(engagement_list(viewer=request.viewer), engagement)
    held = Assignment.objects.filter(engagement=found).select_related("user").order_by("id")
    context = {
        "engagement": found,
        "held": held,
        "manages": request.viewer.may("people.manage"),
        "panels": engagement_panels(request.viewer, found),
    }
    return render(request, "accounts/engagement.html", context)


@page("people.manage")
@once
def engagement_new_page(request: Request) -> HttpResponse:
    """Create an engagement."""
    form = EngagementForm(request.POST or None)

    def work() -> str:
        made = engagement_create(acting_user=request.viewer, **form.changes())
        return place(request, "engagement", engagement=made.pk)

    title = say("新建委托", "New engagement")
    return form_page(request, form, work, title=title, back=place(request, "engagements"))


@page("people.manage")
@once
def engagement_edit_page(request: Request, engagement: uuid.UUID) -> HttpResponse:
    """Change an engagement."""
    found = one(engagement_list(viewer=request.viewer), engagement)
    form = EngagementForm(request.POST or None, record=found)
    there = place(request, "engagement", engagement=found.pk)

    def work() -> str:
        engagement_change(
            acting_user=request.viewer,
            engagement=found,
            changes=form.changes(),
            expected=form.expected,
        )
        return there

    return form_page(request, form, work, title=say("修改委托", "Edit the engagement"), back=there)
