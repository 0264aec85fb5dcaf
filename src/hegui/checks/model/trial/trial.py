"""One trial: ask, judge, count, and leave a folder that says how.

The folder holds `journal.jsonl` (raw answers, for its owner only), `judged.jsonl` (what was said of
each answer, without its words) and `result.json`. Apart from times it is the same for equal answers.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec

from hegui import __version__
from hegui.catalogue.model import Catalogue
from hegui.checks.model.asking import Progress, Round
from hegui.checks.model.attempts import Attempts
from hegui.checks.model.budget import Purse
from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import TrialExistsError
from hegui.checks.model.held import hold
from hegui.checks.model.journal import NAME, Journal
from hegui.checks.model.judges import Work
from hegui.checks.model.judging import judge_version
from hegui.checks.model.marks import JUDGED
from hegui.checks.model.measures import MEASURES
from hegui.checks.model.rounds import Course
from hegui.checks.model.targets import load_function
from hegui.checks.model.targets.address import shown_url
from hegui.checks.model.trial.differing import leave_compared
from hegui.checks.model.trial.judged import Counts, Desk, Digests
from hegui.checks.model.trial.named import Named, all_said, judges_told
from hegui.checks.model.trial.plan import Plan
from hegui.checks.model.trial.rates import Told, TrialRate, trial_rate
from hegui.checks.model.trial.spending import spent_by_judges
from hegui.common.collecting import rarely_collected
from hegui.common.files import make_folder, written_atomic
from hegui.common.hashing import canonical_parts
from hegui.engine.sealing import Seal

FORMAT = "hegui/model-test/1"
RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial came to: rates by check, what was said of each question, and how it went."""

    plan: Plan
    measures: dict[str, TrialRate]
    counts: Counts
    run: dict[str, Any]
    held: dict[str, Any]
    named: Named | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the result for programs."""
        plan, counts = self.plan, self.counts
        media = {"media": dict(sorted(counts.media.items()))} if counts.media else {}
        return {
            "format": FORMAT,
            "version": __version__,
            "endpoint": {
                "url": shown_url(plan.endpoint.base_url),
                "model": plan.endpoint.model,
            },
            "bank": {"file": plan.bank.name, "sha256": plan.bank_sha256, "items": plan.population},
            "plan": self.held,
            "seed": plan.seed,
            "wanted": plan.wanted,
            "drawn": [msgspec.to_builtins(drawn) for drawn in plan.drawn],
            "judge": judge_of(plan, self.named),
            "judges": judges_told(self.named.panels) if self.named else {},
            "asked": counts.asked,
            "answered": counts.answered,
            **media,
            "unanswered_why": dict(sorted((counts.why + counts.undecided).items())),
            "measures": {name: rate.plain() for name, rate in self.measures.items()},
            "run": self.run,
        }


def _silent(_done: int, _total: int) -> None:
    pass


def run_trial(
    plan: Plan,
    out: Path,
    catalogue: Catalogue,
    *,
    resume: bool = False,
    new_plan: bool = False,
    seal: Seal | None = None,
    progress: Progress = _silent,
    named: Named | None = None,
    judging: Progress = _silent,
) -> Trial:
    """Ask the drawn questions, judge the answers in the order of the bank, and write the folder.

    `named` judges are asked when all questions are; `judging` is told how far they are.

    With `resume` a journal in the folder is continued: no question with an answer is asked again.
    Raises `TrialExistsError` for a folder with a journal otherwise, and `OtherPlanError` for one that was
    begun under another plan, unless a `new_plan` is asked for. A cap on costs counts what the model and
    all judges cost in all runs of the folder; `JudgeWithoutPriceError` where that of one is not known.
    """
    client = _client(plan)
    path = make_folder(out) / NAME
    if path.exists() and not resume:
        raise TrialExistsError(path=out)
    with Journal(path, seal=seal) as journal, rarely_collected():
        capped = plan.prices.most is not None
        before = spent_by_judges(out, named.judges if named else None, capped=capped)
        client.budget.share(sum(before.values()))
        held = hold(out, plan.told(), begun=journal.records > 0, new=new_plan)
        (out / RESULT).unlink(missing_ok=True)
        known, stopped = asyncio.run(_ask(plan, client, journal, progress))
        saying = None
        if named is not None and named.panels:
            spent = plan.prices.cost(journal.asked_tokens, journal.tokens)
            purse = Purse(plan.prices.most, spent, before)
            saying = all_said(plan, named, known, Work(out, judging, seal), purse)
        leave_compared(out, saying)
        course, desk = Course(), Desk(plan, named, saying)
        with written_atomic(out / JUDGED) as file:
            _judged(desk, plan, known, course, file)
        run = {"stopped": stopped, **course.told(journal)}
    counts = desk.counts
    run["cost"] = plan.prices.cost(run["tokens"]["asked"], run["tokens"]["answered"])
    run["judges"] = saying.run if saying else {}
    trial = Trial(plan, _rates(plan, counts, catalogue, desk.digests), counts, run, held, named)
    with written_atomic(out / RESULT) as file:
        file.writelines(canonical_parts(trial.as_dict()))
    return trial


def judge_of(plan: Plan, named: Named | None = None) -> str:
    """Return the versions of the rules that judge the answers of a plan, and each named judge."""
    measured = sorted({question.measure for question in plan.questions} & MEASURES.keys())
    rules = (judge_version(), *(MEASURES[one].version() for one in measured))
    own = {check: one.digest for check, one in named.panels.items()} if named else {}
    judges = (f"{check}={digest}" for check, digest in sorted(own.items()))
    return "+".join(dict.fromkeys((*rules, *judges)))


def _judged(desk: Desk, plan: Plan, known: Attempts, course: Course, file: IO[bytes]) -> None:
    """Judge the answers in the order of the bank, write what is said, and count."""
    for place, question in enumerate(plan.questions):
        asked = [known.at(place * plan.repeats + at) for at in range(plan.repeats)]
        for one in filter(None, asked):
            course.add(one)
        for row in desk.rows(question, asked):
            file.write(msgspec.json.encode(row) + b"\n")


def _client(plan: Plan) -> ChatClient:
    """Return what asks; a target that cannot be asked is refused before anything is written."""
    return ChatClient(
        plan.endpoint,
        per_second=plan.paces.per_second,
        tokens_per_minute=plan.paces.tokens,
        prices=plan.prices,
        function=load_function(plan.function) if plan.function else None,
    )


async def _ask(
    plan: Plan, client: ChatClient, journal: Journal, progress: Progress
) -> tuple[Attempts, str]:
    asking = Round(
        plan.askings(),
        client=client,
        journal=journal,
        progress=progress,
        workers=plan.endpoint.concurrency,
        about=plan.about(),
    )
    return await asking.run(), asking.stopped


def _rates(
    plan: Plan, counts: Counts, catalogue: Catalogue, digests: Digests
) -> dict[str, TrialRate]:
    return {
        name: trial_rate(
            name,
            catalogue,
            Told(
                tally,
                digests[name],
                counts.clusters.get(name, ()),
                plan.calibrations,
                plan.seed,
            ),
        )
        for name, tally in counts.tallies().items()
    }
