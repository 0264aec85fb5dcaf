"""OpenAI-compatible chat endpoints: streaming or not, by either name of the answer's limit."""

import re
from typing import Any

from hegui.checks.model.failures import Attempt
from hegui.checks.model.parts import Load
from hegui.checks.model.request import ChatRequest, TokenLimit
from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.targets.address import address, api_key
from hegui.checks.model.targets.reply import Answer, parse_answer
from hegui.checks.model.targets.stream import parse_stream
from hegui.checks.model.targets.wire import HttpWire, Tried
from hegui.project.model import Endpoint

OTHER_LIMIT = re.compile(r"max_completion_tokens|max_tokens")


class ChatWire(HttpWire):
    """A line to a chat endpoint; the name of the limit is switched when the endpoint asks for it."""

    def __init__(self, endpoint: Endpoint, habits: ClientSettings) -> None:
        super().__init__(
            address(endpoint),
            api_key(endpoint),
            endpoint.timeout_s,
            endpoint.concurrency,
            habits,
        )
        self._stream = endpoint.stream
        self.limit_name: TokenLimit = endpoint.limit_name or "max_tokens"
        self._settled = bool(endpoint.limit_name)

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return the JSON that asks a question."""
        body = request.body(self.limit_name, stream=self._stream, load=load)
        return {**body, "user": self.account} if self.account else body

    def parsed(self, data: bytes, *, stream: bool) -> Answer:
        """Return the answer in a reply, whole or streamed."""
        return parse_stream(data) if stream else parse_answer(data)

    async def once(self, request: ChatRequest) -> Tried:
        """Send one request; once more where the endpoint wants the limit named otherwise."""
        name = self.limit_name
        tried = await super().once(request)
        if self._other_name_wanted(tried.attempt, name):
            tried = await super().once(request)
        return tried

    def _other_name_wanted(self, attempt: Attempt, used: TokenLimit) -> bool:
        """Switch the name of the answer's limit when the endpoint says it does not know it."""
        if self._settled or attempt.status not in (400, 422):
            return False
        if not OTHER_LIMIT.search(attempt.detail):
            return False
        if self.limit_name == used:
            self.limit_name = (
                "max_tokens" if used == "max_completion_tokens" else "max_completion_tokens"
            )
        return True
