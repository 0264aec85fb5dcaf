"""What a verdict rests on, as short digests: by them a later assessment tells what still stands."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.conformity.model import Assessment, ClauseVerdict, Inputs
from hegui.project.model import Project

PARTS = {
    "clause": Text("条款文字有改动", "the text of the clause changed"),
    "criterion": Text("判定准则有改动", "the criterion changed"),
    "catalogue": Text(
        "准则所依据的要求、义务或证据类型有改动",
        "requirements, obligations or evidence types under the criterion changed",
    ),
    "applies": Text("是否适用有变化", "whether it applies changed"),
    "conditions": Text("测量值或条件状态有变化", "measures or the states of conditions changed"),
    "evidence": Text("所用证据有变化", "the evidence used changed"),
    "version": Text("对象换了版本", "a subject has another version"),
    "linked": Text("人工关联的证据有变化", "the evidence that people linked changed"),
}
"""Part of a basis -> what it means that it differs."""


class Taken(NamedTuple):
    """Records of one kind taken over from a bundle, since the server keeps none of its own.

    The kind `evidence_left` is what the bundle held and was not taken.
    """

    kind: str
    number: int
    bundle: str
    as_of: dt.date


class Declared(NamedTuple):
    """What the machine's verdicts are made from, as it is kept."""

    project: Project
    inputs: Inputs
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class Side:
    """One judged assessment, as the engine's comparison and the reports take it."""

    catalogue: Catalogue
    inputs: Inputs
    project: Project
    assessment: Assessment
    taken: tuple[Taken, ...] = ()

    @cached_property
    def evidence(self) -> dict[str, str]:
        """Return the digest of each item of evidence by its id in traces."""
        return {f"evidence:{item.id}": item.sha256 for item in self.inputs.evidence}


def basis_of(side: Side, verdict: ClauseVerdict, clause: str) -> dict[str, str]:
    """Return the short digests of what one verdict rests on; `clause` is that of its text."""
    criterion = side.catalogue.criteria[verdict.clause]
    trace = verdict.trace
    sources = sorted({name for item in trace.conditions for name in item.sources})
    return {
        "clause": clause,
        "criterion": short(criterion),
        "catalogue": short(list(_rows(side.catalogue, verdict.clause))),
        "applies": short([*applied(verdict)]),
        "conditions": short(
            [[c.id, c.subject, c.machine_state or c.state, c.values] for c in trace.conditions]
        ),
        "evidence": short([[n, side.evidence[n]] for n in sources if n in side.evidence]),
        "version": short(
            [
                [s.id, s.digest or s.version]
                for s in sorted(side.inputs.subjects, key=lambda s: s.id)
                if s.kind == criterion.subject_kind
            ]
        ),
    }


def applied(verdict: ClauseVerdict) -> Iterable[Any]:
    """Yield what says whether a clause applies; a decision in the declaration says it too."""
    trace = verdict.trace
    yield from (trace.applicability, trace.obligations, trace.obligations_undetermined)
    if trace.decided_by:
        yield [verdict.verdict, trace.decided_by, trace.decided_why]


def _rows(catalogue: Catalogue, clause: str) -> Iterable[Any]:
    """Yield the rows of the catalogue under a criterion."""
    criterion = catalogue.criteria[clause]
    wanted = dict.fromkeys(
        (*criterion.requirements, *(r for c in criterion.conditions for r in c.requirements))
    )
    yield from (catalogue.requirements[name] for name in wanted if name in catalogue.requirements)
    yield from (
        catalogue.obligations[n] for n in criterion.obligations if n in catalogue.obligations
    )
    types = dict.fromkeys(name for c in criterion.conditions for name in c.evidence)
    yield from (catalogue.evidence_types[n] for n in types if n in catalogue.evidence_types)


def short(value: Any) -> str:
    """Return the first 16 hex digits of the digest of a value."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:16]


def differences(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Return the parts of two bases that differ; what one side never knew counts as different."""
    return [part for part in PARTS if old.get(part, "") != new.get(part, "")]
