"""The figures on docs/explanation/sampling.md are what the functions give."""

import re
from pathlib import Path

from hegui.engine.statistics import acceptance_plan, allowed_hits, needed_passes, smallest_sample

PAGE = (Path(__file__).resolve().parents[3] / "docs/explanation/sampling.md").read_text("utf-8")
ROW = re.compile(r"^\| ([\d,]+) \| at (least|most) (\d+) % \| \D*([\d,]+) \| \D*([\d,]+) \|$", re.M)


def test_the_table_of_limits_is_right() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) == 4
    for n_text, direction, percent, met, supported in rows:
        n, met_at, supported_at = (int(t.replace(",", "")) for t in (n_text, met, supported))
        assert met_at * 100 == int(percent) * n
        limit = f"{int(percent) / 100:.2f}"
        function = needed_passes if direction == "least" else allowed_hits
        assert function(n, limit) == supported_at


def test_the_plans_are_right() -> None:
    plan = acceptance_plan("0.96", "0.98")
    assert f"smallest_sample(0.95)` is {smallest_sample('0.95')}:" in PAGE
    assert f"it is {plan.n} items with at most {plan.allowed}\n" in PAGE
