"""The form of one question: its answer, since when it holds, and for judgements who and why."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hegui.catalogue.model import Fact
from hegui.common.dates import today
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.forms.entries import day_field, text_field
from hegui.server.obligations.models import FactAnswer
from hegui.server.obligations.services import Answer
from hegui.server.pages import merging
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say, say_lazy
from hegui.server.pages.templatetags.hegui import in_language

UNKNOWN, NONE = "__unknown__", "__none__"
NOT_KNOWN = say_lazy("不知道", "Not known")
ANSWER = say_lazy("回答", "Answer")


def value_fields(fact: Fact) -> dict[str, forms.Field]:
    """Return the fields in which a fact is answered."""
    if fact.type == "bool":
        choices = [("true", say_lazy("是", "Yes")), ("false", say_lazy("否", "No"))]
        return {
            "value": forms.ChoiceField(
                label=ANSWER, choices=[*choices, (UNKNOWN, NOT_KNOWN)], widget=forms.RadioSelect
            )
        }
    if fact.type == "int":
        number = forms.IntegerField(label=ANSWER, required=False, min_value=0, max_value=10**12)
        return {"value": number, "unknown": forms.BooleanField(label=NOT_KNOWN, required=False)}
    labels = catalogue().labels.get(f"fact.{fact.id}", {})
    members = [(v, in_language(labels[v]) if v in labels else v) for v in fact.values]
    rest = [(NONE, say_lazy("以上都没有", "None of these")), (UNKNOWN, NOT_KNOWN)]
    return {
        "value": forms.MultipleChoiceField(
            label=ANSWER, choices=[*members, *rest], widget=forms.CheckboxSelectMultiple
        )
    }


class FactForm(PageForm):
    """One question. `seen` is the number of the newest answer that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_values = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=merging.LONGEST
    )
    effective_on = day_field(
        say_lazy("起始日期", "True since"),
        help_text=say_lazy(
            "从哪一天起是这样。不填即为今天。",
            "The first day on which this was true. Today if left empty.",
        ),
    )
    reason = text_field(say_lazy("依据或理由", "Grounds or reason"))

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        fact: Fact,
        current: FactAnswer | None,
        live: Sequence[FactAnswer] = (),
        seen: int = 0,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.fact = fact
        self.fields["seen"].initial = seen
        self.fields["seen_values"].initial = lambda: merging.seen(self)
        self.fields.update(value_fields(fact))
        if current is not None:
            self._show(current)
        if fact.judgement:
            self._judgement(viewer)
        if live:
            self._corrections(live)
        first = ["value", "unknown", "person", "judged_on", "reason", "effective_on", "corrects"]
        self.order_fields([name for name in first if name in self.fields])

    def _show(self, current: FactAnswer) -> None:
        if self.fact.type == "int":
            self.initial["value"] = current.value
            self.initial["unknown"] = current.value is None
        elif self.fact.type == "set":
            shown = [UNKNOWN] if current.value is None else current.value or [NONE]
            self.initial["value"] = shown
        else:
            words = {True: "true", False: "false", None: UNKNOWN}
            self.initial["value"] = words[current.value]

    def _judgement(self, viewer: Viewer) -> None:
        people: forms.ModelChoiceField[User] = forms.ModelChoiceField(
            queryset=person_choices(viewer),
            label=say_lazy("由谁判断", "Judged by"),
            required=False,
            initial=viewer.user,
        )
        self.fields["person"] = people
        self.fields["judged_on"] = day_field(say_lazy("判断日期", "Judged on"))
        self.fields["judged_on"].initial = today()
        self.fields["reason"].help_text = say(
            "这一项由人判断，回答“是”或“否”时必须写明理由。",
            "This is for a person to judge: a reason is required unless it is not known.",
        )

    def _corrections(self, live: Sequence[FactAnswer]) -> None:
        shown = [(str(row.number), self._words(row)) for row in live]
        self.fields["corrects"] = forms.ChoiceField(
            label=say_lazy("更正以前的回答", "Corrects an earlier answer"),
            help_text=say_lazy(
                "情况变了，不用选；以前答错了，才选那一次回答，它会被替换。",
                "Leave empty if the situation changed. If an earlier answer was wrong, choose it: it is replaced.",
            ),
            choices=[("", say_lazy("不是更正", "No correction")), *shown],
            required=False,
        )

    def _words(self, row: FactAnswer) -> str:
        from hegui.server.obligations.templatetags.obligations import fact_words

        words = fact_words(self.fact, row.value)
        return say("第 {n} 次：{day} 起为{words}", "No. {n}: {words} since {day}",
                   n=row.number, day=row.effective_on, words=words)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse an answer that contradicts itself or is none."""
        found = super().clean() or {}
        value = found.get("value")
        if self.fact.type == "int" and (value is None) != bool(found.get("unknown")):
            if "value" not in self.errors:
                self.add_error(
                    "value",
                    say("请填一个数，或选“不知道”。", "Give a number or choose “not known”."),
                )
        elif self.fact.type == "set" and value and len(value) > 1 and {NONE, UNKNOWN} & set(value):
            self.add_error(
                "value",
                say(
                    "“以上都没有”“不知道”不能与其他选项同选。",
                    "“None of these” and “Not known” cannot be combined with other options.",
                ),
            )
        return found

    @property
    def value(self) -> Any:
        """Return the answer as it is stored; None for not known."""
        value: Any = self.cleaned_data.get("value")
        if self.fact.type == "bool":
            return {"true": True, "false": False}.get(value)
        if self.fact.type == "set":
            return None if UNKNOWN in value else [v for v in value if v != NONE]
        return value

    def answer(self) -> Answer:
        """Return the answer as the service takes it."""
        found = self.cleaned_data
        return Answer(
            fact=self.fact.id,
            value=self.value,
            effective_on=found["effective_on"],
            person=found.get("person"),
            judged_on=found.get("judged_on"),
            reason=found["reason"],
            corrects=int(found["corrects"]) if found.get("corrects") else None,
            expected=found["seen"],
        )
