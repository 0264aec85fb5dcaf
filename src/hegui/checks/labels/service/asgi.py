"""An ASGI middleware that labels responses (FastAPI, Starlette, Django ASGI and others).

Fail closed: content of a listed path that cannot be labelled is answered with an error, not given
out. Work is done in a thread, since pictures and films take time.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from hegui.checks.labels.service.labelling import Labeller, UnlabelledContentError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
LARGEST = 256 << 20
STREAMS = ("text/event-stream", "application/x-ndjson", "multipart/")


class LabelMiddleware:
    """Labels the successful responses of chosen paths.

    `paths` are prefixes of the paths that give out generated content. A response is collected before
    it is labelled; event streams cannot be labelled in passing and are refused, since the service
    must put the prompt into its own first event. Larger answers than `largest` bytes are refused.
    """

    def __init__(
        self,
        app: App,
        *,
        labeller: Labeller,
        paths: tuple[str, ...] = ("/",),
        largest: int = LARGEST,
    ) -> None:
        self.app, self.labeller, self.paths, self.largest = app, labeller, paths, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; answer with the labelled body."""
        chosen = scope["type"] == "http" and str(scope.get("path", "")).startswith(self.paths)
        if not chosen or scope.get("method") == "HEAD":
            await self.app(scope, receive, send)
            return
        answer = _Answer(self, send)
        await self.app(scope, receive, answer.take)


class _Answer:
    """One response on its way."""

    def __init__(self, middleware: LabelMiddleware, send: Send) -> None:
        self._by, self._send = middleware, send
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._ended = False

    async def take(self, message: Message) -> None:
        if self._ended:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        self._size += len(self._parts[-1])
        kind = self._header(b"content-type")
        if kind.startswith(STREAMS) or self._size > self._by.largest:
            await self._refuse(UnlabelledContentError(kind, "流式或过大", "a stream, or too large"))
        elif not message.get("more_body", False):
            await self._finish(kind)

    async def _finish(self, kind: str) -> None:
        body = b"".join(self._parts)
        status = int(self._start["status"])
        if not 200 <= status < 300 or not body:
            await self._answer(self._start, body)
            return
        try:
            if coding := self._header(b"content-encoding"):
                raise UnlabelledContentError(coding, "已压缩", "it is compressed")
            if status == 206:
                raise UnlabelledContentError(kind, "分段", "it is a part of the content")
            made = await asyncio.to_thread(self._by.labeller.body, body, kind)
        except UnlabelledContentError as error:
            await self._refuse(error)
            return
        await self._answer(self._start, made)

    def _header(self, name: bytes) -> str:
        headers = self._start.get("headers", [])
        return next((v.decode("latin-1").lower() for k, v in headers if k.lower() == name), "")

    async def _answer(self, start: Message, body: bytes) -> None:
        self._ended = True
        dropped = (b"content-length", b"etag", b"content-md5", b"digest", b"accept-ranges")
        headers = [(k, v) for k, v in start.get("headers", []) if k.lower() not in dropped]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def _refuse(self, error: UnlabelledContentError) -> None:
        body = json.dumps(error.as_dict("zh"), ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json; charset=utf-8")]
        start = {"type": "http.response.start", "status": 500, "headers": headers}
        await self._answer(start, body)
