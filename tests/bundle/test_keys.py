"""Keys are made once, kept private, and found by name; a second signature can come from elsewhere."""

import os
import stat
from pathlib import Path

import pytest

from hegui.bundle import verify
from hegui.bundle.countersign import NotAFolderError, SignatureMismatchError, attach, to_sign
from hegui.bundle.keys import (
    BadKeyError,
    ExposedKeyError,
    KeyExistsError,
    KeyNotFoundError,
    ephemeral_key,
    key_path,
    list_keys,
    load_public_key,
    load_signing_key,
    new_key,
    pem,
    public_of,
    signing_key,
)
from tests.bundle import factory
from tests.bundle.test_sm import openssl, sm2_pair


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_new_key_is_private_and_its_public_half_is_not(tmp_path: Path) -> None:
    private, public = new_key(tmp_path / "keys" / "team.key")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(public.stat().st_mode) & 0o077
    assert load_signing_key(private).public == load_public_key(public)
    assert b"PRIVATE" not in public.read_bytes()


def test_a_key_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        private, _ = new_key(tmp_path / "a.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["a.key", "a.pub"])
def test_a_key_file_is_never_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(KeyExistsError):
        new_key(tmp_path / "a.key")
    assert (tmp_path / there).read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    private, _ = new_key(tmp_path / "a.key")
    private.chmod(0o640)
    with pytest.raises(ExposedKeyError):
        load_signing_key(private)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\nAAAA\n"])
def test_files_without_a_key_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.key"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(BadKeyError):
        load_signing_key(path)
    with pytest.raises(BadKeyError):
        load_public_key(path)


def test_a_private_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = X25519PrivateKey.generate()
    path = tmp_path / "x.key"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(BadKeyError, match="not an Ed25519 key"):
        load_signing_key(path)


def test_keys_are_found_by_name(tmp_path: Path) -> None:
    assert list(list_keys()) == []
    assert signing_key("") is None
    new_key(key_path("signing"))
    new_key(key_path("second"))
    assert [name for name, _, _ in list_keys()] == ["second", "signing"]
    default = signing_key("")
    assert default is not None
    assert default.public == public_of("signing")
    assert signing_key("none") is None
    second = signing_key("second")
    assert second is not None
    assert second.public == public_of(str(key_path("second").with_suffix(".pub")))
    with pytest.raises(KeyNotFoundError) as caught:
        signing_key("third")
    assert caught.value.exit_code == 2


def test_the_fingerprint_is_the_digest_that_openssl_shows(tmp_path: Path) -> None:
    import hashlib

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = ephemeral_key()
    shown = key.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert key.public.fingerprint == hashlib.sha256(shown).hexdigest()
    (tmp_path / "k.pub").write_bytes(pem(key.public))
    assert load_public_key(tmp_path / "k.pub") == key.public


def test_a_second_signature_is_added_and_both_keys_show_authenticity(tmp_path: Path) -> None:
    first, second = ephemeral_key(), ephemeral_key()
    root = factory.make(tmp_path / "b", key=first).root
    (tmp_path / "sig").write_bytes(second.sign(to_sign(tmp_path / "b")))
    attach(tmp_path / "b", second.public, tmp_path / "sig")
    for key in (first, second):
        found = verify(tmp_path / "b", key.public)
        assert (found.level, found.digest) == ("authentic", root)
    assert len(verify(tmp_path / "b").signers) == 2
    attach(tmp_path / "b", second.public, tmp_path / "sig")
    assert len(verify(tmp_path / "b").signers) == 2


def test_a_signature_that_does_not_hold_is_not_added(tmp_path: Path) -> None:
    factory.make(tmp_path / "b")
    before = (tmp_path / "b/bundle.json").read_bytes()
    key = ephemeral_key()
    (tmp_path / "sig").write_bytes(key.sign(b"something else"))
    with pytest.raises(SignatureMismatchError):
        attach(tmp_path / "b", key.public, tmp_path / "sig")
    assert (tmp_path / "b/bundle.json").read_bytes() == before
    with pytest.raises(NotAFolderError):
        attach(tmp_path / "sig", key.public, tmp_path / "sig")


def test_an_sm2_signature_by_openssl_makes_the_bundle_authentic(tmp_path: Path) -> None:
    sm2_pair(tmp_path)
    factory.make(tmp_path / "b")
    (tmp_path / "message").write_bytes(to_sign(tmp_path / "b"))
    sign = ["pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", "sm2.key"]
    sign += ["-pkeyopt", "distid:1234567812345678", "-in", "message", "-out", "signature"]
    openssl(*sign, folder=tmp_path)
    key = load_public_key(tmp_path / "sm2.pub")
    assert key.algorithm == "SM2"
    attach(tmp_path / "b", key, tmp_path / "signature")
    found = verify(tmp_path / "b", key)
    assert (found.ok, found.level) == (True, "authentic")
    path = tmp_path / "b/bundle.json"
    text = path.read_text()
    at = text.index(verify(tmp_path / "b").signers[1].fingerprint)
    path.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    assert {p.path for p in verify(tmp_path / "b").problems} == {"bundle.json"}
