"""What asking may cost: prices and a cap, checked before each question."""

import asyncio

from hegui.common.struct import Record

MILLION = 1_000_000


class Prices(Record, frozen=True, kw_only=True):
    """Prices of a million tokens asked and answered, and the most that may be spent (None: no cap).

    The currency is the user's; the same for all three.
    """

    asked: float = 0.0
    answered: float = 0.0
    most: float | None = None

    def cost(self, asked: float, answered: float) -> float:
        """Return what so many tokens cost."""
        return (asked * self.asked + answered * self.answered) / MILLION


class BudgetSpentError(Exception):
    """The next question could cost more than is left."""


class Budget:
    """Counts what answers cost; what is under way counts with the most that it can cost."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self.cost = 0.0
        self._held: list[float] = []
        self._freed = asyncio.Event()

    def spent(self, asked: float, answered: float) -> None:
        """Count what was used."""
        self.cost += self.prices.cost(asked, answered)

    async def hold(self, asked: float, answered: float) -> float:
        """Set aside the most that a question can cost.

        Waits for questions under way, which mostly cost less than was set aside; they are paid for,
        so they are let finish. Raises `BudgetSpentError` when none is and the cap could be exceeded.
        """
        most = self.prices.cost(asked, answered)
        while (
            self.prices.most is not None and self.cost + sum(self._held) + most > self.prices.most
        ):
            if not self._held:
                raise BudgetSpentError
            self._freed.clear()
            await self._freed.wait()
        self._held.append(most)
        return most

    def release(self, held: float) -> None:
        """Give back what was set aside."""
        self._held.remove(held)
        self._freed.set()
