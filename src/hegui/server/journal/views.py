"""Pages of the ledger."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.core.heavy import heavy
from hegui.server.journal.forms import LedgerFilter
from hegui.server.journal.selectors import (
    actions_known,
    activity_page,
    anchor_list,
    chain_of,
    head_get,
    ledger_page,
)
from hegui.server.journal.services import ledger_anchor, ledger_export
from hegui.server.journal.tasks import (
    keep,
    kept,
    state_of,
    under_way,
    verify_in_background,
)
from hegui.server.ledger.verify import verify_chain
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import language, say
from hegui.server.settings import read_settings

AT_ONCE = 50_000
"""A chain up to this length is verified while the reader waits."""


@page("ledger.view")
def ledger_list_page(request: Request) -> HttpResponse:
    """List what was done, newest first."""
    form = LedgerFilter(
        request.GET, viewer=request.viewer, actions=actions_known(viewer=request.viewer)
    )
    asked = form.asked()
    shown = ledger_page(viewer=request.viewer, asked=asked)
    kept_query: dict[str, str | int] = {
        k: str(v) for k, v in request.GET.items() if v and k not in ("before", "after")
    }
    context = {
        "form": form,
        "page": shown,
        "narrowed": bool(kept_query),
        "older": shown.older and "?" + urlencode({**kept_query, "before": shown.older}),
        "newer": shown.newer and "?" + urlencode({**kept_query, "after": shown.newer}),
        "head": head_get(viewer=request.viewer),
        "anchor": anchor_list(viewer=request.viewer).first(),
        "may_export": request.viewer.may("ledger.export"),
        "may_anchor": bool(read_settings().timestamp_url) and request.viewer.may("ledger.anchor"),
    }
    return render(request, "journal/list.html", context)


@page("organisation.view")
def activity_list_page(request: Request) -> HttpResponse:
    """Show what happened lately, as far as the viewer may see the things."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    mine = request.GET.get("who") == "mine" or not request.viewer.inside
    shown = activity_page(viewer=request.viewer, before=number, mine=mine)
    kept_query: dict[str, str | int] = {"who": "mine"} if mine else {}
    context = {
        "page": shown,
        "mine": mine,
        "inside": request.viewer.inside,
        "later": number is not None,
        "older": shown.older and "?" + urlencode(kept_query | {"before": shown.older}),
        "whole": request.viewer.may_everywhere("ledger.view"),
    }
    return render(request, "journal/activity.html", context)


@page("ledger.view")
def ledger_verify_page(request: Request) -> HttpResponse:
    """Verify the chain: at once when it is short, else in the background with progress."""
    chain = chain_of(request.viewer, "ledger.view")
    if request.method == "POST":
        if head_get(viewer=request.viewer).count <= AT_ONCE:
            with heavy(request.viewer.organisation.id):
                state: dict[str, Any] = state_of(verify_chain(chain))
            keep(chain, **state)
        elif under_way(chain):
            state = kept(chain) or {}
        else:
            state = {"done": 0, "of": head_get(viewer=request.viewer).count}
            keep(chain, **state)
            verify_in_background.enqueue(chain)
    else:
        state = kept(chain) or {}
    for problem in state.get("problems", ()):
        problem["text"] = problem[language()]
    name = "journal/verification.html" if request.htmx else "journal/verify.html"
    return render(request, name, {"state": state})


@require_POST
@page("ledger.export")
def ledger_export_page(request: Request) -> HttpResponseBase:
    """Download the whole chain as lines of JSON."""
    lines = ledger_export(acting_user=request.viewer)
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    day = timezone.localdate().isoformat()
    name = f"ledger-{request.viewer.organisation.slug}-{day}.jsonl"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@page("ledger.anchor")
def ledger_anchor_page(request: Request) -> HttpResponse:
    """Let the authority stamp the head now."""
    try:
        made = ledger_anchor(acting_user=request.viewer)
        text = say(
            "已对第 {number} 条加盖时间戳。", "Entry {number} was time-stamped.", number=made.number
        )
        messages.success(request, text)
    except HeguiError as error:
        messages.error(request, error.message(language()))
    return redirect("journal:list", org=request.viewer.organisation.slug)
