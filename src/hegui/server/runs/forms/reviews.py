"""Queues of answers that people judge."""

from typing import Any

from django import forms

from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say_lazy
from hegui.server.runs.models import Review
from hegui.server.runs.reviewing import SCHEMES, VERDICTS
from hegui.server.runs.words import choices


class ReviewForm(PageForm):
    """A new queue."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    scheme = forms.ChoiceField(
        label=say_lazy("判定什么", "What is judged"),
        choices=choices(SCHEMES),
        widget=forms.RadioSelect,
        initial="safety",
    )
    file = forms.FileField(
        label=say_lazy("回答（JSONL）", "Answers (JSONL)"),
        help_text=say_lazy(
            "每行一个对象，含 id、question、answer；其他字段不收，审核人看不到机器的判定。加密保存，至多 5,000 条。",
            "One object a line with id, question, answer. Other fields are left out: reviewers do "
            "not see what a machine said. Kept encrypted; 5,000 at most.",
        ),
    )
    second_percent = forms.IntegerField(
        label=say_lazy("第二人复核的比例（%）", "Share that a second person judges too (%)"),
        min_value=0,
        max_value=100,
        initial=10,
        help_text=say_lazy(
            "随机抽取；由此算出两人的一致程度（kappa）。",
            "Drawn at random; it shows how far two people agree (kappa).",
        ),
    )


class JudgeForm(PageForm):
    """What a reviewer says of one answer."""

    item = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    verdict = forms.ChoiceField(label=say_lazy("结论", "Verdict"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["verdict"]
        field.choices = [
            (key, say_lazy(f"{at} {text.zh}", f"{at} {text.en}"))
            for at, (key, text) in enumerate(VERDICTS[review.scheme].items(), start=1)
        ]
