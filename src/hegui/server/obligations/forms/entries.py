"""Forms of one obligation: what is done about it, a person's decision, its controls."""

from collections.abc import Collection
from typing import Any

from django import forms

from hegui.common.dates import today
from hegui.server.controls.models import Control
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.services.entries import FIELDS, LONGEST
from hegui.server.obligations.words import FIELDS as WORDS
from hegui.server.obligations.words import STATES, STATUSES
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import say_lazy
from hegui.server.pages.picking import FEW

REASON = say_lazy("理由", "Reason")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """Return a field for a calendar day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def text_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field for several lines."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=widget, help_text=help_text
    )


class EntryForm(RecordForm):
    """Owner, how met, status, review; since when the change holds and why."""

    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=WORDS["owner"], required=False
    )
    status = forms.ChoiceField(
        label=WORDS["status"], choices=list(STATUSES.items()), initial="open"
    )
    how_met = text_field(
        WORDS["how_met"],
        help_text=say_lazy("做了什么、在哪里做、谁负责。", "What is done, where and by whom."),
    )
    review_on = day_field(WORDS["review_on"])
    note = text_field(WORDS["note"])
    effective_on = day_field(
        say_lazy("起始日期", "True since"),
        help_text=say_lazy(
            "不填即为今天；不能晚于今天。", "Today if left empty; not later than today."
        ),
    )
    reason = forms.CharField(
        label=say_lazy("修改理由", "Reason for the change"), max_length=2000, required=False
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: ObligationEntry | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, record=record, **kw)
        self.fields["owner"].queryset = person_choices(viewer)  # type: ignore[attr-defined]
        self.initial["effective_on"] = None

    def entry_changes(self) -> dict[str, Any]:
        """Return what is to be changed of the entry."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class DecisionForm(PageForm):
    """A person's decision; the reason is required."""

    state = forms.ChoiceField(
        label=say_lazy("判断", "Decision"),
        choices=[(name, STATES[name].title) for name in ("applies", "does_not_apply")],
        widget=forms.RadioSelect,
    )
    why = text_field(
        REASON,
        required=True,
        help_text=say_lazy(
            "写给以后查阅的人：依据什么事实和条文。",
            "For whoever reads it later: which facts and articles.",
        ),
    )
    effective_on = day_field(say_lazy("起始日期", "From"), required=True)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["effective_on"].initial = today()

    def changes(self) -> dict[str, Any]:
        """Return the decision as the service takes it."""
        found = super().changes()
        reason = found.pop("why")
        return {**found, "reason": reason}


class ReasonForm(RecordForm):
    """A reason only."""

    why = text_field(REASON, required=True)


class ControlsForm(PageForm):
    """Which controls answer an obligation."""

    controls: forms.ModelMultipleChoiceField[Control] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=say_lazy("控制措施", "Controls"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        linked: Collection[Control],
        words: str = "",
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        rows = Control.objects.filter(viewer.where("controls.change")).exclude(status="retired")
        field: Any = self.fields["controls"]
        field.queryset = rows.order_by("title")
        found = rows.filter(title__icontains=words) if words else rows
        kept = rows.filter(pk__in=[control.pk for control in linked])
        some = list(found.order_by("title", "id")[: FEW + 1])
        self.more = len(some) > FEW
        shown = {control.pk: control for control in (*kept, *some[:FEW])}
        field.choices = [(key, str(control)) for key, control in shown.items()]
        self.fields["controls"].initial = [control.pk for control in linked]
