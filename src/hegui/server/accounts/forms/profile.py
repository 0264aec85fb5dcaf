"""Forms about oneself."""

from typing import Any

from django import forms

from hegui.server.accounts.selectors import own_permissions
from hegui.server.accounts.services.tokens import MAX_DAYS
from hegui.server.core.roles import permission_words
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import said, say_lazy

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
THEMES = [
    ("system", say_lazy("跟随系统", "Follow the system")),
    ("light", say_lazy("浅色", "Light")),
    ("dark", say_lazy("深色", "Dark")),
]


class ProfileForm(PageForm):
    """One's own name, language, theme and reminders."""

    name = forms.CharField(
        label=say_lazy("姓名", "Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=say_lazy("语言", "Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=say_lazy("外观", "Appearance"), choices=THEMES)
    reminders = forms.BooleanField(
        label=say_lazy("用邮件提醒我到期的事项", "Remind me by e-mail of what is due"),
        required=False,
    )


class TokenForm(PageForm):
    """A personal token: no more than one may do oneself."""

    name = forms.CharField(
        label=say_lazy("名称", "Name"),
        max_length=80,
        help_text=say_lazy(
            "说明用在哪里，例如“持续集成流水线”。", "Say where it is used, such as CI."
        ),
    )
    days = forms.IntegerField(
        label=say_lazy("有效期（天）", "Valid for (days)"),
        min_value=1,
        max_value=MAX_DAYS,
        initial=90,
        help_text=say_lazy("最长 365 天。", "At most 365 days."),
    )
    scopes = forms.MultipleChoiceField(
        label=say_lazy("可以做什么", "What it may do"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(name, permission_title(name)) for name in own_permissions(viewer)]


def permission_title(name: str) -> str:
    """Return a permission in words, in the active language."""
    return said(permission_words(name))
