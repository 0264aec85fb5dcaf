"""Two people edit the same record: what each of them changed is kept.

A form carries a digest of every value that it showed first. When somebody else was faster, three
values of a field can be told apart: as it was shown, as it was typed, as it is now. What only the
other person changed is taken over; what both changed is shown side by side, and the person decides.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from hegui.common.hashing import sha256_bytes
from hegui.server.pages.language import say

LONGEST = 20_000
"""A form's digests fit in so many characters; more are nobody's form."""

HIDDEN = {"seen", "seen_version", "seen_values"}
"""What a form carries to tell which state of the record the person saw."""


@dataclass(frozen=True)
class Beside:
    """What stands at a field after a conflict: the other person's value, taken over or not."""

    value: str
    taken: bool


def seen(form: forms.Form) -> str:
    """Return the digests of what a form shows first, by field."""
    return json.dumps({bound.name: _digest(rendered(bound)) for bound in _compared(form)})


def rendered(bound: BoundField, *, typed: bool = False) -> list[str]:
    """Return what a field shows first, or what was typed, as the texts that a browser sends."""
    widget = bound.field.widget
    raw = bound.data if typed else bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if raw else []
    shown = widget.format_value(raw)
    values = shown if isinstance(shown, list | tuple) else [shown]
    texts = (str(one).replace("\r\n", "\n").strip() for one in values if one is not None)
    return sorted(text for text in texts if text)


def merge(form: forms.Form, present: forms.Form) -> None:
    """Take over what only the other person changed; set beside what both changed.

    `present` is the same form, not filled in, about the record as it is now.
    """
    before = _read(form)
    now = {bound.name: rendered(bound) for bound in _compared(present)}
    data = form.data.copy()  # type: ignore[attr-defined]
    for bound in list(_compared(form)):
        mine, theirs = rendered(bound, typed=True), now.get(bound.name, [])
        first = before.get(bound.name)
        if mine == theirs or first == _digest(theirs):
            continue
        taken = first == _digest(mine)
        if taken:
            data.setlist(bound.html_name, theirs)
        else:
            form.add_error(
                bound.name, say("对方也改了这一项。", "The other person changed this too.")
            )
        bound.field.beside = Beside(words(present[bound.name], theirs), taken)  # type: ignore[attr-defined]
    for name in HIDDEN & present.fields.keys():
        data[form.add_prefix(name)] = str(present.get_initial_for_field(present.fields[name], name))
    form.data = data


def words(bound: BoundField, values: Iterable[str]) -> str:
    """Return values as a person reads them: by the labels of their choices."""
    field: Any = bound.field
    if isinstance(field.widget, forms.CheckboxInput):
        return say("是", "yes") if values else say("否", "no")
    labels = dict(_flat(field.widget.choices)) if hasattr(field.widget, "choices") else {}
    return say("、", ", ").join(labels.get(one, one) for one in values) or say("（空）", "(empty)")


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _compared(form: forms.Form) -> Iterable[BoundField]:
    kept = (one for one in form.visible_fields() if not isinstance(one.field, forms.FileField))
    return [bound for bound in kept if not bound.field.disabled]


def _digest(values: list[str]) -> str:
    return sha256_bytes(json.dumps(values).encode())[:12]


def _read(form: forms.Form) -> dict[str, str]:
    text = str(form.data.get(form.add_prefix("seen_values"), ""))
    try:
        found = json.loads(text) if len(text) <= LONGEST else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}
