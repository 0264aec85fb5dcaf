"""Conformity: all verdicts of the full catalogue, over a world in which everything was looked at.

Every check has a result, every evidence type a document, every role a statement, for three
subjects of each kind, so that each rule is computed and each rate gets its bound. `cold` computes
every expression; `warm` finds them in the cache, as the second command on a project does. The
one-off import of the expression library is shown beside it.
"""

import datetime as dt
import os
import tempfile
from typing import Any

DAY = dt.date(2026, 11, 20)
KINDS = ("dataset", "model", "service", "supplier")
EACH = 3
LIMIT = 0.3


def bench(case: Any) -> None:
    """Measure judging, the document, and a comparison."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        from hegui.catalogue import load
        from hegui.common.hashing import canonical_json
        from hegui.conformity import compare, judge, verdicts_document

        catalogue = load(as_of=DAY)
        with case("import the expression library, once"):
            import cel  # noqa: F401
        inputs = world(catalogue)
        count = len(catalogue.criteria)
        with case("judge all clauses, cold", items=count, limit=LIMIT) as figures:
            assessment = judge(catalogue, inputs)
            figures["conditions"] = sum(len(v.trace.conditions) for v in assessment.verdicts)
            figures["rates"] = sum(
                len(c.rates) for v in assessment.verdicts for c in v.trace.conditions
            )
        with case("judge all clauses, warm", items=count, limit=LIMIT):
            judge(catalogue, inputs)
        with case("verdicts.json", items=count) as figures:
            figures["bytes"] = len(canonical_json(verdicts_document(assessment)))
        with case("compare with the day after next year", items=count):
            later = Opened(catalogue, world(catalogue, DAY.replace(year=DAY.year + 1)))
            compare(Opened(catalogue, inputs), later)


class Opened:
    """One side of a comparison."""

    def __init__(self, catalogue: Any, inputs: Any) -> None:
        from hegui.conformity import judge

        self.catalogue, self.inputs = catalogue, inputs
        self.assessment = judge(catalogue, inputs)


def world(catalogue: Any, as_of: dt.date = DAY) -> Any:
    """Return inputs in which everything is there: facts true, checks run, documents approved."""
    from hegui.conformity import Inputs
    from hegui.project.model import Attestation, Person, Subject

    subjects = tuple(
        Subject(id=f"{kind}-{n}", kind=kind, name=f"{kind} {n}", version="1", digest=f"sha256:{n}")
        for kind in KINDS
        for n in range(EACH)
    )
    conditions = [(row.id, c) for row in catalogue.criteria.values() for c in row.conditions]
    return Inputs(
        as_of=as_of,
        rule_set="",
        facts={fact.id: fact_value(fact) for fact in catalogue.facts.values()},
        subjects=subjects,
        people=(Person(id="p", name="P", roles=tuple(catalogue.labels["role"])),),
        results=tuple(results(catalogue, subjects, [c for _, c in conditions])),
        evidence=tuple(evidence(catalogue, subjects)),
        attestations=tuple(
            Attestation(clause=clause, condition=c.id, by="p", on=DAY)
            for clause, c in conditions
            if c.needs == "attestation"
        ),
    )


def fact_value(fact: Any) -> Any:
    """Return a value that makes as many rows apply as possible."""
    return {"bool": True, "int": 10_000_000, "set": fact.values}[fact.type]


def results(catalogue: Any, subjects: Any, conditions: Any) -> Any:
    """Yield a result of every check and scope for the organisation and every subject."""
    from hegui.engine.model import CheckResult

    by_class = {f"A.{n}": 200 for n in range(1, 6)}
    values = {"int": 4000, "float": 0.5, "map": by_class, "shares": {"zh": 0.5}}
    counts = {"k": 3900, "unanswered": 3, "in_time": 3900, "open_overdue": 0, "age_days": 1}
    scopes = {(c.check, tuple(sorted(c.parameters.items()))) for c in conditions if c.check}
    for check, parameters in sorted(scopes):
        types = catalogue.measures[check].measures
        for subject in subjects:
            yield CheckResult(
                check=check,
                version="1",
                status="done",
                subject=subject.id,
                subject_digest=subject.digest,
                target=subject.id,
                parameters=dict(parameters),
                measured_on=DAY,
                measures={name: counts.get(name, values[kind]) for name, kind in types.items()},
            )


def evidence(catalogue: Any, subjects: Any) -> Any:
    """Yield a document of every type, approved by everybody, covering every subject."""
    from hegui.engine.model import EvidenceItem

    for type_id in catalogue.evidence_types:
        yield EvidenceItem(
            id=type_id.lower(),
            type=type_id,
            title=type_id,
            path=f"{type_id}.md",
            sha256="0" * 64,
            size=1,
            date=DAY,
            approved_by="p",
            approver_roles=tuple(catalogue.labels["role"]),
            covers={subject.id: "1" for subject in subjects},
        )
