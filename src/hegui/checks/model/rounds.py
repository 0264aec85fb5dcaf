"""One job of any model check: draw, ask, judge, count."""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hegui.checks.model.asking import Round
from hegui.checks.model.attempts import Attempts
from hegui.checks.model.calibrating.applying import Measured, judged_by, measured_for
from hegui.checks.model.client import ChatClient
from hegui.checks.model.counting import Count
from hegui.checks.model.deciding import Panel, Rule, panel
from hegui.checks.model.drawing import Groups, Payload, Sample, journal_seal
from hegui.checks.model.hearing import Heard, all_heard
from hegui.checks.model.journal import NAME, Journal, Known
from hegui.checks.model.judges import Judgement, Work
from hegui.checks.model.judges.disagreeing import COMPARED, DISAGREEMENTS, compared, disagreements
from hegui.checks.model.judges.disagreeing import lines as differing
from hegui.checks.model.judges.running import JUDGE_JOURNALS, journals_of_judges
from hegui.checks.model.marks import JUDGED, Tally
from hegui.checks.model.request import Asking, chat_request
from hegui.checks.model.settings import options
from hegui.checks.model.strata import strata_rates
from hegui.checks.model.taking_over import Earlier, take_over
from hegui.common.files import write_atomic, written_atomic
from hegui.common.hashing import canonical_json
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Drawn, InputFile
from hegui.engine.planning import subject_digests
from hegui.engine.sealing import Seal
from hegui.project.model import Endpoint

UNIT = "题"


class Task(NamedTuple):
    """What a check counts: its id, the groups of its questions, its rules, the names of its measures.

    `by` names the measure of k by group, `n` that of n. `more` are rules that judges may ask besides.
    """

    check: str
    groups: Groups
    rule: Rule | None
    by: str = ""
    n: str = "n"
    more: Callable[[], Mapping[str, Rule]] = dict


def run_round(job: Job, context: Context, task: Task, sample: Sample) -> Outcome:
    """Ask the drawn questions, judge the answers in the order drawn, and count.

    The journal in the job's folder is continued when there is one. A judge or a calibration that
    cannot be used is refused before anything is asked.
    """
    who = panel(context, task.check, task.rule, task.more)
    measured = measured_for(context, task.check, who.digest)
    payload: Payload = job.payload
    seal = journal_seal(payload.endpoint, sample)
    with Journal(context.workdir / NAME, seal=seal) as journal:
        asked = asyncio.run(ask_sample(job, context, task.check, sample, journal))
        heard = all_heard(sample.units, asked.known)
        found = judged(job, context, task, who, heard, measured, seal)
        went = how_it_went(asked.known.all(), journal)
    return found.outcome(
        sample,
        {"stopped": asked.stopped, "left_out_by_modality": sample.left_out, **went},
    )


class Found(NamedTuple):
    """What was judged and counted, and what people's labels say of the judge."""

    task: Task
    who: Panel
    counted: Count
    measured: Measured | None
    run: dict[str, Any]
    calibration: tuple[InputFile, ...]

    def outcome(self, sample: Sample | None, run: dict[str, Any]) -> Outcome:
        """Return the result; `run` is what verdicts never read."""
        tally, task = self.counted.tally, self.task
        names = groups_of(sample, task.groups) if sample else sorted(tally.n_by)
        by = {task.by: {name: tally.k_by[name] for name in names}} if task.by else {}
        drawn: tuple[Drawn, ...] = (sample.drawn,) if sample else ()
        inputs = sample.inputs if sample else ()
        measures = {task.n: tally.n, "k": tally.k, "unanswered": tally.unanswered, **by}
        return Outcome(
            measures=measures,
            drawn=drawn,
            inputs=(*inputs, *self.who.inputs, *self.calibration),
            run={**tallied(tally), **self.run, **run},
            judged_by=judged_by(
                self.task.check,
                self.who.name,
                self.who.kind,
                self.who.digest,
                self.measured,
                answers=self.counted.answers_digest(),
                silent=self.counted.silent,
            ),
        )


def judged(
    job: Job,
    context: Context,
    task: Task,
    who: Panel,
    heard: Iterable[Heard],
    measured: Measured | None,
    seal: Seal | None = None,
) -> Found:
    """Judge and count; what was said of each question stands in `judged.jsonl`, without its words."""
    work = Work(context.workdir, lambda done, all_: context.progress(done, all_, UNIT), seal)
    said: list[Judgement] = []
    with written_atomic(context.workdir / JUDGED) as file:
        count = Count(job, context, task.check, task.groups, who.digest, file)
        for one, mark, judgement in who.decided(heard, work):
            count.take(one, mark)
            if judgement is not None:
                said.append(judgement)
    run = {"calibrated": measured is not None, **_together(context.workdir, who, said)}
    if heads := journals_of_judges(context.workdir):
        run[JUDGE_JOURNALS] = heads
    files = (input_file(measured.path, context.declared.root),) if measured else ()
    return Found(task, who, count, measured, run, files)


def _together(folder: Path, who: Panel, said: list[Judgement]) -> dict[str, Any]:
    """Write where several judges disagree, without words of an answer; return how far they agree."""
    if not any(one.said for one in said):
        return {}
    differ = disagreements([one.answered() for one in who.heard], said)
    rule = who.sitting.spec.rule if who.sitting and who.sitting.spec.judges else ""
    told = {**compared(said, len(differ)), "rule": rule}
    write_atomic(folder / COMPARED, canonical_json(told))
    write_atomic(folder / DISAGREEMENTS, differing(differ))
    return {"judges": told}


class Replies(NamedTuple):
    """The attempts for each question by id, and why asking stopped early, if it did."""

    known: Attempts
    stopped: str


async def ask_sample(
    job: Job, context: Context, check_id: str, sample: Sample, journal: Journal
) -> Replies:
    """Put the questions of a sample to the endpoint of a job."""
    payload: Payload = job.payload
    endpoint = placed(payload.endpoint, context)
    askings = [
        Asking(item=p.item, request=chat_request(endpoint, p.question)) for p in sample.questions
    ]
    chosen = options(context.declared, check_id)
    about = {
        "endpoint": endpoint.id,
        "subject": job.subject,
        "subject_digest": subject_digests(context.declared)[job.subject],
        "as_of": context.declared.as_of.isoformat(),
    }
    earlier = Earlier(check_id, about)
    take_over(context.shared, earlier, askings, journal)
    questions = Round(
        askings=askings,
        client=ChatClient(
            endpoint,
            per_second=chosen.requests_per_second,
            tokens_per_minute=chosen.tokens_per_minute,
        ),
        journal=journal,
        progress=lambda done, total: context.progress(done, total, UNIT),
        workers=endpoint.concurrency,
        about=earlier.whole(),
    )
    replies = Replies(await questions.run(), questions.stopped)
    earlier.leave(context.shared, journal)
    return replies


def placed(endpoint: Endpoint, context: Context) -> Endpoint:
    """Return an endpoint whose files are named by their place inside the project folder."""
    names = [name for name in ("template", "file") if getattr(endpoint, name)]
    files = {name: str(context.path(getattr(endpoint, name))) for name in names}
    return msgspec.structs.replace(endpoint, **files) if files else endpoint


def groups_of(sample: Sample, groups: Groups) -> list[str]:
    """Return the names of all groups that were drawn, also where none counts."""
    return sorted({name for picked in sample.questions for name in groups(picked.question)})


def tallied(tally: Tally) -> dict[str, Any]:
    """Return what verdicts never read of the numbers: each stratum with its bounds, words, reasons."""
    return {
        "n_by_group": dict(sorted(tally.n_by.items())),
        "strata": strata_rates(tally.n_by, tally.k_by),
        "answers": dict(sorted(tally.words.items())),
        "unanswered_why": dict(sorted(tally.why.items())),
    }


def how_it_went(known: Iterable[Known], journal: Journal) -> dict[str, Any]:
    """Return attempts, failures, times, tokens and the journal's end; one record at a time."""
    course = Course()
    for one in known:
        course.add(one)
    return course.told(journal)


class Course:
    """How a round went: attempts, failures, times and tokens, counted one question at a time."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._models: set[str] = set()
        self._times: Counter[int] = Counter()
        self._attempts = self._tokens = self._asked = 0

    def add(self, known: Known) -> None:
        """Count the attempts for a question."""
        for entry in known.attempts:
            self._attempts += 1
            self._tokens += entry.tokens or 0
            self._asked += entry.asked_tokens or 0
            if entry.failure:
                self._failures[entry.failure] += 1
            else:
                self._times[entry.ms] += 1
                self._models.add(entry.model)

    def told(self, journal: Journal) -> dict[str, Any]:
        """Return the counts, and the journal's end."""
        return {
            "attempts": self._attempts,
            "failures": dict(sorted(self._failures.items())),
            "latency_ms": latency_ms(self._times),
            "tokens": {"asked": self._asked, "answered": self._tokens},
            "models": sorted(self._models - {""}),
            "journal": {"records": journal.records, "head": journal.head, "torn": journal.torn},
        }


def latency_ms(times: Counter[int]) -> dict[str, int]:
    """Return the median and the 95th percentile (nearest rank) of counted times."""
    total = times.total()
    if not total:
        return {}
    return {
        name: _ranked(times, (total * share - 1) // 100)
        for name, share in (("p50", 50), ("p95", 95))
    }


def _ranked(times: Counter[int], rank: int) -> int:
    """Return the time at a rank, counted from 0 upwards from the shortest."""
    ordered = sorted(times)
    ends = list(accumulate(times[ms] for ms in ordered))
    return ordered[bisect_right(ends, rank)]
