"""What pages show of the results of a bundle: figures as texts, charts, groups by family."""

from dataclasses import dataclass
from typing import Any

from hegui.server.pages.charts import Chart
from hegui.server.pages.language import language, said, say
from hegui.server.runs.charts import Rate, count_chart, rate_chart
from hegui.server.runs.judgeline import JudgeLine, judge_line
from hegui.server.runs.words import FAMILIES, RESULTS

SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One rate in words."""

    n: int
    k: int
    unanswered: int
    share: str
    bound: str
    limit: str
    rule_met: bool | None
    supported: bool | None
    census: bool
    clauses: list[str]
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One result in a list."""

    key: str
    check: str
    title: str
    subject: str
    target: str
    status: str
    status_word: str
    reason: str
    drawn: list[str]
    rates: list[RateLine]
    findings: int
    errors: int
    judge: JudgeLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The results of one family of checks."""

    name: str
    title: str
    checks: list[CheckLine]

    @property
    def rated(self) -> bool:
        """Tell whether any of them has a rate."""
        return any(line.rates for line in self.checks)


def families(view: dict[str, Any]) -> list[Family]:
    """Return the results by family."""
    found: dict[str, list[CheckLine]] = {}
    for row in view["checks"]:
        found.setdefault(row["check"].partition(".")[0], []).append(check_line(row))
    return [
        Family(name=name, title=said(FAMILIES[name]) if name in FAMILIES else name, checks=lines)
        for name, lines in found.items()
    ]


def check_line(row: dict[str, Any]) -> CheckLine:
    """Return one result for a list."""
    word = RESULTS.get(row["status"])
    return CheckLine(
        key=row["key"],
        check=row["check"],
        title=in_own(row, "title") or row["check"],
        subject=row["subject"],
        target=row["target"],
        status=row["status"],
        status_word=said(word) if word else row["status"],
        reason=in_own(row, "reason"),
        drawn=[drawn(item) for item in row["drawn"]],
        rates=[rate_line(row, rate) for rate in row["rates"]],
        findings=row["findings"],
        errors=row["errors"],
        judge=judge_line(row),
    )


def in_own(row: dict[str, Any], name: str) -> str:
    """Return a field in the language of the page, or in the other where there is none."""
    own, other = ("zh", "en") if language() == "zh" else ("en", "zh")
    return str(row.get(f"{name}_{own}") or row.get(f"{name}_{other}") or "")


def drawn(item: dict[str, Any]) -> str:
    """Return how a sample was drawn."""
    return say(
        "从 {population} 中抽 {size}（{method}，种子 {seed}）",
        "{size} of {population} ({method}, seed {seed})",
        size=f"{item['size']:,}",
        population=f"{item['population']:,}",
        method=item["method"],
        seed=item["seed"],
    )


def percent(value: float) -> str:
    """Return a share as percent with two digits where they say something."""
    return f"{value * 100:.2f}%".replace(".00%", "%")


def rate_line(row: dict[str, Any], rate: dict[str, Any]) -> RateLine:
    """Return one rate in words and as a picture."""
    share = float(rate["decimal"])
    limit = float(rate["limit"]) if rate.get("limit") is not None else None
    sign = SIGNS.get(str(rate.get("direction", "")), "")
    shown = f"{sign} {percent(limit)}" if limit is not None else ""
    census = rate.get("population") == int(str(rate["share"]).partition("/")[2])
    low = share if census else float(rate.get("wilson_low", share))
    high = share if census else float(rate.get("wilson_high", share))
    title = in_own(row, "title") or row["check"]
    figure = Rate(row["target"] or row["subject"] or title, share * 100, low * 100, high * 100)
    return RateLine(
        n=rate["n"],
        k=rate["k"],
        unanswered=rate.get("unanswered", 0),
        share=f"{rate['share']} = {percent(share)}",
        bound=bound_text(rate, census),
        limit=shown,
        rule_met=rate.get("rule_met"),
        supported=rate.get("supported"),
        census=census,
        clauses=rate.get("clauses", []),
        chart=rate_chart([figure], title, None if limit is None else limit * 100, shown),
    )


def bound_text(rate: dict[str, Any], census: bool) -> str:
    """Return the one-sided 95 % bound, or that all items were looked at."""
    if census:
        return say("全部检查，没有抽样", "all were examined, nothing was sampled")
    return percent(float(rate["bound"])) if rate.get("bound") is not None else ""


def group_charts(row: dict[str, Any]) -> list[Chart]:
    """Return the counts of a result by risk, topic, kind …, as pictures."""
    found = []
    for group in row["groups"]:
        title = str(group["zh" if language() == "zh" else "en"])
        rated = [r for r in group["rows"] if "rate" in r]
        if rated:
            rates = [
                Rate(name_of(r), r["rate"] * 100, r["low"] * 100, r["high"] * 100)
                for r in sorted(rated, key=lambda r: -r["rate"])
            ]
            found.append(rate_chart(rates, title, None, ""))
            continue
        counts = [(name_of(r), float(r["value"])) for r in group["rows"] if is_number(r["value"])]
        if counts:
            found.append(count_chart(counts, title))
    return found


def name_of(row: dict[str, Any]) -> str:
    """Return the key of a part with its words."""
    words = str(row["zh" if language() == "zh" else "en"])
    return words if words == row["key"] else f"{row['key']} {words}"


def is_number(value: object) -> bool:
    """Tell whether something can be drawn."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def left_out(view: dict[str, Any]) -> list[CheckLine]:
    """Return what was not looked at: results that are not done."""
    return [check_line(row) for row in view["checks"] if row["status"] != "done"]


def limits(view: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the checks that ran cannot show, each check once."""
    found: dict[str, tuple[str, str]] = {}
    for row in view["checks"]:
        if text := in_own(row, "cannot_show"):
            found.setdefault(row["check"], (in_own(row, "title") or row["check"], text))
    return list(found.values())
