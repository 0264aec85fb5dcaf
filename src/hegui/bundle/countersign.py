"""A further signature on a sealed bundle, made where its key is kept: by an HSM, or with SM2."""

from pathlib import Path

import msgspec

from hegui.bundle.bundle import open_bundle
from hegui.bundle.keys import PublicKey
from hegui.bundle.layout import MANIFEST
from hegui.bundle.manifest import Envelope, Manifest, Signature
from hegui.bundle.seal import public_record
from hegui.bundle.signatures import holds
from hegui.bundle.statement import b64, pae
from hegui.common.errors import WrongUseError
from hegui.common.files import why, write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.text import Text

MAX_SIGNATURE = 1 << 12


class SignatureMismatchError(WrongUseError):
    """A signature does not hold for the bundle and the key."""

    code = "signature_mismatch"
    text = Text(
        "“{signature}”不是该公钥（{fingerprint}）对这个结果包的签名；请确认签名的是 hegui keys "
        "statement 写出的字节。",
        "“{signature}” is not a signature of key {fingerprint} on this bundle; make sure that the "
        "bytes written by hegui keys statement were signed.",
    )


class NotAFolderError(WrongUseError):
    """A signature can be added to a bundle folder only."""

    code = "not_a_folder"
    text = Text(
        "“{path}”是压缩包；请先解压再加入签名。",
        "“{path}” is an archive; unpack it before adding a signature.",
    )


def to_sign(path: Path) -> bytes:
    """Return the bytes a further signature must cover: the DSSE encoding of the statement."""
    return pae(open_bundle(path).seal.payload)


def attach(path: Path, key: PublicKey, signature: Path) -> Manifest:
    """Add a signature, raw (Ed25519) or DER (SM2), to a bundle folder and return its manifest.

    The statement, with its signing time, stays the one that the first signer signed. A signature
    of the same key replaces the one before.
    """
    if not path.is_dir():
        raise NotAFolderError(path=path)
    bundle = open_bundle(path)
    try:
        raw = signature.read_bytes()[:MAX_SIGNATURE]
    except OSError as error:
        raise UnreadableSignatureError(path=signature, why=why(error)) from error
    if not holds(key, raw, pae(bundle.seal.payload)):
        raise SignatureMismatchError(signature=signature, fingerprint=key.fingerprint)
    manifest = with_signature(bundle.manifest, key, raw)
    write_atomic(path / MANIFEST, canonical_json(manifest))
    return manifest


class UnreadableSignatureError(WrongUseError):
    """A signature file cannot be read."""

    code = "unreadable_signature"
    text = Text(
        "签名文件“{path}”无法读取：{why}。请检查路径。",
        "The signature file “{path}” cannot be read: {why}. Check the path.",
    )


def with_signature(manifest: Manifest, key: PublicKey, raw: bytes) -> Manifest:
    """Return the manifest with one more signature, keys and signatures in the same order."""
    name = key.fingerprint
    keys = [known for known in manifest.keys if known.keyid != name]
    signatures = [s for s in manifest.envelope.signatures if s.keyid != name]
    envelope = Envelope(
        payload=manifest.envelope.payload,
        payload_type=manifest.envelope.payload_type,
        signatures=(*signatures, Signature(keyid=name, sig=b64(raw))),
    )
    return msgspec.structs.replace(manifest, keys=(*keys, public_record(key)), envelope=envelope)
