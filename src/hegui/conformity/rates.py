"""Rates in a rule: which counts they compare with which limit, and the two answers about them.

`k * 100 >= 95 * (n + unanswered)` compares k of n + unanswered with 95 %. *Rule met* is that
comparison; *supported* says whether the exact one-sided 95 % bound clears the limit.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hegui.conformity.figures import decimal
from hegui.conformity.rules import rules
from hegui.engine.model import CheckResult

if TYPE_CHECKING:
    from hegui.engine.model import JudgeErrorCounts
    from hegui.engine.statistics import Direction

UNANSWERED = "unanswered"
UNCALIBRATED = "uncalibrated_judge"
BY_PEOPLE = ".manual"
"""How the ids of checks end whose judge is people."""
PEOPLE = "people"
"""The kind of a judge that is people."""
WAYS: dict[str, "Direction"] = {">=": "at_least", "<=": "at_most"}
SIGNS = {ast.GtE: ">=", ast.LtE: "<="}
Linear = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class RateRule:
    """A comparison of counts in a rule: sum of `hits` of sum of `items` against `limit`.

    `least` holds the smallest samples asked for: `n >= 300` gives ("n", 1, 300, ""), and
    `n * 10 >= population` gives ("n", 10, 0, "population").
    """

    hits: tuple[str, ...]
    items: tuple[str, ...]
    limit: Fraction
    sign: str
    least: tuple[tuple[str, Fraction, Fraction, str], ...]


@cache
def rate_rules(rule: str) -> tuple[RateRule, ...]:
    """Return the rates that a rule compares with a limit; other comparisons are left aside."""
    compared = list(comparisons(rule))
    least = tuple(m for left, sign, right in compared for m in minimum(left, sign, right))
    found = (rate_rule(left, sign, right, least) for left, sign, right in compared)
    return tuple(rate for rate in found if rate is not None)


def comparisons(rule: str) -> Iterator[tuple[Linear, str, Linear]]:
    """Yield the comparisons of linear sums that must all be true for the rule to be true."""
    pythonic = re.sub(r"!(?!=)", " not ", rule.replace("&&", " and ").replace("||", " or "))
    for node in conjuncts(ast.parse(pythonic.strip(), mode="eval").body):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SIGNS:
            left, right = linear(node.left), linear(node.comparators[0])
            if left is not None and right is not None:
                yield left, SIGNS[type(node.ops[0])], right


def conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a conjunction."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from conjuncts(value)
    else:
        yield node


def linear(node: ast.expr) -> Linear | None:
    """Return a sum of names with factors; a constant stands under the empty name."""
    if isinstance(node, ast.Name):
        return {node.id: Fraction(1)}
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return {"": Fraction(str(node.value))}
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mult)):
        left, right = linear(node.left), linear(node.right)
        if left is None or right is None:
            return None
        return added(left, right) if isinstance(node.op, ast.Add) else scaled(left, right)
    return None


def added(left: Linear, right: Linear) -> Linear:
    """Return the sum of two sums."""
    names = {*left, *right}
    return {name: left.get(name, Fraction(0)) + right.get(name, Fraction(0)) for name in names}


def scaled(left: Linear, right: Linear) -> Linear | None:
    """Return a sum times a constant; None for a product of two names."""
    if left.keys() == {""}:
        return {name: factor * left[""] for name, factor in right.items()}
    return scaled(right, left) if right.keys() == {""} else None


def one_factor(side: Linear) -> Fraction | None:
    """Return the factor that all names of a side share; None for a constant or mixed factors."""
    factors = set(side.values())
    return factors.pop() if len(factors) == 1 and "" not in side else None


def rate_rule(left: Linear, sign: str, right: Linear, least: Any) -> RateRule | None:
    """Return the rate that a comparison speaks of, if it compares a share of counts."""
    of_hits, of_items = one_factor(left), one_factor(right)
    if not of_hits or not of_items or rules().sizes & {*left, *right}:
        return None
    if of_hits == of_items == 1 or of_items > of_hits:
        return None
    hits, items = tuple(sorted(left)), tuple(sorted(right))
    return RateRule(hits, items, of_items / of_hits, sign, least)


def minimum(
    left: Linear, sign: str, right: Linear
) -> Iterator[tuple[str, Fraction, Fraction, str]]:
    """Yield the smallest sample that a comparison asks for."""
    if sign != ">=" or len(left) != 1 or len(right) != 1:
        return
    (name, factor), (other, value) = *left.items(), *right.items()
    if other == "":
        yield name, factor, value, ""
    elif other in rules().sizes:
        yield name, factor / value, Fraction(0), other


def rates(check: str, rule: str, result: CheckResult) -> tuple[dict[str, Any], ...]:
    """Return the rates of a result as they stand in the trace.

    Raises `BadCountError` when the counts cannot be: more hits than items, or not whole numbers.
    """
    found = []
    for rate in rate_rules(rule):
        needed = {*rate.hits, *rate.items}
        check_numbers(check, needed | {name for m in rate.least for name in (m[0], m[3])}, result)
        if needed <= result.measures.keys() and any(result.measures[name] for name in rate.items):
            found.append(entry(check, rate, result))
    return tuple(found)


def check_numbers(check: str, names: Iterable[str], result: CheckResult) -> None:
    """Raise `BadCountError` unless the measures with these names are whole numbers, none below 0."""
    from hegui.engine.statistics import BadCountError

    for name in sorted({*names, UNANSWERED} & result.measures.keys()):
        value = result.measures[name]
        if type(value) is not int or value < 0:
            raise BadCountError(what=f"{check}: {name}={value!r}")


def entry(check: str, rule: RateRule, result: CheckResult) -> dict[str, Any]:
    """Return one rate: counts, exact share, bound, and both answers.

    Unanswered items count against us in share, bound and `supported`. Where they make the
    difference, or the sample is below its minimum, both answers are None: unknown. What only the
    verdicts of a judge support that nobody measured is unknown too; `supported_why` says so. Where
    people's labels measured the judge, `supported` is what they allow to say (`calibration`), and
    `supported_by_verdicts` what the verdicts alone would.
    """
    from hegui.engine import statistics

    n, k = total(result.measures, rule.items), total(result.measures, rule.hits)
    population = population_of(check, n, result)
    way = WAYS[rule.sign]
    known = enough(rule, result.measures) and settled(rule, result.measures)
    backed = statistics.supported(k, n, rule.limit, way, population=population) if known else None
    measured = calibrated(result, rule, n, k, way)
    doubted = bool(backed) and measured is None and unmeasured_judge(check, result)
    low, high = statistics.wilson(k, n)
    return {
        "check": check,
        "n": n - unanswered(rule.items, result.measures),
        "k": k - unanswered(rule.hits, result.measures),
        "unanswered": result.measures.get(UNANSWERED, 0),
        **({} if population is None else {"population": population}),
        "share": f"{k}/{n}",
        "decimal": decimal(k / n),
        "direction": rule.sign,
        "limit": decimal(float(rule.limit)),
        "bound": decimal(bound(k, n, way, population)),
        "wilson_low": decimal(low),
        "wilson_high": decimal(high),
        "rule_met": statistics.rule_met(k, n, rule.limit, way) if known else None,
        "supported": None if doubted else backed,
        **({"supported_why": uncalibrated(result)} if doubted else {}),
        **judge_entry(result),
        **({} if measured is None else measured_entry(measured, backed, rule.limit, way)),
    }


class MeasuredJudge(NamedTuple):
    """What people's labels say of the judge of a result, and the bound on the rate with its errors."""

    counts: "JudgeErrorCounts"
    bound: float


def calibrated(
    result: CheckResult, rule: RateRule, n: int, k: int, way: "Direction"
) -> MeasuredJudge | None:
    """Return the bound that allows for the errors of a judge; None where nobody measured it."""
    from hegui.engine.statistics import judge_bound

    counts = result.judged_by.calibration if result.judged_by else None
    if counts is None:
        return None
    bound = judge_bound(
        counts.method,
        counts.right,
        counts.false,
        k=k - unanswered(rule.hits, result.measures),
        n=n - unanswered(rule.items, result.measures),
        unanswered=result.measures.get(UNANSWERED, 0),
        direction=way,
        seed=counts.seed,
        silent=counts.silent,
    )
    return MeasuredJudge(counts, bound)


def measured_entry(
    measured: MeasuredJudge, backed: bool | None, limit: Fraction, way: "Direction"
) -> dict[str, Any]:
    """Return what is added to a rate whose judge was measured; unknown stays unknown."""
    counts, bound = measured
    clears = Fraction(str(bound)) >= limit if way == "at_least" else Fraction(str(bound)) <= limit
    return {
        "supported": None if backed is None else clears,
        "supported_by_verdicts": backed,
        "calibration": {
            "method": counts.method,
            "labels": counts.labels,
            "bound": decimal(bound),
            "sha256": counts.sha256,
        },
    }


def unmeasured_judge(check: str, result: CheckResult) -> bool:
    """Tell whether a machine judged that nobody has measured: its verdicts support nothing.

    Checks that judge answers name their judge in the parameters; where people judge they are the
    measure.
    """
    by = result.judged_by
    people = check.endswith(BY_PEOPLE) or (by is not None and by.kind == PEOPLE)
    return bool(result.parameters.get("judge")) and not people


def judge_entry(result: CheckResult) -> dict[str, str]:
    """Return who judged the answers, where anybody did."""
    by = result.judged_by
    return {} if by is None else {"judge": by.name, "judge_digest": by.digest}


def uncalibrated(result: CheckResult) -> str:
    """Return why nothing is supported on the word of a judge."""
    return (result.judged_by.uncalibrated if result.judged_by else "") or UNCALIBRATED


def total(measures: Mapping[str, Any], names: tuple[str, ...]) -> int:
    """Return the sum of some counts."""
    return sum(measures[name] for name in names)


def unanswered(names: tuple[str, ...], measures: Mapping[str, Any]) -> int:
    """Return the unanswered items that a sum includes."""
    return int(measures[UNANSWERED]) if UNANSWERED in names else 0


def enough(rule: RateRule, measures: Mapping[str, Any]) -> bool:
    """Tell whether the sample reaches the smallest size that the rule asks for."""
    return all(
        factor * measures[name] >= (measures[other] if other else value)
        for name, factor, value, other in rule.least
        if name in measures and (not other or other in measures)
    )


def settled(rule: RateRule, measures: Mapping[str, Any]) -> bool:
    """Tell whether the rule comes out the same however the unanswered items had come out."""
    from hegui.engine.statistics import rule_met

    n, k = total(measures, rule.items), total(measures, rule.hits)
    spare = unanswered(rule.items, measures)
    if not spare:
        return True
    kinder = k + spare if rule.sign == ">=" else k - unanswered(rule.hits, measures)
    way = WAYS[rule.sign]
    return rule_met(k, n, rule.limit, way) == rule_met(kinder, n, rule.limit, way)


def population_of(check: str, n: int, result: CheckResult) -> int | None:
    """Return the size of the finite bank that a rate speaks of, or None for a process."""
    claim = rules().claims.get(check, rules().default_claim)
    if claim == "census":
        return n
    if claim == "finite":
        drawn = sum(part.population for part in result.drawn)
        size = next((result.measures[s] for s in sorted(rules().sizes) if s in result.measures), 0)
        return max(size or drawn, n) if size or drawn else None
    return None


@lru_cache(maxsize=4096)
def bound(k: int, n: int, way: "Direction", population: int | None) -> float:
    """Return the exact one-sided 95 % bound on the side that matters."""
    from hegui.engine import statistics

    least = way == "at_least"
    if population is None:
        return statistics.lower_bound(k, n) if least else statistics.upper_bound(k, n)
    finite = statistics.finite_lower_bound if least else statistics.finite_upper_bound
    return finite(k, n, population) / population
