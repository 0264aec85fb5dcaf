"""What the chosen rule set means for a condition."""

import pytest

from hegui.catalogue.model import Requirement
from hegui.conformity import judge
from hegui.conformity.case import UnknownRuleSetError
from tests.conformity.factory import (
    GBT,
    TC,
    attested,
    catalogue,
    criterion,
    inputs,
    measure,
    requirement,
    verdict,
)


def states(*rows: Requirement, rule_set: str, asked: tuple[dict[str, object], ...]) -> list[str]:
    conditions = (
        measure("n > 0", id=f"c{n}", **fields)  # type: ignore[arg-type]
        for n, fields in enumerate(asked)
    )
    found = verdict(
        criterion(*conditions), {"requirements": {row.id: row for row in rows}}, rule_set=rule_set
    )
    return [c.state for c in found.trace.conditions]


@pytest.mark.parametrize("own", ["", "none"])
@pytest.mark.parametrize("chosen", [GBT, TC])
def test_a_figure_of_the_organisation_always_counts(own: str, chosen: str) -> None:
    assert states(rule_set=chosen, asked=({"rule_set": own},)) == ["unknown"]


@pytest.mark.parametrize(("chosen", "other"), [(GBT, TC), (TC, GBT)])
def test_a_rule_of_the_other_set_is_taken_over(chosen: str, other: str) -> None:
    row = requirement("R-1", TC, figures={TC: "best", GBT: "poor"})
    assert states(row, rule_set=chosen, asked=({"rule_set": other, "requirements": ("R-1",)},)) == [
        "unknown"
    ]


def test_a_rule_without_figures_is_taken_over() -> None:
    asked = ({"rule_set": TC, "requirements": ("R-1",)},)
    assert states(requirement("R-1", TC), rule_set=GBT, asked=asked) == ["unknown"]


@pytest.mark.parametrize(("chosen", "left"), [(GBT, [1]), (TC, [0])])
def test_the_chosen_sets_own_version_takes_the_place_of_the_other(
    chosen: str, left: list[int]
) -> None:
    row = requirement("R-1", TC, figures={TC: "best", GBT: "best"})
    asked = tuple({"rule_set": name, "requirements": ("R-1",)} for name in (GBT, TC))
    found = states(row, rule_set=chosen, asked=asked)
    assert [n for n, state in enumerate(found) if state == "left_out"] == left


def test_a_rule_known_only_from_another_set_does_not_count() -> None:
    row = requirement("R-1", GBT, figures={GBT: "best"})
    asked = ({"rule_set": GBT, "requirements": ("R-1",)},)
    assert states(row, rule_set=TC, asked=asked) == ["left_out"]


def test_an_unknown_rule_set_is_wrong_use() -> None:
    with pytest.raises(UnknownRuleSetError, match=TC):
        judge(catalogue(criterion(attested())), inputs(rule_set="own"))
