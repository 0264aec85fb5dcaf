"""When an endpoint counts as down: question after question used up, without any answer."""

import time
from collections.abc import Callable

from hegui.checks.model.failures import Attempt
from hegui.checks.model.settings import ClientSettings


class Breaker:
    """Counts questions given up in a row; `broken` tells that it is no use to go on.

    Single failed attempts do not count: many workers that fail at the same moment say no more
    than one, and a question with attempts left may still be answered.
    """

    def __init__(
        self,
        habits: ClientSettings,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._habits = habits
        self._workers = workers
        self._clock = clock
        self._given_up = 0
        self._silent_since: float | None = None
        self.heard = False
        self.last = Attempt()

    def answered(self) -> None:
        """Note a sign of life: an answer, also an empty one, also one of an earlier run."""
        self.heard = True
        self._given_up = 0
        self._silent_since = None

    def failed(self, attempt: Attempt, *, given_up: bool) -> None:
        """Note a failed attempt; `given_up` when it was the last one for its question.

        Before the first answer every question that was given up counts, so that a wrong key, model
        name or address shows at once. Later on, only failures of the endpoint as a whole count: a
        server that rejects single questions is alive.
        """
        if self._silent_since is None:
            self._silent_since = self._clock() - attempt.ms / 1000
        if given_up and (attempt.kind.endpoint or not self.heard):
            self._given_up += 1
            self.last = attempt

    @property
    def failing(self) -> bool:
        """Tell whether a question was given up since the last answer."""
        return self._given_up > 0

    @property
    def broken(self) -> bool:
        """Tell whether the endpoint counts as down."""
        if not self.failing or self._silent_since is None:
            return False
        habits = self._habits
        most = habits.down_after if self.heard else habits.down_before_first_answer
        silent_s = self._clock() - self._silent_since
        return self._given_up >= max(most, self._workers) or silent_s >= habits.down_silent_s
