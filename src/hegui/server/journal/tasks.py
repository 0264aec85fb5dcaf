"""Work in the background: verifying long chains, stamping."""

import logging
import time
from typing import Any

from django.core.cache import cache
from django_tasks import task

from hegui.common.errors import HeguiError
from hegui.server.journal.services import chain_anchor
from hegui.server.ledger.chain import Verification
from hegui.server.ledger.verify import verify_chain

log = logging.getLogger("hegui.ledger")
KEPT = 3600
PATIENCE_S = 600
"""So long a verification without progress counts as going on: it may wait for a worker."""


@task()
def verify_in_background(chain: str) -> None:
    """Verify a chain and keep progress and answer for the page."""
    answer = verify_chain(chain, progress=lambda done, of: keep(chain, done=done, of=of))
    keep(chain, **state_of(answer))


def keep(chain: str, **state: Any) -> None:
    """Keep where a verification stands."""
    cache.set(f"ledger-verification-{chain}", {**state, "at": time.time()}, KEPT)


def kept(chain: str) -> dict[str, Any] | None:
    """Return where a verification stands, if one was started within the hour."""
    found: dict[str, Any] | None = cache.get(f"ledger-verification-{chain}")
    return found


def under_way(chain: str) -> bool:
    """Tell whether a verification in the background goes on: it is not begun twice."""
    found = kept(chain) or {}
    return "done" in found and "ok" not in found and time.time() - found["at"] < PATIENCE_S


def state_of(answer: Verification) -> dict[str, Any]:
    """Return an answer as the page and the API show it."""
    return {
        "entries": answer.entries,
        "digest": answer.digest,
        "anchors": answer.anchors,
        "ok": answer.ok,
        "problems": [
            {"code": row.code, "number": row.number, "zh": row.text.zh, "en": row.text.en}
            for row in answer.problems[:100]
        ],
    }


@task()
def anchor_in_background(chain: str) -> None:
    """Stamp a chain; a failure is logged and comes round tomorrow."""
    try:
        chain_anchor(chain)
    except HeguiError as error:
        log.warning("The ledger %s was not stamped: %s", chain, error.message("en"))
