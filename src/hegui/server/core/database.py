"""A database that does not answer: told from our own defects, and said in a sentence."""

import sqlite3

from django.db import Error, InterfaceError, OperationalError

from hegui.common.errors import HeguiError
from hegui.common.text import Text

RETRY_S = 5
"""After how many seconds a refused request is worth another try."""
MISUSED = (sqlite3.SQLITE_ERROR,)
"""What SQLite calls operational but is a defect of ours: wrong SQL, a missing table."""
AWAY = (OperationalError, InterfaceError)
"""What Django raises when the database is away (and, with SQLite, for some defects)."""


class DatabaseAwayError(HeguiError):
    """The database is stopped, restarting, locked, full or out of reach; nothing was written."""

    code = "database_away"
    http_status = 503
    text = Text(
        "数据库暂时没有应答，什么都没有保存。请过几秒再试；若一直如此，请管理员检查数据库和磁盘，"
        "或运行 hegui admin check。",
        "The database does not answer just now; nothing was saved. Try again in a few seconds; if "
        "it stays like this, ask an administrator to check the database and the disk, or to run "
        "hegui admin check.",
    )


def is_away(error: BaseException | None) -> bool:
    """Tell whether an error means that the database is away, and not a defect of ours."""
    if not isinstance(error, AWAY) or not isinstance(error, Error):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in MISUSED
