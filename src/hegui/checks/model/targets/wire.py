"""One attempt at an HTTP endpoint: what is sent, what came back, and what that means."""

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

import msgspec

from hegui.checks.model.errors import MediaNotTakenError
from hegui.checks.model.failures import Attempt, status_failure
from hegui.checks.model.parts import Load
from hegui.checks.model.request import ChatRequest
from hegui.checks.model.retry import retry_after
from hegui.checks.model.room import Room
from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.targets.address import Address
from hegui.checks.model.targets.reply import Answer, UnusableReplyError, error_text
from hegui.checks.model.targets.stream import ended, is_stream
from hegui.common.errors import MissingExtraError
from hegui.engine.banks import Message
from hegui.engine.media import MediaChangedError, loaded

if TYPE_CHECKING:
    import aiohttp

CHARSET = re.compile(r"""charset=["']?([\w.:-]+)""", re.IGNORECASE)
UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
SUSPENDED = "suspended"
DETAIL = 200
"""Characters kept of an endpoint's error message."""


class Tried(NamedTuple):
    """What one attempt gave: an answer, or a failure and how long the server asks to wait."""

    attempt: Attempt
    answer: Answer | None = None
    wait_s: float | None = None


class Wire(Protocol):
    """An open line to a target; use as `async with`. `local`: nothing is sent anywhere."""

    local: bool

    def takes(self, request: ChatRequest) -> bool:
        """Tell whether a question can be asked whole, with all its media."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *details: object) -> None: ...

    async def attempt(self, request: ChatRequest) -> Tried:
        """Ask once; every failure becomes part of the answer."""
        ...

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return what is sent for a question, without address and key; media by digest without `load`."""
        ...

    def without_key(self, text: str) -> str:
        """Return text in which the key, should an endpoint repeat it, is not to be read."""
        ...


class HttpWire:
    """A line to one HTTP endpoint.

    Redirects are not followed, cookies not kept, and the environment's proxies and netrc not read
    by the library: `Address` has already said by which way.
    """

    local = False
    method = "POST"
    account = ""
    """The account of the service to ask as, where a test names one."""
    sign: Callable[[int, bytes], bool] | None = None
    """Tells by status and body that the service has suspended the account."""

    def __init__(
        self, place: Address, key: str, timeout_s: float, connections: int, habits: ClientSettings
    ) -> None:
        self._place = place
        self._key = key
        self._timeout_s = timeout_s
        self._connections = connections
        self._habits = habits
        self._room = Room()
        self._session: aiohttp.ClientSession | None = None
        self._url: Any = None

    def headers(self) -> dict[str, str]:
        """Return the headers of every request."""
        own = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return {"Content-Type": "application/json", **own}

    def takes(self, request: ChatRequest) -> bool:
        """Tell whether a question can be asked whole, with all its media."""
        return True

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return the JSON that asks a question; media by digest unless `load` gives their bytes."""
        raise NotImplementedError

    def parsed(self, data: bytes, *, stream: bool) -> Answer:
        """Return the answer in a reply's body; raise `UnusableReplyError` for anything else."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        aiohttp = _aiohttp()
        from yarl import URL

        self._url = URL(self._place.url)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self.headers(),
            # Any type will do, and answers are too short to be worth packing.
            skip_auto_headers=("Accept", "Accept-Encoding"),
            timeout=aiohttp.ClientTimeout(
                total=self._timeout_s,
                sock_connect=min(self._habits.connect_s, self._timeout_s),
            ),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def attempt(self, request: ChatRequest) -> Tried:
        """Ask once: one request, or one for each turn of a dialogue; the last answer counts.

        Media wait for room first, so that few are in memory at once; that is no time of the endpoint's.
        """
        if media := request.media:
            if not self.takes(request):
                raise MediaNotTakenError(item=request.item, endpoint=self._place.url)
            async with self._room.held(media):
                return await self._tried(request)
        return await self._tried(request)

    async def _tried(self, request: ChatRequest) -> Tried:
        begun = time.monotonic()
        dialogue = request.dialogue()
        tried = await (self._held(request, dialogue) if dialogue else self.once(request))
        attempt = Attempt(
            status=tried.attempt.status,
            failure=tried.attempt.failure,
            detail=self.without_key(tried.attempt.detail)[:DETAIL],
            ms=max(0, round(1000 * (time.monotonic() - begun)) - tried.attempt.ms),
        )
        return tried._replace(attempt=attempt)

    async def _held(self, request: ChatRequest, parts: tuple[tuple[Message, ...], ...]) -> Tried:
        """Hold a dialogue: each answer becomes part of the next question."""
        said: list[Answer] = []
        history: tuple[Message, ...] = ()
        for part in parts:
            history = (*history, *part)
            tried = await self.once(msgspec.structs.replace(request, messages=history))
            if tried.answer is None:
                return tried
            said.append(tried.answer)
            history = (*history, Message(role="assistant", content=tried.answer.text))
        whole = msgspec.structs.replace(
            said[-1],
            earlier=tuple(one.text for one in said[:-1]),
            tokens=sum(one.tokens or 0 for one in said),
            asked_tokens=sum(one.asked_tokens or 0 for one in said),
        )
        return tried._replace(answer=whole)

    async def once(self, request: ChatRequest) -> Tried:
        """Send one request and read its reply; `ms` is how long it took to read its media."""
        if not request.media:
            return await self.guarded(self.body(request))
        begun = time.monotonic()
        try:
            data = await asyncio.to_thread(self._with_media, request)
        except MediaChangedError as error:
            return Tried(Attempt(failure=error.code, detail=error.data["name"]))
        prepared = round(1000 * (time.monotonic() - begun))
        tried = await self.guarded(data)
        return tried._replace(attempt=msgspec.structs.replace(tried.attempt, ms=prepared))

    def _with_media(self, request: ChatRequest) -> bytes:
        """Return the body of a request with the bytes of its media, read now."""
        return msgspec.json.encode(self.body(request, loaded))

    def without_key(self, text: str) -> str:
        """Return text in which the key, should an endpoint repeat it, is not to be read."""
        return text.replace(self._key, "[key]") if self._key else text

    async def guarded(self, body: dict[str, Any] | bytes) -> Tried:
        """Send a body, or its bytes; every failure of network and server becomes part of the answer."""
        aiohttp = _aiohttp()
        try:
            return await self._send(body)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Tried(Attempt(failure=_failure(error)))

    async def _send(self, body: dict[str, Any] | bytes) -> Tried:
        if self._session is None:
            raise RuntimeError("the line is not open")
        async with self._session.request(
            self.method,
            self._url,
            data=body if isinstance(body, bytes) else msgspec.json.encode(body),
            proxy=self._place.proxy,
            allow_redirects=False,
        ) as reply:
            data = utf8(await self._read(reply), _content_type(reply))
            wait_s = retry_after(reply.headers.get("Retry-After", ""), time.time)
            failure = status_failure(reply.status)
            if data is None:
                return Tried(Attempt(status=reply.status, failure=failure or "too_large"))
            if self.sign and self.sign(reply.status, data):
                return Tried(Attempt(status=reply.status, failure=SUSPENDED))
            if failure:
                return self.refused(reply.status, failure, data)._replace(wait_s=wait_s)
            return self._answered(reply.status, data, is_stream(_content_type(reply), data))

    def refused(self, status: int, failure: str, data: bytes) -> Tried:
        """Return what a status other than success means."""
        return Tried(Attempt(status=status, failure=failure, detail=error_text(data)))

    def _answered(self, status: int, data: bytes, stream: bool) -> Tried:
        try:
            answer = self.parsed(data, stream=stream)
        except UnusableReplyError as error:
            return Tried(Attempt(status=status, failure=error.failure, detail=error_text(data)))
        return Tried(Attempt(status=status), answer)

    async def _read(self, reply: "aiohttp.ClientResponse") -> bytes | None:
        """Return the body, or None when it is larger than an answer may be."""
        size, kind = reply.content_length, _content_type(reply)
        if size is not None and size <= self._habits.answer_bytes and "stream" not in kind:
            return await reply.read()
        data = bytearray()
        async for chunk in reply.content.iter_any():
            data += chunk
            if len(data) > self._habits.answer_bytes:
                return None
            if is_stream(kind, data) and ended(data):
                break
        return bytes(data)


def utf8(data: bytes | None, content_type: str) -> bytes | None:
    """Return a body as UTF-8 where it is in the other charset that its type names; else as it is."""
    named = CHARSET.search(content_type)
    if not data or not named or named[1].lower() in UTF8:
        return data
    try:
        return data.decode(named[1]).encode()
    except (LookupError, UnicodeError):
        return data


def _failure(error: BaseException) -> str:
    """Return the kind of failure that an exception of the network means."""
    aiohttp = _aiohttp()
    kinds: tuple[tuple[Any, str], ...] = (
        ((asyncio.TimeoutError, TimeoutError), "timeout"),
        ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
        ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), "proxy"),
        ((aiohttp.ClientConnectorError, aiohttp.InvalidURL), "connect"),
        ((aiohttp.ClientError, OSError), "dropped"),
    )
    return next(kind for types, kind in kinds if isinstance(error, types))


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
