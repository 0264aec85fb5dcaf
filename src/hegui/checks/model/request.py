"""One question as it is sent: the logical request, its digest, its JSON body."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from hegui.common.hashing import digest_of
from hegui.common.struct import Record
from hegui.engine.banks import Message
from hegui.project.model import Endpoint

TokenLimit = Literal["max_tokens", "max_completion_tokens"]
"""How an endpoint wants the limit of the answer to be called."""


class ChatRequest(Record, frozen=True, kw_only=True):
    """What is asked. Address and key are no part of it: they do not change the question."""

    model: str
    messages: tuple[Message, ...]
    temperature: float
    limit: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 that tells two requests apart in a journal."""
        return digest_of(self)

    @property
    def tokens(self) -> float:
        """Return about how many tokens question and answer take at most.

        A Han character is counted as one token, four other characters as one; a rule of thumb.
        """
        text = "".join(turn.content for turn in self.messages)
        other = sum(letter.isascii() for letter in text)
        return (len(text) - other) + other / 4 + self.limit

    def body(self, limit_name: TokenLimit = "max_tokens") -> dict[str, Any]:
        """Return the JSON body for the endpoint."""
        turns = [{"role": turn.role, "content": turn.content} for turn in self.messages]
        body: dict[str, Any] = {"messages": turns, "temperature": self.temperature, "stream": False}
        if self.model:
            body["model"] = self.model
        return {**body, limit_name: self.limit}


class Asking(Record, frozen=True, kw_only=True):
    """A drawn question: its id in the draw and the request."""

    item: str
    request: ChatRequest


class Conversation(Protocol):
    """A question as turns."""

    def turns(self) -> tuple[Message, ...]:
        """Return the turns to send."""


def chat_request(endpoint: Endpoint, question: Conversation) -> ChatRequest:
    """Return the request that puts a question to an endpoint."""
    system: Sequence[Message] = ()
    if endpoint.system and not any(turn.role == "system" for turn in question.turns()):
        system = (Message(role="system", content=endpoint.system),)
    return ChatRequest(
        model=endpoint.model,
        messages=(*system, *question.turns()),
        temperature=endpoint.temperature,
        limit=endpoint.max_tokens,
    )
