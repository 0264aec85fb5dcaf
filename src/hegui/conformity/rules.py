"""The assessment's own figures, read once from `rules.yaml`."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Maturity:
    """The rule of the maturity reading: shares by level, and the families of the top level."""

    shares: dict[int, Fraction]
    top: int
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The share of inapplicable clauses to explain, maturity, rates, tools."""

    not_applicable_limit: Fraction
    maturity: Maturity
    claims: dict[str, str]
    default_claim: str
    sizes: frozenset[str]
    tools: frozenset[str]


@cache
def rules() -> Rules:
    """Return the figures of `rules.yaml`."""
    import yaml

    text = files("hegui.conformity").joinpath("rules.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return Rules(
        not_applicable_limit=Fraction(data["not_applicable_share"]["limit"]),
        maturity=_maturity(data["maturity"]),
        claims=data["rates"]["claims"],
        default_claim=data["rates"]["default"],
        sizes=frozenset(data["rates"]["sizes"]),
        tools=frozenset(data["tools"]["checks"]),
    )


def _maturity(data: dict[str, Any]) -> Maturity:
    steps = (data["documented"], data["implemented"], data["measured"])
    return Maturity(
        shares={step["level"]: Fraction(step["share"]) for step in steps},
        top=data["improving"]["level"],
        families=tuple(data["improving"]["families"]),
    )
