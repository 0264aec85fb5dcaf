"""One clause as its page shows it: what it asks, each condition and its state, what comes next.

The words are those of the reports, so that page and report never differ.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.text import Lang
from hegui.conformity.model import Assessment as Judged
from hegui.conformity.model import ClauseVerdict, Inputs, Trace, VerdictWord
from hegui.project.model import Organisation, Project
from hegui.reports.builders import clauses
from hegui.reports.builders.base import Base
from hegui.reports.context import ClauseView, Ref
from hegui.reports.material import Material
from hegui.reports.words import words
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.names import deciders


class PageBase(Base):
    """Builds the view of one clause; titles come from what the assessment kept."""

    names: Mapping[str, Any] = {}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the titles of the checks by id."""
        at = 0 if self.lang == "zh" else 1
        known = self.names.get("checks", {})
        return {check: (pair[at] or pair[0] or check) for check, pair in known.items()}

    def source_ref(self, source: str) -> Ref:
        """Return a source of a trace by its title; evidence and results lead to their pages."""
        kind, _, name = source.partition(":")
        if kind == "evidence":
            title = self.names.get("evidence", {}).get(name, [name])[0]
            return Ref(str(title), name)
        check = next((part for part in name.split("|") if part in self.titles), "")
        return Ref(self.titles.get(check, name), source if kind == "result" else "")


def clause_view(
    assessment: Assessment, clause: ClauseAssessment, catalogue: Catalogue | None, lang: Lang
) -> ClauseView | None:
    """Return the view of a clause that a catalogue has criteria for; None for imported texts."""
    if catalogue is None or clause.clause not in catalogue.criteria or clause.trace is None:
        return None
    trace = msgspec.convert(clause.trace, Trace)
    verdict = ClauseVerdict(
        clause=clause.clause, verdict=cast(VerdictWord, clause.machine_verdict), trace=trace
    )
    base = PageBase(material_of_one(assessment, catalogue, verdict), lang, words(lang))
    base.names = assessment.names
    return clauses.build(base)[0]


def material_of_one(
    assessment: Assessment, catalogue: Catalogue, verdict: ClauseVerdict
) -> Material:
    """Return the material of a report about one clause alone."""
    judged = Judged(
        conclusion=verdict.verdict,
        verdicts=(verdict,),
        gates=(),
        scores=(),
        maturity=1,
        obligations={},
        below_best_grade=0,
    )
    people = deciders(verdict.trace)
    inputs = Inputs(as_of=assessment.as_of, rule_set="", facts={}, people=people)
    owner = Organisation(id="organisation", name="-")
    project = Project(schema="hegui/project/1", organisation=owner)
    return Material(project, catalogue, inputs, judged, "")
