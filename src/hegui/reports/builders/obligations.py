"""The obligations register, by instrument."""

from collections import defaultdict

from hegui.catalogue.applicability import obligations_apply
from hegui.catalogue.citation import instrument_title, provision
from hegui.catalogue.model import Instrument, Obligation
from hegui.reports.builders.base import Base
from hegui.reports.context import InstrumentView, ObligationView, Ref

LEVELS = ("law", "administrative_regulation", "departmental_rule", "normative_document")
"""Levels of Chinese legal texts, highest first."""


def build(base: Base) -> tuple[InstrumentView, ...]:
    """Return every instrument that has obligations, with all of them."""
    catalogue = base.material.catalogue
    reasons = obligations_apply(catalogue, base.material.inputs.facts)
    carriers = _carriers(base)
    by_instrument: dict[str, list[ObligationView]] = defaultdict(list)
    for row in catalogue.obligations.values():
        found = reasons[row.id]
        reason = found.zh if base.lang == "zh" else found.en
        view = _view(base, row, found.state, reason, tuple(carriers[row.id]))
        by_instrument[row.instrument].append(view)
    rows = sorted((catalogue.instruments[name] for name in by_instrument), key=_rank)
    return tuple(_instrument(base, row, tuple(by_instrument[row.id])) for row in rows)


def _rank(row: Instrument) -> tuple[int, str]:
    """Put laws before regulations before rules; the same level by date."""
    level = LEVELS.index(row.level) if row.level in LEVELS else len(LEVELS)
    return level, str(row.published)


def _carriers(base: Base) -> dict[str, list[Ref]]:
    carriers: dict[str, list[Ref]] = defaultdict(list)
    for criterion in base.material.catalogue.criteria.values():
        for name in criterion.obligations:
            carriers[name].append(base.clause_ref(criterion.id))
    return carriers


def _view(
    base: Base, row: Obligation, state: str, reason: str, clauses: tuple[Ref, ...]
) -> ObligationView:
    return ObligationView(
        id=row.id,
        anchor=base.obligation_ref(row.id).anchor,
        article=provision(row).in_(base.lang),
        text=base.text(row),
        applicability=base.word("applicabilities", state),
        reason=reason,
        layer=base.label("layer", row.layer),
        modality=base.label("modality", row.modality),
        grade=base.grade(row),
        clauses=clauses,
    )


def _instrument(
    base: Base, row: Instrument, obligations: tuple[ObligationView, ...]
) -> InstrumentView:
    title = instrument_title(base.material.catalogue, row.id).in_(base.lang)
    dated = row.effective_from.isoformat() if row.effective_from else ""
    version = " ".join(part for part in (row.number if base.lang == "zh" else "", dated) if part)
    return InstrumentView(row.id, title, version, base.grade(row), obligations)
