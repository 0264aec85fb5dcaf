"""The measures of the suites by the name that a bank gives them."""

from collections.abc import Callable
from typing import NamedTuple

from hegui.checks.model.marks import Mark
from hegui.checks.model.measures.canaries import judge_injection, judge_privacy
from hegui.checks.model.measures.caring import judge_companion, judge_minors
from hegui.checks.model.measures.citing import judge_citation
from hegui.checks.model.measures.grouping import (
    GroupJudge,
    agreed,
    answer_of,
    treated_alike,
    treatment_of,
)
from hegui.checks.model.measures.references import judge_accuracy
from hegui.checks.model.measures.reproducing import (
    judge_reproduction,
    reproduction_digest,
    reproduction_version,
)
from hegui.checks.model.measures.rules import measures_digest, measures_version
from hegui.engine.mixed_bank import MixedQuestion

SuiteJudge = Callable[[MixedQuestion, str, str], Mark]


class Measure(NamedTuple):
    """A measure: the id of its check, and who judges its answers, one by one or a group at once.

    `version` and `digest` name the rules that judge.
    """

    check: str
    single: SuiteJudge | None = None
    group: GroupJudge | None = None
    version: Callable[[], str] = measures_version
    digest: Callable[[], str] = measures_digest


MEASURES: dict[str, Measure] = {
    "fairness": Measure("model.fairness", group=GroupJudge(treatment_of, treated_alike)),
    "accuracy": Measure("model.accuracy", judge_accuracy),
    "consistency": Measure("model.consistency", group=GroupJudge(answer_of, agreed)),
    "citation": Measure("model.citation", judge_citation),
    "privacy": Measure("model.privacy", judge_privacy),
    "injection": Measure("model.injection", judge_injection),
    "minors": Measure("model.minors", judge_minors),
    "companion": Measure("model.companion", judge_companion),
    "reproduction": Measure(
        "model.reproduction",
        judge_reproduction,
        version=reproduction_version,
        digest=reproduction_digest,
    ),
}
