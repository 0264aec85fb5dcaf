"""Tables made at once are the tables that the migrations make."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.server.operations.serving import clean_env, own_database

CODE = """
import json, sys
from hegui.server.operations.options import ready
ready()
from django.core.management import call_command
from django.db import connection
from hegui.server.operations.fresh import make_tables
make_tables() if sys.argv[1] == "fresh" else call_command("migrate", verbosity=0)
call_command("migrate", verbosity=0)
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
found = {}
with connection.cursor() as cursor:
    inspect = connection.introspection
    # Django's own migrations give the unused table of groups a wider id than its models do.
    for table in sorted(set(inspect.table_names(cursor)) - {"auth_group_permissions"}):
        columns = inspect.get_table_description(cursor, table)
        rules = inspect.get_constraints(cursor, table)
        found[table] = {
            "columns": sorted([c.name, str(c.type_code), c.null_ok, c.default] for c in columns),
            "rules": sorted(
                json.dumps(["" if n.startswith("fk_") or "__" in n else n, r["columns"], r["primary_key"], r["unique"],
                    r["foreign_key"], r["check"], r["index"]]) for n, r in rules.items()
            ),
        }
    sql = ("SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    cursor.execute(sql)
    found["triggers"] = sorted(row[0] for row in cursor.fetchall())
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    found["migrations"] = cursor.fetchall()
    for table in ("django_content_type", "auth_permission"):
        cursor.execute(f"SELECT count(*) FROM {table}")
        found[table + ".rows"] = cursor.fetchone()[0]
print(json.dumps(found))
"""


def schema(how: str, data: Path) -> dict[str, Any]:
    """Return what a database holds that was made in one of the two ways."""
    with own_database() as more:
        done = subprocess.run(
            [sys.executable, "-c", CODE, how],
            env=clean_env(data, **more),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_fresh_tables_equal_migrated_tables(tmp_path: Path) -> None:
    fresh = schema("fresh", tmp_path / "fresh")
    migrated = schema("migrated", tmp_path / "migrated")
    assert fresh["triggers"]
    different = {
        name for name in fresh.keys() | migrated.keys() if fresh.get(name) != migrated.get(name)
    }
    assert {n: (fresh.get(n), migrated.get(n)) for n in different} == {}
