"""Frozen catalogues in memory: decoded when a page needs one, the last few kept."""

import datetime as dt
import uuid
import zlib
from functools import lru_cache

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.hashing import sha256_bytes
from hegui.server.assessments.models import FrozenCatalogue
from hegui.server.core.rules import catalogue as installed

NO_DAY = dt.date(1970, 1, 1)
"""Stands for the day in frozen content, so that equal rows are equal bytes."""


def content_of(catalogue: Catalogue) -> bytes:
    """Return the JSON of a catalogue, rows in their order (verdicts follow it), without its day."""
    return msgspec.json.encode(catalogue.at(NO_DAY))


@lru_cache(maxsize=1)
def _installed_sha256() -> str:
    return sha256_bytes(content_of(installed()))


@lru_cache(maxsize=2)
def _frozen(pk: uuid.UUID, sha256: str) -> Catalogue:
    content = FrozenCatalogue.objects.values_list("content", flat=True).get(pk=pk)
    data = zlib.decompress(bytes(content))
    if sha256_bytes(data) != sha256:
        raise ValueError(f"The frozen catalogue {pk} is damaged: its digest is not {sha256}.")
    return msgspec.json.decode(data, type=Catalogue)


def catalogue_of(frozen: FrozenCatalogue, day: dt.date) -> Catalogue:
    """Return a frozen catalogue speaking of a day; the installed one is not decoded again."""
    if frozen.sha256 == _installed_sha256():
        return installed().at(day)
    return _frozen(frozen.pk, frozen.sha256).at(day)
