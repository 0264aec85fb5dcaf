"""Forms behind one-time links."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hegui.server.core.models import User
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say, say_lazy


class PasswordField(forms.CharField):
    """A new password, never shown again."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(widget=widget, max_length=200, strip=False, **kwargs)


class PasswordsForm(PageForm):
    """A new password, typed twice."""

    password = PasswordField(
        label=say_lazy("密码", "Password"),
        help_text=say_lazy(
            "至少 10 个字符，不要用常见密码或你的姓名、邮箱。",
            "At least 10 characters. Do not use a common password, your name or your e-mail address.",
        ),
    )
    again = PasswordField(label=say_lazy("再输入一次密码", "Repeat the password"))

    def person(self) -> User:
        """Return whose password it will be: it must not resemble the name."""
        given = self.cleaned_data
        return User(email=given.get("email", ""), name=given.get("name", ""))

    def clean(self) -> dict[str, Any]:
        """Compare and judge the password."""
        super().clean()
        password = self.cleaned_data.get("password")
        if password and self.cleaned_data.get("again") not in (None, password):
            self.add_error("again", say("两次输入的密码不同。", "The two passwords differ."))
        if password:
            try:
                validate_password(password, self.person())
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data


NAME = say_lazy("姓名", "Name")


class FirstForm(PasswordsForm):
    """The first person and the first organisation."""

    name = forms.CharField(
        label=NAME, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=say_lazy("邮箱", "E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=say_lazy("用它登录；不会寄出任何邮件。", "You sign in with it; no mail is sent."),
    )
    organisation = forms.CharField(
        label=say_lazy("组织名称", "Name of the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.SlugField(
        label=say_lazy("组织地址名", "Short name in addresses"),
        max_length=40,
        help_text=say_lazy(
            "出现在网址中，例如 yunlu；只用英文字母、数字和连字符，之后不能修改。",
            "Appears in addresses, such as yunlu; letters, digits and hyphens; cannot change later.",
        ),
    )
    field_order = ("name", "email", "password", "again", "organisation", "slug")


class JoinForm(PasswordsForm):
    """Somebody new accepts an invitation."""

    name = forms.CharField(
        label=NAME, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "password", "again")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def person(self) -> User:
        """Return the person to be."""
        return User(email=self.email, name=self.cleaned_data.get("name", ""))


class NewPasswordForm(PasswordsForm):
    """A new password for somebody known."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def person(self) -> User:
        """Return the person of the link."""
        return self.user
