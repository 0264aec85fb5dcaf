"""The records of a comparison."""

from typing import Literal, Protocol

from hegui.catalogue.model import Catalogue
from hegui.common.struct import Record
from hegui.conformity.model import Applicability, Assessment, Inputs, State, VerdictWord

CauseKind = Literal[
    "evidence", "measure", "facts", "version", "person", "criterion", "catalogue", "day"
]
CAUSE_KINDS: tuple[CauseKind, ...] = (
    "evidence",
    "measure",
    "facts",
    "version",
    "person",
    "criterion",
    "catalogue",
    "day",
)


class Side(Protocol):
    """One of the two assessments: an opened bundle is one."""

    @property
    def catalogue(self) -> Catalogue:
        """The rows that were used."""

    @property
    def inputs(self) -> Inputs:
        """What was declared, measured, offered and said."""

    @property
    def assessment(self) -> Assessment:
        """The answer."""


class Cause(Record, frozen=True, kw_only=True):
    """One class of causes with what changed in it, as far as it touches the clause.

    `decisive`: computing the verdict anew with only this class changed, or with only this class
    unchanged, gives another verdict. `what` lists the single differences.
    """

    kind: CauseKind
    decisive: bool
    zh: str
    en: str
    what: tuple[str, ...] = ()


class ConditionChange(Record, frozen=True, kw_only=True):
    """A condition whose state changed; None where it was not there."""

    id: str
    subject: str = ""
    before: State | None
    after: State | None
    reason_zh: str = ""
    reason_en: str = ""


class ClauseChange(Record, frozen=True, kw_only=True):
    """A clause whose verdict or conditions changed; None where it was not judged."""

    clause: str
    before: VerdictWord | None
    after: VerdictWord | None
    worse: bool
    conditions: tuple[ConditionChange, ...]
    causes: tuple[Cause, ...]


class ObligationChange(Record, frozen=True, kw_only=True):
    """An obligation whose applicability changed; None where the catalogue did not have it."""

    id: str
    before: Applicability | None
    after: Applicability | None


class Changes(Record, frozen=True, kw_only=True):
    """The difference between two assessments; empty when nothing changed."""

    conclusion_before: VerdictWord
    conclusion_after: VerdictWord
    counts_before: dict[str, int]
    counts_after: dict[str, int]
    clauses: tuple[ClauseChange, ...]
    obligations: tuple[ObligationChange, ...]

    @property
    def worse(self) -> bool:
        """Tell whether the conclusion or a verdict got worse."""
        return worse(self.conclusion_before, self.conclusion_after) or any(
            change.worse for change in self.clauses
        )


RANK = {
    "does_not_conform": 0,
    "undetermined": 1,
    "partly": 2,
    "not_applicable": 3,
    "conforms": 3,
}
"""A verdict that moves to a lower rank got worse."""


def worse(before: VerdictWord | None, after: VerdictWord | None) -> bool:
    """Tell whether a verdict got worse; what appears or disappears is not compared."""
    return before is not None and after is not None and RANK[after] < RANK[before]
