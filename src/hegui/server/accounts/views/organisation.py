"""Pages: settings of the organisation, retention, legal hold; organisations for operators."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hegui.server.accounts.forms import (
    DutiesForm,
    HoldForm,
    OrganisationForm,
    OrganisationNewForm,
    RetentionForm,
)
from hegui.server.accounts.retention import limits_of, retention_items, retention_of
from hegui.server.accounts.services import (
    duties_change,
    hold_lift,
    hold_set,
    organisation_change,
    retention_change,
)
from hegui.server.accounts.views.access import reason_page
from hegui.server.accounts.views.parts import form_page, operators_only, place
from hegui.server.core.models import Organisation, User
from hegui.server.core.rules import catalogue
from hegui.server.core.services import assignment_add, organisation_create
from hegui.server.core.viewer import system_viewer
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say
from hegui.server.pages.once import once


@page("organisation.view")
def settings_page(request: Request) -> HttpResponse:
    """Lead to everything that can be set, and show what is set."""
    record = request.viewer.organisation
    items = [(item, retention_of(record)[key]) for key, item in retention_items().items()]
    return render(
        request,
        "accounts/settings.html",
        {
            "organisation": record,
            "inside": request.viewer.inside,
            "retention": items,
            "changes": request.viewer.may_everywhere("organisation.change"),
            "sees_people": request.viewer.may("people.view"),
            "sees_ledger": request.viewer.may_everywhere("ledger.view"),
            "sees_webhooks": request.viewer.may("webhooks.view"),
        },
    )


@page("organisation.change")
@once
def organisation_page(request: Request) -> HttpResponse:
    """Change names and the credit code."""
    request.viewer.require_everywhere("organisation.change")
    form = OrganisationForm(request.POST or None, record=request.viewer.organisation)
    there = place(request, "settings")

    def work() -> str:
        organisation_change(
            acting_user=request.viewer, changes=form.changes(), expected=form.expected
        )
        return there

    return form_page(request, form, work, title=say("组织信息", "The organisation"), back=there)


@page("organisation.change")
@once
def retention_page(request: Request) -> HttpResponse:
    """Set how long records are kept; the legal limits stand beside, with source and grade."""
    request.viewer.require_everywhere("organisation.change")
    form = RetentionForm(request.POST or None, viewer=request.viewer)
    there = place(request, "settings")

    def work() -> str:
        months = {key: form.cleaned_data[key] for key in retention_items()}
        reason = form.cleaned_data["reason"]
        retention_change(
            acting_user=request.viewer, months=months, reason=reason, expected=form.expected
        )
        return there

    grades = catalogue().grades
    limits = [
        (item, limit, grades.get(limit.grade))
        for item in retention_items().values()
        for limit in limits_of(item)
    ]
    return form_page(
        request,
        form,
        work,
        template="accounts/retention.html",
        title=say("保存期限", "Retention"),
        limits=limits,
        back=there,
    )


@page("organisation.change")
@once
def duties_page(request: Request) -> HttpResponse:
    """Say who holds which duty of the catalogue's roles."""
    request.viewer.require_everywhere("organisation.change")
    form = DutiesForm(request.POST or None, viewer=request.viewer)
    there = place(request, "settings")

    def work() -> str:
        duties_change(acting_user=request.viewer, duties=form.duties(), expected=form.expected)
        return there

    lead = say(
        "有的证据须由特定岗位批准才算数。请为每个岗位选择担任的人，可以多选（按住 Ctrl 或 ⌘ 点选），也可以留空；"
        "这不改变任何人的权限。",
        "Some evidence counts only when a certain role approved it. Choose who holds each role: "
        "several people (hold Ctrl or ⌘), or nobody. This changes nobody's rights.",
    )
    return form_page(request, form, work, title=say("岗位", "Duties"), lead=lead, back=there)


@page("organisation.change")
@once
def hold_page(request: Request) -> HttpResponse:
    """Set a legal hold, or lift it."""
    request.viewer.require_everywhere("organisation.change")
    there = place(request, "settings")
    if request.viewer.organisation.hold:
        title = say("解除法律保全", "Lift the legal hold")
        return reason_page(
            request,
            lambda reason: _lift(request, reason),
            there,
            title=title,
            lead=request.viewer.organisation.hold,
        )
    form = HoldForm(request.POST or None)

    def work() -> str:
        hold_set(acting_user=request.viewer, reason=form.cleaned_data["hold"])
        return there

    lead = say(
        "保全期间不删除任何记录、文件和个人资料。",
        "Nothing is deleted meanwhile: no record, no file, no personal data.",
    )
    title = say("设置法律保全", "Set a legal hold")
    return form_page(request, form, work, title=title, lead=lead, back=there)


def _lift(request: Request, reason: str) -> None:
    hold_lift(acting_user=request.viewer, reason=reason)


@operators_only
def organisation_list_page(request: HttpRequest) -> HttpResponse:
    """List all organisations of this machine, to operators."""
    rows = Organisation.objects.order_by("name")
    mine = set(cast(User, request.user).assignments.values_list("organisation", flat=True))
    context = {"organisations": [(row, row.pk in mine) for row in rows]}
    return render(request, "accounts/organisations.html", context)


@operators_only
@once
def organisation_new_page(request: HttpRequest) -> HttpResponseBase:
    """Make an organisation; the operator becomes its first administrator."""
    form = OrganisationNewForm(request.POST or None)
    user = cast(User, request.user)

    def work() -> str:
        made = organisation_create(acting_user=user, **form.changes())
        assignment_add(acting_user=system_viewer(made), user=user, role="administrator")
        return reverse("accounts:settings", kwargs={"org": made.slug})

    title = say("新建组织", "New organisation")
    return form_page(request, form, work, title=title, back=reverse("accounts:organisations"))
