"""What a test of load asks: steps of more and more requests at once, inputs of several lengths."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from hegui.checks.model.budget import Prices, prices_of
from hegui.checks.model.capability.rules import classes
from hegui.checks.model.errors import BadLoadError
from hegui.checks.model.request import Asking, chat_request
from hegui.engine.banks import Message, Question
from hegui.project.model import Endpoint

ASKABLE = ("chat", "http")


class Step(NamedTuple):
    """So many requests, at most `load` of them at once; `first` is the number of the first."""

    load: int
    first: int
    requests: int


class LoadPlan(NamedTuple):
    """The steps, the lengths of inputs in turn, limits of pace (a second) and time (minutes), prices."""

    endpoint: Endpoint
    steps: tuple[Step, ...]
    lengths: tuple[int, ...]
    per_second: float
    minutes: float
    prices: Prices

    @property
    def requests(self) -> int:
        """How many requests there are in all."""
        return sum(step.requests for step in self.steps)

    def askings(self, step: Step) -> Iterator[Asking]:
        """Yield the requests of a step; no two are alike, so that no cache answers them."""
        for number in range(step.first, step.first + step.requests):
            text = input_of(self.lengths[number % len(self.lengths)], number + 1)
            turn = Message(role="user", content=text)
            question = Question(
                id="load", text=text, line=1, expectation="answer", messages=(turn,)
            )
            yield Asking(item=f"load-{number + 1}", request=chat_request(self.endpoint, question))

    def tokens(self) -> tuple[float, float]:
        """Return about how many tokens are asked and answered at most."""
        asked = answered = 0.0
        for step in self.steps:
            for one in self.askings(step):
                asked += one.request.tokens - one.request.limit
                answered += one.request.limit
        return asked, answered


def plan_load(
    endpoint: Endpoint,
    *,
    requests: int | None = None,
    loads: Sequence[int] = (),
    lengths: Sequence[int] = (),
    answer_tokens: int | None = None,
    per_second: float | None = None,
    minutes: float | None = None,
    prices: Prices | None = None,
) -> LoadPlan:
    """Return the plan; what is not given is our own default of `classes.yaml`.

    A load asks for its share of the requests, so that all take about as long. Loads never go beyond
    the endpoint's `concurrency`; raises `BadLoadError` for named ones that do, for an endpoint that is
    not asked over the network, and for fewer requests than loads.
    """
    own = classes().asked
    if endpoint.kind not in ASKABLE:
        raise BadLoadError(
            what_zh=f"接口“{endpoint.id}”的种类须为 chat 或 http",
            what_en=f"the endpoint “{endpoint.id}” must be of kind chat or http",
        )
    beyond = [load for load in loads if load > endpoint.concurrency]
    if beyond:
        raise BadLoadError(
            what_zh=f"并发 {beyond[0]} 超出接口的 concurrency（{endpoint.concurrency}）",
            what_en=f"the load {beyond[0]} goes beyond the endpoint's concurrency ({endpoint.concurrency})",
        )
    chosen = sorted(set(loads)) or [one for one in own.loads if one <= endpoint.concurrency]
    total = requests or own.requests
    if total < len(chosen):
        raise BadLoadError(
            what_zh=f"请求数 {total} 少于负载的级数 {len(chosen)}",
            what_en=f"{total} requests are fewer than the {len(chosen)} loads",
        )
    replaced = msgspec.structs.replace(
        endpoint, attempts=1, max_tokens=answer_tokens or own.answer_tokens
    )
    return LoadPlan(
        endpoint=replaced,
        steps=tuple(_steps(chosen, total)),
        lengths=tuple(lengths) or own.lengths,
        per_second=per_second or own.requests_per_second,
        minutes=minutes or own.minutes,
        prices=prices or prices_of(endpoint),
    )


def _steps(chosen: Sequence[int], total: int) -> Iterator[Step]:
    """Yield steps whose sizes add up to the total, each in proportion to its load."""
    first, weights = 0, sum(chosen)
    for at, load in enumerate(chosen, start=1):
        last = at == len(chosen)
        size = total - first if last else max(1, total * load // weights)
        yield Step(load, first, size)
        first += size


def input_of(chars: int, number: int) -> str:
    """Return an input of about so many characters, at least its instruction; each number differs."""
    head, text = classes().ask.format(number=number), classes().text
    wanted = max(0, chars - len(head))
    return head + (text * (wanted // len(text) + 1))[:wanted] if wanted else head.strip()
