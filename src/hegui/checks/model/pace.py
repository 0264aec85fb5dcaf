"""How fast to ask: a limit of requests per second, and rests that the server asked for."""

import asyncio
import time


class Pace:
    """All workers of an endpoint pass through one gate."""

    def __init__(self, per_second: float | None = None) -> None:
        self._gap = 1.0 / per_second if per_second else 0.0
        self._slot = 0.0
        self._rest = 0.0

    def rest(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._rest = max(self._rest, time.monotonic() + seconds)

    async def turn(self) -> None:
        """Wait until the next request may go."""
        slot = max(time.monotonic(), self._slot)
        self._slot = slot + self._gap
        while (wait := max(slot, self._rest) - time.monotonic()) > 0:
            await asyncio.sleep(wait)
