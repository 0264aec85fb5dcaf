"""The reference pages name everything that the data and the code know."""

from pathlib import Path

import pytest

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import CARRIERS
from hegui.checks.records import exports
from hegui.checks.records.asked import asked_values
from hegui.checks.records.reading import SUFFIXES
from hegui.checks.records.rules import document_sets, log_rules

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def test_the_page_of_evidence_types_lists_types_suffixes_and_sets(catalogue: Catalogue) -> None:
    text = page("evidence-types.md")
    assert [kind for kind in catalogue.evidence_types if f"| {kind} |" not in text] == []
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in text] == []
    assert [name for name in document_sets() if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("check", "parameter"), [("records.logs", "log"), ("records.tickets", "queue")]
)
def test_the_page_of_exports_lists_what_criteria_ask_for(
    catalogue: Catalogue, check: str, parameter: str
) -> None:
    text = page("log-and-ticket-exports.md")
    asked = asked_values(catalogue, check, parameter)
    assert [value for value in asked if f"`{value}`" not in text] == []
    assert [suffix for suffix in exports.SUFFIXES if f"`{suffix}`" not in text] == []
    assert f"more than {log_rules().tail_days} days" in text


def test_the_page_of_carriers_lists_carriers_and_checks(catalogue: Catalogue) -> None:
    text = page("label-carriers.md")
    assert [kind for kind in CARRIERS if kind.upper() not in text] == []
    checks = [f"LBL-C-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 12)]
    assert [check for check in checks if f"`{check}`" not in text] == []
    assert set(checks) <= set(catalogue.label_rules)
