"""SM3 and SM2 against the published vectors, and against OpenSSL where it is installed."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.common.sm2 import SM2_DER, N, is_point, message_digest, verify_sm2
from hegui.common.sm3 import sm3, sm3_plain

# GB/T 32905-2016, annex A.
SM3_VECTORS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}

# GB/T 32918.5-2017, annex A: the signature example on the recommended curve.
MESSAGE = b"message digest"
PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
DIGEST = 0xF0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA


def integer(value: int) -> bytes:
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return bytes([2, len(body)]) + body


def der(r: int, s: int) -> bytes:
    body = integer(r) + integer(s)
    return bytes([0x30, len(body)]) + body


@pytest.mark.parametrize(("data", "digest"), SM3_VECTORS.items())
def test_sm3_gives_the_published_digests(data: bytes, digest: str) -> None:
    assert sm3(data).hex() == digest
    assert sm3_plain(data).hex() == digest


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="OpenSSL without SM3")
@given(st.binary(max_size=300))
def test_our_sm3_is_that_of_openssl(data: bytes) -> None:
    assert sm3_plain(data) == hashlib.new("sm3", data).digest()


def test_sm2_accepts_the_published_signature() -> None:
    assert is_point(PUBLIC)
    assert message_digest(PUBLIC, MESSAGE, b"1234567812345678") == DIGEST
    assert verify_sm2(PUBLIC, der(R, S), MESSAGE)


@pytest.mark.parametrize(
    ("public", "signature", "message"),
    [
        (PUBLIC, der(R, S), b"message digesT"),
        (PUBLIC, der(R + 1, S), MESSAGE),
        (PUBLIC, der(R, S - 1), MESSAGE),
        (PUBLIC, der(R, N - S), MESSAGE),
        (PUBLIC, der(0, S), MESSAGE),
        (PUBLIC, der(R, N), MESSAGE),
        (PUBLIC, der(R, N - R), MESSAGE),
        (PUBLIC, der(R + N, S), MESSAGE),
        (PUBLIC, der(R, S) + b"\0", MESSAGE),
        (PUBLIC, b"\x30\x81\x46" + der(R, S)[2:], MESSAGE),
        (PUBLIC, b"", MESSAGE),
        (PUBLIC, b"\x30\x00", MESSAGE),
        (PUBLIC, b"\x30\x02\x02\x00", MESSAGE),
        (PUBLIC[:-1] + b"\0", der(R, S), MESSAGE),
        (PUBLIC[:63], der(R, S), MESSAGE),
        (bytes(64), der(R, S), MESSAGE),
    ],
)
def test_sm2_refuses_everything_else(public: bytes, signature: bytes, message: bytes) -> None:
    assert not verify_sm2(public, signature, message)


def test_another_signer_id_is_refused() -> None:
    assert not verify_sm2(PUBLIC, der(R, S), MESSAGE, b"ALICE123@YAHOO.COM")


def openssl(*arguments: object, folder: Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True, capture_output=True)


def sm2_pair(folder: Path) -> None:
    """Make an SM2 key pair with OpenSSL, or skip with the reason."""
    if not shutil.which("openssl"):
        pytest.skip("the program openssl is not installed")
    try:
        openssl("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", "sm2.key", folder=folder)
        openssl("pkey", "-in", "sm2.key", "-pubout", "-out", "sm2.pub", folder=folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this OpenSSL has no SM2: {error.stderr.decode()[:80]}")


def test_signatures_made_by_openssl_are_accepted(tmp_path: Path) -> None:
    sm2_pair(tmp_path)
    openssl("pkey", "-pubin", "-in", "sm2.pub", "-outform", "der", "-out", "p.der", folder=tmp_path)
    public = (tmp_path / "p.der").read_bytes()
    assert public.startswith(SM2_DER)
    for number in range(4):
        message = bytes([number]) * (number * 1000)
        (tmp_path / "message").write_bytes(message)
        sign = ["pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", "sm2.key"]
        sign += ["-pkeyopt", "distid:1234567812345678", "-in", "message", "-out", "signature"]
        openssl(*sign, folder=tmp_path)
        signature = (tmp_path / "signature").read_bytes()
        raw = public[len(SM2_DER) :]
        assert verify_sm2(raw, signature, message)
        assert not verify_sm2(raw, signature, message + b"x")
