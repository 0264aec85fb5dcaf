"""The client: one server, one token, usually one organisation."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from hegui.client.errors import StillRunningError
from hegui.client.multipart import FileForm, Progress
from hegui.client.shapes import Gate, Page, Run
from hegui.client.transport import Transport


class Client:
    """Calls the API of one organisation. Raises `ServerError` and `UnreachableError`."""

    def __init__(self, server: str, token: str, *, org: str, timeout: float = 60) -> None:
        self.org = org
        self._transport = Transport(server, token, timeout)
        self._base = f"/api/v1/orgs/{quote(org, safe='')}"

    def get(self, path: str, **query: Any) -> Any:
        """Return what is at a path inside the organisation, such as `controls`."""
        return self._transport.send("GET", self._at(path, query))

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """Send something new; `key` makes sending it again harmless."""
        return self._transport.send("POST", self._at(path), body, _key(key))

    def patch(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Any:
        """Change something."""
        return self._transport.send("PATCH", self._at(path), body, _key(key))

    def delete(self, path: str, *, key: str = "") -> None:
        """Remove something."""
        self._transport.send("DELETE", self._at(path), None, _key(key))

    def each(self, path: str, *, page_size: int = 200, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield every row of a list, page by page."""
        number = 1
        while True:
            found = self.get(path, **query, page=number, page_size=page_size)
            page = msgspec.convert(found, Page)
            yield from page.items
            if not page.more:
                return
            number += 1

    def upload(
        self,
        path: str,
        file: str | Path,
        fields: Mapping[str, str] | None = None,
        *,
        progress: Progress | None = None,
        key: str = "",
    ) -> Any:
        """Send a file with some fields, piece by piece."""
        form = FileForm(Path(file), fields or {}, progress)
        return self._transport.send("POST", self._at(path), form, _key(key))

    def upload_evidence(
        self, file: str | Path, *, progress: Progress | None = None, key: str = "", **fields: str
    ) -> dict[str, Any]:
        """Hand in a file as evidence."""
        made: dict[str, Any] = self.upload("evidence", file, fields, progress=progress, key=key)
        return made

    def import_bundle(
        self, file: str | Path, *, title: str = "", progress: Progress | None = None, key: str = ""
    ) -> Run:
        """Send a sealed bundle (a zip); the server verifies it before it is taken."""
        fields = {"title": title} if title else {}
        made = self.upload("runs/bundles", file, fields, progress=progress, key=key)
        return msgspec.convert(made, Run)

    def start_run(self, body: Mapping[str, Any], *, key: str = "") -> Run:
        """Start a run on the server."""
        return msgspec.convert(self.post("runs", body, key=key), Run)

    def run(self, run_id: str) -> Run:
        """Return how a run stands."""
        return msgspec.convert(self.get(f"runs/{quote(run_id, safe='')}"), Run)

    def wait(
        self,
        run_id: str,
        *,
        timeout: float = 3600,
        pause: float = 1.0,
        watch: Callable[[Run], None] | None = None,
    ) -> Run:
        """Wait until a run has ended and return it; raises `StillRunningError` in the end."""
        ends = time.monotonic() + timeout
        while True:
            found = self.run(run_id)
            if watch is not None:
                watch(found)
            if found.ended:
                return found
            if time.monotonic() + pause > ends:
                raise StillRunningError(seconds=timeout, id=run_id, status=found.status)
            time.sleep(pause)
            pause = min(pause * 1.5, 10.0)

    def gate(self, subject: str, stage: str = "release") -> Gate:
        """Return the gate of a stage for a subject (its id in the inventory), with the reasons."""
        found = self.get("runs/gates", subject=subject, stage=stage)
        return msgspec.convert(found, Gate)

    def _at(self, path: str, query: Mapping[str, Any] | None = None) -> str:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        return f"{self._base}/{path.strip('/')}" + (f"?{urlencode(asked)}" if asked else "")


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}
