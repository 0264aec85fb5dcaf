"""The index of words: kept with each record that says what of it can be found, asked by search.

The index only proposes: who may see a record is decided by the selectors of its app.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from hegui.server.core.models.search import SearchEntry
from hegui.server.core.search_tables import VECTOR
from hegui.server.core.words import folded, needed, pairs

BATCH = 1000
NEWEST = 1000
"""So many entries are read one by one on PostgreSQL before its index is asked."""
Statement = tuple[str, Sequence[Any]]


class Proposed(NamedTuple):
    """One record that fits all words, by its kind and id."""

    kind: str
    record: uuid.UUID


def entry_of(record: Any) -> SearchEntry:
    """Return what can be found of a record."""
    scope = scope_of(record.organisation_id, record.kind)
    values = (_value(record, name.split("__")) for name in record.search_fields)
    text = folded("\n".join(str(value) for value in values if value))
    kept = " ".join([scope, *pairs(text)])
    return SearchEntry(scope=scope, record=record.pk, text=text, pairs=kept)


def scope_of(organisation: uuid.UUID, kind: str) -> str:
    """Return the word of an organisation's records of one kind."""
    return organisation.hex + "".join(filter(str.isalnum, kind))


def index(records: Iterable[Any], changed: Iterable[str] | None = None) -> None:
    """Keep what can be found of records that were written; `changed` are the fields, None all."""
    names = None if changed is None else set(changed)
    rows = [
        entry_of(row)
        for row in records
        if row.search_fields and (names is None or names & set(row.search_fields))
    ]
    if rows:
        SearchEntry.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["record"],
            update_fields=["text", "pairs"],
        )


def forget(record: Any) -> None:
    """Take a removed record out of the index."""
    if record.search_fields:
        SearchEntry.objects.filter(record=record.pk).delete()


def proposed(
    organisation: uuid.UUID, kinds: Sequence[str], words: Sequence[str], *, most: int
) -> list[Proposed]:
    """Return of each kind the newest records, at most so many, that hold every word (one query)."""
    asked = [folded(word) for word in words]
    terms = needed(asked)
    if not terms or not kinds:
        return []
    match = _matching()
    found = [match(scope_of(organisation, kind), asked, terms, most) for kind in kinds]
    numbered = [
        (f"SELECT {n} AS kind, record FROM ({sql}) AS found", args)  # noqa: S608
        for n, (sql, args) in enumerate(found)
    ]
    rows = together(numbered)
    return [Proposed(kinds[number], uuid.UUID(str(record))) for number, record in rows]


def matching(organisation: uuid.UUID, kind: str, words: Sequence[str]) -> RawSQL | None:
    """Return all ids of a kind that hold every word, for `pk__in`; None when no word says a thing."""
    asked = [folded(word) for word in words]
    terms = needed(asked)
    if not terms:
        return None
    sql, args = _matching()(scope_of(organisation, kind), asked, terms, None)
    return RawSQL(sql, args)  # noqa: S611 - constants and parameters only


def together(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """Run several statements of the same columns, each with its own limit, as one."""
    parts = [f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(statements)]  # noqa: S608
    args = [arg for _, given in statements for arg in given]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), args)
        return list(cursor.fetchall())


def _value(record: Any, path: list[str]) -> Any:
    for name in path:
        record = getattr(record, name) if record is not None else None
    return record


Matching = Callable[[str, list[str], list[str], int | None], Statement]


def _matching() -> Matching:
    return {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]


def _sqlite(scope: str, words: list[str], terms: list[str], most: int | None) -> Statement:
    """Walk the index from the newest entry; it is the outer loop, so that few rows are read."""
    match = " AND ".join(f'"{term}"' for term in (scope, *terms))
    held = "".join(" AND instr(e.text, %s) > 0" for _ in words)
    sql = (
        "SELECT e.record AS record FROM core_words CROSS JOIN core_searchentry e "  # noqa: S608
        f"ON e.id = core_words.rowid WHERE core_words MATCH %s{held}"
    )
    return _limited(sql, "core_words.rowid", [match, *words], most)


def _postgresql(scope: str, words: list[str], terms: list[str], most: int | None) -> Statement:
    """Ask the index for all, or look through the newest entries first and ask it if they are few.

    Left to itself the planner takes a walk over all entries for the shorter way, where words are
    common alone and rare together. The scope is a word of the index too.
    """
    match = " & ".join((scope, *terms))
    fits = f"{VECTOR.replace('pairs', 'e.pairs')} @@ %s::tsquery"
    if most is None:
        sql = f"SELECT e.record AS record FROM core_searchentry e WHERE {fits}"  # noqa: S608
        return sql + _holding("e", words), [match, *words]
    sql = (
        "WITH newest AS MATERIALIZED (SELECT id, record, text FROM core_searchentry "  # noqa: S608
        "WHERE scope = %s ORDER BY id DESC LIMIT %s), "
        "near AS MATERIALIZED (SELECT n.id, n.record FROM newest n "
        f"WHERE true{_holding('n', words)} ORDER BY n.id DESC LIMIT %s), "
        "far AS MATERIALIZED (SELECT e.id, e.record, e.text FROM core_searchentry e "
        f"WHERE (SELECT count(*) FROM near) < %s AND {fits}) "
        "SELECT record FROM (SELECT id, record FROM near UNION ALL SELECT f.id, f.record FROM far f "
        f"WHERE f.id < (SELECT min(id) FROM newest){_holding('f', words)}) AS every "
        "ORDER BY id DESC LIMIT %s"
    )
    near: list[Any] = [scope, NEWEST, *words, most]
    return sql, [*near, most, match, *words, most]


def _holding(table: str, words: list[str]) -> str:
    return "".join(f" AND strpos({table}.text, %s) > 0" for _ in words)


def _limited(sql: str, order: str, args: list[Any], most: int | None) -> Statement:
    if most is None:
        return sql, args
    return f"{sql} ORDER BY {order} DESC LIMIT %s", [*args, most]
