"""Clause sets and assessments for the tests."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hegui.server.assessments.models import Assessment, ClauseSet
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.assessments.services.starting import start_from_records, start_from_set
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import system_viewer


def clauses(count: int) -> list[dict[str, Any]]:
    """Return the rows of a clause set."""
    return [
        {
            "id": f"{n // 40 + 4}.{n % 40}",
            "parent": str(n // 40 + 4),
            "title_zh": f"第{n}条 建立并保持制度",
            "title_en": f"Clause {n}: establish and maintain",
            "requirement_zh": "应当按照计划的时间间隔进行。" * 5,
            "layer": ("organisation", "data", "model")[n % 3],
            "weight": n % 3 + 1,
            "gate": n % 13 == 0,
        }
        for n in range(count)
    ]


@pytest.fixture
def imported(org: Organisation) -> Callable[..., ClauseSet]:
    """Return a function that imports a clause set of some size."""

    def get(count: int = 12, title: str = "GB/T 00000") -> ClauseSet:
        data = json.dumps({"title": title, "clauses": clauses(count)}).encode()
        return clause_set_import(acting_user=system_viewer(org), data=data, name="set.json")

    return get


@pytest.fixture
def plain(org: Organisation, imported: Callable[..., ClauseSet]) -> Assessment:
    """Return an assessment of an imported set with 12 clauses, judged by nobody yet."""
    return start_from_set(acting_user=system_viewer(org), clause_set=imported(), title="对照评估")


@pytest.fixture
def judged(org: Organisation) -> Assessment:
    """Return an assessment by the catalogue, judged from the (empty) records of the server."""
    return start_from_records(acting_user=system_viewer(org), title="年度评估")
