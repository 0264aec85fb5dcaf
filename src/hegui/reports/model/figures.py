"""Figures of a test as a report writes them."""

from typing import Any


def stratum(one: dict[str, Any]) -> tuple[str, str]:
    """Return the expectation and the risk or topic of a stratum."""
    kind, _, rest = one["method"].partition("stratum=")[2].partition(" ")
    return kind, rest


def percent(value: float | None) -> str:
    """Return a share in percent."""
    return "—" if value is None else f"{value:.1%}"


def bounds(counts: dict[str, Any]) -> tuple[str, str]:
    """Return the exact one-sided bounds of a stratum; results of earlier versions have none."""
    return percent(counts.get("lower")), percent(counts.get("upper"))


def counts(found: dict[str, int]) -> tuple[str, str, str]:
    """Return n, k and the rate."""
    n, k = found["n"], found["k"]
    return f"{n:,}", f"{k:,}", f"{k / n:.1%}" if n else "—"
