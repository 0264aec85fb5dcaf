"""A whole ledger looked at by itself: measures, defects and single-source cells, without a project.

Sources pass by one at a time; of the defects only the first are kept, all are counted.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.sources.check import AmbiguousSourceError, place
from hegui.checks.corpus.sources.defects import defects
from hegui.checks.corpus.sources.measures import Tally, limits
from hegui.checks.corpus.sources.register import SourceEntry, iterate_register
from hegui.checks.corpus.sources.rights import absent_files, lacking_basis

SOON = {"contract_ending", "opt_out_unknown"} | {f"not_supported_{w}" for w in ("before", "after")}
"""Kinds that ask for attention but break no rule yet."""
TELL_EVERY = 1000
"""Rows between two reports of progress."""


class Defect(NamedTuple):
    """What is wrong with a source: place, id, kind of defect, and the columns or numbers of it."""

    where: str
    source: str
    kind: str
    note: str


@dataclass(slots=True)
class Ledger:
    """What the registers say together."""

    measures: dict[str, Any] = field(default_factory=dict)
    by_kind: Counter[str] = field(default_factory=Counter)
    defects: list[Defect] = field(default_factory=list)
    single_cells: list[tuple[str, str]] = field(default_factory=list)
    sources: int = 0
    rejected: int = 0

    @property
    def broken(self) -> int:
        """Return how many defects break a rule; the others only warn."""
        return sum(count for kind, count in self.by_kind.items() if kind not in SOON)


class Survey:
    """Looks at registers. `keep` defects are listed; `root` is where basis files are looked for,
    by default the folder of each register.
    """

    def __init__(
        self, catalogue: Catalogue, as_of: dt.date, *, root: Path | None = None, keep: int = 1000
    ) -> None:
        self._as_of, self._root, self._keep = as_of, root, keep
        self._limits = limits(catalogue)
        self._tally = Tally(catalogue, as_of)
        self._ids: set[str] = set()
        self._ledger = Ledger()

    def look(self, paths: Iterable[Path], told: Callable[[int], None]) -> Ledger:
        """Return what the registers say; `told` hears how many rows were read.

        Raises `BadRegisterError` for a register with bad rows, of which then nothing counts.
        """
        for path in paths:
            base = self._root or path.parent
            for entry in iterate_register(path, path.as_posix()):
                self._add(entry, base)
                if self._ledger.sources % TELL_EVERY == 0:
                    told(self._ledger.sources)
        self._ledger.measures = self._tally.measures()
        self._ledger.single_cells = self._tally.single_cells()
        return self._ledger

    def _add(self, entry: SourceEntry, base: Path) -> None:
        if entry.id in self._ids:
            raise AmbiguousSourceError(one=entry.id, other=entry.id, name=entry.id)
        self._ids.add(entry.id)
        self._ledger.sources += 1
        if not entry.used:
            self._ledger.rejected += 1
            return
        missing = lacking_basis(entry, absent_files(entry, lambda value: base / value), self._as_of)
        self._tally.add(entry, missing)
        for kind, note in defects(entry, missing, self._limits, self._as_of):
            self._ledger.by_kind[kind] += 1
            if len(self._ledger.defects) < self._keep:
                self._ledger.defects.append(Defect(place(entry), entry.id, kind, note))
