"""The form above the ledger."""

import uuid
from typing import Any

from django import forms

from hegui.server.core.people import person_choices
from hegui.server.core.viewer import SYSTEM_ACTOR, Viewer
from hegui.server.journal.selectors import Asked
from hegui.server.pages.cut import cut, titled
from hegui.server.pages.history import action_words
from hegui.server.pages.language import say, say_lazy


class LedgerFilter(forms.Form):
    """Narrows the ledger; what is not understood does not narrow."""

    actor = forms.ChoiceField(label=say_lazy("人员", "Who"), required=False)
    action = forms.ChoiceField(label=say_lazy("操作", "What"), required=False)
    object_id = forms.CharField(
        label=say_lazy("对象编号", "Object id"), required=False, max_length=64
    )
    since = forms.DateField(
        label=say_lazy("从", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=say_lazy("到", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, viewer: Viewer, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anybody: list[tuple[str, str]] = [("", say("全部", "all"))]
        listed = cut(person_choices(viewer), 500)
        people = [(str(user.pk), str(user)) for user in listed]
        system = [(SYSTEM_ACTOR, say("系统", "the system"))]
        chosen = str(self.data.get("actor", ""))
        if _is_id(chosen) and chosen not in dict(people):
            people.append((chosen, chosen))
        self._choose("actor", anybody + people + system)
        self.fields["actor"].label = titled(say("人员", "Who"), listed)
        chosen = str(self.data.get("action", ""))[:80]
        actions = actions if chosen in ("", *actions) else [*actions, chosen]
        self._choose("action", anybody + [(name, action_words(name)) for name in actions])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def asked(self) -> Asked:
        """Return what is asked for."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in Asked._fields}
        return Asked(**{name: value for name, value in found.items() if value})


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
