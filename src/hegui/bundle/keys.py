"""Ed25519 signing keys: making them, keeping them private, reading them."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hegui.common.errors import WrongUseError
from hegui.common.files import OutputError, make_folder, why
from hegui.common.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Algorithm = Literal["Ed25519", "SM2"]
DEFAULT = "signing"
NO_KEY = "none"
SUFFIX = ".key"
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410)."""


class KeyExistsError(WrongUseError):
    """A key file is never overwritten."""

    code = "key_exists"
    text = Text(
        "“{path}”已经存在，密钥文件从不覆盖；请换一个名称或位置。",
        "“{path}” is there already and a key file is never overwritten; choose another name or place.",
    )


class KeyNotFoundError(WrongUseError):
    """There is no such key."""

    code = "key_not_found"
    text = Text(
        "找不到密钥“{path}”；hegui keys list 列出已有的密钥，hegui keys new 新建一个。",
        "There is no key “{path}”; hegui keys list shows the keys, hegui keys new makes one.",
    )


class BadKeyError(WrongUseError):
    """A file does not hold a usable key."""

    code = "bad_key"
    text = Text(
        "“{path}”里没有可用的密钥：{why_zh}。",
        "“{path}” holds no usable key: {why_en}.",
    )


class ExposedKeyError(WrongUseError):
    """Others can read a private key."""

    code = "exposed_key"
    text = Text(
        "私钥“{path}”可被其他用户读取；请运行 chmod 600 “{path}”，若已外泄请更换密钥。",
        "The private key “{path}” can be read by other users; run chmod 600 “{path}”, and replace "
        "the key if it may have leaked.",
    )


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as the DER bytes of its SubjectPublicKeyInfo."""

    algorithm: Algorithm
    der: bytes

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the DER bytes, 64 lower-case hex digits."""
        return hashlib.sha256(self.der).hexdigest()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key in memory."""

    private: "Ed25519PrivateKey"

    @property
    def public(self) -> PublicKey:
        """Return the public key."""
        return PublicKey("Ed25519", ED25519_DER + self.private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self.private.sign(data)


def ephemeral_key() -> SigningKey:
    """Return a key that lives as long as this process: its signature shows integrity only."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return SigningKey(Ed25519PrivateKey.generate())


def keys_folder() -> Path:
    """Return the folder of the user's keys."""
    import platformdirs

    return Path(platformdirs.user_config_dir("hegui")) / "keys"


def key_path(name: str) -> Path:
    """Return the private key file that a name or a path means."""
    if "/" in name or os.sep in name or name.endswith((SUFFIX, ".pem")) or Path(name).is_file():
        return Path(name)
    return keys_folder() / f"{name}{SUFFIX}"


def new_key(path: Path) -> tuple[Path, Path]:
    """Make a key pair: the private file (0600) at `path`, the public one beside it as `.pub`."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    public = path.with_suffix(".pub")
    for there in (path, public):
        if there.exists() or there.is_symlink():
            raise KeyExistsError(path=there)
    key = ephemeral_key()
    secret = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_folder(path.parent)
    _write_new(path, secret, 0o600)
    _write_new(public, pem(key.public), 0o644)
    return path, public


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise KeyExistsError(path=path) from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OutputError(path=path, why=why(error)) from error


def pem(key: PublicKey) -> bytes:
    """Return the public key as PEM."""
    import base64

    text = base64.b64encode(key.der).decode()
    rows = [text[at : at + 64] for at in range(0, len(text), 64)]
    body = "\n".join(rows)
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()


def load_signing_key(path: Path) -> SigningKey:
    """Return the private key in a PEM file that only its owner can read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _read(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ExposedKeyError(path=path)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _bad(
            path, "不是未加密的 PEM 私钥", "it is not an unencrypted PEM private key"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _bad(path, "不是 Ed25519 私钥", "it is not an Ed25519 key")
    return SigningKey(key)


def load_public_key(path: Path) -> PublicKey:
    """Return the public key in a PEM file: Ed25519, or SM2 (verification only)."""
    from hegui.bundle.signatures import parse_public_key
    from hegui.bundle.statement import strict_b64

    text = _read(path).decode("ascii", "replace").strip()
    head, tail = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
    if not (text.startswith(head) and text.endswith(tail)):
        raise _bad(path, "不是 PEM 公钥", "it is not a PEM public key")
    try:
        return parse_public_key(strict_b64("".join(text[len(head) : -len(tail)].split())))
    except ValueError as error:
        raise _bad(
            path, "不是 Ed25519 或 SM2 公钥", "it is no Ed25519 or SM2 public key"
        ) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1 << 16)
    except FileNotFoundError as error:
        raise KeyNotFoundError(path=path) from error
    except OSError as error:
        raise _bad(
            path, f"无法读取（{why(error)}）", f"it cannot be read ({why(error)})"
        ) from error


def _bad(path: Path, zh: str, en: str) -> BadKeyError:
    return BadKeyError(path=path, why_zh=zh, why_en=en)


def list_keys() -> Iterator[tuple[str, Path, PublicKey]]:
    """Yield name, private file and public key of the user's keys that have their public half."""
    for path in sorted(keys_folder().glob(f"*{SUFFIX}")):
        public = path.with_suffix(".pub")
        if public.is_file():
            yield path.stem, path, load_public_key(public)


def public_of(name: str) -> PublicKey:
    """Return the public key that a name, a private key file or a public key file means."""
    path = Path(name)
    if path.suffix == ".pub" or (path.is_file() and b"PUBLIC KEY" in _read(path)):
        return load_public_key(path)
    private = key_path(name)
    public = private.with_suffix(".pub")
    return load_public_key(public) if public.is_file() else load_signing_key(private).public


def signing_key(choice: str) -> SigningKey | None:
    """Return the key to seal with: a name or file, the user's default key, or None for `none`.

    Without a choice the key named `signing` is used if the user has made one.
    """
    if choice == NO_KEY:
        return None
    if choice:
        return load_signing_key(key_path(choice))
    default = key_path(DEFAULT)
    return load_signing_key(default) if default.exists() else None
