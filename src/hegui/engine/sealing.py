"""Encrypting question banks, and what journals hold of questions and answers.

A key is 32 random bytes as 64 hexadecimal digits, from an environment variable or a file; never from
the command line, never written anywhere. The cipher is AES-256-GCM (NIST SP 800-38D) with a random
96-bit nonce for each text.
"""

import base64
import os
import re
from pathlib import Path

from hegui.common.text import Text
from hegui.engine.errors import NotRunError

NONCE = 12
KEY = re.compile(r"[0-9a-fA-F]{64}\Z")


class BadSealKeyError(NotRunError):
    """The key for encrypted banks and journals is not there or is no key."""

    code = "bad_seal_key"
    text = Text(
        "“{where}”中没有可用的加密密钥：应是 64 个十六进制数字（32 字节）。请用 openssl rand -hex 32 "
        "生成并妥善保存。",
        "There is no usable encryption key in “{where}”: it must be 64 hexadecimal digits (32 bytes). "
        "Make one with openssl rand -hex 32 and keep it safe.",
    )


class Seal:
    """Closes and opens texts with one key."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def closed(self, data: bytes, bound: bytes) -> str:
        """Return data encrypted, as Base64; `bound` must be the same to open it."""
        nonce = os.urandom(NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, data, bound)).decode()

    def opened(self, text: str, bound: bytes) -> bytes | None:
        """Return the data, or None for another key, other bounds or a changed text."""
        from cryptography.exceptions import InvalidTag

        try:
            data = base64.b64decode(text, validate=True)
            return self._cipher.decrypt(data[:NONCE], data[NONCE:], bound)
        except (InvalidTag, ValueError):
            return None


def read_seal(variable: str = "", file: Path | None = None) -> Seal | None:
    """Return the seal whose key an environment variable or a file holds; None where none is named.

    Raises `BadSealKeyError` for a key that is not there or not 64 hexadecimal digits.
    """
    if not variable and file is None:
        return None
    where = variable or str(file)
    try:
        text = os.environ.get(variable, "") if variable else Path(where).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSealKeyError(where=where) from error
    if not KEY.match(text.strip()):
        raise BadSealKeyError(where=where)
    return Seal(bytes.fromhex(text.strip()))
