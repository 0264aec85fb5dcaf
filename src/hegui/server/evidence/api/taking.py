"""Taking the file of a request in before its transaction begins."""

from typing import Any

from django.http import HttpRequest
from ninja.files import UploadedFile

from hegui.server.evidence.services import Kept, keep
from hegui.server.rest.access import viewer_of


def take_file(request: HttpRequest, org: str, **address: Any) -> None:
    """Look at the file and put it into the store, for who may add evidence; see `ahead`."""
    viewer_of(request, org, "evidence.add")
    file = request.FILES.get("file")
    if file is not None and not isinstance(file, list):
        request.hegui_kept = keep(file, file.name or "")  # type: ignore[attr-defined]


def taken(request: HttpRequest, file: UploadedFile) -> Kept:
    """Return the file as it was taken in; without a key it is taken in now."""
    found: Kept | None = getattr(request, "hegui_kept", None)
    return found or keep(file, file.name or "")
