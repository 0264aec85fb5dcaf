"""The log of output without an explicit label that was given on a user's request.

Article 9 of the labelling measures: only on request, under an agreement that tells the user's duty,
and with a log kept for at least six months. The fields are those that the check records.logs can be
told to require (`log: unlabeled_output`); personal data is held as a keyed digest only.
"""

import datetime as dt
import hashlib
import hmac
import json
import os
from pathlib import Path

from hegui.common.files import OutputError, make_folder, why
from hegui.common.struct import Record

FIELDS = ("time", "request", "recipient", "content", "agreement")
MONTHS = 6


class Request(Record, frozen=True, kw_only=True):
    """One request: its number, who asked (an account id, never stored as such), the content number
    and the version of the agreement that the user accepted."""

    request: str
    recipient: str
    content: str
    agreement: str


class UnlabelledLog:
    """An append-only log, one JSON object a line, each on disk before the output may be given."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self._key = path, key

    def add(self, request: Request, at: dt.datetime) -> dict[str, str]:
        """Write one request and return the line; raises `ValueError` for an empty field or a time
        without a zone, `OutputError` when it cannot be written: then the output must not be given.
        """
        if at.tzinfo is None:
            raise ValueError("the time needs a zone")
        given = {name: getattr(request, name).strip() for name in FIELDS[1:]}
        if empty := [name for name, value in given.items() if not value]:
            raise ValueError(f"empty: {', '.join(empty)}")
        given["recipient"] = hmac.new(
            self._key, given["recipient"].encode(), hashlib.sha256
        ).hexdigest()
        line = {"time": at.isoformat(timespec="seconds"), **given}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        make_folder(self.path.parent)
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, data)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        return line
