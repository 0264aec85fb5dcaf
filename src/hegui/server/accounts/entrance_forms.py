"""The forms of allauth in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from hegui.server.pages.language import say_lazy

LABELS = {
    "login": say_lazy("邮箱", "E-mail address"),
    "password": say_lazy("密码", "Password"),
    "oldpassword": say_lazy("当前密码", "Current password"),
    "password1": say_lazy("新密码", "New password"),
    "password2": say_lazy("再输入一次新密码", "Repeat the new password"),
    "code": say_lazy("验证码", "Code"),
    "name": say_lazy("名称", "Name"),
    "remember": say_lazy(
        "关闭浏览器后保持登录（最长 12 小时）", "Stay signed in when the browser closes (12 hours)"
    ),
    "passwordless": say_lazy("可不输密码直接登录", "Allow sign-in without a password"),
}
HELP = {
    "password1": say_lazy(
        "至少 10 个字符，不要用常见密码或你的姓名、邮箱。",
        "At least 10 characters. Do not use a common password, your name or your e-mail address.",
    ),
    "passwordless": say_lazy(
        "需要设备的指纹、面容或 PIN。", "Needs the fingerprint, face or PIN of the device."
    ),
    "code": say_lazy(
        "验证器应用里的 6 位数字，或一个恢复码。",
        "Six digits from the authenticator app, or a recovery code.",
    ),
}


class Worded:
    """Labels and help in our words, no placeholders instead of labels."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if hasattr(field, "max_length") and field.max_length is None:
                field.widget.attrs.setdefault("maxlength", "500")


class SignInForm(Worded, LoginForm):  # type: ignore[misc]
    """Address and password."""


class PasswordForm(Worded, ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one, twice."""


class AgainForm(Worded, ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again before something that matters."""


class CodeForm(Worded, AuthenticateForm):  # type: ignore[misc]
    """The second factor."""


class CodeAgain(Worded, CodeAgainForm):  # type: ignore[misc]
    """The second factor, asked again before something that matters."""


class TotpForm(Worded, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = ""


class PasskeyForm(Worded, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""


class PasskeyNameForm(Worded, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""
