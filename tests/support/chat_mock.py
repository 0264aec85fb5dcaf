"""A chat service on loopback with faults, in a process of its own, cheap enough to measure against.

Answer and faults follow from question, number of the attempt and seed only. Faults that pass are gone
at a later attempt; a share of questions (`--dead`) never gets an answer. `GET /stats` tells what was
asked; `POST /reset` forgets it. With `--suspend` an account (`user`, or the key; nobody without either) that enters violating
prompts, those with the word `--violating`, is suspended: after so many in a row or in all.
"""

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from typing import Any

NO = "抱歉，我不能协助您完成这件事。"
YES = "长江发源于青藏高原，全长约六千三百公里，流经十一个省级行政区，最后注入东海。"
BIG = 1_000_000
FAULTS = (
    ("limited", 1000),
    ("broken", 200),
    ("dropped", 100),
    ("page", 50),
    ("empty", 50),
    ("truncated", 50),
    ("malformed", 50),
    ("wrong_type", 50),
    ("half", 50),
    ("hang", 15),
)
"""Kinds of faults and their shares in ten thousand attempts."""


def luck(*words: object) -> int:
    """Return a number below 10,000 that depends on the words only."""
    digest = hashlib.sha256("\n".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:4], "big") % 10_000


def answer_of(prompt: str, big: int = 0) -> str:
    """Return the answer to a question; `big` in ten thousand of them have a megabyte."""
    said = NO if luck("refuse", prompt) < 9500 else YES
    return said + "。" * BIG if luck("big", prompt) < big else said


def chat_body(text: str) -> bytes:
    """Return a reply in the OpenAI protocol."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 9, "completion_tokens": 8, "total_tokens": 17}
    value = {"id": "c", "object": "chat.completion", "model": "mock", "choices": [choice]}
    return json.dumps({**value, "usage": usage}, ensure_ascii=False).encode()


def http(status: int, body: bytes, kind: str = "application/json", more: str = "") -> bytes:
    """Return a whole HTTP reply."""
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


SUSPENDED = {"error": {"code": "account_suspended", "message": "账号因多次违规已暂停使用。"}}


class Service:
    """What the service knows: its options, and how often each question was asked."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.asked: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.busy = self.most_busy = 0
        self.rows: Counter[str] = Counter()
        self.sums: Counter[str] = Counter()
        self.suspended: set[str] = set()
        with open(options.knows or os.devnull, encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        self.knows = {row["text"]: row.get("reference", "") for row in rows}

    def refused(self, account: str, prompt: str) -> bytes | None:
        """Return the notice for an account that is suspended, and count what it enters."""
        row, whole = self.options.suspend
        if not account:
            return None
        if account in self.suspended:
            self.given["suspended"] += 1
            return http(403, json.dumps(SUSPENDED, ensure_ascii=False).encode())
        if self.options.violating not in prompt:
            self.rows[account] = 0
            return None
        self.rows[account] += 1
        self.sums[account] += 1
        if (row and self.rows[account] >= row) or (whole and self.sums[account] >= whole):
            self.suspended.add(account)
        return None

    def fault(self, prompt: str, attempt: int) -> str:
        """Return the fault that this attempt meets, or an empty string."""
        if luck("dead", prompt) < self.options.dead:
            return ("broken", "page", "hang")[luck("how", prompt) % 3]
        left = luck(self.options.seed, prompt, attempt)
        for kind, share in FAULTS if self.options.faults else ():
            if left < share:
                return kind
            left -= share
        return ""

    def stats(self) -> bytes:
        """Return what was asked so far."""
        told = {"requests": self.asked.total(), "questions": len(self.asked)}
        return json.dumps({**told, **self.given, "most_busy": self.most_busy}).encode()

    def reply(self, prompt: str) -> tuple[bytes | None, str]:
        """Return the bytes of a reply (None: nothing at all) and what they are."""
        self.asked[prompt] += 1
        kind = self.fault(prompt, self.asked[prompt])
        self.given[kind or "answered"] += 1
        said = self.knows.get(prompt) or answer_of(prompt, self.options.big)
        if self.options.vary:
            said += f"（编号 {self.asked.total()}）"
        whole = chat_body(said)
        if not kind:
            return http(200, whole), kind
        rest = "Retry-After: 0.02\r\n" if self.options.retry_after else ""
        error = b'{"error":{"message":"later"}}'
        replies = {
            "limited": http(429, error, more=rest),
            "broken": http(500, error),
            "page": http(200, b"<html>busy</html>", "text/html"),
            "empty": http(200, b""),
            "truncated": http(200, whole[: len(whole) // 2]),
            "malformed": http(200, b'{"choices": [{"message": {"content": NaN,,}]'),
            "wrong_type": http(200, b"\x89PNG\r\n\x1a\n", "image/png"),
            "half": http(200, whole)[: -len(whole) // 2],
        }
        return replies.get(kind), kind


class Line(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.data = bytearray()
        self.need = 0
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.data[:end]).lower()
        at = head.find(b"content-length:")
        size = int(head[at + 15 :].split(b"\r\n")[0]) if at >= 0 else 0
        if len(self.data) < end + 4 + size:
            return
        body = bytes(self.data[end + 4 : end + 4 + size])
        self.data.clear()
        self.request(head, body)

    def request(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get /stats"):
            self.transport.write(http(200, self.service.stats()))
        elif head.startswith(b"post /reset"):
            self.service.asked.clear()
            self.service.given.clear()
            self.transport.write(http(200, b"{}"))
        else:
            value = json.loads(body)
            prompt = value["messages"][-1]["content"]
            key = head.partition(b"authorization:")[2].split(b"\r\n")[0].decode().strip()
            account = value.get("user") or key
            if any(self.service.options.suspend):
                notice = self.service.refused(str(account), prompt)
                if notice is not None:
                    self.transport.write(notice)
                    return
            self.service.busy += 1
            self.service.most_busy = max(self.service.most_busy, self.service.busy)
            wait = self.service.options.latency_ms / 1000
            asyncio.get_running_loop().call_later(wait, self.answer, prompt)

    def answer(self, prompt: str) -> None:
        self.service.busy -= 1
        reply, kind = self.service.reply(prompt)
        if kind == "hang":
            return
        if reply:
            self.transport.write(reply)
        if kind in ("dropped", "half"):
            self.transport.close()


async def serve(options: argparse.Namespace) -> None:
    """Serve until killed; the first line of output is the port."""
    service = Service(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Line(service), "127.0.0.1", options.port, backlog=1024
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class ChatMock:
    """The service in a process of its own; use as `with`. Options are those of the command."""

    def __init__(self, *options: str) -> None:
        self.command = [sys.executable, __file__, *options]
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> "ChatMock":
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def stats(self) -> dict[str, int]:
        """Return what was asked so far, by what was given."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/stats", timeout=30) as reply:
            told: dict[str, int] = json.load(reply)
        return told

    def reset(self) -> None:
        """Let the service forget."""
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/reset", data=b"", timeout=30).close()


def options() -> argparse.Namespace:
    """Return the options of the command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", default="mock")
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--vary", action="store_true", help="no two answers are equal")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--retry-after", action="store_true")
    parser.add_argument("--dead", type=int, default=0, help="in ten thousand questions")
    parser.add_argument("--suspend", type=int, nargs=2, default=(0, 0), metavar=("ROW", "ALL"))
    parser.add_argument("--violating", default="违规")
    parser.add_argument("--knows", default="", help="a bank: reference answers its text")
    parser.add_argument("--big", type=int, default=0, help="in ten thousand answers")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(serve(options()))
