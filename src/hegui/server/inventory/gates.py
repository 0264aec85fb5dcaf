"""The gate of a life-cycle stage: one answer for pages, API and builds.

It is `passed` only where every condition is shown to be met for the current version; `blocked`
where any is shown not to be; else `open`. Nothing to judge by is open as well: a gate that nobody
looked at was not passed.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import yaml

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.judgements import Judgement, Version, judgements_about
from hegui.server.inventory.models import Subject
from hegui.server.inventory.reasons import (
    NO_CONDITION,
    NOT_JUDGED,
    aged,
    gate_words,
    judged_again,
    other_version,
    verdict_words,
    version_unknown,
)
from hegui.server.inventory.selectors import current_version
from hegui.server.inventory.stages import Stage

State = Literal["passed", "blocked", "open"]
ORDER: tuple[State, ...] = ("blocked", "open", "passed")
STATES: Mapping[str, State] = {
    "conforms": "passed",
    "not_applicable": "passed",
    "partly": "blocked",
    "does_not_conform": "blocked",
}


class Condition(NamedTuple):
    """One condition of a gate: its state, why, and where to look.

    `clause` is set for a clause, `title` and `clauses` for a gate of the overall conclusion. `doubt`
    says that a verdict is known which does not count for the current version today.
    """

    state: State
    why: Text
    clause: str = ""
    href: str = ""
    title: Text | None = None
    clauses: tuple[str, ...] = ()
    id: str = ""
    doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The answer of a gate, with all its conditions. `version` is the subject's current one."""

    state: State
    stage: Stage
    version: Version
    conditions: list[Condition] = field(default_factory=list)

    @property
    def left(self) -> list[Condition]:
        """Return the conditions that keep it from being passed."""
        return [row for row in self.conditions if row.state != "passed"]


class Weighed(NamedTuple):
    """A judgement and what speaks against it counting: nothing, or the reasons."""

    judgement: Judgement
    doubts: tuple[Text, ...]


def gate_of(*, viewer: Viewer, subject: Subject, stage: Stage, on: dt.date | None = None) -> Gate:
    """Return the gate of a stage for a subject's current version on a day (today by default).

    The answer is the same whoever asks; a viewer sees no title of what is hidden from them.
    """
    return gates_of(viewer=viewer, subject=subject, asked=[stage], on=on)[0]


def gates_of(
    *, viewer: Viewer, subject: Subject, asked: Sequence[Stage], on: dt.date | None = None
) -> list[Gate]:
    """Return the gates of some stages, with as many queries as for one."""
    version, day = version_of(subject), on or today()
    clauses = {c: None for stage in asked for c in stage.clauses_for(subject.type)}
    known = judgements_about(viewer, subject, list(clauses))
    return [_gate(stage, subject.type, known, version, day) for stage in asked]


def _gate(
    stage: Stage, kind: str, known: Sequence[Judgement], version: Version, day: dt.date
) -> Gate:
    rows = [_clause(clause, known, version, day) for clause in stage.clauses_for(kind)]
    if stage.overall:
        rows += _overall(known, version, day)
    rows = rows or [Condition("open", NO_CONDITION, id="none")]
    return Gate(
        state=worst(row.state for row in rows), stage=stage, version=version, conditions=rows
    )


def version_of(subject: Subject) -> Version:
    """Return what is known of a subject's current version."""
    found = current_version(subject)
    return Version(found.label, found.digest) if found else Version()


def worst(states: Iterable[str]) -> State:
    """Return the worst of some states; of none, open."""
    found = set(states)
    return next((state for state in ORDER if state in found), "open")


def _clause(clause: str, known: Sequence[Judgement], version: Version, day: dt.date) -> Condition:
    """Return what the judgement that counts most says of a clause."""
    weighed = [
        Weighed(one, _doubts(one, version, day, max_age(clause), stale=one.verdicts[clause].stale))
        for one in known
        if clause in one.verdicts
    ]
    if not weighed:
        return Condition("open", NOT_JUDGED, clause, id=clause)
    one, doubts = max(weighed, key=lambda row: _weight(row, row.judgement.verdicts[clause].person))
    said = one.verdicts[clause]
    why = verdict_words(said, one, doubts)
    state: State = "open" if doubts else STATES.get(said.verdict, "open")
    href = one.hrefs.get(clause, one.href)
    return Condition(state, why, clause, href, id=clause, doubt=bool(doubts))


def _overall(known: Sequence[Judgement], version: Version, day: dt.date) -> list[Condition]:
    """Return the gates of the overall conclusion, by the judgement that counts most."""
    weighed = [Weighed(one, _doubts(one, version, day, max_age(""))) for one in known if one.gates]
    if not weighed:
        return [Condition("open", NOT_JUDGED, title=CONCLUSION, id="overall")]
    one, doubts = max(weighed, key=_weight)
    return [_overall_row(row, one, doubts) for row in one.gates]


CONCLUSION = Text("总体结论", "Overall conclusion")


def _overall_row(row: Mapping[str, Any], one: Judgement, doubts: tuple[Text, ...]) -> Condition:
    state: State = row["state"] if row["state"] in ORDER and not doubts else "open"
    return Condition(
        state,
        gate_words(row["state"], one, doubts),
        href=one.href,
        title=Text(row["zh"], row["en"]),
        clauses=tuple(row["clauses"]),
        id=row["id"],
        doubt=bool(doubts),
    )


def _weight(row: Weighed, person: bool = False) -> tuple[object, ...]:
    """Return how much a judgement counts: what is sound, signed, by a person, the newest."""
    one = row.judgement
    return (not row.doubts, one.signed, person, one.as_of, one.by_people)


def _doubts(
    one: Judgement, version: Version, day: dt.date, days: int, *, stale: bool = False
) -> tuple[Text, ...]:
    """Return why a judgement does not count for a version on a day."""
    same = same_version(version, one.version)
    found = []
    if same is None:
        found.append(version_unknown(version, one.version))
    elif not same:
        found.append(other_version(version, one.version))
    if (day - one.as_of).days > days:
        found.append(aged(one.as_of, days))
    if stale:
        found.append(judged_again())
    return tuple(found)


def same_version(now: Version, then: Version) -> bool | None:
    """Tell whether two versions are one: by digest, else by label; None is unknown."""
    if now.digest and then.digest:
        return now.digest == then.digest
    if now.label and then.label:
        return now.label == then.label
    return None


def max_age(clause: str) -> int:
    """Return for how many days a verdict on a clause holds, as the catalogue's criterion says."""
    criterion = catalogue().criteria.get(clause)
    ages = (
        [row.max_age_days for row in criterion.conditions if row.max_age_days] if criterion else []
    )
    return min(ages, default=default_age())


@lru_cache(maxsize=1)
def default_age() -> int:
    """Return the days for what the catalogue gives none (data/gates.yaml)."""
    text = files("hegui.server.inventory").joinpath("data/gates.yaml").read_text("utf-8")
    return int(yaml.safe_load(text)["max_age"]["days"])
