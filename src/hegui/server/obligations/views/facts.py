"""The questionnaire as pages: one question at a time, or all of them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hegui.catalogue.model import Fact
from hegui.common.errors import HeguiError
from hegui.server.core.errors import StaleVersionError
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.obligations.forms.facts import FactForm
from hegui.server.obligations.selectors import (
    Effect,
    answers_at,
    counts,
    effect_of,
    fact_get,
    fact_history,
    groups,
    questionnaire,
    reader_rows,
    standings,
)
from hegui.server.obligations.services import fact_answer, fact_undo
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, say
from hegui.server.pages.merging import merge
from hegui.server.pages.once import once


@page("obligations.view")
def next_page(request: Request) -> HttpResponseBase:
    """Lead to the question that decides most; when all are answered, to the list."""
    slug = request.viewer.organisation.slug
    found = questionnaire(request.viewer.organisation).next(after=request.GET.get("after", ""))
    if found is None:
        return redirect("obligations:facts", org=slug)
    return redirect("obligations:fact", org=slug, fact=found.fact.id)


@page("obligations.view")
def facts_page(request: Request) -> HttpResponse:
    """Show all questions by layer, with the answers in effect and the progress."""
    organisation = request.viewer.organisation
    found = questionnaire(organisation)
    context = {
        "questions": found,
        "groups": groups(found),
        "next": found.next(),
        "counts": counts(standings(organisation).values()),
        "total": len(catalogue().facts),
        "tab": "facts",
    }
    return render(request, "obligations/facts.html", context)


@page("obligations.view")
@once
def fact_page(request: Request, fact: str) -> HttpResponseBase:
    """Ask one question; show what the answer would change, and save it."""
    row = fact_get(fact)
    form = _form(request, row)
    effect = None
    if request.method == "POST":
        request.viewer.require("obligations.change")
        if form.is_valid():
            effect = _effect(request.viewer.organisation, form)
            if request.POST.get("do") != "preview" and _saved(request, form):
                return _onwards(request, fact)
    return render(request, "obligations/fact.html", _context(request, row, form, effect))


def _form(request: Request, fact: Fact, *, sent: bool = True) -> FactForm:
    history = list(fact_history(viewer=request.viewer, fact=fact.id))
    live = [row for row in history if not row.withdrawal and not hasattr(row, "replaced_by")]
    current = answers_at(request.viewer.organisation).get(fact.id)
    form = FactForm(
        request.POST or None if sent else None,
        viewer=request.viewer,
        fact=fact,
        current=current,
        live=live,
        seen=len(history),
    )
    form.history = history  # type: ignore[attr-defined]
    return form


def _effect(organisation: Organisation, form: FactForm) -> Effect:
    day = form.cleaned_data.get("effective_on")
    return effect_of(organisation, {form.fact.id: form.value}, day)


def _saved(request: Request, form: FactForm) -> bool:
    try:
        fact_answer(acting_user=request.viewer, answer=form.answer())
    except HeguiError as error:
        if error.http_status in (403, 404):
            raise
        form.refuse(error)
        if isinstance(error, StaleVersionError):
            merge(form, _form(request, form.fact, sent=False))
        return False
    messages.success(request, say("已保存。", "Saved."))
    return True


def _onwards(request: Request, fact: str) -> HttpResponseBase:
    slug = request.viewer.organisation.slug
    if request.POST.get("do") == "next":
        return redirect("obligations:next", org=slug)
    return redirect("obligations:fact", org=slug, fact=fact)


def _context(
    request: Request, fact: Fact, form: FactForm, effect: Effect | None
) -> dict[str, object]:
    found = questionnaire(request.viewer.organisation)
    question = found.questions[fact.id]
    rows = reader_rows(fact.id)
    later = found.next(after=fact.id)
    return {
        "fact": fact,
        "question": question,
        "questions": found,
        "form": form,
        "effect": effect,
        "history": form.history,  # type: ignore[attr-defined]
        "readers": rows,
        "instruments": _instruments([row.instrument for row in rows]),
        "counts": counts(standings(request.viewer.organisation).values()),
        "later": later,
        "total": len(catalogue().facts),
        "may_change": request.viewer.may("obligations.change"),
        "tab": "facts",
    }


def _instruments(names: list[str]) -> list[tuple[object, int]]:
    known = catalogue().instruments
    return [(known[name], names.count(name)) for name in dict.fromkeys(names)]


@page("obligations.view")
@require_POST
def effect_fragment(request: Request, fact: str) -> HttpResponse:
    """Return what the answer in the form would change, without saving it."""
    form = _form(request, fact_get(fact))
    valid = form.is_valid()
    effect = _effect(request.viewer.organisation, form) if valid else None
    return render(request, "obligations/effect.html", {"effect": effect, "form": form})


@page("obligations.change")
@require_POST
@once
def fact_undo_page(request: Request, fact: str) -> HttpResponseBase:
    """Undo the newest answer to a fact."""
    seen = request.POST.get("seen", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    try:
        fact_undo(acting_user=request.viewer, fact=fact, expected=expected)
        messages.success(request, say("已撤销最近一次回答。", "The last answer was undone."))
    except HeguiError as error:
        if error.http_status in (403, 404):
            raise
        messages.error(request, error.message(language()))
    return redirect("obligations:fact", org=request.viewer.organisation.slug, fact=fact)
