"""How allauth behaves here: no open sign-up; strangers from single sign-on get no rights."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override

from hegui.common.errors import HeguiError
from hegui.server.accounts.services.access import password_set
from hegui.server.pages.language import language, say, say_lazy
from hegui.server.pages.middleware import error_page

ERRORS = {
    "account_inactive": say_lazy("此账号已停用。", "This account is not active."),
    "email_password_mismatch": say_lazy(
        "邮箱或密码不正确。", "The e-mail address or the password is wrong."
    ),
    "enter_current_password": say_lazy("请输入当前密码。", "Type your current password."),
    "incorrect_code": say_lazy("验证码不正确，或已过期。", "The code is wrong or has expired."),
    "incorrect_password": say_lazy("密码不正确。", "The password is wrong."),
    "invalid_login": say_lazy("无法登录。", "Signing in failed."),
    "too_many_login_attempts": say_lazy(
        "失败次数太多，请 5 分钟后再试。", "Too many failures. Try again in 5 minutes."
    ),
    "rate_limited": say_lazy("请求太快，请稍候再试。", "Too many requests. Wait a little."),
}
NOTES = {
    "account/messages/password_changed.txt": say_lazy(
        "密码已修改，其他会话都已结束。", "The password is changed; all other sessions have ended."
    ),
    "mfa/messages/totp_activated.txt": say_lazy(
        "验证器应用已启用。", "The authenticator app is on."
    ),
    "mfa/messages/totp_deactivated.txt": say_lazy(
        "验证器应用已停用。", "The authenticator app is off."
    ),
    "mfa/messages/recovery_codes_generated.txt": say_lazy(
        "已生成新的恢复码，旧的作废。", "There are new recovery codes; the old ones are void."
    ),
    "mfa/messages/webauthn_added.txt": say_lazy("通行密钥已添加。", "The passkey was added."),
    "mfa/messages/webauthn_removed.txt": say_lazy("通行密钥已移除。", "The passkey was removed."),
    "usersessions/messages/sessions_logged_out.txt": say_lazy(
        "其他会话都已结束。", "All other sessions have ended."
    ),
}
COOKIE_AGE = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, by single sign-on or from the terminal."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Set one's own password through the service, which records it."""
        password_set(acting_user=user, user=user, password=password)

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Say what happened in our words; stay silent where the page says it itself."""
        note = NOTES.get(message_template or "")
        if note is not None:
            messages.add_message(request, level, str(note))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Let the browser remember the person's language."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return remember_language(response, user.language)


def remember_language(response: HttpResponse, chosen: str) -> HttpResponse:
    """Set the cookie of the language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are kept encrypted under the server's key."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, **ERRORS}

    def encrypt(self, text: str) -> str:
        """Encrypt a secret."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret; one under another key is no secret of ours and fits no code."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(hashlib.sha256(encrypted_text.encode()).digest()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """Suggest a name for a passkey."""
        return say("我的通行密钥", "My passkey")


def _box() -> Fernet:
    key = hashlib.sha256(b"hegui second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on: who somebody is, and what the mapping gives them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: `pre_social_login` has made the person, or has said why not."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find or make the person, then apply the mapping of roles."""
        from hegui.server.accounts import oidc

        try:
            if sociallogin.state.get("process") == "connect" and request.user.is_authenticated:
                oidc.connect(request.user, sociallogin)
                raise ImmediateHttpResponse(redirect("accounts:security"))
            oidc.admit(sociallogin)
        except HeguiError as error:
            with override("en" if language() == "en" else "zh-hans"):
                page = error_page(request, error.http_status, error.message(language()), error.code)
            raise ImmediateHttpResponse(page) from error
