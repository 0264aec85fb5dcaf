"""Databases of released versions open in this one: migrated, verified, readable, writable.

`tests/data/databases` keeps one for each release (`tools/database_fixture.py`). Nothing is released
yet, so the mechanism is proved on a database made on the fly.
"""

import gzip
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.server.operations.serving import clean_env

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "data" / "databases"
KEPT = sorted(FOLDER.glob("*.sql.gz"))
NONE = pytest.param(None, marks=pytest.mark.skip(reason="nothing is released yet"), id="none")
CODE = """
import json
from hegui.server.operations.options import ready
ready()
from hegui.server.operations.prepare import migrate
migrate()
from django.core.management import call_command
from django.db import connection
call_command("migrate", check_unapplied=True, verbosity=0)
connection.check_constraints()
from hegui.server.assessments.selectors.assessments import assessment_list
from hegui.server.assessments.services.starting import judge_again
from hegui.server.controls.selectors import control_list
from hegui.server.core.models import Organisation
from hegui.server.core.services import domain_create
from hegui.server.core.viewer import system_viewer
from hegui.server.evidence.selectors.items import item_list
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.selectors import filing_list, relation_list, subject_list
from hegui.server.ledger.models import Entry
from hegui.server.ledger.verify import chains, verify_chain
from hegui.server.obligations.selectors.register import entry_list
viewer = system_viewer(Organisation.objects.get(slug="yunlu"))
lists = (assessment_list, control_list, entry_list, filing_list, item_list, relation_list,
    subject_list, task_list)
found = {"rows": {one.__name__: len(list(one(viewer=viewer))) for one in lists}}
found["entries"] = Entry.objects.count()
found["problems"] = [p.code for c in chains() for p in verify_chain(c).problems]
domain_create(acting_user=viewer, name="升级之后")
for one in assessment_list(viewer=viewer):
    judge_again(acting_user=viewer, assessment=one)
found["after"] = [p.code for c in chains() for p in verify_chain(c).problems]
print(json.dumps(found))
"""
TAMPER = (
    "DROP TRIGGER ledger_entry_no_update;"
    "UPDATE ledger_entry SET action = 'core.nothing' WHERE number = 2;"
)
BEHIND = (
    "DROP TABLE django_session; DELETE FROM django_migrations WHERE app = 'sessions';"
    "DROP TABLE hegui_cache;"
)
"""What a database lacks that was made before a migration."""


def restored(file: Path, data: Path, change: str = "") -> Path:
    """Lay a kept database into a data folder."""
    data.mkdir()
    connection = sqlite3.connect(data / "hegui.sqlite3")
    connection.executescript(gzip.decompress(file.read_bytes()).decode())
    connection.executescript(change)
    connection.close()
    return data


def opened(data: Path) -> "subprocess.CompletedProcess[str]":
    """Migrate a database with this version and open it, as `hegui serve` would."""
    return subprocess.run(
        [sys.executable, "-c", CODE],
        env=clean_env(data),
        capture_output=True,
        text=True,
        check=False,
    )


def answer(file: Path, data: Path, change: str = "") -> dict[str, Any]:
    """Restore and open a database, and return what it holds."""
    done = opened(restored(file, data, change))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check(file: Path, data: Path, change: str = "") -> None:
    """Assert that a kept database is whole after it was upgraded."""
    entries = gzip.decompress(file.read_bytes()).decode().count('INSERT INTO "ledger_entry"')
    found = answer(file, data, change)
    assert found["problems"] == []
    assert found["after"] == []
    assert found["entries"] == entries > 0
    assert [name for name, count in found["rows"].items() if count == 0] == []


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of the present schema, made by the tool for releases."""
    out = tmp_path_factory.mktemp("databases")
    done = make(out)
    assert done.returncode == 0, done.stderr
    [file] = out.glob("*.sql.gz")
    return file


def make(out: Path) -> "subprocess.CompletedProcess[str]":
    """Run the tool."""
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "database_fixture.py", "--out", out],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("file", KEPT or [NONE], ids=lambda file: file.name)
def test_a_database_of_a_released_version_opens(file: Path, tmp_path: Path) -> None:
    check(file, tmp_path / "data")


def test_every_released_version_has_its_database() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (\d+\.\d+\.\d+)(.*)$", changes, re.MULTILINE)
    released = {version for version, rest in heads if "not released" not in rest}
    assert heads
    assert released == {file.name.removesuffix(".sql.gz") for file in KEPT}


def test_a_database_that_lacks_a_migration_is_brought_forward(
    present: Path, tmp_path: Path
) -> None:
    check(present, tmp_path / "data", BEHIND)


def test_a_database_whose_ledger_was_changed_is_found_out(present: Path, tmp_path: Path) -> None:
    assert answer(present, tmp_path / "data", TAMPER)["problems"]


def test_the_database_of_a_release_is_small_and_never_written_again(present: Path) -> None:
    before = present.read_bytes()
    assert len(before) < 300_000
    assert make(present.parent).returncode == 1
    assert present.read_bytes() == before
    addresses = set(re.findall(r"@([\w.]+)", gzip.decompress(before).decode()))
    assert {place for place in addresses if "example" not in place} == set()
