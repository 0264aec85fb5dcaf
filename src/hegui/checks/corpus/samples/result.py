"""What a review comes to: counts, bounds, both answers, in total and by stratum."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hegui.checks.corpus.samples.model import Draw, Item
from hegui.checks.corpus.samples.problems import PROBLEMS, Problem
from hegui.checks.corpus.samples.reviewed import Answer, Reviewed
from hegui.checks.corpus.samples.rules import Limit
from hegui.common.struct import Record
from hegui.engine.statistics import ALPHA, Rate, as_fraction, finite_lower_bound, rate
from hegui.engine.statistics.agreement import Agreement, agreement

SCHEMA = "hegui/corpus-review/1"
RESULT, VERDICTS, DISAGREEMENTS = "review.json", "verdicts.jsonl", "disagreements.jsonl"


class Verdict(Record, frozen=True, kw_only=True):
    """The verdict on a drawn item, without its text: pass, fail, disputed or unreviewed.

    `by` says whose it is: one reading, both readings, or an adjudication.
    """

    item: str
    text_sha256: str
    verdict: str
    risk: str = ""
    by: str = ""
    first: str = ""
    second: str = ""


class StratumResult(Record, frozen=True, kw_only=True):
    """The answers about one stratum."""

    values: tuple[str, ...]
    population: int
    drawn: int
    unreviewed: int
    rate: Rate


class Weighted(Record, frozen=True, kw_only=True):
    """The pass rate of the whole from strata of unequal shares, each weighted by its population.

    `lower` adds up exact bounds of the strata, each at 5 % divided by their number: it holds with at
    least 95 % confidence, and is lower than need be.
    """

    share: float
    lower: float
    supported: bool


class ReviewResult(Record, frozen=True, kw_only=True):
    """What people found in a sample.

    `n` were reviewed, of which `k` pass; `unreviewed` have no usable verdict, `disputed` of them two
    different ones. `weighted` is None for shares that are equal, or where a stratum has no verdict.
    """

    schema: str = SCHEMA
    draw_sha256: str
    population: int
    drawn: int
    n: int
    k: int
    unreviewed: int
    disputed: int
    limit: Limit
    rate: Rate
    weighted: Weighted | None
    strata_fields: tuple[str, ...]
    strata: tuple[StratumResult, ...]
    agreement: Agreement | None
    reviewers: tuple[str, ...]
    first_day: str = ""
    last_day: str = ""
    by_risk: dict[str, int] = {}
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Readings:
    """The files of a review: one reading, perhaps a second, perhaps an adjudication."""

    first: Reviewed
    second: Reviewed | None = None
    adjudicated: Reviewed | None = None
    problems: list[Problem] = field(default_factory=list)

    def verdicts(self, items: Iterable[Item]) -> list[Verdict]:
        """Return the verdict on each item; what stands in the way is added to `problems`."""
        return [self._verdict(item) for item in items]

    def _verdict(self, item: Item) -> Verdict:
        first = self.first.answers.get(item.item)
        second = self.second.answers.get(item.item) if self.second else None
        if first and second and first.reviewer and first.reviewer == second.reviewer:
            self._say("same_reviewer", item.item, first.reviewer)
            second = None
        final = self.adjudicated.answers.get(item.item) if self.adjudicated else None
        disputed = bool(first and second and first.verdict != second.verdict)
        if final and not disputed:
            self._say("undisputed", item.item)
        told, by = _settled(first, second, final if disputed else None, disputed)
        return Verdict(
            item=item.item,
            text_sha256=item.text_sha256,
            verdict=told.verdict if told else "disputed" if disputed else "unreviewed",
            risk=told.risk if told else "",
            by=by,
            first=first.verdict if first else "",
            second=second.verdict if second else "",
        )

    def _say(self, kind: str, item: str, word: str = "") -> None:
        told = PROBLEMS[kind].filled(item=item, word=word[:40])
        self.problems.append(Problem(kind=kind, file="", line=0, item=item, zh=told.zh, en=told.en))

    def answers(self) -> list[Answer]:
        """Return every usable answer."""
        files = (self.first, self.second, self.adjudicated)
        return [answer for one in files if one for answer in one.answers.values()]


def _settled(
    first: Answer | None, second: Answer | None, final: Answer | None, disputed: bool
) -> tuple[Answer | None, str]:
    if disputed:
        return (final, "adjudication") if final else (None, "")
    if first and second:
        return (first if first.risk else second), "both"
    return first or second, "one" if first or second else ""


def review(
    draw: Draw, items: Sequence[Item], readings: Readings, limit: Limit, draw_sha256: str
) -> tuple[ReviewResult, list[Verdict]]:
    """Return what a review comes to, and the verdict on each item."""
    verdicts = readings.verdicts(items)
    counts = Counter(verdict.verdict for verdict in verdicts)
    n, k = counts["pass"] + counts["fail"], counts["pass"]
    strata = tuple(_strata(draw, items, verdicts, limit))
    answers = readings.answers()
    days = sorted(answer.date for answer in answers if answer.date)
    both = [(one.first, one.second) for one in verdicts if one.first and one.second]
    told = (readings.first, readings.second, readings.adjudicated)
    result = ReviewResult(
        draw_sha256=draw_sha256,
        population=draw.population,
        drawn=len(items),
        n=n,
        k=k,
        unreviewed=len(items) - n,
        disputed=counts["disputed"],
        limit=limit,
        rate=rated(k, n, len(items) - n, draw.population, limit),
        weighted=weighted(strata, limit),
        strata_fields=draw.strata_fields,
        strata=strata,
        agreement=agreement(both) if readings.second else None,
        reviewers=tuple(sorted({answer.reviewer for answer in answers if answer.reviewer})),
        first_day=days[0] if days else "",
        last_day=days[-1] if days else "",
        by_risk=dict(sorted(Counter(v.risk for v in verdicts if v.verdict == "fail").items())),
        problems=(*(p for one in told if one for p in one.problems), *readings.problems),
    )
    return result, verdicts


def rated(k: int, n: int, unreviewed: int, population: int, limit: Limit) -> Rate:
    """Return a pass rate; what is not reviewed counts as neither, and leaves the answer open."""
    return rate(
        k,
        n,
        as_fraction(limit.share),
        unanswered=unreviewed,
        population=population,
        minimum=limit.minimum,
    )


def _strata(
    draw: Draw, items: Sequence[Item], verdicts: Sequence[Verdict], limit: Limit
) -> Iterable[StratumResult]:
    counts: Counter[tuple[tuple[str, ...], str]] = Counter(
        (item.stratum, verdict.verdict) for item, verdict in zip(items, verdicts, strict=True)
    )
    plain = Limit(requirement=limit.requirement, grade=limit.grade, share=limit.share)
    for stratum in draw.strata:
        k = counts[stratum.values, "pass"]
        n = k + counts[stratum.values, "fail"]
        left = stratum.size - n
        yield StratumResult(
            values=stratum.values,
            population=stratum.population,
            drawn=stratum.size,
            unreviewed=left,
            rate=rated(k, n, left, stratum.population, plain),
        )


def weighted(strata: Sequence[StratumResult], limit: Limit) -> Weighted | None:
    """Return the weighted estimate where the reviewed shares of the strata differ by more than
    rounding; None where a stratum has no verdict."""
    population = sum(stratum.population for stratum in strata)
    reviewed = sum(stratum.rate.n for stratum in strata)
    if not reviewed or all(_proportional(one, reviewed, population) for one in strata):
        return None
    if any(stratum.rate.n == 0 for stratum in strata):
        return None
    alpha = ALPHA / len(strata)
    share = sum(s.population * s.rate.k / s.rate.n for s in strata) / population
    good = sum(finite_lower_bound(s.rate.k, s.rate.n, s.population, alpha) for s in strata)
    return Weighted(
        share=round(share, 6),
        lower=round(good / population, 6),
        supported=good >= as_fraction(limit.share) * population,
    )


def _proportional(one: StratumResult, reviewed: int, population: int) -> bool:
    return abs(one.rate.n - reviewed * one.population / population) <= 1


def by_item(items: Iterable[Item]) -> Mapping[str, Item]:
    """Return the drawn items by name."""
    return {item.item: item for item in items}
