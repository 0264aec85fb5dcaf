"""Forms of controls."""

from itertools import groupby
from typing import Any

from django import forms

from hegui.catalogue.citation import instrument_title, provision
from hegui.server.controls.models import Control
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import language, say_lazy
from hegui.server.pages.words import CONTROL_STATES


def obligation_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the obligations of the catalogue by instrument."""
    rules, lang = catalogue(), language()
    rank = {name: number for number, name in enumerate(rules.instruments)}
    rows = sorted(rules.obligations.values(), key=lambda row: rank[row.instrument])
    return [
        (
            instrument_title(rules, name).in_(lang),
            [
                (r.id, f"{r.id} {provision(r).in_(lang)} {r.zh if lang == 'zh' else r.en}")
                for r in group
            ],
        )
        for name, group in groupby(rows, key=lambda row: row.instrument)
    ]


def clause_choices() -> list[tuple[str, str]]:
    """Return the clauses that have a criterion."""
    rules, lang = catalogue(), language()
    rows = [rules.clauses[name] for name in rules.criteria if name in rules.clauses]
    return [(r.id, f"{r.id} {r.title_zh if lang == 'zh' else r.title_en}") for r in rows]


class RowPicker(forms.SelectMultiple):
    """A list of rows of the catalogue; a script adds a field that narrows it."""

    def __init__(self) -> None:
        super().__init__(attrs={"size": "10", "data-narrow": "yes"})


class ControlForm(RecordForm):
    """One control."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    description = forms.CharField(
        label=say_lazy("做法", "Procedure"), widget=forms.Textarea, required=False
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("责任人", "Owner"), required=False
    )
    frequency = forms.CharField(label=say_lazy("频次", "Frequency"), max_length=80, required=False)
    status = forms.ChoiceField(
        label=say_lazy("状态", "State"), choices=list(CONTROL_STATES.items()), initial="active"
    )
    review_on = forms.DateField(
        label=say_lazy("下次评审", "Next review"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    obligations = forms.MultipleChoiceField(
        label=say_lazy("对应的义务", "Obligations covered"), required=False, widget=RowPicker
    )
    clauses = forms.MultipleChoiceField(
        label=say_lazy("对应的要求条款", "Clauses covered"), required=False, widget=RowPicker
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Control | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, record=record, **kw)
        self.fields["owner"].queryset = person_choices(viewer)  # type: ignore[attr-defined]
        self.fields["obligations"].choices = obligation_choices()  # type: ignore[attr-defined]
        self.fields["clauses"].choices = clause_choices()  # type: ignore[attr-defined]
