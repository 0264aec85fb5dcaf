"""Tags of the register: states, labels of the catalogue, reasons as trees, values of facts."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hegui.catalogue.model import Fact, Obligation
from hegui.common.dates import today
from hegui.server.core.rules import catalogue
from hegui.server.obligations.models import LawArticle
from hegui.server.obligations.words import EVENTS, FIELDS, STATES, STATUSES
from hegui.server.pages.language import say
from hegui.server.pages.templatetags.hegui import icon, in_language

register = template.Library()
STATUS_BADGES = {"met": "badge-ok", "not_met": "badge-bad", "in_progress": "badge-warn"}


@register.simple_tag
def state(word: str) -> SafeString:
    """Show an applicability: shape, word and colour."""
    row = STATES[word]
    return format_html(
        '<span class="state {}">{}{}</span>', row.badge, icon(row.icon), str(row.title)
    )


@register.simple_tag
def status(word: str) -> SafeString:
    """Show how far meeting an obligation has come."""
    badge = STATUS_BADGES.get(word, "badge-open")
    return format_html('<span class="badge {}">{}</span>', badge, str(STATUSES.get(word, word)))


@register.simple_tag
def label(kind: str, code: str) -> str:
    """Show the word of a code of the catalogue."""
    found = catalogue().labels.get(kind, {}).get(code)
    return in_language(found) if found else code


@register.simple_tag
def labels(kind: str, codes: Any) -> str:
    """Show the words of several codes."""
    return say("、", ", ").join(label(kind, code) for code in codes)


@register.simple_tag
def grade(row: Any) -> str:
    """Show in plain words how well the text of a row is verified."""
    return in_language(catalogue().grades[row.grade])


@register.simple_tag
def fact_words(fact: Fact, value: Any) -> str:
    """Show the value of a fact."""
    if value is None:
        return say("不知道", "not known")
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, (list, tuple)):
        return str(labels(f"fact.{fact.id}", value)) if value else say("没有一项", "none of them")
    return str(value)


@register.inclusion_tag("obligations/reason.html", takes_context=True)
def reason_tree(context: Context, row: Obligation, facts: Any) -> dict[str, Any]:
    """Show the reason as a tree: each condition with what is declared."""
    from hegui.catalogue.reasons import reason

    found = reason(row.applies_when, facts, catalogue())
    return {"node": found, "always": not found.leaves(), "request": context["request"]}


@register.filter
def field_word(name: str) -> str:
    """Return what a field of an entry is called."""
    return str(FIELDS.get(name, name))


@register.filter
def event_word(name: str) -> str:
    """Return what an event of the history is called."""
    return str(EVENTS.get(name, name))


@register.filter
def status_word(name: str) -> str:
    """Return what a status is called."""
    return str(STATUSES.get(name, name))


@register.filter
def title_of(titles: Any, name: str) -> str:
    """Return the title of a column."""
    return next((str(title) for key, title, _ in titles if key == name), "")


@register.simple_tag
def article_name(article: LawArticle) -> str:
    """Return what an article is called."""
    if article.suffix:
        return say("第{n}条之{s}", "Article {n}-{s}", n=article.number, s=article.suffix)
    return say("第{n}条", "Article {n}", n=article.number)


@register.simple_tag(name="today")
def this_day() -> str:
    """Return today's date in Asia/Shanghai."""
    return today().isoformat()
