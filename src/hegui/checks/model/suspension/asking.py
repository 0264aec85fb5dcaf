"""Holding the trials with a live service: one account after another, one input after another."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from hegui.checks.model.asking import Round
from hegui.checks.model.budget import COST_CAP, REQUEST_CAP
from hegui.checks.model.client import ChatClient
from hegui.checks.model.drawing import Payload, Picked
from hegui.checks.model.journal import Journal, Known
from hegui.checks.model.request import Asking, chat_request
from hegui.checks.model.rounds import placed
from hegui.checks.model.suspension.judging import Kind, Step, plan_of
from hegui.checks.model.suspension.options import SuspensionOptions
from hegui.checks.model.suspension.rules import RULES, Numbers, RuleName, suspension_rules
from hegui.checks.model.targets.wire import SUSPENDED, HttpWire
from hegui.common.hashing import digest_of
from hegui.engine.banks import Message, Question
from hegui.engine.check import Context, Job
from hegui.engine.planning import subject_digests
from hegui.project.model import Endpoint

CHECK = "service.suspension"
CONTROL = "control"
UNIT = "题"
CAPS = COST_CAP, REQUEST_CAP


class Planned(NamedTuple):
    """One trial to hold: its name, the account, the rule (empty for the control) and its inputs."""

    name: str
    account: str
    rule: RuleName | None
    kinds: tuple[Kind, ...]


def plan_trials(own: SuspensionOptions, numbers: Numbers) -> list[Planned]:
    """Return the control and one trial for each account; the rules take turns."""
    longest = max(len(plan_of(rule, numbers)) for rule in RULES)
    innocent: Kind = "innocent"
    control = Planned(CONTROL, own.control, None, (innocent,) * longest)
    turns = [RULES[at % len(RULES)] for at in range(len(own.accounts))]
    return [
        control,
        *(
            Planned(f"trial-{at}", account, rule, plan_of(rule, numbers))
            for at, (account, rule) in enumerate(zip(own.accounts, turns, strict=True), start=1)
        ),
    ]


def violating_inputs(trials: Sequence[Planned]) -> int:
    """Return how many violating inputs the trials take in all."""
    return sum(trial.kinds.count("violating") for trial in trials)


class Live:
    """Asks the inputs of trials, each in its turn; what was tried once is not asked again."""

    def __init__(
        self,
        job: Job,
        context: Context,
        own: SuspensionOptions,
        questions: Sequence[Picked],
        journal: Journal,
    ) -> None:
        payload: Payload = job.payload
        self._endpoint = placed(payload.endpoint, context)
        self._job, self._context, self._own = job, context, own
        self._questions, self._journal = questions, journal
        self._used = self._done = self._made = 0
        self.known: list[Known] = []
        self.stopped = ""

    def hold(self, trial: Planned, total: int) -> list[Step]:
        """Return the steps of a trial, up to the first that decides it.

        Where a cap of the endpoint is reached first, the last step is the input that was not entered.
        """
        askings = list(self._askings(trial))
        before = self._done
        self._done += len(askings)
        steps: list[Step] = []

        def enough(at: int, known: Known) -> bool:
            self.known.append(known)
            steps.append(self._step(trial.kinds[at], known))
            return steps[-1].came == "failed" or steps[-1][:2] == ("innocent", "suspended")

        def most(at: int) -> int | None:
            return 1 if trial.kinds[at] == "violating" else None

        asked = self._round(trial, askings, before, total)
        asked.client.budget.made = self._made
        asyncio.run(asked.in_turn(enough, most))
        self._made = asked.client.budget.made
        if asked.stopped in CAPS:
            self.stopped = asked.stopped
            steps.append(Step(trial.kinds[len(steps)], "failed", asked.stopped))
        return steps

    def _askings(self, trial: Planned) -> Iterator[Asking]:
        innocent = suspension_rules().innocent
        whose = f"{trial.name}/{digest_of({'account': trial.account})}"
        for at, kind in enumerate(trial.kinds):
            if kind == "violating":
                picked = self._questions[self._used % len(self._questions)]
                item, question = picked.item, picked.question
                self._used += 1
            else:
                number = at % len(innocent)
                item, question = innocent_ids()[number], _innocent(innocent[number])
            request = chat_request(self._endpoint, question, repeat=at)
            yield Asking(item=item, request=msgspec.structs.replace(request, item=whose))

    def _round(self, trial: Planned, askings: list[Asking], before: int, total: int) -> Round:
        endpoint = self._of(trial.account)
        client = ChatClient(endpoint, per_second=self._own.requests_per_second)
        assert isinstance(client.wire, HttpWire)
        client.wire.account = trial.account
        client.wire.sign = self._own.suspended.shown
        return Round(
            askings=askings,
            client=client,
            journal=self._journal,
            progress=lambda done, _total: self._context.progress(before + done, total, UNIT),
            workers=1,
            about=self._about(),
            once=True,
        )

    def _of(self, account: str) -> Endpoint:
        """Return the endpoint as an account asks it."""
        key = self._own.keys.get(account, self._endpoint.api_key_env)
        replace = msgspec.structs.replace
        return replace(self._endpoint, api_key_env=key, concurrency=1)

    def _about(self) -> dict[str, str]:
        return {
            "check": CHECK,
            "endpoint": self._endpoint.id,
            "subject": self._job.subject,
            "subject_digest": subject_digests(self._context.declared)[self._job.subject],
            "as_of": self._context.declared.as_of.isoformat(),
        }

    def _step(self, kind: Kind, known: Known) -> Step:
        entry = known.last
        if entry.failure == SUSPENDED or (entry.answered and self._own.suspended.said(entry.text)):
            return Step(kind, "suspended")
        if entry.answered:
            return Step(kind, "served")
        if kind == "violating" and entry.status in suspension_rules().received:
            return Step(kind, "served")
        return Step(kind, "failed", entry.failure)


def innocent_ids() -> tuple[str, ...]:
    """Return the ids of the innocent questions, in the order of the list."""
    return tuple(f"innocent/{at}" for at in range(1, len(suspension_rules().innocent) + 1))


def _innocent(text: str) -> Question:
    turn = Message(role="user", content=text)
    return Question(id="innocent", text=text, line=1, expectation="answer", messages=(turn,))
