"""The records of a comparison."""

import datetime as dt
from typing import Literal, Protocol

from hegui.catalogue.model import Catalogue, FactValue
from hegui.common.struct import Record
from hegui.conformity.model import Applicability, Assessment, Inputs, State, VerdictWord
from hegui.project.model import Judgement, Project

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
    def project(self) -> Project:
        """The declaration, with who decided what."""

    @property
    def assessment(self) -> Assessment:
        """The answer."""


class Told(Record, frozen=True, kw_only=True):
    """One difference in words, in both languages."""

    zh: str
    en: str


class FactChange(Record, frozen=True, kw_only=True):
    """A declared fact that changed; None where it was not set.

    `judged_before` and `judged_after` say by whom, when and why, where a person decided the fact.
    """

    id: str
    zh: str
    en: str
    before: FactValue | None
    after: FactValue | None
    judged_before: Judgement | None
    judged_after: Judgement | None


class DocumentState(Record, frozen=True, kw_only=True):
    """What tells one state of a document from another."""

    date: dt.date
    sha256: str
    approved_by: tuple[str, ...]
    approved_on: dt.date | None
    valid_until: dt.date | None
    covers: dict[str, str]
    readable: bool


class DocumentChange(Record, frozen=True, kw_only=True):
    """A document that was added, removed or changed."""

    id: str
    type: str
    title: str
    before: DocumentState | None
    after: DocumentState | None


class Version(Record, frozen=True, kw_only=True):
    """The version and digest of a subject."""

    version: str
    digest: str


class SubjectChange(Record, frozen=True, kw_only=True):
    """A subject that came, went or has another version."""

    id: str
    kind: str
    name: str
    name_en: str
    before: Version | None
    after: Version | None


class BasisChange(Record, frozen=True, kw_only=True):
    """What both assessments rest on and that differs: `day`, `rule_set` or `catalogue`."""

    what: Literal["day", "rule_set", "catalogue"]
    before: str
    after: str


class Cause(Record, frozen=True, kw_only=True):
    """One class of causes with what changed in it, as far as it touches the clause.

    `decisive`: computing the verdict anew with only this class changed, or with only this class
    unchanged, gives another verdict. `what` lists the single differences.
    """

    kind: CauseKind
    decisive: bool
    zh: str
    en: str
    what: tuple[Told, ...]


class ConditionChange(Record, frozen=True, kw_only=True):
    """A condition whose state changed, with what it asks for; None where it was not there."""

    id: str
    zh: str
    en: str
    subject: str
    before: State | None
    after: State | None
    reason_zh: str
    reason_en: str


class ClauseChange(Record, frozen=True, kw_only=True):
    """A clause whose verdict or conditions changed; None where it was not judged."""

    clause: str
    title_zh: str
    title_en: str
    before: VerdictWord | None
    after: VerdictWord | None
    worse: bool
    conditions: tuple[ConditionChange, ...]
    causes: tuple[Cause, ...]


class ObligationChange(Record, frozen=True, kw_only=True):
    """An obligation whose applicability changed; None where the catalogue did not have it.

    `facts` are those that moved it; where there is none, `cause` says what did.
    """

    id: str
    instrument: str
    citation_zh: str
    citation_en: str
    before: Applicability | None
    after: Applicability | None
    cause: Literal["facts", "day", "catalogue"]
    facts: tuple[str, ...]


class Changes(Record, frozen=True, kw_only=True):
    """The difference between two assessments; empty when nothing changed."""

    conclusion_before: VerdictWord
    conclusion_after: VerdictWord
    counts_before: dict[str, int]
    counts_after: dict[str, int]
    basis: tuple[BasisChange, ...]
    facts: tuple[FactChange, ...]
    documents: tuple[DocumentChange, ...]
    subjects: tuple[SubjectChange, ...]
    obligations: tuple[ObligationChange, ...]
    clauses: tuple[ClauseChange, ...]

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
