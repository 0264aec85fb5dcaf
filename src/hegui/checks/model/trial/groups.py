"""Questions that are judged together: what is held of a group until it is whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hegui.checks.model.measures import Trait
from hegui.engine.mixed_bank import MixedQuestion


@dataclass(slots=True)
class Whole:
    """A group: its name, how many questions it has, and the traits of answers by time asked."""

    name: str
    wanted: str
    size: int
    left: int
    traits: dict[int, list[Trait]] = field(default_factory=dict)


class Groups:
    """The groups of a bank; each is forgotten when it is whole."""

    def __init__(self, questions: Iterable[MixedQuestion]) -> None:
        self._sizes = Counter(one.unit for one in questions if one.unit != one.id)
        self._open: dict[str, Whole] = {}

    def _of(self, question: MixedQuestion) -> Whole:
        size = self._sizes.get(question.unit, 1)
        fresh = Whole(question.unit, question.wanted, size, size)
        return self._open.setdefault(question.unit, fresh)

    def add(self, question: MixedQuestion, at: int, trait: Trait) -> None:
        """Keep the trait of an answer, the time `at` that the question was asked."""
        self._of(question).traits.setdefault(at, []).append(trait)

    def ended(self, question: MixedQuestion) -> Whole | None:
        """Count a question as seen, and return its group when that was the last one."""
        group = self._of(question)
        group.left -= 1
        return self._open.pop(question.unit) if group.left == 0 else None
