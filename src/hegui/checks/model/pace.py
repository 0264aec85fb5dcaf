"""How fast to ask: limits of requests and tokens, and rests that the server asked for."""

import asyncio
import time


class Pace:
    """All workers of an endpoint pass through one gate.

    Each passage takes a slot in advance: at least `1 / per_second` seconds after the one before,
    and so long that its tokens fit into `tokens_per_minute`.
    """

    def __init__(
        self, per_second: float | None = None, tokens_per_minute: float | None = None
    ) -> None:
        self._gap = 1.0 / per_second if per_second else 0.0
        self._per_token = 60.0 / tokens_per_minute if tokens_per_minute else 0.0
        self._slot = 0.0
        self._rest = 0.0

    def rest(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._rest = max(self._rest, time.monotonic() + seconds)

    async def turn(self, tokens: float = 0.0) -> None:
        """Wait until the next request, of about so many tokens, may go."""
        slot = max(time.monotonic(), self._slot)
        self._slot = slot + max(self._gap, self._per_token * tokens)
        while (wait := max(slot, self._rest) - time.monotonic()) > 0:
            await asyncio.sleep(wait)
