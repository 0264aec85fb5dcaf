"""What pages say of subjects, filings and gates, ready for templates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from hegui.catalogue.query import title as row_title
from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.inventory.gates import Condition, Gate
from hegui.server.inventory.models import Filing, Relation, Subject
from hegui.server.inventory.rules import (
    CARD,
    FILING_STATUSES,
    KINDS,
    STATUSES,
    filing_kinds,
    number_warning,
)
from hegui.server.inventory.stages import relation_types, stages
from hegui.server.pages.language import said, say


@lru_cache(maxsize=1)
def due_within() -> dt.timedelta:
    """Return how long before its day a filing counts as due (data/filings.yaml)."""
    text = files("hegui.server.inventory").joinpath("data/filings.yaml").read_text("utf-8")
    return dt.timedelta(days=yaml.safe_load(text)["due_within_days"]["days"])


class Due(NamedTuple):
    """What is due about a filing: a state (`overdue`, `soon`, `later`, `unknown`) and words."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class FilingView:
    """A filing as pages show it."""

    row: Filing

    @property
    def title(self) -> str:
        """Return the kind of filing."""
        kind = filing_kinds().get(self.row.procedure)
        return said(kind.title) if kind else self.row.procedure

    @property
    def status(self) -> str:
        """Return the state in words."""
        return said(FILING_STATUSES.get(self.row.status, Text(self.row.status, self.row.status)))

    @property
    def warning(self) -> str:
        """Return what is odd about the number."""
        found = number_warning(self.row.procedure, self.row.number)
        return said(found) if found else ""

    @property
    def due(self) -> Due:
        """Return what is due next."""
        return filing_due(self.row, today())


def filing_due(filing: Filing, day: dt.date) -> Due:
    """Return what is due about a filing: the earlier of renewal and expiry."""
    if filing.status in ("cancelled", "refused"):
        return Due("later", "")
    ends = [one for one in (filing.renewal_on, filing.expires_on) if one]
    if not ends:
        return Due("unknown", say("未填有效期", "no expiry date given"))
    end = min(ends)
    left = (end - day).days
    if left < 0:
        return Due("overdue", say("已过期 {n} 天", "expired {n} days ago", n=-left))
    state = "soon" if dt.timedelta(days=left) <= due_within() else "later"
    return Due(state, say("还有 {n} 天", "{n} days left", n=left))


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One condition of a gate as pages show it."""

    answer: Condition

    @property
    def title(self) -> str:
        """Return the title of the clause or gate, if it has any."""
        if self.answer.title is not None:
            return said(self.answer.title)
        row = catalogue().clauses.get(self.answer.clause)
        return said(row_title(row)) if row else ""

    @property
    def state(self) -> str:
        """Return the state."""
        return self.answer.state

    @property
    def words(self) -> str:
        """Return why."""
        return said(self.answer.why)


class GateView(NamedTuple):
    """A gate as pages show it: what blocks first, then what is open, then what is passed."""

    gate: Gate
    answers: list[AnswerView]


def gate_view(gate: Gate) -> GateView:
    """Return a gate as pages show it."""
    order = {"blocked": 0, "open": 1, "passed": 2}
    rows = sorted(gate.conditions, key=lambda row: order[row.state])
    return GateView(gate, [AnswerView(row) for row in rows])


class RelationView(NamedTuple):
    """A relation as seen from one of its ends."""

    relation: Relation
    words: str
    other: Subject
    mine: bool


def relation_views(subject: Subject, rows: Sequence[Relation]) -> list[RelationView]:
    """Return relations as seen from a subject, its own first."""
    found = []
    for row in rows:
        mine = row.source_id == subject.pk
        kind = relation_types().get(row.type)
        text = (kind.title if mine else kind.back) if kind else Text(row.type, row.type)
        found.append(RelationView(row, said(text), row.target if mine else row.source, mine))
    return sorted(found, key=lambda view: (not view.mine, view.words, view.other.name))


def kind_words(kind: str) -> str:
    """Return the kind of a subject in words."""
    return said(KINDS[kind]) if kind in KINDS else kind


def status_words(status: str) -> str:
    """Return the status of a subject in words."""
    return said(STATUSES[status]) if status in STATUSES else status


def grade_words(grade: str) -> str:
    """Return how well a rule is known in words."""
    row = catalogue().grades.get(grade)
    return said(Text(row.zh, row.en)) if row else grade


def stage_words(stage: str) -> str:
    """Return a stage in words; an empty one is unknown."""
    row = stages().get(stage)
    return said(row.title) if row else stage or say("未知", "unknown")


def relation_words(kind: str) -> str:
    """Return a type of relation in words."""
    row = relation_types().get(kind)
    return said(row.title) if row else kind


def card_lines(subject: Subject) -> list[tuple[str, str]]:
    """Return what is known of the model card, with titles."""
    return [
        (said(title), subject.card[key]) for key, title in CARD.items() if subject.card.get(key)
    ]
