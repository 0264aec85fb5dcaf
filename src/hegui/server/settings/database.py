"""The database as Django wants it: SQLite by default, PostgreSQL by address."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.settings.typed import Settings

PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


class DatabaseAddressError(WrongUseError):
    """HEGUI_DATABASE_URL is not an address of PostgreSQL."""

    code = "database_address"
    text = Text(
        "HEGUI_DATABASE_URL 应形如 postgresql://用户:密码@主机:5432/库名；留空则用 SQLite。",
        "HEGUI_DATABASE_URL must look like postgresql://user:password@host:5432/name; leave it "
        "empty for SQLite.",
    )


def database(settings: Settings) -> dict[str, Any]:
    """Return Django's `DATABASES["default"]`."""
    url = settings.database_url.get_secret_value()
    return postgresql(url) if url else sqlite(settings)


def sqlite(settings: Settings) -> dict[str, Any]:
    """Return SQLite in the data folder: writers wait for each other, readers never."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(settings.database_file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": PRAGMAS},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return PostgreSQL from its address."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise DatabaseAddressError
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
