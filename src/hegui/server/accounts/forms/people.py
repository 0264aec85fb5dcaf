"""Forms about people, roles and engagements."""

from typing import Any

from django import forms
from django.utils.html import format_html

from hegui.server.accounts.selectors import domain_list, engagement_list, roles_to_give
from hegui.server.core.models import Domain, Engagement
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import say, say_lazy


def day_input() -> forms.DateInput:
    """Return the widget of a calendar day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RoleFields(PageForm):
    """A role, where, and from when to when."""

    role = forms.ChoiceField(label=say_lazy("角色", "Role"), choices=())
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("限于业务域", "Limited to a domain"),
        required=False,
        help_text=say_lazy("留空即整个组织。", "Leave empty for the whole organisation."),
    )
    engagement: forms.ModelChoiceField[Engagement] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("委托", "Engagement"),
        required=False,
        help_text=say_lazy("仅外部评估员需要。", "For outside assessors only."),
    )
    starts = forms.DateField(
        label=say_lazy("开始日期", "From"), required=False, widget=day_input(), localize=False
    )
    ends = forms.DateField(
        label=say_lazy("结束日期（含当日）", "Until (inclusive)"),
        required=False,
        widget=day_input(),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        given = roles_to_give(viewer)
        fields["role"].choices = [("", say("请选择", "Choose"))] + [
            (key, format_html("{} — {}", say(row.zh, row.en), say(row.about_zh, row.about_en)))
            for key, row in given.items()
        ]
        fields["domain"].queryset = domain_list(viewer=viewer)
        fields["engagement"].queryset = engagement_list(viewer=viewer)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            wrong = say("结束日期不能早于开始日期。", "The last day cannot come before the first.")
            self.add_error("ends", wrong)
        return self.cleaned_data


class InvitationForm(RoleFields):
    """Somebody to be invited."""

    email = forms.EmailField(label=say_lazy("邮箱", "E-mail address"), max_length=254)
    name = forms.CharField(label=say_lazy("姓名", "Name"), max_length=120)
    field_order = ("name", "email", "role", "domain", "engagement", "starts", "ends")


class AssignmentForm(RoleFields):
    """Another role for somebody of the organisation."""


class ReasonForm(PageForm):
    """The reason of a step that takes something away."""

    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_lazy(
            "写入操作记录，不能删除；不要写个人信息。",
            "Kept in the ledger and cannot be deleted: write no personal data.",
        ),
    )


class EngagementForm(RecordForm):
    """An order for somebody outside to look."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    purpose = forms.CharField(
        label=say_lazy("目的与范围", "Purpose and scope"),
        max_length=20_000,
        widget=forms.Textarea,
        required=False,
    )
    starts = forms.DateField(label=say_lazy("开始日期", "From"), widget=day_input())
    ends = forms.DateField(
        label=say_lazy("结束日期（含当日）", "Until (inclusive)"), widget=day_input()
    )
