"""Errors over the API are always `{code, message, data}`."""

from typing import Any

from ninja import Schema


class Error(Schema):
    """What went wrong: a stable code, a sentence in the reader's language, named data."""

    code: str
    message: str
    data: dict[str, Any] = {}


ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 424, 429), Error)
"""What every route may answer besides success: `response={200: X, **ERRORS}`."""
