"""When an endpoint counts as down: too many failures in a row without any answer."""

from hegui.checks.model.failures import Attempt
from hegui.checks.model.settings import ClientSettings


class Breaker:
    """Counts failures in a row; `broken` tells that it is no use to go on."""

    def __init__(self, habits: ClientSettings) -> None:
        self._habits = habits
        self._in_row = 0
        self._heard = False
        self.last = Attempt()

    def answered(self) -> None:
        """Note a sign of life: an answer, also an empty one."""
        self._heard = True
        self._in_row = 0

    def failed(self, attempt: Attempt, *, given_up: bool) -> None:
        """Note a failed attempt; `given_up` when it was the last one for its question.

        Before the first answer every question that was given up counts, so that a wrong key, model
        name or address shows at once. Later on, only failures of the endpoint as a whole count: a
        server that rejects single questions is alive.
        """
        if attempt.kind.endpoint or (given_up and not self._heard):
            self._in_row += 1
            self.last = attempt

    @property
    def broken(self) -> bool:
        """Tell whether the endpoint counts as down."""
        habits = self._habits
        most = habits.down_after if self._heard else habits.down_before_first_answer
        return self._in_row >= most
