"""Tags of every template: two languages, icons, verdicts, dates, addresses inside the organisation."""

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from hegui.server.core.ids import new_id
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.pages.language import language, say
from hegui.server.pages.listing import ListPage
from hegui.server.pages.words import VERDICTS

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: object) -> str:
    """Show one of two texts: `{% t "义务" "Obligations" %}`; placeholders are `{name}`."""
    return say(zh, en, **values)


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page inside the current organisation: `{% to 'evidence:list' %}`."""
    org = context["request"].viewer.organisation.slug
    if args:
        return reverse(name, args=[org, *args])
    return reverse(name, kwargs={"org": org, **kwargs})


@register.filter
def in_language(row: Any, name: str = "") -> str:
    """Return `row.<name>_zh` or `_en` in the active language; without a name `row.zh` or `.en`."""
    lang = language()
    own = f"{name}_{lang}" if name else lang
    other = f"{name}_{'en' if lang == 'zh' else 'zh'}" if name else ("en" if lang == "zh" else "zh")
    value = row.get(own) or row.get(other) if isinstance(row, dict) else None
    return str(value or getattr(row, own, "") or getattr(row, other, "") or "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Show an icon of the sprite; with a label it is read aloud, without it is decoration."""
    if label:
        return format_html(
            '<svg class="icon icon-{0}" role="img" aria-label="{1}"><use href="#i-{0}"/></svg>',
            name,
            label,
        )
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="#i-{0}"/></svg>',
        name,
    )


@register.simple_tag
def verdict(word: str) -> SafeString:
    """Show a verdict: shape, word and colour."""
    row = VERDICTS.get(word)
    if row is None:
        return format_html('<span class="verdict">{}</span>', word)
    return format_html(
        '<span class="verdict verdict-{}">{}{}</span>', word, icon(row.icon), say(row.zh, row.en)
    )


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return a calendar day in Asia/Shanghai as 2026-11-25."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a time in Asia/Shanghai as 2026-11-25 14:03."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Return a value of a mapping by a key that is a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def may(viewer: Viewer | None, permission: str) -> bool:
    """Tell whether the reader holds a permission somewhere: `{% if viewer|may:"runs.start" %}`."""
    return viewer is not None and viewer.may(permission)


@register.filter
def labelled(code: str, group: str) -> str:
    """Return the words of the catalogue for a code: `{{ row.layer|labelled:"clause_layer" }}`."""
    row = catalogue().labels.get(group, {}).get(code)
    return str(getattr(row, language())) if row else code


@register.filter
def grade_words(grade: str) -> str:
    """Return what a grade of verification says; grades that are not known stay as they are."""
    row = catalogue().grades.get(grade)
    return str(getattr(row, language())) if row else grade


@register.simple_tag
def page_link(page: ListPage, number: int) -> str:
    """Return the address of another page of the same list."""
    return "?" + urlencode({**page.asked, "page": str(number)})


@register.simple_tag
def sort_link(page: ListPage, name: str) -> str:
    """Return the address of the same list in the order of a column, or the other way round."""
    wanted = f"-{name}" if page.sort == name else name
    kept = {key: value for key, value in page.asked.items() if key != "page"}
    return "?" + urlencode({**kept, "sort": wanted})


@register.simple_tag
def sort_mark(page: ListPage, name: str) -> SafeString:
    """Show the direction in which a list is ordered."""
    if page.sort.removeprefix("-") != name:
        return SafeString("")
    down = page.sort.startswith("-")
    return format_html(
        ' <span aria-label="{}">{}</span>',
        say("降序", "descending") if down else say("升序", "ascending"),
        "▾" if down else "▴",
    )


@register.simple_tag(takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """Return the views that the reader may pick of this list (one query), and what is asked now."""
    from hegui.server.pages.saved import asked_of, may_remove, view_list

    request = context["request"]
    viewer, place = request.viewer, request.path.split("/", 3)[-1]
    rows = list(view_list(viewer=viewer, place=place)) if place else []
    removable = {row.pk for row in rows if may_remove(viewer, row)}
    asked = asked_of(request.GET)
    known = any(row.query == asked for row in rows)
    key = new_id().hex
    return {
        "rows": rows,
        "removable": removable,
        "asked": asked,
        "known": known,
        "inside": viewer.inside,
        "submission": key,
    }
