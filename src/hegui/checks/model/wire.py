"""One attempt: one HTTP request, and what came back."""

import asyncio
import re
import ssl
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from hegui.checks.model.address import Address
from hegui.checks.model.failures import Attempt, status_failure
from hegui.checks.model.reply import Answer, UnusableReplyError, error_text, parse_answer
from hegui.checks.model.request import ChatRequest, TokenLimit
from hegui.checks.model.retry import retry_after
from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.stream import ended, is_stream, parse_stream
from hegui.common.errors import MissingExtraError

if TYPE_CHECKING:
    import aiohttp

DETAIL = 200
"""Characters kept of an endpoint's error message."""
OTHER_LIMIT = re.compile(r"max_completion_tokens|max_tokens")


class Tried(NamedTuple):
    """What one attempt gave: an answer, or a failure and how long the server asks to wait."""

    attempt: Attempt
    answer: Answer | None = None
    wait_s: float | None = None


class Wire:
    """An open line to one endpoint; use as `async with`.

    Redirects are not followed, cookies not kept, and the environment's proxies and netrc not read
    by the library: `Address` has already said by which way.
    """

    def __init__(
        self, place: Address, key: str, timeout_s: float, connections: int, habits: ClientSettings
    ) -> None:
        self._place = place
        self._key = key
        self._timeout_s = timeout_s
        self._connections = connections
        self._habits = habits
        self._session: aiohttp.ClientSession | None = None
        self.limit_name: TokenLimit = "max_tokens"

    async def __aenter__(self) -> "Wire":
        aiohttp = _aiohttp()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            timeout=aiohttp.ClientTimeout(
                total=self._timeout_s,
                sock_connect=min(self._habits.connect_s, self._timeout_s),
                sock_read=self._timeout_s,
            ),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def attempt(self, request: ChatRequest) -> Tried:
        """Ask once; every failure of network and server becomes part of the answer."""
        begun = time.monotonic()
        name = self.limit_name
        tried = await self._guarded(request, name)
        if self._other_name_wanted(tried.attempt, name):
            tried = await self._guarded(request, self.limit_name)
        ms = round(1000 * (time.monotonic() - begun))
        attempt = Attempt(
            status=tried.attempt.status,
            failure=tried.attempt.failure,
            detail=self.without_key(tried.attempt.detail)[:DETAIL],
            ms=ms,
        )
        return tried._replace(attempt=attempt)

    def without_key(self, text: str) -> str:
        """Return text in which the key, should an endpoint repeat it, is not to be read."""
        return text.replace(self._key, "[key]") if self._key else text

    def _other_name_wanted(self, attempt: Attempt, used: TokenLimit) -> bool:
        """Switch the name of the answer's limit when the endpoint says it does not know it."""
        if attempt.status not in (400, 422) or not OTHER_LIMIT.search(attempt.detail):
            return False
        if self.limit_name == used:
            self.limit_name = (
                "max_tokens" if used == "max_completion_tokens" else "max_completion_tokens"
            )
        return True

    async def _guarded(self, request: ChatRequest, name: TokenLimit) -> Tried:
        aiohttp = _aiohttp()
        kinds: tuple[tuple[Any, str], ...] = (
            ((asyncio.TimeoutError, TimeoutError), "timeout"),
            ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
            ((aiohttp.ClientConnectorError, aiohttp.InvalidURL), "connect"),
            ((aiohttp.ClientError, OSError), "dropped"),
        )
        try:
            return await self._post(request.body(name))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            failure = next(kind for types, kind in kinds if isinstance(error, types))
            return Tried(Attempt(failure=failure))

    async def _post(self, body: dict[str, Any]) -> Tried:
        if self._session is None:
            raise RuntimeError("the line is not open")
        async with self._session.post(
            self._place.url, json=body, proxy=self._place.proxy, allow_redirects=False
        ) as reply:
            data = await self._read(reply)
            wait_s = retry_after(reply.headers.get("Retry-After", ""), time.time)
            failure = status_failure(reply.status)
            if data is None:
                return Tried(Attempt(status=reply.status, failure=failure or "too_large"))
            if failure:
                attempt = Attempt(status=reply.status, failure=failure, detail=error_text(data))
                return Tried(attempt, wait_s=wait_s)
            return self._answered(reply.status, data, is_stream(_content_type(reply), data))

    def _answered(self, status: int, data: bytes, stream: bool) -> Tried:
        try:
            answer = parse_stream(data) if stream else parse_answer(data)
        except UnusableReplyError as error:
            return Tried(Attempt(status=status, failure=error.failure, detail=error_text(data)))
        return Tried(Attempt(status=status), answer)

    async def _read(self, reply: "aiohttp.ClientResponse") -> bytes | None:
        """Return the body, or None when it is larger than an answer may be."""
        data = bytearray()
        async for chunk in reply.content.iter_any():
            data += chunk
            if len(data) > self._habits.answer_bytes:
                return None
            if is_stream(_content_type(reply), data) and ended(data):
                break
        return bytes(data)


def _content_type(reply: "aiohttp.ClientResponse") -> str:
    return reply.headers.get("Content-Type", "")


def _aiohttp() -> Any:
    try:
        import aiohttp
    except ImportError as error:
        raise MissingExtraError(
            library="aiohttp", purpose="模型提问 asking models", extra="model"
        ) from error
    return aiohttp
