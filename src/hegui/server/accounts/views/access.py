"""Pages about one person: roles, a new password, in or out, erasing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.server.accounts.forms import AssignmentForm, ReasonForm
from hegui.server.accounts.selectors import assignment_get, person_here
from hegui.server.accounts.services import (
    assignment_withdraw,
    password_link_create,
    person_activate,
    person_deactivate,
    person_erase,
)
from hegui.server.accounts.views.parts import form_page, place
from hegui.server.core.models import User
from hegui.server.core.roles import roles
from hegui.server.core.services import assignment_add
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say
from hegui.server.pages.once import once


@page("people.view")
def person_page(request: Request, person: uuid.UUID) -> HttpResponse:
    """Show one person and their roles here."""
    found = person_here(viewer=request.viewer, person=person)
    manages = request.viewer.may("people.manage")
    context = {"person": found, "roles": roles(), "manages": manages}
    return render(request, "accounts/person.html", context)


@page("people.manage")
@once
def assignment_new_page(request: Request, person: uuid.UUID) -> HttpResponse:
    """Give another role."""
    found = person_here(viewer=request.viewer, person=person)
    form = AssignmentForm(request.POST or None, viewer=request.viewer)
    there = place(request, "person", person=found.pk)

    def work() -> str:
        assignment_add(acting_user=request.viewer, user=found, **form.changes())
        return there

    title = say("为 {name} 分配角色", "Give {name} a role", name=found)
    return form_page(request, form, work, title=title, back=there)


@page("people.manage")
@once
def assignment_withdraw_page(request: Request, assignment: uuid.UUID) -> HttpResponse:
    """Take a role away, with a reason."""
    found = assignment_get(viewer=request.viewer, assignment=assignment)
    row = roles().get(found.role)
    role = say(row.zh, row.en) if row else found.role
    title = say(
        "撤销 {name} 的角色“{role}”", "Withdraw “{role}” from {name}", name=found.user, role=role
    )

    def work(reason: str) -> None:
        assignment_withdraw(acting_user=request.viewer, assignment=found, reason=reason)

    there = place(request, "people")
    return reason_page(request, work, there, title=title, button=say("撤销", "Withdraw"))


@page("people.manage")
def password_link_page(request: Request, person: uuid.UUID) -> HttpResponseBase:
    """Make a link for a new password and show it this once."""
    found = person_here(viewer=request.viewer, person=person)
    if request.method != "POST":
        return redirect(place(request, "person", person=found.pk))
    link = request.build_absolute_uri(password_link_create(acting_user=request.viewer, user=found))
    title = say("{name} 的新密码链接", "A new-password link for {name}", name=found)
    return render(request, "accounts/link.html", {"link": link, "title": title, "hours": 24})


@page("people.manage")
@once
def deactivate_page(request: Request, person: uuid.UUID) -> HttpResponse:
    """Let a person in no more."""
    lead = say(
        "此人的会话和令牌立即失效，其记录保留；之后可以重新启用。",
        "Their sessions and tokens end at once, their records stay; you can reactivate the account later.",
    )
    return person_step(
        request, person, person_deactivate, say("停用 {name}", "Deactivate {name}"), lead=lead
    )


@page("people.manage")
@once
def activate_page(request: Request, person: uuid.UUID) -> HttpResponse:
    """Let a person in again."""
    return person_step(
        request, person, person_activate, say("重新启用 {name}", "Reactivate {name}")
    )


@page("people.manage")
@once
def erase_page(request: Request, person: uuid.UUID) -> HttpResponse:
    """Erase a person's data on request."""
    lead = say(
        "姓名、邮箱、密码、验证方式和会话会被永久删除，不能恢复；操作记录只含编号，仍然有效。"
        "处于法律保全时不能删除。",
        "Name, address, password, second factors and sessions are erased for good. The ledger holds "
        "the id only and stays valid. Under a legal hold nothing can be erased.",
    )
    return person_step(
        request,
        person,
        person_erase,
        say("删除 {name} 的个人资料", "Erase the personal data of {name}"),
        lead=lead,
    )


def person_step(
    request: Request,
    person: uuid.UUID,
    service: Callable[..., None],
    title: str,
    **context: Any,
) -> HttpResponse:
    """Ask for the reason and do one step about a person."""
    found: User = person_here(viewer=request.viewer, person=person)

    def work(reason: str) -> None:
        service(acting_user=request.viewer, user=found, reason=reason)

    there = place(request, "person", person=found.pk)
    return reason_page(request, work, there, title=title.replace("{name}", str(found)), **context)


def reason_page(
    request: Request, work: Callable[[str], None], there: str, **context: Any
) -> HttpResponse:
    """Ask for the reason of a step, then do it."""
    form = ReasonForm(request.POST or None)

    def step() -> str:
        work(form.cleaned_data["reason"])
        return there

    return form_page(
        request, form, step, back=there, **{"button": say("确定", "Confirm"), **context}
    )
