"""Why an attempt gave no answer (data of `failures.yaml`)."""

from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text

BY_STATUS = {
    401: "unauthorised",
    403: "unauthorised",
    404: "not_found",
    405: "not_found",
    429: "rate_limited",
}


class FailureKind(Record, frozen=True, kw_only=True):
    """Words for a failure; `again`: asking again can help; `endpoint`: it speaks of the whole."""

    zh: str
    en: str
    again: bool
    endpoint: bool


class Attempt(Record, frozen=True, kw_only=True):
    """One attempt: HTTP status (0 without one), failure (empty for an answer), milliseconds."""

    status: int = 0
    failure: str = ""
    detail: str = ""
    ms: int = 0

    @property
    def kind(self) -> FailureKind:
        """Return what is known about the failure."""
        return failure_kinds()[self.failure]

    def words(self) -> Text:
        """Return the failure in words."""
        kind = self.kind
        return Text(kind.zh.format(status=self.status), kind.en.format(status=self.status))


@cache
def failure_kinds() -> dict[str, FailureKind]:
    """Return all kinds of failure by name."""
    data = Path(__file__).with_name("failures.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=dict[str, FailureKind])


def status_failure(status: int) -> str:
    """Return the kind of failure that an HTTP status means; empty for success."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "redirect"
    if status in (408, 425, 500) or status > 500:
        return "server_error" if status not in (408, 425) else "timeout"
    return BY_STATUS.get(status, "rejected")
