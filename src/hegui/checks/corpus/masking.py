"""What a finding may tell of a value besides its masked excerpt: a keyed digest, never the value."""

import hashlib
import hmac
import os
from collections.abc import Sequence

from hegui.checks.corpus.reading.files import CorpusFile, opened_for_arrow
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

SAMPLE = 64 << 10
"""Bytes read from the head, the middle and the end of a file for the key."""

FAR = 16
"""Objects of a store that are sampled for the key; of others the version counts."""


class NoDigestKeyError(WrongUseError):
    """The environment variable with the key of digests is not set."""

    code = "no_digest_key"
    text = Text(
        "环境变量“{name}”（digest_key_env）没有设置或为空，请设置后再运行。",
        "The environment variable “{name}” (digest_key_env) is unset or empty; set it and run again.",
    )


def keyed_digest(key: bytes, value: str) -> str:
    """Return HMAC-SHA256 of the value: equal values are recognised, none is given away."""
    return hmac.digest(key, value.encode("utf-8", "replace"), "sha256").hex()


def digest_key(variable: str, files: Sequence[CorpusFile]) -> bytes:
    """Return the key of the digests in findings.

    `variable` names an environment variable that holds a secret of the owner; the same secret
    makes digests comparable between corpora. Without it the key is drawn from the content of the
    files: two runs agree, and only who has the corpus can try out values.
    """
    if variable:
        secret = os.environ.get(variable, "")
        if not secret:
            raise NoDigestKeyError(name=variable)
        return hashlib.sha256(secret.encode()).digest()
    content = hashlib.blake2b(person=b"hegui-finding")
    far = 0
    for file in files:
        far += file.remote is not None
        for piece in _sample(file) if far <= FAR else [file.tag.encode()]:
            content.update(len(piece).to_bytes(8, "big") + piece)
    return content.digest()


def _sample(file: CorpusFile) -> list[bytes]:
    """Return parts of a file; what cannot be read is said by whoever reads it all."""
    starts = (0, max(0, file.size // 2 - SAMPLE // 2), max(0, file.size - SAMPLE))
    try:
        with opened_for_arrow(file) as opened:
            return [opened.read_at(SAMPLE, start) for start in starts]
    except OSError:
        return [f"{file.name} {file.size}".encode()]
