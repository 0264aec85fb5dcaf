"""Catalogue and registry fit together: whatever a criterion reads, some check promises."""

import re

import pytest

from hegui.catalogue import load
from hegui.catalogue.model import Condition
from hegui.engine.registry import load_checks

NAME = re.compile(r"(?<![\w.'\"\]])[a-z_][a-z_0-9]*(?![\w(])")
LITERALS = {"true", "false", "in"}


def conditions() -> list[tuple[str, Condition]]:
    """Return all conditions that read measures, with their clause."""
    rows = [(c.id, k) for c in load().criteria.values() for k in c.conditions]
    return [(clause, condition) for clause, condition in rows if condition.needs == "measure"]


@pytest.mark.parametrize("check_id", sorted({k.check for _, k in conditions()}))
def test_every_check_that_a_criterion_reads_is_registered(check_id: str) -> None:
    assert check_id in {check.id for check in load_checks().all()}


def test_every_measure_in_a_rule_is_one_that_the_check_declares() -> None:
    declared = {check.id: set(check.measures) for check in load_checks().all()}
    unknown = [
        (clause, condition.id, condition.check, name)
        for clause, condition in conditions()
        for rule in (condition.rule, condition.fails_when)
        for name in sorted(set(NAME.findall(rule)) - LITERALS)
        if condition.check in declared and name not in declared[condition.check]
    ]
    assert unknown == []
