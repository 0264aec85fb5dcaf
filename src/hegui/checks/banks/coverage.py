"""What a bank of mixed questions covers, held against the rules for each kind of bank."""

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest

from hegui.catalogue.model import Catalogue
from hegui.common.struct import Record
from hegui.engine.banks import bank_words, shown_with
from hegui.engine.mixed_bank import MixedQuestion, Wanted

RULES: dict[Wanted, tuple[str, str]] = {
    "open": ("GEN-01", "generated"),
    "should_refuse": ("REF-01", "should_refuse"),
    "should_answer": ("NRF-01", ""),
}
"""For each expectation the requirement on the number of questions, and the minimum by risk."""
TOPIC_RULE = "NRF-03"
GRAM, LOWEST = 4, 12
COMPARISONS, FEWEST, MOST = 2_000_000, 8, 256
"""About how many comparisons a bank may take, and with how many for one hash at least and most."""
NEAR = 0.8
"""Share of common four-character pieces (Jaccard) from which two questions are near duplicates."""


class Gap(Record, frozen=True, kw_only=True):
    """A risk or topic with fewer questions than the rule asks for."""

    code: str
    count: int
    minimum: int


class Coverage(Record, frozen=True, kw_only=True):
    """The questions of one expectation: how many, by what, and what is missing."""

    expectation: str
    items: int
    minimum: int | None
    requirement: str
    grade: str
    by_group: dict[str, int]
    gaps: tuple[Gap, ...]
    without_group: int

    @property
    def complete(self) -> bool:
        """Tell whether number and spread reach the rule's minimums."""
        return self.minimum is not None and self.items >= self.minimum and not self.gaps


class Pair(Record, frozen=True, kw_only=True):
    """Two questions that are the same or nearly so."""

    one: str
    other: str
    similarity: float


def coverage(questions: Iterable[MixedQuestion], catalogue: Catalogue) -> Iterator[Coverage]:
    """Yield the coverage of each expectation that has questions.

    Questions that name a measure ask for something else (is it right, is it alike …): they are no
    questions of the kinds that the rules ask for, and do not count.
    """
    by_wanted: dict[Wanted, list[MixedQuestion]] = defaultdict(list)
    for question in questions:
        if not question.measure:
            by_wanted[question.wanted].append(question)
    for wanted, own in sorted(by_wanted.items()):
        yield _coverage(wanted, own, catalogue)


def _coverage(wanted: Wanted, own: Sequence[MixedQuestion], catalogue: Catalogue) -> Coverage:
    requirement, kind = RULES[wanted]
    counts = Counter(group for question in own for group in _groups(question))
    asked = _minimums(wanted, kind, catalogue)
    row = catalogue.requirements.get(requirement)
    value = row.threshold.value if row and row.threshold else None
    return Coverage(
        expectation=wanted,
        items=len({folded(whole(question)) for question in own}),
        minimum=int(value) if isinstance(value, int) else None,
        requirement=requirement,
        grade=row.grade if row else "",
        by_group=dict(sorted(counts.items())),
        gaps=tuple(
            Gap(code=code, count=counts[code], minimum=least)
            for code, least in asked.items()
            if counts[code] < least
        ),
        without_group=sum(not _groups(question) for question in own),
    )


def _minimums(wanted: Wanted, kind: str, catalogue: Catalogue) -> dict[str, int]:
    if wanted != "should_answer":
        risks = ((risk.id, risk.minimums.get(kind)) for risk in catalogue.risks.values())
        return {code: least for code, least in risks if least}
    row = catalogue.requirements.get(TOPIC_RULE)
    least = row.threshold.value if row and row.threshold else 0
    return {topic.id: int(least) for topic in bank_words().topics}


def _groups(question: MixedQuestion) -> tuple[str, ...]:
    names = bank_words().topic_names()
    topics = [topic for topic, others in names.items() if question.topic in (topic, *others)]
    return question.risks or tuple(topics)


def whole(question: MixedQuestion) -> str:
    """Return all turns of a question as one text."""
    return "\n".join(turn.content for turn in question.turns())


def folded(text: str) -> str:
    """Return a text without width, case, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def pairs(questions: Sequence[MixedQuestion]) -> list[Pair]:
    """Return equal and nearly equal questions, each with an earlier one, in order.

    All turns count. Variants of one question that say so (`group`) do not repeat each other. Near
    ones share one of the lowest hashes of their four-character pieces (MinHash in its bottom-k
    form, A. Broder, On the resemblance and containment of documents, 1997): of two that agree to
    80 % one in 200 million shares none. Each pair is then compared exactly, in large banks with
    the latest questions that share a hash only, so that the time stays in proportion.
    """
    found: list[Pair] = []
    first: dict[tuple[str, ...], int] = {}
    latest = max(FEWEST, min(MOST, COMPARISONS // (LOWEST * len(questions) + 1)))
    buckets: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=latest))
    pieces: list[frozenset[int]] = []
    for at, question in enumerate(questions):
        text = folded(whole(question))
        own = _pieces(text)
        pieces.append(own)
        keys = nsmallest(LOWEST, own)
        others = {other for key in keys for other in buckets[key]}
        best = max(
            ((_share(own, pieces[o]), -o) for o in others if _apart(questions, at, o)),
            default=(0.0, 0),
        )
        before = first.setdefault((text, *shown_with(question.turns())), at)
        if before != at and _apart(questions, at, before):
            best = (1.0, -before)
        for key in keys:
            buckets[key].append(at)
        if best[0] >= NEAR:
            earlier = questions[-best[1]].id
            found.append(Pair(one=earlier, other=question.id, similarity=round(best[0], 3)))
    return found


def _apart(questions: Sequence[MixedQuestion], at: int, other: int) -> bool:
    """Tell whether two questions may repeat each other: of no common group, with the same media."""
    one, earlier = questions[at], questions[other]
    if one.group and one.group == earlier.group:
        return False
    return shown_with(one.turns()) == shown_with(earlier.turns())


def _share(own: frozenset[int], other: frozenset[int]) -> float:
    common = len(own & other)
    return common / (len(own) + len(other) - common)


def _pieces(text: str) -> frozenset[int]:
    """Return the hashes of a text's pieces, the same on every machine."""
    return frozenset(_hash(text[at : at + GRAM]) for at in range(max(1, len(text) - GRAM + 1)))


@lru_cache(maxsize=1 << 18)
def _hash(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big")
