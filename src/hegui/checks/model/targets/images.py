"""OpenAI-compatible image endpoints: what came back by digest, a refusal by policy as one."""

import base64
import hashlib
import json
import re
from typing import Any

from hegui.checks.model.failures import Attempt
from hegui.checks.model.parts import Load
from hegui.checks.model.request import ChatRequest
from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.targets.address import address, api_key
from hegui.checks.model.targets.reply import Answer, UnusableReplyError, clean, error_text, loaded
from hegui.checks.model.targets.wire import HttpWire, Tried
from hegui.project.model import Endpoint

ROUTE = "/images/generations"
POLICY = re.compile(r"content_policy|content_filter|moderation|safety", re.IGNORECASE)


class ImageWire(HttpWire):
    """A line to an image endpoint. The answer names each image by type, size and SHA-256.

    Addresses of images are recorded and not fetched: only the declared host is asked.
    """

    def __init__(self, endpoint: Endpoint, habits: ClientSettings) -> None:
        place = address(endpoint, ROUTE)
        connections = endpoint.concurrency
        super().__init__(place, api_key(endpoint), endpoint.timeout_s, connections, habits)

    def takes(self, request: ChatRequest) -> bool:
        """Tell whether a question can be asked whole: what it is asked with is not sent."""
        return not request.media

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return the JSON that asks for one image."""
        body: dict[str, Any] = {"prompt": request.prompt, "n": 1}
        return {"model": request.model, **body} if request.model else body

    def parsed(self, data: bytes, *, stream: bool) -> Answer:
        """Return what came back, as a line of JSON; never the image itself."""
        value = loaded(data)
        images = value.get("data") if isinstance(value, dict) else None
        if stream or not isinstance(images, list) or not images:
            raise UnusableReplyError("not_image")
        return Answer(text=json.dumps({"images": [_image(image) for image in images]}))

    def refused(self, status: int, failure: str, data: bytes) -> Tried:
        """Return a rejection by content policy as an answer that was held back."""
        if status in (400, 403, 422) and POLICY.search(error_text(data)):
            return Tried(Attempt(status=status), Answer(text="", finish="content_filter"))
        return super().refused(status, failure, data)


def _image(image: Any) -> dict[str, Any]:
    match image:
        case {"b64_json": str(text)}:
            try:
                data = base64.b64decode(text, validate=True)
            except ValueError as error:
                raise UnusableReplyError("not_image") from error
            return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        case {"url": str(url)}:
            return {"url": clean(url)}
    raise UnusableReplyError("not_image")
