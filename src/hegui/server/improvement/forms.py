"""Forms of tasks."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms

from hegui.server.core.domains import domain_choices
from hegui.server.core.models import Domain, User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.hooks import proof_choices
from hegui.server.improvement.models import Task
from hegui.server.improvement.words import PRIORITIES
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import say_lazy


def text_field(zh: str, en: str, help_zh: str, help_en: str, rows: int = 3) -> forms.CharField:
    """Return an optional text of several lines."""
    return forms.CharField(
        label=say_lazy(zh, en),
        required=False,
        max_length=20_000,
        help_text=say_lazy(help_zh, help_en),
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class TaskForm(RecordForm):
    """One task."""

    title = forms.CharField(label=say_lazy("要做什么", "What is to be done"), max_length=200)
    description = text_field("说明", "Description", "背景与做法。", "Background and how.")
    closing_condition = text_field(
        "完成标准",
        "Done when",
        "写成别人能核对的一句话。",
        "One sentence that somebody else can check.",
        2,
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("责任人", "Owner"), required=False
    )
    due_on = forms.DateField(
        label=say_lazy("期限", "Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    priority = forms.TypedChoiceField(
        label=say_lazy("优先级", "Priority"),
        choices=[(key, say_lazy(text.zh, text.en)) for key, text in PRIORITIES.items()],
        coerce=int,
        initial=2,
    )
    effort = forms.DecimalField(
        label=say_lazy("工作量（人日）", "Effort (person-days)"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=9999,
        decimal_places=1,
        help_text=say_lazy(
            "由你估算；不知道就留空。", "Your estimate; leave it empty when it is not known."
        ),
    )
    effort_basis = forms.CharField(
        label=say_lazy("估算依据", "What the estimate rests on"),
        required=False,
        max_length=200,
        help_text=say_lazy("如：供应商报价、上次同类工作。", "Such as an offer, or the last time."),
    )
    state = forms.ChoiceField(
        label=say_lazy("状态", "State"),
        choices=[
            ("open", say_lazy("待办", "open")),
            ("in_progress", say_lazy("进行中", "in progress")),
        ],
        initial="open",
    )
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("业务域", "Domain"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, record: Task | None = None, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        self.fields["owner"].queryset = person_choices(viewer)  # type: ignore[attr-defined]
        self.fields["domain"].queryset = domain_choices(viewer, "tasks.change")  # type: ignore[attr-defined]


class CloseForm(RecordForm):
    """Closing a task: proof or a reason."""

    proof = forms.MultipleChoiceField(
        label=say_lazy("证明完成的证据", "Evidence of completion"),
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = text_field(
        "说明",
        "Remark",
        "没有证据时必须写明为何不需要证据。",
        "Without evidence, say why none is needed.",
    )

    def __init__(self, *args: Any, viewer: Viewer, record: Task, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        known = [(str(row.id), row.title) for row in proof_choices(viewer)]
        self.fields["proof"].choices = known  # type: ignore[attr-defined]
        if not known:
            del self.fields["proof"]

    @property
    def chosen(self) -> list[uuid.UUID]:
        """Return the ids that were chosen."""
        return [uuid.UUID(one) for one in self.cleaned_data.get("proof", [])]


class WhyForm(RecordForm):
    """Why a task is given up or opened again."""

    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
