"""One question as it is sent: the logical request, its digest, its JSON body."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import msgspec

from hegui.checks.model.parts import Load, turn_of
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record
from hegui.engine.banks import Message
from hegui.engine.media import Media
from hegui.project.model import Endpoint

TokenLimit = Literal["max_tokens", "max_completion_tokens"]
"""How an endpoint wants the limit of the answer to be called."""


class ChatRequest(Record, frozen=True, kw_only=True):
    """What is asked. Address and key are no part of it: they do not change the question.

    `repeat` counts how often the same is asked on purpose, `item` names the question where answers
    are looked up by it.
    """

    model: str
    messages: tuple[Message, ...]
    temperature: float
    limit: int
    seed: int | None = None
    repeat: int = 0
    item: str = ""

    @property
    def digest(self) -> str:
        """Return the SHA-256 that tells two requests apart in a journal.

        These are the bytes of `canonical_json`, made in a tenth of the time. Media count by the digest of
        their bytes.
        """
        plain = msgspec.json.encode(self.bare() if self.media else self, order="sorted")
        return sha256_bytes(msgspec.json.format(plain, indent=2) + b"\n")

    @property
    def media(self) -> tuple[Media, ...]:
        """Return the media of all turns."""
        return tuple([one for turn in self.messages for one in turn.media])

    def bare(self) -> "ChatRequest":
        """Return the request without the places of its media, which do not change the question."""
        turns = (
            msgspec.structs.replace(turn, media=tuple(one.bare() for one in turn.media))
            for turn in self.messages
        )
        return msgspec.structs.replace(self, messages=tuple(turns))

    @property
    def prompt(self) -> str:
        """Return the last turn."""
        return self.messages[-1].content

    @property
    def tokens(self) -> float:
        """Return about how many tokens question and answer take at most, media not counted."""
        rounds = len(self.dialogue()) or 1
        return self.asked * rounds + self.limit * rounds * (rounds + 1) / 2

    @property
    def asked(self) -> float:
        """Return about how many tokens all turns have."""
        return sum([counted(turn.content) for turn in self.messages])

    def dialogue(self) -> tuple[tuple[Message, ...], ...]:
        """Return the parts of a dialogue that is to be held; empty where one request does.

        Where a user's turn follows another one the model's own answer belongs between them.
        """
        if len(self.messages) == 1:
            return ()
        parts: list[tuple[Message, ...]] = []
        part: list[Message] = []
        for turn in self.messages:
            if part and part[-1].role == turn.role == "user":
                parts.append(tuple(part))
                part = []
            part.append(turn)
        return (*parts, tuple(part)) if parts else ()

    def body(
        self,
        limit_name: TokenLimit = "max_tokens",
        *,
        stream: bool = False,
        load: Load | None = None,
    ) -> dict[str, Any]:
        """Return the JSON body for a chat endpoint; media by digest unless `load` gives their bytes."""
        turns = [turn_of(turn, load) for turn in self.messages]
        body: dict[str, Any] = {
            "messages": turns,
            "temperature": self.temperature,
            "stream": stream,
        }
        if self.model:
            body["model"] = self.model
        if self.seed is not None:
            body["seed"] = self.seed
        return {**body, limit_name: self.limit}


def counted(text: str) -> float:
    """Return about how many tokens a text has: one for a Han character, one for four others.

    A rule of thumb for pacing and for estimates.
    """
    other = len(text.encode("ascii", "ignore"))
    return (len(text) - other) + other / 4


class Asking(Record, frozen=True, kw_only=True):
    """A drawn question: its id in the draw and the request."""

    item: str
    request: ChatRequest


class Conversation(Protocol):
    """A question as turns."""

    @property
    def id(self) -> str:
        """The name of the question in its bank."""

    def turns(self) -> tuple[Message, ...]:
        """Return the turns to send."""


def chat_request(endpoint: Endpoint, question: Conversation, repeat: int = 0) -> ChatRequest:
    """Return the request that puts a question to an endpoint."""
    turns = question.turns()
    system: Sequence[Message] = ()
    if endpoint.system and not any(turn.role == "system" for turn in turns):
        system = (Message(role="system", content=endpoint.system),)
    return ChatRequest(
        model=endpoint.model,
        messages=(*system, *turns),
        temperature=endpoint.temperature,
        limit=endpoint.max_tokens,
        seed=endpoint.seed,
        repeat=repeat,
        item=question.id if endpoint.kind == "recorded" else "",
    )
