"""Forms of webhooks."""

from typing import Any

from django import forms

from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import say_lazy
from hegui.server.webhooks.models import Webhook


class WebhookForm(RecordForm):
    """One webhook."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=80, required=False)
    url = forms.CharField(
        label=say_lazy("地址", "Address"),
        max_length=200,
        help_text=say_lazy(
            "对方接收通知的 https:// 地址；内部网络须由管理员放行。",
            "The https:// address that takes the notice; private networks need the operator's leave.",
        ),
    )
    events = forms.CharField(
        label=say_lazy("事件", "Events"),
        help_text=say_lazy(
            "每行一个操作名称或前缀，如 evidence.* 或 runs.run.finished；* 为全部。",
            "One action or beginning per line, such as evidence.* or runs.run.finished; * is all.",
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    active = forms.BooleanField(label=say_lazy("启用", "On"), required=False, initial=True)

    def __init__(self, *args: Any, record: Webhook | None = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = {"events": "\n".join(record.events)}
        super().__init__(*args, record=record, **kwargs)

    def clean_events(self) -> list[str]:
        """Return the lines."""
        return str(self.cleaned_data["events"]).split()


class RemoveForm(PageForm):
    """Why a webhook is removed."""

    reason = forms.CharField(
        label=say_lazy("移除理由", "Reason for removing"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
