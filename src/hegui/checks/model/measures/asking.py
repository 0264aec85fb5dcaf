"""Whole checks of the suites: draw units, ask, judge alone or in groups, count."""

from collections.abc import Iterable, Sequence
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.model.calibrating.measured import measure_digest
from hegui.checks.model.deciding import Rule
from hegui.checks.model.drawing import (
    Asked,
    Payload,
    Picked,
    Sample,
    Unit,
    by_topic,
    endpoints_asked,
)
from hegui.checks.model.errors import NoUnitsError
from hegui.checks.model.generated import keyword_rules
from hegui.checks.model.hearing import Given
from hegui.checks.model.judging import judge_version
from hegui.checks.model.marks import Mark
from hegui.checks.model.measures.kinds import MEASURES, Measure
from hegui.checks.model.rounds import Task, run_round
from hegui.checks.model.settings import SuiteOptions
from hegui.common.errors import HeguiError
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.inputs import input_file
from hegui.engine.mixed_bank import MixedQuestion, read_mixed_bank
from hegui.engine.parameters import read_parameters
from hegui.engine.sampling import draw, key_for
from hegui.engine.sealing import read_seal
from hegui.project.declared import Declared
from hegui.project.paths import inside

SCOPES = ("topic", "scenario", "kind")
"""Parameters by which criteria ask for a part of a measure; their value is a topic."""


def plan_for_suite(name: str, *, each: str = "", **scopes: str) -> Plan:
    """Return the plan of a measure: for each endpoint one job where the project names a bank.

    `scopes` are parameters with a topic (`topic="crisis"`): each gets a job of its own besides, since a
    criterion asks for it alone, where the bank has that topic. With `each`, the name of such a
    parameter, there is one job for each topic of the bank and none besides.
    """
    check_id = MEASURES[name].check

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        chosen = read_parameters(declared, check_id, SuiteOptions)
        if not chosen.bank:
            return
        about: dict[str, Any] = {"bank": chosen.bank, "size": chosen.size or 0}
        rules = f"{judge_version()}+{MEASURES[name].version()}"
        about["judge"] = chosen.judge or rules
        asked = _topics(declared, chosen, name) if scopes or each else frozenset()
        parts = [{key: topic} for key, topic in scopes.items() if topic in asked]
        wanted: list[dict[str, str]] = [{}, *parts]
        if each and asked:
            wanted = [{each: topic} if topic else {} for topic in sorted(asked)]
        for endpoint in endpoints_asked(declared, check_id):
            for scope in wanted:
                yield Job(
                    subject=endpoint.subject,
                    target=endpoint.id,
                    payload=Payload(endpoint, ()),
                    parameters=about | scope,
                )

    return plan


def _topics(declared: Declared, chosen: SuiteOptions, name: str) -> frozenset[str]:
    """Return the topics of a measure in a bank; none for a bank that the check itself will refuse."""
    try:
        seal = read_seal(chosen.bank_key_env)
        questions = read_mixed_bank(inside(declared.root, chosen.bank), seal=seal)
    except HeguiError:
        return frozenset()
    return frozenset(one.topic for one in questions if one.measure == name)


def run_suite(job: Job, context: Context, name: str, *, n: str = "n", by: str = "") -> Outcome:
    """Ask the drawn questions of a measure and count; `n` and `by` name measures of the result."""
    measure = MEASURES[name]
    task = Task(measure.check, by_topic, rule_of(measure), by, n, lambda: keyword_rules(context))
    return run_round(job, context, task, _sample(job, context, name))


def rule_of(measure: Measure) -> Rule:
    """Return the rules of a measure, which see one answer or those of a group at once."""
    single, group = measure.single, measure.group

    def mark(answers: Sequence[Given], size: int) -> Mark:
        told = [(mixed(one.question), one.text, one.finish) for one in answers]
        if single is not None:
            return single(*told[0])
        assert group is not None
        return group.verdict([group.trait(*one) for one in told], size)

    return Rule(measure_digest(measure.check), mark)


def mixed(question: Asked) -> MixedQuestion:
    """Return a question of a suite, which says itself what it is judged for."""
    assert isinstance(question, MixedQuestion)
    return question


def _sample(job: Job, context: Context, name: str) -> Sample:
    """Read the bank and draw units: questions, or groups that are judged together."""
    file = context.path(job.parameters["bank"])
    topic = next((job.parameters[key] for key in SCOPES if key in job.parameters), "")
    pool: dict[str, list[Picked]] = {}
    chosen = read_parameters(context.declared, MEASURES[name].check, SuiteOptions)
    seal = read_seal(chosen.bank_key_env)
    for one in read_mixed_bank(file, risks=context.catalogue.risks, seal=seal):
        if one.measure == name and topic in ("", one.topic):
            where = f"{job.parameters['bank']}:{one.line}"
            pool.setdefault(one.unit, []).append(Picked(one.id, one, where))
    if not pool:
        raise NoUnitsError(path=file.name, measure=name, scope=topic or "—")
    check_id, payload = MEASURES[name].check, job.payload
    key = key_for(context.seed, check_id, payload.endpoint.id, topic)
    drawn = draw(pool, job.parameters["size"] or len(pool), key)
    units = tuple(Unit(name, tuple(pool[name])) for name in drawn.ids)
    return Sample(units, drawn, (input_file(file, context.declared.root),), {}, chosen.bank_key_env)
