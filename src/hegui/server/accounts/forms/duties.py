"""The form of duties: for each role of the catalogue, who holds it."""

from typing import Any

from django import forms

from hegui.server.accounts.duties import duties_held, duty_titles
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import said, say

SHOWN = 4


class DutiesForm(RecordForm):
    """One choice of people for each role; who holds it now can be chosen even when let out."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        record = viewer.organisation
        super().__init__(*args, record=record, **kwargs)
        held = duties_held(record)
        here = [(str(user.pk), str(user)) for user in person_choices(viewer)]
        gone = _names({one for people in held.values() for one in people} - dict(here).keys())
        for role, title in duty_titles().items():
            mine = held.get(role, ())
            left = [(one, gone[one]) for one in mine if one in gone]
            self.fields[role] = forms.MultipleChoiceField(
                label=said(title),
                choices=[*here, *left],
                initial=list(mine),
                required=False,
                widget=forms.SelectMultiple(attrs={"size": SHOWN}),
            )

    def duties(self) -> dict[str, list[str]]:
        """Return who was chosen for each role."""
        return {role: list(self.cleaned_data[role]) for role in duty_titles()}


def _names(people: set[str]) -> dict[str, str]:
    """Return the names of people who are not active here any more."""
    found = User.objects.filter(pk__in=people)
    return {
        str(user.pk): say("{name}（已停用）", "{name} (deactivated)", name=user) for user in found
    }
