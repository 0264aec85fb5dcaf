"""One job of any model check: draw, ask, judge, count."""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any, NamedTuple

import msgspec

from hegui.checks.model.asking import Round
from hegui.checks.model.attempts import Attempts
from hegui.checks.model.client import ChatClient
from hegui.checks.model.drawing import (
    Groups,
    Payload,
    Picked,
    Sample,
    Spread,
    alone,
    draw_questions,
)
from hegui.checks.model.journal import NAME, Journal, Known
from hegui.checks.model.judging import intercepted
from hegui.checks.model.judging.text import visible
from hegui.checks.model.request import Asking, chat_request
from hegui.checks.model.settings import options
from hegui.checks.model.strata import strata_rates
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding, ItemError
from hegui.engine.planning import subject_digests
from hegui.engine.sealing import read_seal
from hegui.project.model import Endpoint

UNIT = "题"
NO_ANSWER = Text("没有回答：{why_zh}", "no answer: {why_en}")
STOPPED = Text("接口持续失败，已停止提问", "the endpoint kept failing, so asking was stopped")
NOT_JUDGED = Text("无法判定：{rules}", "cannot be judged: {rules}")


class Mark(NamedTuple):
    """What a judge says of one answer.

    `judged`: it counts in n; an answer that cannot be judged counts as none. `counted`: it counts
    in k. `kind` names a finding (empty: nothing to look at), with codes, the rules that spoke, and
    an `excerpt` that is masked.
    """

    judged: bool
    counted: bool
    kind: str = ""
    codes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    word: str = ""
    excerpt: str = ""


Judge = Callable[[str, str], Mark]
"""Judges an answer's text, given why the answer ended (`finish_reason`)."""


@dataclass(slots=True)
class Tally:
    """The numbers of a round; the same answers give the same numbers in any order."""

    n: int = 0
    k: int = 0
    unanswered: int = 0
    n_by: Counter[str] = field(default_factory=Counter)
    k_by: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)

    def no_answer(self, why: str) -> None:
        """Count a question without an answer that can be judged."""
        self.unanswered += 1
        self.why[why] += 1

    def judged(self, mark: Mark, groups: tuple[str, ...]) -> None:
        """Count a judged answer."""
        self.n += 1
        self.n_by.update(groups)
        if mark.counted:
            self.k += 1
            self.k_by.update(groups)


def run_round(
    job: Job,
    context: Context,
    check_id: str,
    *,
    groups: Groups,
    group_measure: str,
    judge: Judge,
    spread: Spread = alone,
) -> Outcome:
    """Ask the drawn questions, judge the answers in the order drawn, and count.

    The journal in the job's folder is continued when there is one.
    """
    sample = draw_questions(job, context, check_id, spread)
    payload: Payload = job.payload
    seal = read_seal(payload.endpoint.journal_key_env)
    with Journal(context.workdir / NAME, seal=seal) as journal:
        asked = asyncio.run(ask_sample(job, context, check_id, sample, journal))
    tally = Tally()
    for picked in sample.questions:
        place = Place(job, context, check_id, picked)
        _count(place, asked.known.get(picked.item), tally, groups, judge)
    return Outcome(
        measures={
            "n": tally.n,
            "k": tally.k,
            "unanswered": tally.unanswered,
            group_measure: _by_group(sample, tally, groups),
        },
        drawn=(sample.drawn,),
        inputs=sample.inputs,
        run=run_data(sample, asked, tally, journal),
    )


class Replies(NamedTuple):
    """The attempts for each question by id, and why asking stopped early, if it did."""

    known: Attempts
    stopped: str


async def ask_sample(
    job: Job, context: Context, check_id: str, sample: Sample, journal: Journal
) -> Replies:
    """Put the questions of a sample to the endpoint of a job."""
    payload: Payload = job.payload
    endpoint = _placed(payload.endpoint, context)
    askings = [
        Asking(item=p.item, request=chat_request(endpoint, p.question)) for p in sample.questions
    ]
    chosen = options(context.declared, check_id)
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
        about={
            "check": check_id,
            "endpoint": endpoint.id,
            "subject": job.subject,
            "subject_digest": subject_digests(context.declared)[job.subject],
            "as_of": context.declared.as_of.isoformat(),
        },
    )
    return Replies(await questions.run(), questions.stopped)


def _placed(endpoint: Endpoint, context: Context) -> Endpoint:
    """Return an endpoint whose files are named by their place inside the project folder."""
    names = [name for name in ("template", "file") if getattr(endpoint, name)]
    files = {name: str(context.path(getattr(endpoint, name))) for name in names}
    return msgspec.structs.replace(endpoint, **files) if files else endpoint


class Place(NamedTuple):
    """Where a finding or an error belongs."""

    job: Job
    context: Context
    check_id: str
    picked: Picked

    def error(self, what: str) -> None:
        """Record that a question has no answer that can be judged."""
        self.context.error(ItemError(where=self.picked.item, what=what))

    def finding(self, mark: Mark, answer: str) -> None:
        """Record a finding: place, kind and hash; the words stay in the journal."""
        for code in mark.codes or self.picked.question.risks[:1] or (self.picked.question.topic,):
            self.context.finding(
                Finding(
                    check=self.check_id,
                    subject=self.job.subject,
                    item=self.picked.item,
                    where=self.picked.where,
                    kind=mark.kind,
                    code=code,
                    digest=sha256_bytes(answer.encode()),
                    excerpt=mark.excerpt,
                    note=" ".join(mark.rules),
                )
            )


def _count(place: Place, known: Known | None, tally: Tally, groups: Groups, judge: Judge) -> None:
    if known is None:
        tally.no_answer("not_asked")
        place.error(NO_ANSWER.both(why_zh=STOPPED.zh, why_en=STOPPED.en))
        return
    entry = known.last
    if not entry.answered:
        tally.no_answer(entry.failure)
        zh, en = entry.made.words()
        place.error(NO_ANSWER.both(why_zh=zh, why_en=en))
        return
    if not visible(entry.text) and not intercepted(entry.finish):
        tally.no_answer("empty")
        place.error(NO_ANSWER.both(why_zh="空回答", why_en="an empty answer"))
        return
    mark = judge(entry.text, entry.finish)
    tally.words[mark.word] += 1
    if mark.kind:
        place.finding(mark, entry.text)
    if mark.judged:
        tally.judged(mark, groups(place.picked.question))
    else:
        tally.no_answer("not_judged")
        place.error(NOT_JUDGED.both(rules=" ".join(mark.rules)))


def _by_group(sample: Sample, tally: Tally, groups: Groups) -> dict[str, int]:
    """Return k for every group that was drawn, also where it is 0."""
    names = sorted({name for picked in sample.questions for name in groups(picked.question)})
    return {name: tally.k_by[name] for name in names}


def run_data(sample: Sample, replies: Replies, tally: Tally, journal: Journal) -> dict[str, Any]:
    """Return what verdicts never read: how the round went, and each stratum with its bounds."""
    return {
        "n_by_group": dict(sorted(tally.n_by.items())),
        "strata": strata_rates(tally.n_by, tally.k_by),
        "calibrated": False,
        "answers": dict(sorted(tally.words.items())),
        "unanswered_why": dict(sorted(tally.why.items())),
        "stopped": replies.stopped,
        "left_out_by_modality": sample.left_out,
        **how_it_went(replies.known.all(), journal),
    }


def how_it_went(known: Iterable[Known], journal: Journal) -> dict[str, Any]:
    """Return attempts, failures, times, tokens and the journal's end; one record at a time."""
    failures: Counter[str] = Counter()
    models: set[str] = set()
    times: Counter[int] = Counter()
    attempts = tokens = asked = 0
    for entry in chain.from_iterable(one.attempts for one in known):
        attempts += 1
        tokens += entry.tokens or 0
        asked += entry.asked_tokens or 0
        if entry.failure:
            failures[entry.failure] += 1
        else:
            times[entry.ms] += 1
            models.add(entry.model)
    return {
        "attempts": attempts,
        "failures": dict(sorted(failures.items())),
        "latency_ms": latency_ms(times),
        "tokens": {"asked": asked, "answered": tokens},
        "models": sorted(models - {""}),
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
