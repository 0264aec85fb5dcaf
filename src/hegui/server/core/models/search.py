"""What can be found of each record: its folded text and the words of the index.

Derived from the records, written with them, in no ledger. Of people nothing is kept here, so that
erasing a person has one place less to look at. SQLite indexes `pairs` by FTS5 (see
`search_tables`), PostgreSQL by a GIN index of its own; neither needs an extension.
"""

from typing import ClassVar

from django.db import models


class SearchEntry(models.Model):
    """One record that can be found. `scope` is the organisation and the kind of record."""

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=100)
    record = models.UUIDField(unique=True)
    text = models.TextField()
    pairs = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["scope", "id"], name="core_searchentry_scope")]

    def __str__(self) -> str:
        return f"{self.scope} {self.record}"
