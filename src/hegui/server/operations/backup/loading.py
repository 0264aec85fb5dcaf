"""Filling the database and the store from an unpacked backup, and verifying the ledger."""

import json
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from hegui.server.operations.backup.errors import NotEmptyError, RestoredLedgerError
from hegui.server.operations.backup.manifest import TABLES, Manifest
from hegui.server.operations.backup.snapshot import copy_sql
from hegui.server.operations.fresh import leaves, make_tables

CHUNK = 1 << 20


def load(manifest: Manifest, work: Path) -> None:
    """Load what `unpack` laid into a folder, bring it to the present form, verify."""
    if manifest.database == "postgresql":
        load_tables(manifest, work)
    load_files(work)
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    verify(manifest)


def load_tables(manifest: Manifest, work: Path) -> None:
    """Make the tables as they were and fill them, in one transaction."""
    if "core_organisation" in connection.introspection.table_names():
        raise NotEmptyError(place=str(connection.settings_dict["NAME"]))
    if manifest.migrations == leaves():
        make_tables()
    else:
        for app, name in sorted(manifest.migrations.items()):
            call_command("migrate", app, name, interactive=False, verbosity=0, skip_checks=True)
    tables = json.loads((work / TABLES).read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        for table, columns in tables.items():
            statement = copy_sql(table, columns, "FROM STDIN")
            path = work / f"database/{table}.copy"
            with path.open("rb") as file, cursor.cursor.copy(statement) as rows:
                while data := file.read(CHUNK):
                    rows.write(data)
        renew_sequences(cursor)


def renew_sequences(cursor: object) -> None:
    """Let numbering go on after the rows that were loaded."""
    inspect = connection.introspection
    for table in inspect.table_names(cursor):  # type: ignore[arg-type]
        for row in inspect.get_sequences(cursor, table):  # type: ignore[arg-type]
            quoted = connection.ops.quote_name(row["table"])
            column = connection.ops.quote_name(row["column"])
            cursor.execute(  # type: ignore[attr-defined]
                f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({column}), 1), "  # noqa: S608 - quoted names of the schema
                f"max({column}) IS NOT NULL) FROM {quoted}",
                [row["table"], row["column"]],
            )


def load_files(work: Path) -> None:
    """Put the files into the store that the settings name."""
    from hegui.server.evidence.store import store

    for path in sorted((work / "files").glob("*")):
        with path.open("rb") as file:
            store().put(file, limit=path.stat().st_size)


def verify(manifest: Manifest) -> None:
    """Verify every chain and compare its head with the manifest."""
    from hegui.server.ledger.models import Head
    from hegui.server.ledger.verify import verify_chain

    for chain, head in manifest.heads.items():
        found = Head.objects.filter(chain=chain).values_list("count", "digest").first()
        if found != (head.count, head.digest):
            raise RestoredLedgerError(chain=chain, why=f"{found} != {head.count}")
        answer = verify_chain(chain)
        if not answer.ok:
            raise RestoredLedgerError(chain=chain, why=answer.problems[0].text.both())
