"""Lists cost the same at any size: an index gives their order, nothing is sorted for one page."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
LISTS = (
    "evidence/",
    "evidence/?sort=title",
    "evidence/?sort=-valid",
    "evidence/?linked=no",
    "evidence/requests/",
    "inventory/",
    "inventory/?sort=-name",
    "controls/",
    "controls/?sort=-title",
    "runs/",
    "runs/?sort=title",
    "runs/?sort=-when",
    "runs/?state=failed",
    "improvement/",
    "assessments/",
    "assessments/?sort=-title",
)
PAGE = "LIMIT 21"


@pytest.mark.parametrize("path", LISTS)
def test_an_index_gives_the_order(signed_in: Callable[..., Client], path: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics, which an empty table has not")
    client = signed_in()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/o/yunlu/{path}").status_code == 200
    rows = next(q["sql"] for q in asked if " ORDER BY " in q["sql"] and q["sql"].endswith(PAGE))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + rows.replace("%", "%%"))
        steps = [step[3] for step in cursor.fetchall()]
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps, steps
    assert not [step for step in steps if step.startswith("SCAN")], steps
