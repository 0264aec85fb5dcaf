"""The register: every obligation of the catalogue with how it stands and what is done about it."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from hegui.catalogue.citation import cite, instrument_title, place, provision
from hegui.catalogue.model import Clause, Obligation
from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.controls.models import Control
from hegui.server.controls.selectors import controls_of
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import User
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.hooks import evidence_counts
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.selectors.applicability import Facts, Standing, standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One obligation of the register."""

    row: Obligation
    standing: Standing
    entry: ObligationEntry | None = None
    controls: list[Control] = field(default_factory=list)
    evidence: int = 0

    @property
    def pk(self) -> str:
        """Return the id of the obligation."""
        return self.row.id

    @property
    def owner(self) -> User | None:
        """Return who owns it."""
        return self.entry.owner if self.entry else None

    @property
    def status(self) -> str:
        """Return how far meeting it has come; without an entry it is open."""
        return self.entry.status if self.entry else ObligationEntry.Status.OPEN.value

    @property
    def review_on(self) -> dt.date | None:
        """Return the day of the next review."""
        return self.entry.review_on if self.entry else None

    @property
    def overdue(self) -> bool:
        """Tell whether the review is overdue."""
        return bool(self.review_on and self.review_on < today())

    @property
    def open(self) -> bool:
        """Tell whether somebody still has to act: it may apply and is not met, or nobody owns it."""
        may_apply = self.standing.state != "does_not_apply"
        return may_apply and (self.status != ObligationEntry.Status.MET or self.owner is None)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the ids of the clauses that carry it."""
        return carriers().get(self.row.id, ())

    @property
    def citation(self) -> Text:
        """Return the full citation with the version of the text."""
        return cite(catalogue(), self.row)

    @property
    def provision(self) -> Text:
        """Return the place inside the instrument."""
        return provision(self.row)

    @property
    def instrument(self) -> Text:
        """Return the title of the instrument with its version."""
        return instrument_title(catalogue(), self.row.instrument)


@lru_cache(maxsize=2)
def _carriers(digest: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for criterion in catalogue().criteria.values():
        for name in criterion.obligations:
            found.setdefault(name, []).append(criterion.id)
    return {name: tuple(clauses) for name, clauses in found.items()}


def carriers() -> dict[str, tuple[str, ...]]:
    """Return the clauses that carry each obligation, by the criteria of the catalogue."""
    return _carriers(catalogue().digest)


@lru_cache(maxsize=2)
def _order(digest: str) -> tuple[str, ...]:
    rules = catalogue()
    rank = {name: number for number, name in enumerate(rules.instruments)}
    rows = sorted(rules.obligations.values(), key=lambda r: (rank[r.instrument], place(r)))
    return tuple(row.id for row in rows)


def in_order() -> tuple[str, ...]:
    """Return the ids of all obligations by instrument, inside it by article."""
    return _order(catalogue().digest)


@lru_cache(maxsize=2)
def _words(digest: str) -> dict[str, str]:
    rules = catalogue()
    found = {}
    for row in rules.obligations.values():
        title, at = instrument_title(rules, row.instrument), provision(row)
        told = (row.id, row.zh, row.en, *title, *at, row.condition_note_zh, row.condition_note_en)
        found[row.id] = plain("\n".join(told))
    return found


def search_words() -> Mapping[str, str]:
    """Return the text in which an obligation is searched, in plain letters."""
    return _words(catalogue().digest)


def plain(text: str) -> str:
    """Return a text in which width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


def obligation_row(obligation: str) -> Obligation:
    """Return an obligation of the catalogue, or raise `NotFoundError`."""
    found = catalogue().obligations.get(obligation)
    if found is None:
        raise NotFoundError(what=obligation)
    return found


def clause_rows(obligation: str) -> list[Clause]:
    """Return the clauses that carry an obligation."""
    known = catalogue().clauses
    return [known[name] for name in carriers().get(obligation, ()) if name in known]


def entry_list(*, viewer: Viewer) -> QuerySet[ObligationEntry]:
    """Return the entries that the viewer may see, with owner and domain."""
    rows = ObligationEntry.objects.filter(viewer.where("obligations.view"))
    return rows.select_related("owner", "domain")


def entry_of(*, viewer: Viewer, obligation: str) -> ObligationEntry | None:
    """Return the entry of an obligation; None while nobody wrote one."""
    obligation_row(obligation)
    return entry_list(viewer=viewer).filter(obligation=obligation).first()


def register_lines(
    *, viewer: Viewer, day: dt.date | None = None, facts: Facts | None = None
) -> list[Line]:
    """Return the whole register in order: five queries and those of the evidence source.

    With `facts` given the declared ones are not read again.
    """
    viewer.require("obligations.view")
    entries = {entry.obligation: entry for entry in entry_list(viewer=viewer)}
    known = catalogue().obligations
    extra = _extras(viewer)
    found = standings(viewer.organisation, day, facts)
    return [
        Line(row=known[name], standing=found[name], entry=entries.get(name), **extra(name))
        for name in in_order()
    ]


def register_line(*, viewer: Viewer, obligation: str, day: dt.date | None = None) -> Line:
    """Return one obligation of the register."""
    viewer.require("obligations.view")
    row = obligation_row(obligation)
    entry = entry_of(viewer=viewer, obligation=obligation)
    standing = standings(viewer.organisation, day)[obligation]
    return Line(
        row=row, standing=standing, entry=entry, **_extras(viewer, [obligation])(obligation)
    )


def _extras(viewer: Viewer, rows: list[str] | None = None) -> Any:
    """Return a function that gives the controls and the number of evidence of an obligation."""
    controls = controls_of(viewer=viewer, what="obligation", rows=rows)
    evidence = evidence_counts(viewer, "obligation", rows or in_order())

    def get(name: str) -> dict[str, Any]:
        return {"controls": controls.get(name, []), "evidence": evidence.get(name, 0)}

    return get
