"""Verifying signatures: Ed25519 through OpenSSL, SM2 by our own integers (never signing with it)."""

from hegui.bundle.keys import ED25519_DER, PublicKey
from hegui.common.sm2 import SM2_DER, is_point, verify_sm2


def parse_public_key(der: bytes) -> PublicKey:
    """Return the key in the one DER spelling that its algorithm has; raise `ValueError`."""
    if der.startswith(ED25519_DER) and len(der) == len(ED25519_DER) + 32:
        return PublicKey("Ed25519", der)
    if der.startswith(SM2_DER) and len(der) == len(SM2_DER) + 64 and is_point(der[len(SM2_DER) :]):
        return PublicKey("SM2", der)
    raise ValueError("it is no Ed25519 or SM2 key")


def holds(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Tell whether `signature` over `data` was made with this key."""
    check = {"Ed25519": _ed25519, "SM2": _sm2}[key.algorithm]
    return check(key, signature, data)


def _ed25519(key: PublicKey, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(key.der[len(ED25519_DER) :])
        public.verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _sm2(key: PublicKey, signature: bytes, data: bytes) -> bool:
    return verify_sm2(key.der[len(SM2_DER) :], signature, data)
