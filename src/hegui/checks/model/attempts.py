"""What came of the questions of a round, by their place in it and by id."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from hegui.checks.model.journal import Known, KnownRequests
from hegui.checks.model.request import Asking


class Attempts(Mapping[str, Known]):
    """The attempts for each question that was asked; one that was not asked any more is left out.

    Equal requests share their attempts. `at` finds by place, which takes no table of ids; `numbers`
    are those of the requests, in the order asked for.
    """

    def __init__(
        self, askings: Sequence[Asking], numbers: Sequence[int], known: KnownRequests
    ) -> None:
        self._askings = askings
        self._numbers = numbers
        self._known = known

    def at(self, place: int) -> Known | None:
        """Return what came of the question at a place."""
        return self._known.numbered(self._numbers[place])

    @cached_property
    def _places(self) -> dict[str, int]:
        found = ((at, one.item) for at, one in enumerate(self._askings))
        return {item: at for at, item in found if self.at(at) is not None}

    def __getitem__(self, item: str) -> Known:
        known = self.at(self._places[item])
        if known is None:
            raise KeyError(item)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def all(self) -> Iterator[Known]:
        """Yield what came of the questions, in order."""
        return (one for one in map(self.at, range(len(self._askings))) if one is not None)
