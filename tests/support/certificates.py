"""A certificate authority and a signer's certificate, made on the spot for tests."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PEM = serialization.Encoding.PEM
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


class Issued(NamedTuple):
    """Files: certificates of the signer and its authority, the authority's own, and the key."""

    chain: Path
    anchor: Path
    key: Path


def _usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in names for name in USAGES})


def _builder(name: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(subject).public_key(public)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1))
    builder = builder.not_valid_after(now + dt.timedelta(days=30))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def issued(folder: Path, password: bytes | None = None) -> Issued:
    """Make the files in a folder, as C2PA wants certificates (specification 2.1, 14.5)."""
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _builder("Test authority", root.public_key())
    issuer = authority._subject_name
    assert issuer is not None
    anchor = (
        authority.issuer_name(issuer)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(root, hashes.SHA256())
    )
    leaf = (
        _builder("Test signer", own.public_key())
        .issuer_name(issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False
        )
        .sign(root, hashes.SHA256())
    )
    made = Issued(folder / "chain.pem", folder / "anchor.pem", folder / "key.pem")
    made.chain.write_bytes(leaf.public_bytes(PEM) + anchor.public_bytes(PEM))
    made.anchor.write_bytes(anchor.public_bytes(PEM))
    lock = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    made.key.write_bytes(own.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock))
    return made
