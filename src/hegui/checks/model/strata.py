"""Rates by risk, topic or attack, each with its exact bounds."""

from collections.abc import Mapping
from typing import Any

from hegui.engine.statistics import lower_bound, upper_bound


def strata_rates(n_by: Mapping[str, int], k_by: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Return n, k, rate and exact one-sided 95 % bounds (Clopper-Pearson) of each stratum."""
    return {
        name: {
            "n": n_by[name],
            "k": k_by.get(name, 0),
            "rate": k_by.get(name, 0) / n_by[name],
            "lower": lower_bound(k_by.get(name, 0), n_by[name]),
            "upper": upper_bound(k_by.get(name, 0), n_by[name]),
        }
        for name in sorted(n_by)
    }
