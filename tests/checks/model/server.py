"""A chat server on loopback that does exactly what a test says, byte for byte."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple


class Act(NamedTuple):
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "reply"
    """`reply`, `drop` (close at once), `half` (half the body), `hang`, `slow` (byte by byte), `raw`
    (the body is the whole reply), `open` (so, and the line stays open)."""


class Seen(NamedTuple):
    """One request as it came in: prompt, number of the attempt, JSON body, headers, path."""

    prompt: str
    attempt: int
    body: dict[str, Any]
    headers: dict[str, str]
    path: str


Script = Callable[[Seen], Act]


def spoken(content: Any) -> str:
    """Return the text of a turn, also where it has content parts."""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def chat(text: Any, **more: Any) -> Act:
    """Return a well-formed chat answer."""
    message = {"role": "assistant", "content": text, **more}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    value = {"model": "test-1", "choices": [choice], "usage": {"completion_tokens": 3}}
    return Act(200, json.dumps(value).encode())


def error(status: int, message: str = "", **headers: str) -> Act:
    """Return an error in the protocol's form."""
    body = json.dumps({"error": {"message": message, "code": "c", "type": "t"}}).encode()
    return Act(status, body, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


class ChatServer:
    """Runs in a thread of its own; use as `with`."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.seen: list[Seen] = []
        self.busy = self.most_busy = 0
        self.delay = 0.0
        self._asked: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def reset(self) -> None:
        """Forget what was asked, so that a second run meets the same answers."""
        self.seen.clear()
        self._asked.clear()

    def prompts(self) -> list[str]:
        return [seen.prompt for seen in self.seen]

    def __enter__(self) -> "ChatServer":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(10)

    def _stop(self) -> None:
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    def _serve(self) -> None:
        async def main() -> None:
            self._server = await asyncio.start_server(self._client, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
            self._ready.set()
            await asyncio.Event().wait()

        try:
            self._loop.run_until_complete(main())
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        body = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))))
        prompt = (
            spoken(body["messages"][-1]["content"])
            if "messages" in body
            else body.get("prompt", "")
        )
        self._asked[prompt] += 1
        seen = Seen(prompt, self._asked[prompt], body, headers, first.split(" ")[1])
        self.seen.append(seen)
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        await asyncio.sleep(self.delay)
        self.busy -= 1
        return await self._act(self.script(seen), writer)

    async def _act(self, act: Act, writer: asyncio.StreamWriter) -> bool:
        if act.kind == "drop":
            return False
        if act.kind == "hang":
            await asyncio.sleep(3600)
        if act.kind in ("raw", "open"):
            writer.write(act.body)
            await writer.drain()
            await asyncio.sleep(3600 if act.kind == "open" else 0)
            return False
        lines = [f"HTTP/1.1 {act.status} X", f"Content-Length: {len(act.body)}"]
        lines += [f"{name}: {text}" for name, text in act.headers]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        if act.kind == "half":
            writer.write(act.body[: len(act.body) // 2])
            await writer.drain()
            return False
        if act.kind == "slow":
            for at in range(len(act.body)):
                writer.write(act.body[at : at + 1])
                await writer.drain()
                await asyncio.sleep(0.02)
            return True
        writer.write(act.body)
        await writer.drain()
        return True
