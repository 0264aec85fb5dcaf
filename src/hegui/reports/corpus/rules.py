"""The samples with their bounds, and each rule's two answers."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.catalogue.model import Requirement
from hegui.engine.statistics import as_fraction, rate
from hegui.reports.context import Word
from hegui.reports.corpus.context import Answer, Part, Table
from hegui.reports.corpus.parts import document_table, is_flat
from hegui.reports.corpus.results import Input, signs
from hegui.reports.corpus.say import Say, number, shown

NOTHING = "—"
WHOLE = {"percent": 100}


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts of a sample, wherever they were told."""

    n: int
    k: int
    unanswered: int = 0
    population: int | None = None
    weighted: dict[str, Any] | None = None
    """Share, lower bound and answer from strata of unequal shares; then the plain ones mislead."""


@cache
def table_of_rules() -> tuple[dict[str, str], ...]:
    """Return which requirement is answered by what."""
    text = files("hegui.reports.corpus").joinpath("rules.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["rules"])


def answers(say: Say, given: Input) -> Part:
    """Answer each rule: rule met, supported at 95 %, or not measured."""
    w, rows, states = say.w["rules"], [], []
    for rule in table_of_rules():
        requirement = say.catalogue.requirements.get(rule["requirement"])
        if requirement is None or requirement.threshold is None:
            continue
        measured, met, backed = _answer(say, given, rule, requirement)
        states.append(met.code)
        rows.append(
            (
                requirement.id,
                say.of(requirement, "title"),
                limit_text(requirement),
                measured,
                met.label,
                backed.label,
                _grade(say, requirement),
            )
        )
    state = "not_run" if all(code == "unknown" for code in states) else "done"
    if state == "done" and "unknown" in states:
        state = "partly"
    title = say.w["parts"]["rules"]
    table = Table(title, tuple(w["head"]), tuple(rows))
    return Part("rules", title, say.state(state), (w["lead"],), tables=(table,))


def _grade(say: Say, requirement: Requirement) -> str:
    found = say.catalogue.grades.get(requirement.grade)
    return say.of(found) if found else requirement.grade


def limit_text(requirement: Requirement) -> str:
    """Return the threshold as `≥ 96%`."""
    limit = requirement.threshold
    assert limit is not None
    sign = {">=": "≥", "<=": "≤"}.get(limit.operator, limit.operator)
    return f"{sign}\u00a0{number(limit.value)}" + ("%" if limit.unit == "percent" else "")


Told = tuple[str, Word, Word]


def _answer(say: Say, given: Input, rule: dict[str, str], requirement: Requirement) -> Told:
    if rule["reads"] == "over":
        return _sources(say, given, rule)
    sample = sample_of(given, rule["check"], rule.get("schema", ""))
    limit = requirement.threshold
    assert limit is not None
    if sample is None:
        return say.w["rules"]["nothing"], rule_word(say, None), support_word(say, None)
    if rule["reads"] == "n":
        return (
            f"{sample.n:,}",
            rule_word(say, sample.n >= float(limit.value)),
            support_word(say, None),
        )
    share = Fraction(str(limit.value)) / WHOLE.get(limit.unit, 1)
    if rule["reads"] == "share":
        if not sample.population:
            return f"{sample.n:,}", rule_word(say, None), support_word(say, None)
        text = f"{sample.n:,} / {sample.population:,} = {sample.n / sample.population:.2%}"
        return text, rule_word(say, sample.n >= share * sample.population), support_word(say, None)
    if sample.weighted:
        return _weighted(say, sample, sample.weighted, share)
    made = rate(
        sample.k, sample.n, share, unanswered=sample.unanswered, population=_population(sample)
    )
    text = f"{sample.k:,} / {sample.n:,}" + (f" = {sample.k / sample.n:.2%}" if sample.n else "")
    bound = f"{say.w['bound']} {made.lower:.2%}"
    return f"{text} · {bound}", rule_word(say, made.rule_met), support_word(say, made.supported)


def _weighted(say: Say, sample: Sample, found: dict[str, Any], limit: Fraction) -> Told:
    """Tell of a share weighted by the strata; items that nobody judged leave the rule open."""
    share, lower = float(found["share"]), float(found["lower"])
    met = share >= limit if not sample.unanswered else None
    text = f"{sample.k:,} / {sample.n:,} · {say.w['weighted']} {share:.2%} · {say.w['bound']} {lower:.2%}"
    return (
        text,
        rule_word(say, met),
        support_word(say, met if met is None else bool(found.get("supported"))),
    )


def _population(sample: Sample) -> int | None:
    """Return the population where it can be one: at least what was drawn of it."""
    whole = sample.population
    return whole if whole and whole >= sample.n + sample.unanswered else None


def _sources(say: Say, given: Input, rule: dict[str, str]) -> Told:
    for result in given.results(rule["check"]):
        measures = result["measures"]
        values = [measures.get(name) for name in ("sources_total", rule["assessed"], rule["over"])]
        if result.get("status") == "done" and all(isinstance(value, int) for value in values):
            total, assessed, over = values
            met = False if over else True if total and assessed == total else None
            names = say.measure(rule["over"]), say.measure(rule["assessed"])
            text = f"{names[0]} {over:,} · {names[1]} {assessed:,} / {total:,}"
            return text, rule_word(say, met), support_word(say, None)
    return say.w["rules"]["nothing"], rule_word(say, None), support_word(say, None)


def sample_of(given: Input, check: str, schema: str) -> Sample | None:
    """Return the counts of a sample: from a check's result, or from a document of its command."""
    for result in given.results(check):
        found = result["measures"]
        if result.get("status") == "done" and _counts(found):
            return _sample(found)
    for _, name, document in given.documents():
        found = document.get("rate")
        named = schema and schema in signs(name, document)
        if named and isinstance(found, dict) and _counts(found):
            whole = found.get("population") or document.get("population")
            weighted = document.get("weighted")
            made = _sample({**found, "population": whole})
            return replace(made, weighted=weighted if _is_weighted(weighted) else None)
    return None


def _is_weighted(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(found.get(name), (int, float)) for name in ("share", "lower")
    )


def _counts(found: Any) -> bool:
    if not isinstance(found, dict):
        return False
    n, k = found.get("n"), found.get("k")
    return isinstance(n, int) and isinstance(k, int) and 0 <= k <= n


def _sample(found: dict[str, Any]) -> Sample:
    whole, left = found.get("population"), found.get("unanswered")
    return Sample(
        found["n"],
        found["k"],
        left if isinstance(left, int) and left > 0 else 0,
        whole if isinstance(whole, int) and whole > 0 else None,
    )


def rule_word(say: Say, met: bool | None) -> Word:
    code = {True: "holds", False: "fails", None: "unknown"}[met]
    name = {True: "met", False: "not_met", None: "rule_unknown"}[met]
    return Word(code, say.w["answers"][name])


def support_word(say: Say, backed: bool | None) -> Word:
    code = "holds" if backed else "unknown"
    name = {True: "supported", False: "not_supported", None: "support_unknown"}[backed]
    return Word(code, say.w["answers"][name])


def samples(say: Say, given: Input) -> Part:
    """Show every sample with its bounds, and how it was drawn."""
    w, title = say.w["samples"], say.w["parts"]["samples"]
    shown_rates = [
        _view(say, _named(say, name, schema), found)
        for name, schema, found in given.rates()
        if _counts(found)
    ]
    for check, label in (
        ("corpus.sample.manual", "manual"),
        ("corpus.sample.technical", "technical"),
    ):
        for result in given.results(check):
            if _counts(result["measures"]):
                shown_rates.append(_view(say, w[label], result["measures"]))
    lead = tuple(
        w["drawn"].format(
            method=shown(document.get("method", "")),
            population=number(document.get("population", NOTHING)),
            size=number(document.get("size", NOTHING)),
            seed=shown(str(document.get("key", ""))[:16]),
        )
        for _, name, document in given.documents()
        if name == "draw.json"
    )
    if not shown_rates and not lead:
        return Part("samples", title, say.state("not_run"), (say.w["not_done"]["samples"],))
    tables = tuple(
        document_table(say, f"{folder.path.name}/{name}", document)
        for folder, name, document in given.documents()
        if folder.kind == "sample" and is_flat(document)
    )
    whole = all(
        sample_of(given, rule["check"], rule["schema"])
        for rule in table_of_rules()
        if "schema" in rule
    )
    state = say.state("done" if whole else "partly" if shown_rates else "waiting")
    extra = () if shown_rates else (w["waiting"],)
    return Part("samples", title, state, lead + extra, answers=tuple(shown_rates), tables=tables)


def _named(say: Say, place: str, schema: str) -> str:
    kinds = {
        rule["schema"]: rule["check"].rpartition(".")[2]
        for rule in table_of_rules()
        if "schema" in rule
    }
    found = next((kind for sign, kind in kinds.items() if sign in schema), "")
    return f"{say.w['samples'][found]} · {place}" if found else place


def _view(say: Say, name: str, found: dict[str, Any]) -> Answer:
    sample = _sample(found)
    text = str(found.get("limit") or "")
    share = float(as_fraction(text)) if text else None
    at_most = found.get("direction") == "at_most"
    made = rate(
        sample.k,
        sample.n,
        as_fraction(text) if text else None,
        "at_most" if at_most else "at_least",
        unanswered=sample.unanswered,
        population=_population(sample),
    )
    measured = sample.k / sample.n if sample.n else 0.0
    counts = f"{sample.k:,} / {sample.n:,} = {measured:.2%}" if sample.n else f"{sample.k} / 0"
    left = f" · {say.w['unanswered']} {sample.unanswered:,}" if sample.unanswered else ""
    bound = (
        f"{say.w['bound_upper']} {made.upper:.2%}"
        if at_most
        else f"{say.w['bound']} {made.lower:.2%}"
    )
    sign = "≤" if at_most else "≥"
    return Answer(
        label=shown(name),
        counts=counts + left,
        share=measured,
        low=made.interval[0],
        high=made.interval[1],
        bound=bound,
        limit=share,
        limit_text=f"{say.w['limit']} {sign} {share:.0%}" if share is not None else "",
        rule=rule_word(say, made.rule_met),
        support=support_word(say, made.supported),
    )
