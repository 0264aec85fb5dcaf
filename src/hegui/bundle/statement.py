"""What is signed: an in-toto statement (test-result predicate) inside a DSSE envelope.

Formats: in-toto Statement v1, predicate test-result v0.1, DSSE v1 pre-authentication encoding.
The statement is a pure function of the manifest, the outcome and the signing time, so that a
verifier builds it again and compares bytes.
"""

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any

from hegui.bundle.layout import CATALOGUE, PROJECT
from hegui.bundle.manifest import Entry, Roots, Versions, strict_json
from hegui.common.struct import Record

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://in-toto.io/attestation/test-result/v0.1"
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
WORDS = {
    "passedTests": ("conforms",),
    "warnedTests": ("partly", "undetermined"),
    "failedTests": ("does_not_conform",),
}
"""Lists of the predicate and the verdicts whose clauses they name."""
RESULTS = {"conforms": "PASSED", "does_not_conform": "FAILED"}


class Outcome(Record, frozen=True, kw_only=True):
    """The conclusion and the verdict of every clause, in the order of verdicts.json."""

    conclusion: str
    verdicts: tuple[tuple[str, str], ...]


def outcome_of(verdicts: dict[str, Any]) -> Outcome:
    """Return the outcome that verdicts.json states; raise `ValueError` when it has another shape."""
    try:
        pairs = tuple((str(v["clause"]), str(v["verdict"])) for v in verdicts["verdicts"])
        return Outcome(conclusion=str(verdicts["conclusion"]), verdicts=pairs)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no conclusion or verdicts ({error})") from error


def time_text(moment: dt.datetime) -> str:
    """Return a moment as UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def statement(
    entries: Sequence[Entry], roots: Roots, versions: Versions, outcome: Outcome, signed_at: str
) -> bytes:
    """Return the payload: compact JSON with sorted keys."""
    files = {e.path: {"name": e.path, "digest": {"sha256": e.sha256}} for e in entries}
    predicate: dict[str, Any] = {
        "result": RESULTS.get(outcome.conclusion, "WARNED"),
        "configuration": [files[name] for name in (CATALOGUE, PROJECT) if name in files],
        "hegui": {
            "conclusion": outcome.conclusion,
            "root": roots.root,
            "content": roots.content,
            "signedAt": signed_at,
            "catalogue": versions.catalogue,
            "catalogueDigest": versions.catalogue_digest,
            "version": versions.hegui,
        },
    }
    for name, words in WORDS.items():
        predicate[name] = [clause for clause, verdict in outcome.verdicts if verdict in words]
    value = {
        "_type": STATEMENT_TYPE,
        "subject": list(files.values()),
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    }
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def claims(payload: bytes) -> dict[str, Any]:
    """Return what the statement says of signing time and root; empty when it says nothing."""
    try:
        found = strict_json(payload)["predicate"]["hegui"]
        if TIME.match(found["signedAt"]) and isinstance(found["root"], str):
            return dict(found)
    except (ValueError, KeyError, TypeError):
        pass
    return {}


def pae(payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature covers."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def b64(data: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(data).decode()


def strict_b64(text: str) -> bytes:
    """Return the bytes of strict base64; raise `ValueError` for any other spelling of them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is not base64") from error
    if b64(data) != text:
        raise ValueError("it is not the strict base64 of its bytes")
    return data
