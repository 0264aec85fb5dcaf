"""The list page of evidence at 1,000 and at 100,000 rows: it should cost the same."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LIMIT = 0.05
PAGES = ("", "?sort=title", "?sort=valid", "?linked=no", "?type=EV-TRN&page=3")
REPEAT = 10


def bench(case: Any) -> None:
    """Fill a database of each size and measure pages, the median of some tries."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEGUI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "hegui.server.settings.django"
        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
        for command in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "-m", "django", *command], check=True)
        import django

        django.setup()
        measure(case)


def measure(case: Any) -> None:
    """Measure the pages of two organisations in one database."""
    from hegui.server.core.services import assignment_add, organisation_create, user_create
    from hegui.server.core.viewer import system_viewer
    from tests.support.evidence import evidence_seed

    person = user_create(acting_user=None, email="bench@example.com", name="bench", password="-")
    seconds: dict[int, float] = {}
    for count in (1_000, 100_000):
        org = organisation_create(acting_user=None, slug=f"org{count}", name=str(count))
        assignment_add(acting_user=system_viewer(org), user=person, role="administrator")
        with case(f"seed {count} rows", items=count):
            evidence_seed(org, count)
        seconds[count] = pages(case, person, count)
    case.ratio(
        "page at 1,000 rows to page at 100,000", seconds[1_000] / seconds[100_000], at_least=0.8
    )


def pages(case: Any, person: Any, count: int) -> float:
    """Measure each page of one organisation; return the time of the first."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/o/org{count}/evidence/", headers={"host": "localhost"})
    times = []
    for page in PAGES:
        with case(
            f"{REPEAT} x list {page or 'newest'} of {count}", limit=LIMIT * REPEAT
        ) as figures:
            for _ in range(REPEAT):
                answer = client.get(f"/o/org{count}/evidence/{page}", headers={"host": "localhost"})
                assert answer.status_code == 200
        times.append(figures["cpu_seconds"] / REPEAT)
    return float(times[0])
