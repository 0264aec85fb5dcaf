"""Assessments at 1,209 and 5,880 clauses: import, creation, the workspace, saving one verdict.

Asked for (issue 3): import at most 0.3 / 1.5 s, creation 0.1 / 0.4 s, workspace 0.3 / 1 s, a verdict
30 ms. The workspace is a whole page through Django's test client; the verdict goes through its
form with sign-in and ledger.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_209, 5_880)
SAVES = 20
LIMITS = {"import": (0.3, 1.5), "create": (0.1, 0.4), "workspace": (0.3, 1.0)}
SAVE_LIMIT = 0.03


def bench(case: Any) -> None:
    """Measure on SQLite in an empty folder."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEGUI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "hegui.server.settings.django"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        measure(case)


def measure(case: Any) -> None:
    """Import, create, open and save at each size."""
    from django.test import Client

    from hegui.server.assessments.services.frozen import clause_set_import
    from hegui.server.assessments.services.starting import start_from_set
    from hegui.server.core.services import assignment_add, organisation_create, user_create
    from hegui.server.core.viewer import system_viewer

    org = organisation_create(acting_user=None, slug="bench", name="bench")
    viewer = system_viewer(org)
    user = user_create(acting_user=None, email="a@bench.example.com", name="a", password="-")
    assignment_add(acting_user=viewer, user=user, role="administrator")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    for number, size in enumerate(SIZES):
        limits = {name: pair[number] for name, pair in LIMITS.items()}
        data = json.dumps({"title": f"set {size}", "clauses": rows(size)}).encode()
        with case(f"import {size}", items=size, limit=limits["import"]):
            made = clause_set_import(acting_user=viewer, data=data, name="set.json")
        with case(f"create {size}", items=size, limit=limits["create"]):
            assessment = start_from_set(acting_user=viewer, clause_set=made, title="x")
        place = f"/o/bench/assessments/{assessment.pk}/clauses/"
        client.get("/o/bench/assessments/")
        with case(f"workspace {size}", items=size, limit=limits["workspace"]):
            answer = client.get(place)
        assert answer.status_code == 200, answer.status_code
        with case(f"{SAVES} verdicts of {size}", items=SAVES, limit=SAVE_LIMIT * SAVES):
            for save in range(SAVES):
                sent = {"verdict": "conforms", "reason": "seen", "seen_version": "1"}
                answer = client.post(f"{place}judge/?clause=c{save}", sent)
                assert answer.status_code == 302, answer.status_code


def rows(size: int) -> list[dict[str, Any]]:
    """Return clauses with texts of a usual length."""
    return [
        {
            "id": f"c{n}",
            "parent": f"p{n // 20}",
            "title_zh": f"第 {n} 条 建立并保持制度",
            "title_en": f"Clause {n}: establish and maintain",
            "requirement_zh": "应当按照计划的时间间隔进行并保留记录。" * 6,
            "requirement_en": "Shall be done at planned intervals, with records kept. " * 6,
            "layer": ("organisation", "data", "model")[n % 3],
            "gate": n % 13 == 0,
        }
        for n in range(size)
    ]
