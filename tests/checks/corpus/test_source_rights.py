"""Rights in sources: contracts on a day, others' wishes, and the two answers about the limit."""

from typing import Any

import pytest

from tests.checks.corpus.test_sources import ASKED, run, source
from tests.support.scans import Desk

BOUGHT = {"kind": "commercial", "contract": "C-1", "supplier_proof": "P-1"}
OWN = {"kind": "self_collected", "collection_record": "R-1"}


def kinds(desk: Desk, **fields: Any) -> tuple[dict[str, Any], set[str]]:
    outcome, context = run(desk, source("a", **fields))
    return outcome.measures, {finding.kind for finding in context.findings}


@pytest.mark.parametrize(
    ("until", "kind", "missing"),
    [
        ("2026-11-19", "contract_ended", 1),
        ("2026-11-20", "contract_ending", 0),
        ("2027-01-19", "contract_ending", 0),
        ("2027-01-20", None, 0),
    ],
)
def test_a_contract_counts_to_its_last_day_and_its_end_is_told_before(
    desk: Desk, until: str, kind: str | None, missing: int
) -> None:
    measures, found = kinds(desk, **BOUGHT, contract_until=until)
    assert measures["basis_missing_by_kind"]["commercial"] == missing
    assert measures["sources_complete"] == 1 - missing
    assert measures["licensed_share"] == 1 - missing
    expected = {kind} if kind else set()
    assert found == expected | ({"incomplete_source"} if missing else set())


def test_a_contract_that_forbids_training_is_no_basis(desk: Desk) -> None:
    measures, found = kinds(desk, **BOUGHT, training_permitted="否")
    assert measures["basis_missing_by_kind"]["commercial"] == 1
    assert "training_not_permitted" in found


@pytest.mark.parametrize("wish", ["robots", "terms", "reservation", "withdrawals"])
def test_a_wish_that_is_not_honoured_takes_the_basis_of_own_collecting_away(
    desk: Desk, wish: str
) -> None:
    measures, found = kinds(desk, **OWN, **{**ASKED, wish: "未遵守"})
    assert measures["basis_missing_by_kind"]["self_collected"] == 1
    assert measures["opt_outs_not_honoured"] == 1
    assert "opt_out_not_honoured" in found


def test_what_nobody_looked_at_is_unknown_and_no_pass(desk: Desk) -> None:
    measures, found = kinds(desk, **OWN)
    assert measures["opt_outs_unknown"] == 1
    assert measures["sources_complete"] == 0
    assert {"opt_out_unknown", "incomplete_source"} <= found


def test_an_owner_who_licensed_the_data_need_not_be_asked_again(desk: Desk) -> None:
    measures, _ = kinds(desk)
    assert measures["opt_outs_unknown"] == 0
    measures, found = kinds(desk, withdrawals="unknown")
    assert measures["opt_outs_unknown"] == 1
    assert found == {"opt_out_unknown"}


@pytest.mark.parametrize(
    ("n", "k", "over", "supported"),
    [
        (200, 10, 0, 0),
        (200, 4, 0, 1),
        (200, 5, 0, 0),
        (58, 0, 0, 0),
        (59, 0, 0, 1),
        (10**18, 5 * 10**16, 0, 0),
        (10**18, 4 * 10**16, 0, 1),
        (200, 11, 1, 0),
    ],
)
def test_rule_met_and_supported_are_two_answers(
    desk: Desk, n: int, k: int, over: int, supported: int
) -> None:
    outcome, context = run(desk, source("a", before_n=n, before_k=k))
    assert outcome.measures["sources_over_limit_before"] == over
    assert outcome.measures["sources_supported_before"] == supported
    kinds = {finding.kind for finding in context.findings}
    assert ("not_supported_before" in kinds) == (not over and not supported)


def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    from hegui.checks.corpus.sources.register import BadRegisterError

    with pytest.raises(BadRegisterError, match="period_from is later"):
        run(desk, source("a", period_from="2025-02-01", period_to="2025-01-01"))


def test_every_bad_row_is_named(desk: Desk) -> None:
    from hegui.checks.corpus.sources.register import BadRegisterError

    rows = [source("a"), source("b", kind="x"), source("c"), source("d", foreign="vielleicht")]
    with pytest.raises(BadRegisterError, match="problems in all: 2") as caught:
        run(desk, *rows)
    assert [row.line for row in caught.value.rows] == [2, 4]
    assert [row["line"] for row in caught.value.as_dict("en")["rows"]] == [2, 4]
