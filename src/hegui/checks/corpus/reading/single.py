"""One file, read once: its documents with metadata, what was wrong, and its digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

META = ("source", "licence", "language", "date", "url", "type", "synthetic")
"""Everything that can be asked for as metadata."""


def _untold(_size: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Reading:
    """A file on its way; iterate once. `input` and `errors` are whole when it is at its end."""

    file: CorpusFile
    fields: FieldMap = field(default_factory=FieldMap)
    meta: Sequence[str] = META
    tick: Tick = _untold
    errors: list[ItemError] = field(default_factory=list)
    _hashed: list[InputFile] = field(default_factory=list)

    def __iter__(self) -> Iterator[Batch]:
        """Yield the documents in order; raises `CorpusError` for a file that cannot be read."""
        unit = Unit(0, self.fields, (self.file,))
        return read_unit(unit, self.tick, self.errors.append, self._hashed.append, self.meta)

    @property
    def input(self) -> InputFile:
        """Return name, size and SHA-256 of the file that was read to its end."""
        (read,) = self._hashed
        return read
