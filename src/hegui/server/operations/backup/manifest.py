"""The list of what a backup holds."""

import re
from typing import Any

import msgspec

FORMAT = "hegui-backup/1"
NAME = "manifest.json"
SQLITE = "database.sqlite3"
TABLES = "database/tables.json"
KEPT = ("secret.key", "server.toml")
"""Files of the data folder that go along."""
MEMBER = re.compile(
    r"(database\.sqlite3|database/[a-z0-9_]{1,63}\.copy|database/tables\.json"
    r"|files/[0-9a-f]{64}|secret\.key|server\.toml|manifest\.json)\Z"
)
"""What a member of the archive may be called; anything else is refused."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the backup."""

    size: int
    sha256: str


class HeadOf(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a chain of the ledger."""

    count: int
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in the backup. `damaged` names files that were damaged in the store already."""

    format: str
    version: str
    made_at: str
    database: str
    migrations: dict[str, str]
    heads: dict[str, HeadOf]
    parts: dict[str, Part]
    damaged: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        """Return what is worth saying about it."""
        files = [name for name in self.parts if name.startswith("files/")]
        return {
            "version": self.version,
            "made_at": self.made_at,
            "database": self.database,
            "files": len(files),
            "bytes": sum(part.size for part in self.parts.values()),
            "ledger_entries": sum(head.count for head in self.heads.values()),
            "damaged": list(self.damaged),
        }
