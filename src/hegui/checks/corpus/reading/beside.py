"""What stands beside the text of records: ids, sources and metadata."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.items import as_name, as_word
from hegui.checks.corpus.reading.layout import Get, layout_beside
from hegui.project.model import FieldMap

NAMES = ("id", "source")
"""Fields that every document has, before the metadata that is asked for."""


class Beside:
    """Reads what was decoded beside the text, given the getters of id, source and `meta`."""

    def __init__(self, file: str, getters: Sequence[Get], meta: Sequence[str]) -> None:
        self._file, (self._id, self._source, *others) = file, getters
        self._meta = dict(zip(meta, others, strict=True))

    def ids(self, lines: Sequence[int], records: Sequence[Any]) -> list[str]:
        """Return the ids; a record without one has its place."""
        get, file = self._id, self._file
        return [
            as_name(get(record)) or f"{file}:{line}"
            for line, record in zip(lines, records, strict=True)
        ]

    def sources(self, records: Sequence[Any]) -> list[str]:
        """Return the sources."""
        return [as_name(self._source(record)) for record in records]

    def meta(self, records: Sequence[Any]) -> dict[str, list[str]]:
        """Return the metadata by name."""
        return {
            name: [as_word(get(record)) for record in records] for name, get in self._meta.items()
        }


class BesideReader:
    """Reads JSON lines that are known to be sound, without their texts."""

    def __init__(self, file: str, fields: FieldMap, meta: Sequence[str]) -> None:
        kind, getters = layout_beside(fields, (*NAMES, *meta))
        self._file, self._decoder = file, msgspec.json.Decoder(kind)
        self._beside = Beside(file, getters, meta)

    def batch(self, numbers: list[int], data: bytes) -> Batch | None:
        """Return the documents of whole lines, their texts left empty.

        None when the decoder does not agree that every line is a record.
        """
        try:
            records = self._decoder.decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if len(records) != len(numbers):
            return None
        beside, nothing = self._beside, [0] * len(numbers)
        ids, sources = beside.ids(numbers, records), beside.sources(records)
        meta = beside.meta(records)
        return Batch(self._file, ids, numbers, sources, b"", nothing, nothing, meta=meta)
