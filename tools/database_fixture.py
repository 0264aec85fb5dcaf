"""Write `tests/data/databases/<version>.sql.gz`: a small database as this version makes it.

`python tools/database_fixture.py`, once for each release, on the commit of the release; the test of
upgrading (`tests/server/operations/test_upgrade.py`) opens all of them for ever after. The content
is the demonstration, which is fictional, with one assessment and its tasks. `--out` writes
into another folder; a file that is there is left as it is.
"""

import argparse
import gzip
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import hegui

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "databases"
CLAUSES = ("4.1", "P-06", "S-04", "S-14")
PARTS = ("clauses", "criteria")
LEFT_OUT = ("obligations", "consequences", "risks", "label_rules", "crosswalk")


def populate() -> None:
    """Make the tables and fill them through the services."""
    from hegui.server.operations.options import ready

    ready()
    from django.core.management import call_command
    from django.db import connections

    from hegui.server.operations.demo.start import make
    from hegui.server.operations.fresh import make_tables

    make_tables()
    call_command("createcachetable", verbosity=0)
    assess(make())
    connections.close_all()


def assess(cast: object) -> None:
    """Judge the demonstration by a few clauses, with a task for each that is open."""
    from hegui.common.dates import today
    from hegui.server.assessments.models import ClauseAssessment
    from hegui.server.assessments.services.frozen import set_of_catalogue
    from hegui.server.assessments.services.starting import start_from_set
    from hegui.server.assessments.services.tasks import tasks_for

    viewer = cast.viewer  # type: ignore[attr-defined]
    found = start_from_set(
        acting_user=viewer,
        clause_set=set_of_catalogue(acting_user=viewer, catalogue=small()),
        title="随版本保存的评估",
    )
    rows = ClauseAssessment.objects.filter(assessment=found, verdict="undetermined")
    tasks_for(
        acting_user=viewer,
        assessment=found,
        clauses=list(rows),
        owner=viewer.user,
        due_on=today(),
    )


def small() -> Any:
    """Return the catalogue with a few clauses only: frozen whole it would be most of the file."""
    import msgspec

    from hegui.server.core.rules import catalogue

    whole = catalogue()
    few = {name: {key: getattr(whole, name)[key] for key in CLAUSES} for name in PARTS}
    return msgspec.structs.replace(whole, **few, **{name: {} for name in LEFT_OUT})


def dump(database: Path) -> bytes:
    """Return a database as SQL, compressed; the same database gives the same bytes.

    Search indexes are virtual tables, which cannot be written row by row: they are made again from
    the tables that they index.
    """
    source, connection = sqlite3.connect(database), sqlite3.connect(":memory:")
    try:
        source.backup(connection)
        known = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        virtual = connection.execute(known).fetchall()
        for name, _ in virtual:
            connection.execute(f'DROP TABLE "{name}"')
        again = [f"{sql};\nINSERT INTO {name}({name}) VALUES ('rebuild');" for name, sql in virtual]
        text = "\n".join([*connection.iterdump(), *again])
    finally:
        source.close()
        connection.close()
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main() -> int:
    """Make a database in a folder that is thrown away, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    path: Path = parser.parse_args().out / f"{hegui.__version__}.sql.gz"
    if path.exists():
        print(f"{path} is there already: the database of a release does not change.")
        return 1
    with tempfile.TemporaryDirectory(prefix="hegui-fixture-") as data:
        for name in [name for name in os.environ if name.startswith(("HEGUI_", "DJANGO_"))]:
            del os.environ[name]
        os.environ["HEGUI_DATA"] = data
        populate()
        content = dump(Path(data) / "hegui.sqlite3")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
