"""One trial: ask, judge, count, and leave a folder that says how.

The folder holds `journal.jsonl` (raw answers, for its owner only), `judged.jsonl` (what was said of
each answer, without its words) and `result.json`. Apart from times it is the same for equal answers.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hegui import __version__
from hegui.catalogue.model import Catalogue
from hegui.checks.model.asking import Progress, Round
from hegui.checks.model.client import ChatClient
from hegui.checks.model.errors import TrialExistsError
from hegui.checks.model.journal import NAME, Journal, Known
from hegui.checks.model.judging import judge_version
from hegui.checks.model.rounds import latency_ms
from hegui.checks.model.trial.judged import Judged, judged, judges, tallies
from hegui.checks.model.trial.plan import Plan
from hegui.checks.model.trial.rates import TrialRate, trial_rate
from hegui.common.files import make_folder, write_atomic
from hegui.common.hashing import canonical_json

FORMAT = "hegui/model-test/1"
RESULT, JUDGED = "result.json", "judged.jsonl"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial came to: rates by check, what was said of each question, and how it went."""

    plan: Plan
    measures: dict[str, TrialRate]
    said: list[Judged]
    run: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the result for programs."""
        plan, words = self.plan, Counter(one.why for one in self.said if one.why)
        return {
            "format": FORMAT,
            "version": __version__,
            "endpoint": {"url": plan.endpoint.base_url, "model": plan.endpoint.model},
            "bank": {"file": plan.bank.name, "sha256": plan.bank_sha256, "items": plan.population},
            "seed": plan.seed,
            "drawn": [msgspec.to_builtins(drawn) for drawn in plan.drawn],
            "judge": judge_version(),
            "asked": len(self.said),
            "answered": sum(one.why in ("", "not_judged") for one in self.said),
            "unanswered_why": dict(sorted(words.items())),
            "measures": {name: rate.plain() for name, rate in self.measures.items()},
            "run": self.run,
        }


def run_trial(
    plan: Plan,
    out: Path,
    catalogue: Catalogue,
    *,
    resume: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Trial:
    """Ask the drawn questions, judge the answers in the order of the bank, and write the folder.

    With `resume` a journal in the folder is continued: no question with an answer is asked again.
    Raises `TrialExistsError` for a folder with a journal otherwise.
    """
    path = make_folder(out) / NAME
    if path.exists() and not resume:
        raise TrialExistsError(path=out)
    (out / RESULT).unlink(missing_ok=True)
    with Journal(path) as journal:
        known, stopped = asyncio.run(_ask(plan, journal, progress))
        run = _how(known, stopped, journal)
    chosen = judges(plan)
    said = [judged(q, known.get(q.id), chosen.of(q)) for q in plan.questions]
    trial = Trial(plan, _rates(plan, said, catalogue), said, run)
    write_atomic(out / JUDGED, b"".join(msgspec.json.encode(one) + b"\n" for one in said))
    write_atomic(out / RESULT, canonical_json(trial.as_dict()))
    return trial


async def _ask(plan: Plan, journal: Journal, progress: Progress) -> tuple[dict[str, Known], str]:
    requests = plan.paces.requests
    asking = Round(
        plan.askings(),
        client=ChatClient(
            plan.endpoint,
            per_second=requests / 60 if requests else None,
            tokens_per_minute=plan.paces.tokens,
        ),
        journal=journal,
        progress=progress,
        workers=plan.endpoint.concurrency,
        about=plan.about(),
    )
    return await asking.run(), asking.stopped


def _rates(plan: Plan, said: list[Judged], catalogue: Catalogue) -> dict[str, TrialRate]:
    return {
        name: trial_rate(
            name,
            catalogue,
            n=tally.n,
            k=tally.k,
            unanswered=tally.unanswered,
            by_group={
                group: {"n": tally.n_by[group], "k": tally.k_by[group]}
                for group in sorted(tally.n_by)
            },
        )
        for name, tally in tallies(plan.questions, said).items()
    }


def _how(known: dict[str, Known], stopped: str, journal: Journal) -> dict[str, Any]:
    made = [entry for one in known.values() for entry in one.attempts]
    return {
        "stopped": stopped,
        "attempts": len(made),
        "failures": dict(sorted(Counter(one.failure for one in made if one.failure).items())),
        "latency_ms": latency_ms(sorted(one.ms for one in made if one.answered)),
        "tokens": sum(one.tokens or 0 for one in made),
        "models": sorted({one.model for one in made if one.model}),
        "journal": {"records": journal.records, "head": journal.head, "torn": journal.torn},
    }
