"""Signing with SM3withSM2 by the user's own OpenSSL; keys and random numbers never pass through here.

docs/decisions (0007) says why there is no signing of our own.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.sm2 import SM2_DER
from hegui.common.text import Text

PROGRAM = "openssl"
SECONDS = 60
USER = re.compile(rb"[0-9A-Za-z@._-]{1,256}\Z")


class SealError(HeguiError):
    """Security data could not be made."""

    code = "label_seal"
    text = Text(
        "未能用 SM3withSM2 签名：{zh}。请检查密钥与 openssl（3.0 或更新，含 SM2）。",
        "Signing with SM3withSM2 failed: {en}. Check the key and openssl (3.0 or newer, with SM2).",
    )

    def __init__(self, reason: Text) -> None:
        super().__init__(zh=reason.zh, en=reason.en)


NO_PROGRAM = Text("没有找到 openssl", "openssl was not found")
NOT_SM2 = Text("密钥不是 SM2 私钥", "the key is no SM2 private key")


def sign_sm2(
    key: Path, message: bytes, user: bytes, password: Path | None = None
) -> tuple[bytes, bytes]:
    """Return the DER signature of a message and the public key (64 bytes) of a PEM private key.

    The first line of the file `password` opens a protected key; only OpenSSL reads it.
    """
    if not USER.match(user):
        raise SealError(Text("用户标识不可用", "the user id cannot be used"))
    public = public_key(key, password)
    with tempfile.TemporaryDirectory(prefix="hegui-sm2-") as folder:
        data = Path(folder, "message")
        data.write_bytes(message)
        signature = _openssl(
            "pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-in", str(data), "-inkey", str(key),
            "-pkeyopt", f"distid:{user.decode()}", *_opened_by(password),
        )  # fmt: skip
    return signature, public


def public_key(key: Path, password: Path | None = None) -> bytes:
    """Return the 64 bytes of the public point of a private key in PEM."""
    der = _openssl("pkey", "-in", str(key), "-pubout", "-outform", "DER", *_opened_by(password))
    if not der.startswith(SM2_DER) or len(der) != len(SM2_DER) + 64:
        raise SealError(NOT_SM2)
    return der[len(SM2_DER) :]


def _opened_by(password: Path | None) -> tuple[str, ...]:
    # Without one nothing is asked for: an empty pass-phrase fails on a protected key at once.
    return ("-passin", f"file:{password}" if password else "pass:")


def _openssl(*arguments: str) -> bytes:
    program = shutil.which(PROGRAM)
    if program is None:
        raise SealError(NO_PROGRAM)
    try:
        done = subprocess.run(
            [program, *arguments],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SealError(Text(type(error).__name__, type(error).__name__)) from error
    if done.returncode:
        last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"])[-1][:200]
        raise SealError(Text(last, last))
    return done.stdout
