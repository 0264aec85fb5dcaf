"""Tags of evidence: types, states and texts in the reader's language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.evidence.models import Item, Request
from hegui.server.evidence.staleness import lapses
from hegui.server.evidence.words import REQUEST_STATES, STATE_BADGES, STATES
from hegui.server.pages.language import language, said, say

register = template.Library()


@register.simple_tag
def evidence_type(type_id: str) -> str:
    """Show the name of a type; a dash where there is none."""
    row = catalogue().evidence_types.get(type_id)
    if row is None:
        return type_id or "—"
    return row.en if language() == "en" else row.zh


@register.simple_tag
def evidence_state(item: Item) -> SafeString:
    """Show the state of an item; one that is in force but stale is shown as stale only."""
    badge = format_html(
        '<span class="badge {}">{}</span>', STATE_BADGES.get(item.state, ""), STATES[item.state]
    )
    if item.state not in ("draft", "current") or not lapses(item):
        return badge
    stale = format_html('<span class="badge badge-warn">{}</span>', say("失效", "stale"))
    return stale if item.state == "current" else format_html("{} {}", badge, stale)


@register.simple_tag
def request_state(request: Request) -> SafeString:
    """Show the state of a request."""
    kind = {"open": "badge-open", "fulfilled": "badge-ok"}.get(request.state, "badge-none")
    return format_html('<span class="badge {}">{}</span>', kind, REQUEST_STATES[request.state])


@register.filter
def spoken(text: Text | None) -> str:
    """Return a two-language text in the reader's language."""
    return said(text) if text else ""
