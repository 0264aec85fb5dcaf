"""A sampling plan: sizes that can show the claim, the draw with its seed, and what to expect."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import PlanCannotShowError
from hegui.checks.model.limits import Limit, limit_of
from hegui.checks.model.planning.rules import plan_rules
from hegui.common.hashing import sha256_file
from hegui.common.struct import Record
from hegui.engine.media import Media
from hegui.engine.media.inline import bank_turn
from hegui.engine.mixed_bank import MixedQuestion
from hegui.engine.model import Drawn
from hegui.engine.sampling import draw_stratified, key_for
from hegui.engine.statistics import (
    BadCountError,
    acceptance_plan,
    allowed_hits,
    needed_passes,
    pass_chance,
    sequential,
    size_to_support,
    smallest_sample,
    support_chance,
    upper_bound,
)

FORMAT = "hegui/model-plan/1"
PURPOSE = "model.plan"
SEED_CHARS = 16


class Wish(Record, frozen=True, kw_only=True):
    """What the user asks for by expectation: expected true rates and sizes; and the power."""

    expected: dict[str, float] = {}
    sizes: dict[str, int] = {}
    power: float | None = None


class PlannedRate(Record, frozen=True, kw_only=True):
    """The plan for one measure.

    `turning` is the count from which (at least) or up to which (at most) the claim is supported at
    95 %. The chances hold when the true rate is `expected`: that this sample supports the claim, and
    that a fresh draw of the rule's size meets the rule.
    """

    check: str
    requirement: str
    grade: str
    limit: float
    direction: str
    rule_size: int
    expected: float
    population: int
    size: int
    turning: int | None
    chance_supported: float
    chance_rule_met_at_rule_size: float
    strata: dict[str, int]
    acceptance: dict[str, int] | None = None
    monitoring: dict[str, Any] | None = None


class NoneFound(Record, frozen=True, kw_only=True):
    """What can be shown where the limit is zero: a share that is at most so large, never none.

    With no hit in all `population` questions the true share is at most `bound`, 95 % sure; `needed`
    says by such a share (in percent) how many questions without a hit show it.
    """

    population: int
    bound: float
    needed: dict[str, int]


class Design(Record, frozen=True, kw_only=True):
    """A whole plan; `drawn` names the questions and how they were drawn.

    `unplanned` counts questions of measures whose limit is zero, which no sample supports;
    `zero_limit` says by measure what asking all of them can show instead.
    """

    format: str
    bank: str
    bank_sha256: str
    seed: str
    power: float
    measures: dict[str, PlannedRate]
    drawn: tuple[Drawn, ...]
    unplanned: dict[str, int] = {}
    zero_limit: dict[str, NoneFound] = {}


def make_design(
    bank: Path,
    questions: Sequence[MixedQuestion],
    catalogue: Catalogue,
    wish: Wish,
    seed: str = "",
) -> Design:
    """Return the plan for a bank; raise `PlanCannotShowError` when a claim cannot be shown.

    The seed is made of the bank's content where none is given.
    """
    content = sha256_file(bank)
    seed = seed or content[:SEED_CHARS]
    power = wish.power or plan_rules().power
    measures: dict[str, PlannedRate] = {}
    drawn: list[Drawn] = []
    for wanted in plan_rules().measures:
        asked = {
            question.unit: question.stratum
            for question in questions
            if (question.measure or question.wanted) == wanted
        }
        if not asked:
            continue
        sizing = _Sizing(wanted, len(asked), catalogue, wish, power)
        draws = draw_stratified(
            asked.items(),
            sizing.size,
            key_for(seed, PURPOSE, wanted),
            plan_rules().stratum_minimum,
        )
        drawn += draws.values()
        measures[wanted] = sizing.planned({name: one.size for name, one in draws.items()})
    unplanned = _unplanned(questions)
    return Design(
        format=FORMAT,
        bank=bank.name,
        bank_sha256=content,
        seed=seed,
        power=power,
        measures=measures,
        drawn=tuple(drawn),
        unplanned=unplanned,
        zero_limit={name: _none_found(count) for name, count in unplanned.items()},
    )


def _unplanned(questions: Sequence[MixedQuestion]) -> dict[str, int]:
    counts = Counter(question.measure or question.wanted for question in questions)
    return {name: counts[name] for name in sorted(counts.keys() - plan_rules().measures.keys())}


def _none_found(count: int) -> NoneFound:
    shares = plan_rules().zero_limit_percent
    needed = {share: smallest_sample(1 - Fraction(share) / 100) for share in shares}
    return NoneFound(population=count, bound=upper_bound(0, count), needed=needed)


class _Sizing:
    """The size for one expectation, and what it can show."""

    def __init__(
        self, wanted: str, population: int, catalogue: Catalogue, wish: Wish, power: float
    ) -> None:
        rules = plan_rules().measures[wanted]
        self.wanted, self.population = wanted, population
        self.check = rules.check
        self.limit = limit_of(rules.check, catalogue)
        self.expected = wish.expected.get(wanted, rules.expected)
        needed = self._needed(power)
        self.size = wish.sizes.get(wanted, needed)
        if self.size < needed or self.size > population:
            raise self._refusal(needed)

    def _needed(self, power: float) -> int:
        limit = self.limit
        try:
            return size_to_support(
                limit.share, self.expected, power, limit.direction, least=limit.minimum
            )
        except BadCountError as error:
            raise self._refusal(None) from error

    def _refusal(self, needed: int | None) -> PlanCannotShowError:
        return PlanCannotShowError(
            measure=self.check,
            expected=self.expected,
            limit=float(self.limit.share),
            have=self.population,
            size=getattr(self, "size", 0) or "-",
            needed="∞" if needed is None else needed,
        )

    def planned(self, strata: dict[str, int]) -> PlannedRate:
        """Return the plan with what was drawn from each stratum."""
        limit, size = self.limit, sum(strata.values())
        turning = needed_passes if limit.direction == "at_least" else allowed_hits
        return PlannedRate(
            check=self.check,
            requirement=limit.requirement,
            grade=limit.grade,
            limit=float(limit.share),
            direction=limit.direction,
            rule_size=limit.minimum,
            expected=self.expected,
            population=self.population,
            size=size,
            turning=turning(size, limit.share),
            chance_supported=support_chance(size, limit.share, self.expected, limit.direction),
            chance_rule_met_at_rule_size=pass_chance(
                limit.minimum, limit.share, self.expected, limit.direction
            ),
            strata=strata,
            acceptance=_acceptance(limit, self.expected),
            monitoring=_monitoring(limit, self.expected),
        )


def _failing(limit: Limit, rate: float) -> tuple[Fraction, Fraction]:
    """Return the expected share of failures and that of the limit."""
    expected = Fraction(str(rate))
    if limit.direction == "at_most":
        return expected, limit.share
    return 1 - expected, 1 - limit.share


def _acceptance(limit: Limit, expected: float) -> dict[str, int] | None:
    good, bad = _failing(limit, expected)
    try:
        plan = acceptance_plan(1 - bad, 1 - good)
    except BadCountError:
        return None
    return {"n": plan.n, "allowed": plan.allowed}


def _monitoring(limit: Limit, expected: float) -> dict[str, Any] | None:
    good, bad = _failing(limit, expected)
    if not 0 < good < bad:
        return None
    test = sequential(good, bad)
    return {name: getattr(test, name) for name in test.__struct_fields__}


CARRIED = ("topic", "reference", "group", "measure")
"""Columns that judge an answer or tie questions together, and so go with them."""


def sample_rows(
    design: Design, questions: Sequence[MixedQuestion], place: Callable[[Media], str]
) -> Iterator[dict[str, Any]]:
    """Yield the drawn questions as rows of a bank that `hegui model test` asks as a whole.

    `place` tells where a medium is for the new bank: a path or a data URI.
    """
    chosen = Counter(item for one in design.drawn for item in one.ids)
    for question in questions:
        if question.unit in chosen:
            row: dict[str, Any] = {"id": question.id, "expectation": question.wanted}
            if question.messages:
                row["messages"] = [
                    bank_turn(m.role, m.content, m.media, place) for m in question.messages
                ]
            else:
                row["text"] = question.text
            if question.media:
                row["media"] = list(map(place, question.media))
            if question.risks:
                row["risk"] = "|".join(question.risks)
            more = {name: getattr(question, name) for name in CARRIED}
            yield row | {name: value for name, value in more.items() if value}
