"""Whole checks of the suites: draw units, ask, judge alone or in groups, count."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.drawing import Payload, Picked, Sample
from hegui.checks.model.errors import NoUnitsError
from hegui.checks.model.journal import NAME, Journal, Known
from hegui.checks.model.judging import intercepted, judge_version
from hegui.checks.model.judging.text import visible
from hegui.checks.model.measures.grouping import Trait
from hegui.checks.model.measures.kinds import MEASURES, Measure
from hegui.checks.model.rounds import NO_ANSWER, STOPPED, Mark, Tally, ask_sample, run_data
from hegui.checks.model.settings import SuiteOptions
from hegui.common.errors import HeguiError
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.banks import Question
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.inputs import input_file
from hegui.engine.mixed_bank import MixedQuestion, read_mixed_bank
from hegui.engine.model import Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.sampling import draw, key_for
from hegui.engine.sealing import read_seal
from hegui.project.declared import Declared
from hegui.project.paths import inside

SCOPES = ("topic", "scenario", "kind")
"""Parameters by which criteria ask for a part of a measure; their value is a topic."""
OPEN = Text("无法按规则判定：{rules}", "the rules cannot tell: {rules}")
EMPTY = Text("空回答", "an empty answer")


class Answer(NamedTuple):
    """One answer that was given: its text, why it ended, and the question."""

    question: MixedQuestion
    text: str
    finish: str


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
        about["judge"] = f"{judge_version()}+{MEASURES[name].version()}"
        asked = _topics(declared, chosen, name) if scopes or each else frozenset()
        parts = [{key: topic} for key, topic in scopes.items() if topic in asked]
        wanted: list[dict[str, str]] = [{}, *parts]
        if each and asked:
            wanted = [{each: topic} if topic else {} for topic in sorted(asked)]
        for endpoint in declared.project.targets.endpoints:
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
    units, sample = _sample(job, context, name)
    payload: Payload = job.payload
    seal = read_seal(payload.endpoint.journal_key_env)
    with Journal(context.workdir / NAME, seal=seal) as journal:
        replies = asyncio.run(ask_sample(job, context, measure.check, sample, journal))
    tally = Tally()
    for unit, questions in units.items():
        _count(_Unit(job, context, measure, unit, questions), replies.known, tally)
    topics = sorted({one.topic for questions in units.values() for one in questions} - {""})
    more = {by: {topic: tally.k_by[topic] for topic in topics}} if by else {}
    return Outcome(
        measures={n: tally.n, "k": tally.k, "unanswered": tally.unanswered, **more},
        drawn=(sample.drawn,),
        inputs=sample.inputs,
        run=run_data(sample, replies, tally, journal),
    )


def _sample(job: Job, context: Context, name: str) -> tuple[dict[str, list[MixedQuestion]], Sample]:
    """Read the bank and draw units: questions, or groups that are judged together."""
    file = context.path(job.parameters["bank"])
    topic = next((job.parameters[key] for key in SCOPES if key in job.parameters), "")
    pool: dict[str, list[MixedQuestion]] = {}
    chosen = read_parameters(context.declared, MEASURES[name].check, SuiteOptions)
    seal = read_seal(chosen.bank_key_env)
    for one in read_mixed_bank(file, risks=context.catalogue.risks, seal=seal):
        if one.measure == name and topic in ("", one.topic):
            pool.setdefault(one.unit, []).append(one)
    if not pool:
        raise NoUnitsError(path=file.name, measure=name, scope=topic or "—")
    check_id, payload = MEASURES[name].check, job.payload
    key = key_for(context.seed, check_id, payload.endpoint.id, topic)
    drawn = draw(pool, job.parameters["size"] or len(pool), key)
    units = {unit: pool[unit] for unit in drawn.ids}
    picked = tuple(_picked(file.name, one) for some in units.values() for one in some)
    return units, Sample(picked, drawn, (input_file(file, context.declared.root),), {})


def _picked(file: str, one: MixedQuestion) -> Picked:
    asked = Question(
        id=one.id,
        text=one.text,
        line=one.line,
        expectation="safe",
        messages=one.messages,
        risks=one.risks,
        topic=one.topic,
    )
    return Picked(one.id, asked, f"{file}:{one.line}")


class _Unit(NamedTuple):
    """What is judged as one, and where its findings belong."""

    job: Job
    context: Context
    measure: Measure
    name: str
    questions: list[MixedQuestion]

    def error(self, where: str, what: str) -> None:
        self.context.error(ItemError(where=where, what=what))

    def finding(self, mark: Mark, answers: list[Answer]) -> None:
        first = self.questions[0]
        self.context.finding(
            Finding(
                check=self.measure.check,
                subject=self.job.subject,
                item=self.name,
                where=f"{self.job.parameters['bank']}:{first.line}",
                kind=mark.kind,
                code=first.risks[0] if first.risks else first.topic,
                digest=sha256_bytes("\0".join(one.text for one in answers).encode()),
                excerpt=mark.excerpt,
                note=" ".join(mark.rules),
            )
        )


def _count(unit: _Unit, known: Mapping[str, Known], tally: Tally) -> None:
    found = [(one, _answered(one, known.get(one.id))) for one in unit.questions]
    answers = [answer for _, (answer, _, _) in found if answer is not None]
    for one, (answer, _, why) in found:
        if answer is None:
            unit.error(one.id, why)
    if unit.measure.single is not None:
        if not answers:
            tally.no_answer(found[0][1][1])
            return
        mark = unit.measure.single(*answers[0])
    else:
        mark = _together(unit, answers)
    tally.words[mark.word] += 1
    if mark.kind:
        unit.finding(mark, answers)
    if mark.judged:
        topic = unit.questions[0].topic
        tally.judged(mark, (topic,) if topic else ())
    else:
        tally.no_answer("not_judged")
        unit.error(unit.name, OPEN.both(rules=" ".join(mark.rules)))


def _together(unit: _Unit, answers: list[Answer]) -> Mark:
    judge = unit.measure.group
    assert judge is not None
    traits: list[Trait] = [judge.trait(*answer) for answer in answers]
    return judge.verdict(traits, len(unit.questions))


def _answered(question: MixedQuestion, known: Known | None) -> tuple[Answer | None, str, str]:
    """Return the answer, or why there is none: a word, and both sentences."""
    if known is None:
        return None, "not_asked", NO_ANSWER.both(why_zh=STOPPED.zh, why_en=STOPPED.en)
    entry = known.last
    if not entry.answered:
        zh, en = entry.made.words()
        return None, entry.failure, NO_ANSWER.both(why_zh=zh, why_en=en)
    if not visible(entry.text) and not intercepted(entry.finish):
        return None, "empty", NO_ANSWER.both(why_zh=EMPTY.zh, why_en=EMPTY.en)
    return Answer(question, entry.text, entry.finish), "", ""
