"""The key and certificates with which C2PA manifests are signed."""

import functools
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from hegui.common.errors import HeguiError
from hegui.common.text import Text

LARGEST = 1 << 20
CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class ManifestSignError(HeguiError):
    """A C2PA manifest could not be signed."""

    code = "label_c2pa_sign"
    text = Text(
        "未能生成 C2PA 签名：{zh}。请检查证书链与私钥；原文件未改动。",
        "No C2PA signature was made: {en}. Check the certificates and the key; the file is unchanged.",
    )

    def __init__(self, reason: Text) -> None:
        super().__init__(zh=reason.zh, en=reason.en)


NO_KEY = Text(
    "“{path}”不是可用的 PEM 私钥，或口令不对",
    "“{path}” is no private key in PEM that can be used, or the pass-phrase is wrong",
)
NO_CHAIN = Text("“{path}”里没有 PEM 证书", "“{path}” holds no certificate in PEM")
NO_PAIR = Text(
    "私钥与“{path}”里的第一张证书不是一对",
    "the key does not belong to the first certificate in “{path}”",
)
NO_ALGORITHM = Text(
    "C2PA 不接受这种密钥（可用 P-256、P-384、P-521、Ed25519、2048 位以上 RSA）",
    "C2PA takes no such key (P-256, P-384, P-521, Ed25519, RSA of 2048 bits or more)",
)


@dataclass(frozen=True, slots=True)
class ManifestKey:
    """Certificates (PEM, that of the signer first), where its key is, and the C2PA algorithm."""

    chain: bytes
    path: Path
    algorithm: str
    password: bytes | None = field(default=None, repr=False)

    def private(self) -> bytes:
        """Return the private key as unprotected PEM, as the library takes it."""
        return _loaded(self.path, self.password).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def read_manifest_key(chain: Path, key: Path, password: bytes | None = None) -> ManifestKey:
    """Return the key that signs manifests; raises `ManifestSignError` when it cannot be used."""
    pem = _small(chain)
    try:
        first = x509.load_pem_x509_certificates(pem)[0]
    except (ValueError, IndexError) as error:
        raise ManifestSignError(NO_CHAIN.filled(path=chain.name)) from error
    loaded = _loaded(key, password)
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if loaded.public_key().public_bytes(*form) != first.public_key().public_bytes(*form):
        raise ManifestSignError(NO_PAIR.filled(path=chain.name))
    return ManifestKey(pem, key, _algorithm(loaded), password)


def _small(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


@functools.lru_cache(maxsize=4)
def _loaded(
    path: Path, password: bytes | None
) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(_small(path), password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ManifestSignError(NO_KEY.filled(path=path.name)) from error
    if not isinstance(
        key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    ):
        raise ManifestSignError(NO_ALGORITHM)
    return key


def _algorithm(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey,
) -> str:
    """Return the C2PA name of the algorithm (specification 2.1, 13.2)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return "ps256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name]
    raise ManifestSignError(NO_ALGORITHM)
