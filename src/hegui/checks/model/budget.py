"""What asking may cost: prices and a cap, checked before each question."""

import asyncio
from collections.abc import Mapping

import msgspec

from hegui.checks.model.errors import CapWithoutPriceError
from hegui.common.struct import Record
from hegui.project.model import Endpoint

MILLION = 1_000_000
COST_CAP, REQUEST_CAP = "cost_cap", "request_cap"


class Prices(Record, frozen=True, kw_only=True):
    """Prices of a million tokens asked and answered, and the most that may be spent (None: no cap).

    The currency is the user's; the same for all three. `requests` is how many may be made.
    """

    asked: float = 0.0
    answered: float = 0.0
    most: float | None = None
    requests: int | None = None

    def cost(self, asked: float, answered: float) -> float:
        """Return what so many tokens cost."""
        return (asked * self.asked + answered * self.answered) / MILLION


class BudgetSpentError(Exception):
    """The next question could cost more than is left (`cost_cap`), or is one too many (`request_cap`)."""

    def __init__(self, cap: str) -> None:
        self.cap = cap
        super().__init__(cap)


def prices_of(endpoint: Endpoint) -> Prices:
    """Return what a declared endpoint costs; raise `CapWithoutPriceError` for a cap that cannot hold."""
    if endpoint.max_cost is not None and not (endpoint.price_in or endpoint.price_out):
        raise CapWithoutPriceError(endpoint=endpoint.id)
    return Prices(
        asked=endpoint.price_in,
        answered=endpoint.price_out,
        most=endpoint.max_cost,
        requests=endpoint.max_requests,
    )


class Budget:
    """Counts what answers cost; what is under way counts with the most that it can cost."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self.cost = 0.0
        self.made = 0
        self._held: list[float] = []
        self._freed = asyncio.Event()

    def spent(self, asked: float, answered: float) -> None:
        """Count what was used."""
        self.cost += self.prices.cost(asked, answered)

    def share(self, spent: float) -> None:
        """Lower the cap by what others have spent under it."""
        if self.prices.most is not None:
            left = max(0.0, self.prices.most - spent)
            self.prices = msgspec.structs.replace(self.prices, most=left)

    async def hold(self, asked: float, answered: float) -> float:
        """Set aside the most that a question can cost.

        Waits for questions under way, which mostly cost less than was set aside; they are paid for,
        so they are let finish. Raises `BudgetSpentError` when none is and a cap could be exceeded.
        """
        most = self.prices.cost(asked, answered)
        while cap := self._exceeded(most):
            if not self._held:
                raise BudgetSpentError(cap)
            self._freed.clear()
            await self._freed.wait()
        self.made += 1
        self._held.append(most)
        return most

    def _exceeded(self, most: float) -> str:
        """Return the cap that one more request could exceed, empty for none."""
        if self.prices.requests is not None and self.made >= self.prices.requests:
            return REQUEST_CAP
        dear = (
            self.prices.most is not None and self.cost + sum(self._held) + most > self.prices.most
        )
        return COST_CAP if dear else ""

    def release(self, held: float) -> None:
        """Give back what was set aside."""
        self._held.remove(held)
        self._freed.set()


class Purse:
    """What judges may spend: all together what is left of a cap; `costs` and `stopped` by judge."""

    def __init__(
        self,
        most: float | None = None,
        before: float = 0.0,
        costs: Mapping[str, float] | None = None,
    ) -> None:
        self._most, self._before = most, before
        self.costs = dict(costs or {})
        self.stopped: dict[str, str] = {}

    def prices(self, judge: str, asked: float, answered: float) -> Prices:
        """Return the prices of a judge, with what the others have left of the cap."""
        others = self._before + sum(cost for name, cost in self.costs.items() if name != judge)
        left = None if self._most is None else max(0.0, self._most - others)
        return Prices(asked=asked, answered=answered, most=left)

    def took(self, judge: str, cost: float, stopped: str) -> None:
        """Note what a judge has cost in all, and why it was not asked any more (empty: it was)."""
        self.costs[judge] = cost
        if stopped:
            self.stopped[judge] = stopped
