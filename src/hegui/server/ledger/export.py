"""Exporting a chain as lines of JSON that anyone can verify offline.

Line 1 is the header: `{"format": "hegui-ledger/1", "chain", "head": {"count", "digest"}, "rule"}`.
Then one line per time stamp: `{"anchor": {"number", "digest", "at", "authority", "token"}}`, the token
(the RFC 3161 response) in base64; then one line per entry, in order, with all fields and its digest.
"""

import base64
from collections.abc import Iterator
from typing import Any

from hegui.server.ledger.chain import chain_json
from hegui.server.ledger.exported import FORMAT, RULE, verify_export
from hegui.server.ledger.models import Anchor
from hegui.server.ledger.verify import entries_of, head_of

__all__ = ["export_chain", "verify_export"]


def export_chain(chain: str, **about: Any) -> Iterator[bytes]:
    """Yield a chain as it is now, line by line; `about` is added to the header."""
    count, digest = head_of(chain)
    head = {"count": count, "digest": digest}
    yield _line({"format": FORMAT, "chain": chain, "head": head, "rule": RULE, **about})
    for anchor in Anchor.objects.filter(chain=chain, number__lte=count).order_by("number", "id"):
        row = {
            "number": anchor.number,
            "digest": anchor.digest,
            "at": anchor.at.isoformat(),
            "authority": anchor.authority,
            "token": base64.b64encode(bytes(anchor.token)).decode(),
        }
        yield _line({"anchor": row})
    for entry, own in entries_of(chain, count):
        yield _line({**entry, "digest": own})


def _line(value: dict[str, Any]) -> bytes:
    return chain_json(value) + b"\n"
