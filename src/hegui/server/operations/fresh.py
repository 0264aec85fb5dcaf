"""Making the tables of an empty database at once, as all migrations together would.

Applying every migration of every library to an empty database takes many seconds, since Django
rebuilds its picture of all models at each step. Here the tables are made from the models as they
are, steps in Python run in their order, and all migrations are noted as applied. A test
compares the result with that of the migrations.
"""

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder

OURS = "hegui.server."


def is_empty() -> bool:
    """Tell whether the database has no tables at all."""
    return connection.introspection.table_names() == []


def make_tables() -> None:
    """Make all tables in one transaction and note all migrations as applied."""
    loader = MigrationLoader(connection)
    emit_pre_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for config in apps.get_app_configs():
            for model in router.get_migratable_models(config, connection.alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        for migration in in_order(loader):
            recorder.record_applied(migration.app_label, migration.name)
            if type(migration).__module__.startswith(OURS):
                run_steps(migration, editor)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def in_order(loader: MigrationLoader) -> list[Any]:
    """Return all migrations, each after those that it needs."""
    found: dict[tuple[str, str], Any] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            found.setdefault(key, loader.graph.nodes[key])
    return list(found.values())


def run_steps(migration: Any, editor: Any) -> None:
    """Run what a migration does beside making tables: triggers and the like."""
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            operation.code(apps, editor)  # type: ignore[arg-type]
        elif isinstance(operation, RunSQL):
            raise TypeError(f"{migration}: write this step in Python (RunPython).")


def leaves() -> dict[str, str]:
    """Return the last migration of each app, as a backup notes them."""
    graph = MigrationLoader(connection).graph
    found: dict[str, str] = {}
    for app, name in graph.nodes:
        found[app] = max(name, found.get(app, ""))
    return found
