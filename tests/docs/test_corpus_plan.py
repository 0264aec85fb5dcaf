"""The arithmetic of the plan for large corpora follows from the rates that it states."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs" / "explanation"
ROW = re.compile(r"\| (\d+) TB \| (\d+) \| ([\d.]+) \|(.*)\|$", re.M)
BUSY = 0.8
"""The share of time that processors work, as the page assumes."""
PROCESSORS = (2, 8, 64)


@pytest.mark.parametrize("name", ["corpus-plan.md", "corpus-plan.zh.md"])
def test_hours_follow_from_the_rates(name: str) -> None:
    rows = ROW.findall((DOCS / name).read_text(encoding="utf-8"))
    assert len(rows) == 8
    for size, rate, told, cells in rows:
        hours = int(size) * 1e12 / (int(rate) * 1e6) / 3600
        assert float(told) == round(hours, 1)
        for processors, cell in zip(PROCESSORS, cells.split("|"), strict=True):
            number, unit = cell.split()
            whole = hours / (processors * BUSY)
            if unit in ("h", "小时"):
                assert float(number) == round(whole, 1), (size, rate, processors)
            else:
                assert int(number) == round(whole * 60), (size, rate, processors)


def test_the_rates_are_those_of_the_page_of_performance() -> None:
    assert "(performance.md#the-scan-of-a-corpus)" in (DOCS / "corpus-plan.md").read_text()
    assert "## The scan of a corpus" in (DOCS / "performance.md").read_text()
