"""The list of runs, starting and importing."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.common.errors import HeguiError
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.listing import Column, Filter, Listing
from hegui.server.pages.once import once
from hegui.server.pages.words import VERDICTS
from hegui.server.runs.execution.aside import plan_of
from hegui.server.runs.forms import ImportForm, StartForm
from hegui.server.runs.models import Run
from hegui.server.runs.selectors import run_list
from hegui.server.runs.services import bundle_import, run_start
from hegui.server.runs.views.rights import rights
from hegui.server.runs.words import STATES, TYPES, choices

LISTING = Listing(
    columns=[
        Column(name="title", title=say_lazy("名称", "Title"), order="title"),
        Column(name="type", title=say_lazy("种类", "Kind"), order="type"),
        Column(name="state", title=say_lazy("状态", "State"), order="state"),
        Column(name="conclusion", title=say_lazy("结论", "Conclusion")),
        Column(name="who", title=say_lazy("发起人", "Started by")),
        Column(name="when", title=say_lazy("时间", "When"), order="id"),
    ],
    filters=[
        Filter(
            name="state",
            title=say_lazy("状态", "State"),
            choices=choices(STATES),
            select=lambda value: Q(state=value),
        ),
        Filter(
            name="type",
            title=say_lazy("种类", "Kind"),
            choices=choices(TYPES),
            select=lambda value: Q(type=value),
        ),
        Filter(
            name="conclusion",
            title=say_lazy("结论", "Conclusion"),
            choices=[(key, say_lazy(word.zh, word.en)) for key, word in VERDICTS.items()],
            select=lambda value: Q(bundle__conclusion=value),
        ),
    ],
    search=["title"],
)


@page("runs.view")
def run_list_page(request: Request) -> HttpResponse:
    """List the runs."""
    shown = LISTING.page(run_list(viewer=request.viewer), request.GET)
    return render(
        request,
        "runs/list.html",
        {
            "list": shown,
            "row_template": "runs/row.html",
            "empty_template": "runs/list_empty.html",
            "may_start": request.viewer.may("runs.start"),
        },
    )


@page("runs.start")
def start_page(request: Request) -> HttpResponseBase:
    """Choose what to run; see first what would run; start it.

    Seeing takes long and writes nothing: it holds no transaction, as starting does.
    """
    return start_form(request) if "preview" in request.POST else once(start_form)(request)


def start_form(request: Request) -> HttpResponseBase:
    """Show the form, the plan, or start the run."""
    viewer = request.viewer
    form = StartForm(request.POST or None, viewer=viewer, initial=request.GET.dict())
    plan: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                plan = plan_of(drafted(form, request))
            else:
                run = run_start(acting_user=viewer, **wanted(form))
                return redirect("runs:detail", org=viewer.organisation.slug, run=run.pk)
        except HeguiError as error:
            form.refuse(error)
    has_projects = bool(form.fields["project"].queryset.exists())  # type: ignore[attr-defined]
    shown = {"form": form, "plan": plan, "has_projects": has_projects}
    return render(request, "runs/start.html", shown | rights(request))


def wanted(form: StartForm) -> dict[str, Any]:
    """Return what was chosen, as the service takes it."""
    found = form.changes()
    return {**found, "targets": [target.pk for target in found["targets"]]}


def drafted(form: StartForm, request: Request) -> Run:
    """Return the run as it would be, not saved."""
    found = form.changes()
    return Run(
        organisation=request.viewer.organisation,
        project=found["project"],
        only=found["only"],
        targets=[str(target.pk) for target in found["targets"]],
        seed=found["seed"],
        started_by=request.viewer.user,
    )


@page("runs.start")
@once
def import_page(request: Request) -> HttpResponseBase:
    """Upload a bundle; a worker verifies it before it is taken in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = bundle_import(
                acting_user=request.viewer,
                file_or_path=file,
                name=file.name,
                title=form.cleaned_data["title"],
                key=form.cleaned_data["key"],
            )
            return redirect("runs:detail", org=request.viewer.organisation.slug, run=run.pk)
        except HeguiError as error:
            form.refuse(error)
    title = say("导入结果包", "Import a bundle")
    lead = say(
        "先核验每个文件和签名，并重算全部结论，通过后才导入；有问题的结果包会被拒绝，并指出是哪个文件。",
        "Every file and signature is verified and all verdicts are recomputed before the bundle is "
        "imported. A broken bundle is refused, and each file that does not fit is named.",
    )
    button = say("核验并导入", "Verify and import")
    return render(
        request,
        "pages/form.html",
        {"form": form, "title": title, "lead": lead, "button": button, "back": "../"},
    )
