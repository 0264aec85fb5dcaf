"""Keeping secrets in the database so that the database alone does not give them away."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class SealBrokenError(HeguiError):
    """A kept secret cannot be read with the server's key."""

    code = "seal_broken"
    http_status = 409
    text = Text(
        "保存的密文无法解开：服务器密钥（HEGUI_SECRET_KEY 或 secret.key）换过。请重新生成{what}。",
        "A kept secret cannot be read: the server's key (HEGUI_SECRET_KEY or secret.key) was "
        "changed. Make a new {what}.",
    )


def seal(text: str, purpose: str) -> str:
    """Return a text encrypted with a key made from the server's key for one purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return the text; raises `SealBrokenError` after a change of the server's key."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError(what=purpose) from error


def _box(purpose: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hegui {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(made.derive(settings.SECRET_KEY.encode())))
