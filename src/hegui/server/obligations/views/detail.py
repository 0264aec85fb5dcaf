"""One obligation: what it asks, why it applies, what is done about it, and its history."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.controls.services import control_link
from hegui.server.core.errors import NotFoundError
from hegui.server.core.rules import catalogue
from hegui.server.obligations.forms.entries import (
    ControlsForm,
    DecisionForm,
    EntryForm,
    ReasonForm,
)
from hegui.server.obligations.hooks import evidence_add_link, evidence_lines, evidence_tally
from hegui.server.obligations.selectors import (
    Line,
    article_beside,
    clause_rows,
    decision_list,
    facts_at,
    obligation_history,
    register_line,
)
from hegui.server.obligations.services import (
    decision_make,
    decision_withdraw,
    entry_change,
    entry_undo,
)
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, say
from hegui.server.pages.once import once


@page("obligations.view")
def detail_page(request: Request, obligation: str) -> HttpResponse:
    """Show one obligation."""
    viewer = request.viewer
    line = register_line(viewer=viewer, obligation=obligation)
    rules = catalogue()
    context = {
        "line": line,
        "row": line.row,
        "facts": facts_at(viewer.organisation),
        "law": rules.instruments[line.row.instrument],
        "consequence": rules.consequences.get(line.row.consequence),
        "evidence_types": [rules.evidence_types[name] for name in line.row.evidence],
        "related": [rules.obligations[n] for n in line.row.related if n in rules.obligations],
        "clauses": clause_rows(obligation),
        "beside": article_beside(viewer=viewer, row=line.row),
        "evidence": evidence_lines(viewer, "obligation", obligation),
        "evidence_tally": evidence_tally(viewer, "obligation", obligation),
        "add_evidence": evidence_add_link(viewer, "obligation", obligation),
        "history": obligation_history(viewer=viewer, obligation=obligation, entry=line.entry),
        "may_change": viewer.may("obligations.change"),
        "may_control": viewer.may("controls.change"),
    }
    return render(request, "obligations/detail.html", context)


def _back(request: Request, obligation: str) -> HttpResponseBase:
    slug = request.viewer.organisation.slug
    return redirect("obligations:detail", org=slug, obligation=obligation)


def _line(request: Request, obligation: str) -> Line:
    return register_line(viewer=request.viewer, obligation=obligation)


@page("obligations.change")
@once
def entry_edit_page(request: Request, obligation: str) -> HttpResponseBase:
    """Change owner, how met, status and review of an obligation."""
    line = _line(request, obligation)
    form = EntryForm(request.POST or None, viewer=request.viewer, record=line.entry)
    if request.method == "POST" and form.is_valid():
        try:
            entry_change(
                acting_user=request.viewer,
                obligation=obligation,
                changes=form.entry_changes(),
                expected=form.expected or 0,
                effective_on=form.cleaned_data["effective_on"],
                reason=form.cleaned_data["reason"],
            )
            return _back(request, obligation)
        except HeguiError as error:
            form.refuse(error, present=_line(request, obligation).entry)
    title = say("落实情况", "How it is met")
    context = {"form": form, "title": f"{obligation} {title}", "line": line, "back": "../"}
    return render(request, "obligations/form.html", context)


@page("obligations.change")
@once
def decide_page(request: Request, obligation: str) -> HttpResponseBase:
    """Decide by a person whether an obligation applies; a reason is required."""
    line = _line(request, obligation)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decision_make(acting_user=request.viewer, obligation=obligation, **form.changes())
            return _back(request, obligation)
        except HeguiError as error:
            form.refuse(error)
    title = f"{obligation} " + say("人工判断是否适用", "Decide whether it applies")
    context = {"form": form, "title": title, "line": line, "back": "../", "machine": True}
    return render(request, "obligations/form.html", context)


@page("obligations.change")
@once
def withdraw_page(request: Request, decision: uuid.UUID) -> HttpResponseBase:
    """Withdraw a decision, with a reason."""
    found = decision_list(viewer=request.viewer).filter(pk=decision).first()
    if found is None:
        raise NotFoundError(what=str(decision))
    form = ReasonForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            decision_withdraw(
                acting_user=request.viewer,
                decision=found,
                reason=form.cleaned_data["why"],
                expected=form.expected,
            )
            return _back(request, found.obligation)
        except HeguiError as error:
            form.refuse(error)
    title = f"{found.obligation} " + say("撤回判断", "Withdraw the decision")
    context = {
        "form": form,
        "title": title,
        "line": _line(request, found.obligation),
        "back": f"../../../{found.obligation}/",
    }
    return render(request, "obligations/form.html", context)


@page("obligations.change")
@require_POST
@once
def entry_undo_page(request: Request, obligation: str) -> HttpResponseBase:
    """Undo the last change of an entry."""
    seen = request.POST.get("seen_version", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    try:
        entry_undo(acting_user=request.viewer, obligation=obligation, expected=expected)
        messages.success(request, say("已撤销最近一次修改。", "The last change was undone."))
    except HeguiError as error:
        if error.http_status in (403, 404):
            raise
        messages.error(request, error.message(language()))
    return _back(request, obligation)


@page("controls.change")
@once
def controls_page(request: Request, obligation: str) -> HttpResponseBase:
    """Choose which controls answer an obligation."""
    line = _line(request, obligation)
    words = request.GET.get("q", "").strip()[:100]
    form = ControlsForm(
        request.POST or None, viewer=request.viewer, linked=line.controls, words=words
    )
    if request.method == "POST" and form.is_valid():
        try:
            control_link(
                acting_user=request.viewer,
                what="obligation",
                row=obligation,
                controls=form.cleaned_data["controls"],
            )
            return _back(request, obligation)
        except HeguiError as error:
            form.refuse(error)
    title = f"{obligation} " + say("关联控制措施", "Link controls")
    context = {"form": form, "title": title, "line": line, "back": "../", "words": words}
    return render(request, "obligations/form.html", context)
