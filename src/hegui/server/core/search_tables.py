"""What the index of words needs beside its table, on SQLite and on PostgreSQL."""

from typing import Any

VECTOR = "array_to_tsvector(string_to_array(pairs, ' '))"
_ADD = "INSERT INTO core_words(rowid, pairs) VALUES (new.id, new.pairs);"
_TAKE = "INSERT INTO core_words(core_words, rowid, pairs) VALUES ('delete', old.id, old.pairs);"
SQLITE = (
    "CREATE VIRTUAL TABLE core_words USING fts5(pairs, content='core_searchentry', "
    "content_rowid='id', tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER core_words_add AFTER INSERT ON core_searchentry BEGIN {_ADD} END",
    f"CREATE TRIGGER core_words_take AFTER DELETE ON core_searchentry BEGIN {_TAKE} END",
    "CREATE TRIGGER core_words_change AFTER UPDATE OF pairs ON core_searchentry "
    f"BEGIN {_TAKE} {_ADD} END",
)
POSTGRESQL = (f"CREATE INDEX core_words ON core_searchentry USING gin (({VECTOR}))",)


def create(apps: Any, editor: Any) -> None:
    """Create them (a step of the migration)."""
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]
    for statement in statements:
        editor.execute(statement, params=None)
