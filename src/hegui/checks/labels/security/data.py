"""Security data in ReservedCode1 or ReservedCode2 (guide TC260-PG-202511A, secondary sources).

An embedded public key shows *integrity*: the label is as it was signed by whoever holds that key.
Only a key that the checker has pinned shows *authentic*. The wire form below follows the names of
the guide as far as they are known (LBL-S-DATA); where they are not, what is written is our own form
and reading is tolerant.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.rules import LabelRulesError
from hegui.checks.labels.security.openssl import sign_sm2
from hegui.common.sm2 import SM2_DER, is_point, verify_sm2
from hegui.common.text import Text

RULE = "LBL-S-DATA"
VERSION = "1"
SIGNED = ("Label", "ContentProducer", "ProduceID")
State = Literal["none", "unknown", "broken", "integrity", "authentic"]

NONE = Text("没有安全防护数据", "there is no security data")
FOREIGN = Text(
    "预留字段有内容，但不是可识别的安全防护数据", "the reserved field holds something else"
)
NO_SIGNATURE = Text("没有签名", "it holds no signature")
NO_KEY = Text("没有公钥，也没有给出可信公钥", "it holds no public key and none was given")
WRONG = Text(
    "签名不符：标识在签名后被改动，或密钥不对",
    "the signature does not hold: the label was changed or the key is another",
)
OTHER_KEY = Text("签名的公钥不是所给的可信公钥", "the signing key is not the pinned one")
ALGORITHM = Text("不认识的算法“{name}”", "the algorithm “{name}” is not known")
INTEGRITY = Text(
    "标识自签名以来未改动（完整）；公钥来自文件自身，不能说明是谁签的",
    "the label is as it was signed (integrity); the key comes from the file itself and does not say "
    "who signed",
)
AUTHENTIC = Text(
    "标识由所给可信公钥的持有者签名（真实）",
    "the label was signed by the holder of the pinned key (authentic)",
)


@dataclass(frozen=True, slots=True)
class Protection:
    """What the security data of a label shows.

    `none`: there is none; `unknown`: it cannot be judged; `broken`: it speaks against the label;
    `integrity` and `authentic` as the module says.
    """

    state: State
    reason: Text
    key: str = ""
    """The public key in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Form:
    """Names and algorithm of the security data, from the catalogue."""

    kind: str
    message: str
    algorithm: str
    user: bytes
    tolerated: Mapping[str, str]


def security_form(catalogue: Catalogue) -> Form:
    """Return the form of the catalogue, or raise `LabelRulesError`."""
    try:
        data = catalogue.label_rules[RULE].data
        algorithm = data["algorithms"][0]
        return Form(
            kind=str(data["type_value"]),
            message=str(data["label_message"]),
            algorithm=str(algorithm["name"]),
            user=str(algorithm["user_id"]).encode(),
            tolerated={str(k): str(v) for k, v in data["tolerated"].items()},
        )
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise LabelRulesError(id=RULE) from error


def label_message(fields: Mapping[str, str], form: Form) -> bytes:
    """Return the bytes that are signed: the three fields as the guide writes them."""
    values = [json.dumps(fields.get(name, ""), ensure_ascii=False)[1:-1] for name in SIGNED]
    message = form.message
    for value in values:
        message = message.replace("<v>", value, 1)
    return message.encode()


def make_security_data(
    fields: Mapping[str, str], key: Path, form: Form, password: Path | None = None
) -> str:
    """Return the text for a reserved code: signature and public key over the label's three fields.

    `key` is an SM2 private key in PEM, `password` a file with its pass-phrase; OpenSSL signs.
    Raises `SealError`.
    """
    signature, public = sign_sm2(key, label_message(fields, form), form.user, password)
    data = {
        "Type": form.kind,
        "Version": VERSION,
        "PubSD": [
            {
                "Type": "DS",
                "AlgID": form.algorithm,
                "TBSData": {"Type": "Md"},
                "Signature": base64.b64encode(signature).decode(),
            },
            {"Type": "PubKey", "AlgID": form.algorithm, "Key": "04" + public.hex()},
        ],
    }
    return json.dumps({"SecurityData": data}, separators=(",", ":"))


def verify_security_data(
    fields: Mapping[str, str], text: str, form: Form, pinned: bytes | None = None
) -> Protection:
    """Return what security data shows of a label; `pinned` is a trusted public key (64 bytes)."""
    if not text.strip():
        return Protection("none", NONE)
    data = _data(text, form)
    if data is None:
        return Protection("unknown", FOREIGN)
    parts = [part for part in _list(data.get("PubSD")) if isinstance(part, dict)]
    signed = next((part for part in parts if part.get("Type") == "DS"), None)
    if signed is None:
        return Protection("unknown", NO_SIGNATURE)
    if str(signed.get("AlgID", form.algorithm)) not in (form.algorithm, "1.2.156.10197.1.501"):
        return Protection("unknown", ALGORITHM.filled(name=str(signed.get("AlgID"))[:40]))
    embedded = _key(next((p.get("Key") for p in parts if p.get("Type") == "PubKey"), None))
    return _judged(
        label_message(fields, form), _bytes(signed.get("Signature")), embedded, form, pinned
    )


def _judged(
    message: bytes, signature: bytes, embedded: bytes | None, form: Form, pinned: bytes | None
) -> Protection:
    key = pinned or embedded
    if key is None:
        return Protection("unknown", NO_KEY)
    if verify_sm2(key, signature, message, form.user):
        state: State = "authentic" if pinned else "integrity"
        return Protection(state, AUTHENTIC if pinned else INTEGRITY, key.hex())
    other = embedded if pinned and embedded != pinned else None
    if other is not None and verify_sm2(other, signature, message, form.user):
        return Protection("broken", OTHER_KEY, other.hex())
    return Protection("broken", WRONG, key.hex())


def _data(text: str, form: Form) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = found.get("SecurityData", found) if isinstance(found, dict) else None
    if not isinstance(found, dict) or found.get("Type") != form.kind:
        return None
    return {form.tolerated.get(name, name): value for name, value in found.items()}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key(value: Any) -> bytes | None:
    """Return the 64 bytes of a point in hexadecimal or Base64, with or without its first byte."""
    text = str(value or "")
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = _bytes(text)
    raw = raw[1:] if len(raw) == 65 and raw[0] == 4 else raw
    raw = raw[len(SM2_DER) :] if raw.startswith(SM2_DER) else raw
    return raw if len(raw) == 64 and is_point(raw) else None


def read_public_key(path: Path) -> bytes | None:
    """Return the 64 bytes of a public key in PEM, DER or hexadecimal; None when it is none."""
    data = path.read_bytes()
    if b"-----BEGIN PUBLIC KEY-----" in data:
        lines = [
            line for line in data.decode("ascii", "replace").splitlines() if "-----" not in line
        ]
        return _key("".join(lines))
    found = _key(data.decode("ascii", "replace").strip())
    return found or _key(data.hex())
