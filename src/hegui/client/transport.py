"""One request to the server: the token goes to that server only, redirects are not followed."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import msgspec

from hegui import __version__
from hegui.client.errors import ServerAddressError, ServerError, UnreachableError
from hegui.client.multipart import FileForm
from hegui.client.shapes import Failure
from hegui.common.text import default_lang

LARGEST = 64 * 1024 * 1024


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token elsewhere: it is an error."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""
        return


class Transport:
    """Sends requests to one server."""

    def __init__(self, server: str, token: str, timeout: float) -> None:
        parts = urlsplit(server)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ServerAddressError(server=server)
        self.server = server.rstrip("/")
        self.timeout = timeout
        self._headers = {
            "Authorization": f"Bearer {token}",
            "User-Agent": f"hegui-client/{__version__}",
            "Accept": "application/json",
            "Accept-Language": "en" if default_lang() == "en" else "zh-hans",
        }
        self._opener = urllib.request.build_opener(NoRedirect)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """Send JSON or a form and return the JSON that comes back, None for an empty answer."""
        data, sent = _body(body)
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            f"{self.server}{path}",
            data=data,
            method=method,
            headers={**self._headers, **sent, **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                return self._read(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error) from error
        except (OSError, HTTPException) as error:
            why = str(getattr(error, "reason", "") or error) or type(error).__name__
            raise UnreachableError(server=self.server, why=why) from error

    def _read(self, data: bytes) -> Any:
        try:
            return msgspec.json.decode(data) if data else None
        except msgspec.DecodeError as error:
            why = "the answer is not JSON"
            raise UnreachableError(server=self.server, why=why) from error

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        try:
            said = msgspec.json.decode(error.read(LARGEST), type=Failure)
        except (msgspec.DecodeError, OSError):
            return UnreachableError(server=self.server, why=f"HTTP {error.code}")
        return ServerError(
            status=error.code, server_code=said.code, answer=said.message, data=said.data
        )


def _body(body: Any) -> tuple[Any, dict[str, str]]:
    if isinstance(body, FileForm):
        return body, {"Content-Type": body.content_type, "Content-Length": str(body.length)}
    if body is None:
        return None, {}
    return json.dumps(body).encode(), {"Content-Type": "application/json"}
