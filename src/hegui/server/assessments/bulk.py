"""Inserting thousands of rows at once, inside a service: one statement, one entry in the ledger."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

from hegui.common.hashing import sha256_bytes
from hegui.server.core.guard import refuse_outside
from hegui.server.core.models.base import Guarded
from hegui.server.core.writing import Writing


def insert_many(
    write: Writing,
    model: type[Guarded],
    same: dict[str, Any],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    action: str,
    about: Guarded,
) -> None:
    """Insert rows of one model: `same` holds what all share, `names` the columns of `rows`.

    JSON columns among `names` are given as JSON text. The entry about their owner `about` holds
    their number and a digest over their values.
    """
    refuse_outside(model.__name__)
    write.wrote = True
    if not rows:
        return
    columns = _columns(model, same, names)
    marks = [columns[name] for name in columns]
    fields = model._meta
    kinds = {field.name: field for field in fields.concrete_fields}
    quoted = ", ".join(connection.ops.quote_name(str(kinds[name].column)) for name in columns)
    table = connection.ops.quote_name(fields.db_table)
    holes = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({holes})"  # noqa: S608 - names of our models
    convert = [_converter(kinds[name]) for name in names]
    at = {name: place for place, name in enumerate(names)}
    order = [at.get(name, -1) for name in columns]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_filled(rows, convert, order, marks)))
    write.note(action, about, after={"count": len(rows), "digest": rows_digest(rows)})


def rows_digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return the digest over the values of rows."""
    text = "\n".join("\x1f".join(map(str, row)) for row in rows)
    return sha256_bytes(text.encode("utf-8", "surrogatepass"))


def _columns(model: type[Guarded], same: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return every column with the value that all rows share; what `names` lists varies."""
    now = timezone.now()
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in names:
            found[field.name] = None
            continue
        value = same.get(field.name, now if getattr(field, "auto_now", False) else None)
        if getattr(field, "auto_now_add", False):
            value = now
        if value is None and field.name not in same and field.default is not NOT_PROVIDED:
            value = field.get_default()
        if isinstance(value, models.Model):
            value = value.pk
        found[field.name] = field.get_db_prep_save(value, connection)
    return found


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """Return what turns a value into one of the database; None for none."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and not connection.features.has_native_uuid_field:
        return _hex
    return None


def _hex(value: uuid.UUID | None) -> str | None:
    return value.hex if value is not None else None


def _filled(
    rows: Sequence[tuple[Any, ...]],
    convert: list[Callable[[Any], Any] | None],
    order: list[int],
    marks: list[Any],
) -> Iterable[tuple[Any, ...]]:
    changed = [(place, change) for place, change in enumerate(convert) if change]
    for row in rows:
        values = list(row)
        for place, change in changed:
            values[place] = change(values[place])
        yield tuple(
            values[place] if place >= 0 else mark for place, mark in zip(order, marks, strict=True)
        )
