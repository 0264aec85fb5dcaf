"""Time stamps (RFC 3161) over the head of a chain: asking, checking the answer, checking later.

Nothing is sent from here: the caller carries the request to the authority.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class TimestampError(HeguiError):
    """The authority's answer is not a valid time stamp over what was asked."""

    code = "timestamp"
    http_status = 424
    text = Text(
        "时间戳服务的回答无效：{why}。操作记录未受影响；请核对 HEGUI_TIMESTAMP_URL 和 "
        "HEGUI_TIMESTAMP_CERTIFICATES 后重试。",
        "The time stamp service gave no valid answer: {why}. The ledger is untouched; check "
        "HEGUI_TIMESTAMP_URL and HEGUI_TIMESTAMP_CERTIFICATES, then try again.",
    )


def request_for(digest: str) -> Any:
    """Return a request over the 32 bytes of a head's digest, with a nonce."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(bytes.fromhex(digest))
    return builder.hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True).build()


def check_answer(request: Any, answer: bytes, digest: str, trusted: Sequence[Any]) -> bytes:
    """Return the answer's bytes if it is a stamp over `digest` signed by somebody trusted.

    Raises `TimestampError`.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        builder = VerifierBuilder.from_request(request)
        for certificate in trusted:
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(response, bytes.fromhex(digest))
        return bytes(response.as_bytes())
    except (VerificationError, ValueError) as error:
        raise TimestampError(why=_short(error)) from error


def token_problem(token: bytes, digest: str, trusted: Sequence[Any] = ()) -> str:
    """Return why a kept stamp does not vouch for `digest`; empty if it does.

    Without trusted certificates only what was stamped is compared, not who signed.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        message = bytes.fromhex(digest)
        response = decode_timestamp_response(token)
        if response.tst_info.message_imprint.message != hashlib.sha256(message).digest():
            return "it stamps something else"
        builder = VerifierBuilder()
        for certificate in trusted:
            builder = builder.add_root_certificate(certificate)
        if trusted:
            builder.build().verify_message(response, message)
    except (VerificationError, ValueError) as error:
        return _short(error)
    return ""


def certificates(file: str) -> list[Any]:
    """Return the trusted certificates of a PEM file; none when no file is set."""
    from cryptography.x509 import load_pem_x509_certificates

    if not file:
        return []
    try:
        return list(load_pem_x509_certificates(Path(file).read_bytes()))
    except (OSError, ValueError) as error:
        raise TimestampError(why=f"{file}: {_short(error)}") from error


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200].rstrip(".") or type(error).__name__
