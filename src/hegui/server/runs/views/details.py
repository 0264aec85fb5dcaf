"""One run: progress, results, downloads; cancel and resume."""

import uuid
import zipfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.core.errors import ForbiddenError, NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.store import store
from hegui.server.pages.access import Request, page
from hegui.server.pages.charts import verdict_bar
from hegui.server.pages.language import language, say
from hegui.server.runs import showing
from hegui.server.runs.errors import NoBundleError
from hegui.server.runs.models import Bundle, Run
from hegui.server.runs.selectors import (
    bundle_archive,
    bundle_findings,
    bundle_view,
    run_get,
    run_list,
)
from hegui.server.runs.selectors.bundles import may_take
from hegui.server.runs.services import run_cancel, run_resume

FINDINGS_PAGE = 50
MOST_LOG = 400


@page("runs.view")
def run_page(request: Request, run: uuid.UUID) -> HttpResponse:
    """Show one run: how it goes on, or what it found."""
    found = run_get(viewer=request.viewer, run=run)
    shown: dict[str, Any] = {"run": found, **states(request.viewer, found)}
    if found.bundle is not None:
        shown |= results(found.bundle)
    return render(request, "runs/detail.html", shown)


@page("runs.view")
def live_page(request: Request, run: uuid.UUID) -> HttpResponse:
    """Show how a run goes on; when it has ended, let the whole page be loaded again."""
    found = run_get(viewer=request.viewer, run=run)
    answer = render(request, "runs/live.html", {"run": found, **states(request.viewer, found)})
    if not found.active and request.htmx:
        answer["HX-Refresh"] = "true"
    return answer


def states(viewer: Viewer, run: Run) -> dict[str, Any]:
    """Return what can be done to a run, its progress and its log."""
    pulse = getattr(run, "pulse", None)
    progress = pulse.progress if pulse else {}
    lines = pulse.log[-MOST_LOG:] if pulse else []
    lang = language()
    return {
        "progress": progress,
        "what": progress.get(lang) or progress.get("zh") or "",
        "log": [{"at": line["at"], "text": line[lang]} for line in lines],
        "problems": [{**row, "text": row[lang]} for row in run.problems],
        "may_start": viewer.may("runs.start", run),
        "may_download": may_take(viewer, run),
        "stopping": bool(pulse and pulse.stop_asked_at),
    }


def results(bundle: Bundle) -> dict[str, Any]:
    """Return what a bundle found, from its view."""
    try:
        view = bundle_view(bundle)
    except HeguiError as error:
        return {"view_error": error.message(language())}
    return {
        "bundle": bundle,
        "families": showing.families(view),
        "left_out": showing.left_out(view),
        "limits": showing.limits(view),
        "reports": view["reports"],
        "bar": verdict_bar(bundle.counts, say("条款结论", "Verdicts on clauses")),
    }


@page("runs.view")
def check_page(request: Request, run: uuid.UUID, key: str) -> HttpResponse:
    """Show one result: what was drawn, rates, groups, measures, findings, what it cannot show."""
    found = run_get(viewer=request.viewer, run=run)
    bundle = bundled(found)
    row = next((r for r in bundle_view(bundle)["checks"] if r["key"] == key), None)
    if row is None:
        raise NotFoundError(what=key)
    number = page_number(request.GET.get("page", "1"))
    start = (number - 1) * FINDINGS_PAGE
    rows = bundle_findings(bundle, key, start, FINDINGS_PAGE + 1)
    shown = {
        "run": found,
        "row": row,
        "line": showing.check_line(row),
        "groups": showing.group_charts(row),
        "cannot_show": showing.in_own(row, "cannot_show"),
        "findings": rows[:FINDINGS_PAGE],
        "number": number,
        "more": len(rows) > FINDINGS_PAGE,
    }
    return render(request, "runs/check.html", shown)


@page("runs.view")
def source_page(request: Request, bundle: uuid.UUID) -> HttpResponse:
    """Lead from a result that a verdict rests on (`source`, as traces name it) to its page."""
    runs = run_list(viewer=request.viewer).filter(bundle=bundle).order_by("-id")
    run = runs.first()
    if run is None:
        raise NotFoundError(what=str(bundle))
    org, source = (
        request.viewer.organisation.slug,
        request.GET.get("source", "").removeprefix("result:"),
    )
    rows = bundle_view(bundled(run))["checks"]
    row = next((row for row in rows if source and row.get("source") == source), None)
    if row is None:
        return redirect("runs:detail", org=org, run=run.pk)
    return redirect("runs:check", org=org, run=run.pk, key=row["key"])


def page_number(text: str) -> int:
    """Return the number of a page; nonsense means the first."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else 1


def bundled(run: Run) -> Bundle:
    """Return the bundle of a run or raise `NoBundleError`."""
    if run.bundle is None:
        raise NoBundleError(title=run.title)
    return run.bundle


@page("runs.view")
def bundle_page(request: Request, run: uuid.UUID) -> HttpResponseBase:
    """Hand out the whole bundle as it is in the store; the ledger notes to whom."""
    found = run_get(viewer=request.viewer, run=run)
    bundle = bundled(found)
    if not may_take(request.viewer, found):
        raise ForbiddenError(permission="runs.start")
    with writing(request.viewer) as write:
        write.note("runs.bundle.downloaded", bundle)
    return FileResponse(
        store().open(bundle.sha256),
        as_attachment=True,
        filename=f"bundle-{bundle.short}.zip",
        content_type="application/zip",
    )


@page("runs.view")
def report_page(request: Request, run: uuid.UUID, report: str) -> HttpResponse:
    """Hand out one report of the bundle."""
    bundle = bundled(run_get(viewer=request.viewer, run=run))
    listed = {row["path"] for row in bundle_view(bundle)["reports"]}
    path = f"reports/{report}"
    if path not in listed:
        raise NotFoundError(what=report)
    with zipfile.ZipFile(bundle_archive(bundle)) as archive:
        member = next(n for n in archive.namelist() if n == path or n.endswith(f"/{path}"))
        data = archive.read(member)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"{bundle.short}-{report}")
    return answer


@page("runs.start")
def cancel_page(request: Request, run: uuid.UUID) -> HttpResponseBase:
    """Stop a run."""
    found = run_get(viewer=request.viewer, run=run)
    run_cancel(acting_user=request.viewer, run=found, reason=request.POST.get("reason", "")[:2000])
    messages.success(request, say("已要求停止。", "Stop requested."))
    return redirect("runs:detail", org=request.viewer.organisation.slug, run=run)


@page("runs.start")
def resume_page(request: Request, run: uuid.UUID) -> HttpResponseBase:
    """Go on with a run."""
    found = run_get(viewer=request.viewer, run=run)
    run_resume(acting_user=request.viewer, run=found)
    messages.success(request, say("已排队，将继续运行。", "The run is queued and will continue."))
    return redirect("runs:detail", org=request.viewer.organisation.slug, run=run)


cancel_view = require_POST(cancel_page)
resume_view = require_POST(resume_page)
