"""Forms of controls."""

from typing import Any

from django import forms

from hegui.server.controls.models import Control
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import say_lazy
from hegui.server.pages.words import CONTROL_STATES


class ControlForm(RecordForm):
    """One control."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    description = forms.CharField(
        label=say_lazy("做法", "What is done"), widget=forms.Textarea, required=False
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("责任人", "Owner"), required=False
    )
    frequency = forms.CharField(label=say_lazy("频次", "How often"), max_length=80, required=False)
    status = forms.ChoiceField(
        label=say_lazy("状态", "State"), choices=list(CONTROL_STATES.items()), initial="active"
    )
    review_on = forms.DateField(
        label=say_lazy("下次评审", "Next review"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Control | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, record=record, **kw)
        self.fields["owner"].queryset = person_choices(viewer)  # type: ignore[attr-defined]
