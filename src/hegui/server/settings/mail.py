"""How mails are sent: by the SMTP server of the settings, or not at all."""

from typing import Any
from urllib.parse import unquote, urlsplit

from hegui.common.errors import WrongUseError
from hegui.common.text import Text

TIMEOUT = 20


class MailAddressError(WrongUseError):
    """The address of the mail server is not one."""

    code = "mail_address"
    text = Text(
        "HEGUI_SMTP_URL 应形如 smtp[s]://用户:密码@主机:端口；留空则不发邮件。",
        "HEGUI_SMTP_URL must look like smtp[s]://user:password@host:port; leave it empty to send "
        "no mail.",
    )


def mail(url: str) -> dict[str, Any]:
    """Return Django's `EMAIL_*` settings. `smtps` means TLS from the start; on port 587 STARTTLS."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MailAddressError from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailAddressError
    tls = parts.scheme == "smtps"
    port = port or (465 if tls else 25)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": port == 587,
        "EMAIL_TIMEOUT": TIMEOUT,
    }
