"""One question as it is sent: the logical request, its digest, its JSON body."""

from collections.abc import Sequence
from typing import Any, Literal

from hegui.common.hashing import digest_of
from hegui.common.struct import Record
from hegui.engine.banks import Message, Question
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


def chat_request(endpoint: Endpoint, question: Question) -> ChatRequest:
    """Return the request that puts a question to an endpoint."""
    system: Sequence[Message] = ()
    if endpoint.system and not any(turn.role == "system" for turn in question.messages):
        system = (Message(role="system", content=endpoint.system),)
    return ChatRequest(
        model=endpoint.model,
        messages=(*system, *question.turns()),
        temperature=endpoint.temperature,
        limit=endpoint.max_tokens,
    )
