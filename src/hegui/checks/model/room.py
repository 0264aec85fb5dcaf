"""Room for media of requests under way, so that many large pictures at once fill no memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from hegui.engine.media import Media, media_rules


class Room:
    """At most so many bytes of media are under way; what alone is larger goes alone."""

    def __init__(self, most: int | None = None) -> None:
        self._most = media_rules().limits.under_way_bytes if most is None else most
        self._taken = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def held(self, media: Sequence[Media]) -> AsyncIterator[None]:
        """Wait for room for media, and hold it."""
        size = sum(one.size for one in media)
        async with self._changed:
            await self._changed.wait_for(
                lambda: not self._taken or self._taken + size <= self._most
            )
            self._taken += size
        try:
            yield
        finally:
            # No waiting in between: a cancelled request must give its room back, too.
            self._taken -= size
            async with self._changed:
                self._changed.notify_all()
