"""Giving a file out: with our own idea of its type, in a sandbox, mostly as a download."""

from pathlib import Path

from django.http import FileResponse

from hegui.server.core.errors import NotFoundError
from hegui.server.evidence.inspection.kinds import OCTETS, SUFFIXES
from hegui.server.evidence.inspection.text import LOOK, encoding_of
from hegui.server.evidence.models import ItemVersion
from hegui.server.evidence.store import store

POLICY = "sandbox; default-src 'none'"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
TEXTUAL = ("text/", "application/json", "application/yaml", "application/x-ndjson")
MARKUP = frozenset({"application/xml", "image/svg+xml", "message/rfc822"})


def file_response(version: ItemVersion, *, inline: bool = False) -> FileResponse:
    """Return the bytes of a version. `inline` counts for plain pictures and text only."""
    if version.removed_at is not None:
        raise NotFoundError(what=version.name)
    kind = shown_type(version.media_type)
    shown = inline and (kind in PICTURES or kind == "text/plain")
    if shown and kind == "text/plain":
        kind = f"text/plain; charset={_charset(version.sha256)}"
    answer = FileResponse(
        store().open(version.sha256),
        as_attachment=not shown,
        filename=version.name,
        content_type=kind,
    )
    answer["Content-Length"] = str(version.size)
    return sandboxed(answer)


def picture_response(path: Path) -> FileResponse:
    """Return a picture that we drew ourselves."""
    return sandboxed(FileResponse(path.open("rb"), content_type="image/webp"))


def shown_type(media_type: str) -> str:
    """Return the type that browsers are told: pages, drawings and scripts are plain text."""
    if media_type in MARKUP or media_type.startswith(TEXTUAL):
        return "text/plain"
    return media_type if media_type in SUFFIXES else OCTETS


def sandboxed(answer: FileResponse) -> FileResponse:
    """Set the headers under which a file of somebody can do nothing."""
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Frame-Options"] = "DENY"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cross-Origin-Opener-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Download-Options"] = "noopen"
    return answer


def _charset(sha256: str) -> str:
    with store().open(sha256) as file:
        return encoding_of(file.read(LOOK)).removesuffix("-sig") or "utf-8"
