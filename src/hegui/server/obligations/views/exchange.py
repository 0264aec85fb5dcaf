"""The register and the statement as files, and the register back from a file."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hegui.common.dates import today
from hegui.common.errors import HeguiError
from hegui.server.core.errors import NotFoundError
from hegui.server.core.people import person_get
from hegui.server.obligations.forms.exchange import ExcelForm
from hegui.server.obligations.listing import selected
from hegui.server.obligations.selectors import register_lines
from hegui.server.obligations.services.bulk import BulkChange, entries_import
from hegui.server.obligations.sheet import (
    Preview,
    preview,
    register_book,
    statement_book,
    statement_csv,
)
from hegui.server.obligations.statement import statement_pdf
from hegui.server.pages.access import Request, page
from hegui.server.pages.excel import excel_answer
from hegui.server.pages.language import language, say
from hegui.server.pages.once import once

LARGEST = 20 << 20
SALT = "obligations.import"
MAX_AGE = 3600


@page("obligations.view")
def export_file(request: Request) -> HttpResponse:
    """Return exactly what the register shows as an Excel file."""
    asked = {name: request.GET.get(name, "")[:500] for name in request.GET}
    lines = selected(register_lines(viewer=request.viewer), asked)
    name = f"{say('义务清单', 'obligations')}-{request.viewer.organisation.slug}-{today()}"
    return excel_answer(register_book(lines), name)


@page("obligations.view")
def statement_file(request: Request, kind: str) -> HttpResponse:
    """Return the statement of applicability as PDF, Excel or CSV."""
    if kind not in ("pdf", "xlsx", "csv"):
        raise NotFoundError(what=kind)
    lines = register_lines(viewer=request.viewer)
    name = f"{say('适用性声明', 'statement')}-{request.viewer.organisation.slug}-{today()}"
    if kind == "xlsx":
        return excel_answer(statement_book(lines), name)
    if kind == "pdf":
        answer = HttpResponse(statement_pdf(request.viewer, lines), content_type="application/pdf")
    else:
        answer = HttpResponse(statement_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statement-{today()}.{kind}"'
    return answer


@page("obligations.change")
@once
def import_page(request: Request) -> HttpResponseBase:
    """Look at a file first; what was shown is imported when it is confirmed, all of it or nothing."""
    if request.method == "POST" and "plan" in request.POST:
        return _import(request)
    form = ExcelForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read(LARGEST + 1)
            over = form.cleaned_data["overwrite"]
            found = preview(request.viewer, data, overwrite=over)
        except HeguiError as error:
            form.refuse(error)
    context: dict[str, Any] = {"form": form, "preview": found}
    if found is not None and not found.reading.problems:
        context["plan"] = _plan(request, found, form.cleaned_data["reason"])
    return render(request, "obligations/import.html", context)


def _plan(request: Request, found: Preview, reason: str) -> str:
    """Return what is to be imported, signed for this organisation."""
    rows = [[row.obligation, row.expected, _plain(row.changes)] for row in found.changes]
    told = {"org": str(request.viewer.organisation.pk), "rows": rows, "reason": reason}
    return signing.dumps(told, salt=SALT, compress=True)


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    """Return changes as JSON values: people by their id, days in ISO 8601."""
    plain = dict(changes)
    if plain.get("owner"):
        plain["owner"] = str(plain["owner"].pk)
    if plain.get("review_on"):
        plain["review_on"] = plain["review_on"].isoformat()
    return plain


def _import(request: Request) -> HttpResponseBase:
    slug = request.viewer.organisation.slug
    try:
        told = signing.loads(request.POST["plan"], salt=SALT, max_age=MAX_AGE)
        if told["org"] != str(request.viewer.organisation.pk):
            raise signing.BadSignature
    except signing.BadSignature:
        messages.error(
            request,
            say("预览已过期，请重新上传。", "The preview is too old; upload the file again."),
        )
        return redirect("obligations:import", org=slug)
    try:
        rows = [_bulk(request, *row) for row in told["rows"]]
        count = entries_import(acting_user=request.viewer, rows=rows, reason=told["reason"])
    except HeguiError as error:
        if error.http_status in (403, 404):
            raise
        messages.error(request, error.message(language()))
        return redirect("obligations:import", org=slug)
    messages.success(request, say("已导入 {n} 条。", "{n} were imported.", n=count))
    return redirect("obligations:list", org=slug)


def _bulk(request: Request, obligation: str, expected: int, changes: dict[str, Any]) -> BulkChange:
    if changes.get("owner"):
        changes["owner"] = person_get(request.viewer, uuid.UUID(changes["owner"]))
    if changes.get("review_on"):
        changes["review_on"] = dt.date.fromisoformat(changes["review_on"])
    return BulkChange(obligation, changes, expected)
