"""Choosing one record of very many: a field that searches, in place of a list of thousands.

With few records it stays a plain list. With many it takes a name or an id; while somebody types, the
server offers what fits (`hx-get`), and without a script the id or the whole name can be typed.
"""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from hegui.server.pages.language import say, say_lazy

FEW = 200
"""So many records are offered as a list."""
IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]\s*\Z")


def named(record: Any) -> str:
    """Return how a record is written in the field: its name and its id."""
    return f"{record.name} ({record.key})"


def fitting(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return the records whose name or id holds the words, or that are written so."""
    found = IN_BRACKETS.search(words)
    if found:
        return rows.filter(key__iexact=found[1])
    return rows.filter(Q(name__icontains=words) | Q(key__icontains=words)).order_by("name", "id")


class PickInput(forms.TextInput):
    """A text field with the offers of the server."""

    template_name = "pages/forms/pick.html"


class PickField(forms.ModelChoiceField[Any]):
    """One record with `name` and `key`, found by either."""

    def __init__(self, name: str, href: str, **kw: Any) -> None:
        attrs = {
            "list": f"pick-{name}",
            "autocomplete": "off",
            "hx-get": f"{href}?field={name}",
            "hx-trigger": "focus once, input changed delay:250ms",
            "hx-target": f"#pick-{name}",
            "hx-swap": "innerHTML",
        }
        help_text = kw.pop("help_text", "") or say_lazy(
            "输入名称或编号的一部分，从提示中选择。",
            "Type part of a name or an id and choose from what is offered.",
        )
        super().__init__(widget=PickInput(attrs=attrs), help_text=help_text, **kw)

    def prepare_value(self, value: Any) -> Any:
        """Write a record, or its key in the database, as its name and id."""
        if isinstance(value, Model):
            return named(value)
        key = _uuid(value)
        found = self.queryset.filter(pk=key).first() if key and self.queryset is not None else None
        return named(found) if found else value

    def to_python(self, value: Any) -> Any:
        """Return the record that is meant, or say that none or several are."""
        words = str(value or "").strip()
        if not words or self.queryset is None:
            return None
        key = _uuid(words)
        rows = self.queryset.filter(pk=key) if key else self._called(words)
        found = list(rows[:2])
        if len(found) == 1:
            return found[0]
        told = (
            say(
                "有多个叫“{w}”，请填编号。",
                "More than one is called “{w}”: give the id.",
                w=words[:80],
            )
            if found
            else say(
                "没有找到“{w}”，请从提示中选择，或填编号。",
                "“{w}” was not found: choose from what is offered, or give the id.",
                w=words[:80],
            )
        )
        raise ValidationError(told)

    def _called(self, words: str) -> QuerySet[Any]:
        assert self.queryset is not None
        found = IN_BRACKETS.search(words)
        exact = self.queryset.filter(key__iexact=found[1] if found else words)
        return exact if exact.exists() else self.queryset.filter(name__iexact=words)


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError:
        return None


def pick(form: forms.Form, name: str, rows: QuerySet[Any], org: str) -> None:
    """Let a field of a form choose one of `rows`: from a list, or by searching where there are many."""
    old: Any = form.fields[name]
    if not rows.order_by()[FEW : FEW + 1].exists():
        old.queryset = rows
        return
    form.fields[name] = PickField(
        name,
        reverse("inventory:pick", kwargs={"org": org}),
        queryset=rows,
        label=old.label,
        required=old.required,
        help_text=old.help_text,
        initial=old.initial,
    )
