"""A picture of the database at one moment, while others write."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from hegui.server.operations.backup.manifest import SQLITE, TABLES, HeadOf

LEFT_OUT = {"hegui_cache"}
HEADS = "SELECT chain, count, digest FROM ledger_head"
MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app"


class Snapshot(NamedTuple):
    """Files by their name in the backup, and what the database said at that moment."""

    kind: str
    files: dict[str, Path]
    heads: dict[str, HeadOf]
    migrations: dict[str, str]


def snapshot(folder: Path) -> Snapshot:
    """Write the database as it is now into an empty folder."""
    return of_sqlite(folder) if connection.vendor == "sqlite" else of_postgresql(folder)


def of_sqlite(folder: Path) -> Snapshot:
    """Copy SQLite through its backup API, in one step that writers do not disturb."""
    path = folder / SQLITE
    source = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(source, timeout=60)) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        heads, migrations = new.execute(HEADS).fetchall(), new.execute(MIGRATIONS).fetchall()
    return Snapshot("sqlite", {SQLITE: path}, heads_of(heads), dict(migrations))


def of_postgresql(folder: Path) -> Snapshot:
    """Copy every table of PostgreSQL within one transaction that sees one moment."""
    (folder / "database").mkdir()
    files: dict[str, Path] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = tables_of(cursor)
        for table, columns in tables.items():
            name = f"database/{table}.copy"
            files[name] = folder / name
            copy_out(cursor, table, columns, files[name])
        cursor.execute(HEADS)
        heads = heads_of(cursor.fetchall())
        cursor.execute(MIGRATIONS)
        migrations = dict(cursor.fetchall())
    files[TABLES] = folder / TABLES
    files[TABLES].write_text(json.dumps(tables, indent=1), encoding="utf-8")
    return Snapshot("postgresql", files, heads, migrations)


def tables_of(cursor: Any) -> dict[str, list[str]]:
    """Return the columns of every table that is kept."""
    inspect = connection.introspection
    names = sorted(set(inspect.table_names(cursor)) - LEFT_OUT)
    return {
        name: [column.name for column in inspect.get_table_description(cursor, name)]
        for name in names
    }


def copy_sql(table: str, columns: list[str], how: str) -> str:
    """Return the COPY statement of a table."""
    quote = connection.ops.quote_name
    return f"COPY {quote(table)} ({', '.join(map(quote, columns))}) {how}"


def copy_out(cursor: Any, table: str, columns: list[str], path: Path) -> None:
    """Write the rows of a table into a file."""
    with path.open("wb") as file, cursor.cursor.copy(copy_sql(table, columns, "TO STDOUT")) as rows:
        for data in rows:
            file.write(data)


def heads_of(rows: Any) -> dict[str, HeadOf]:
    """Return the heads of the ledger."""
    return {chain: HeadOf(count=count, digest=digest) for chain, count, digest in rows}
