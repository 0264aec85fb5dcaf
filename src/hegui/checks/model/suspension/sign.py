"""The sign of suspension that the user declares for a service: status, notice, or a field of the reply."""

import contextlib
import json
from typing import Annotated, Any

import msgspec

from hegui.checks.model.targets.template import steps, value_at
from hegui.common.struct import Record


class Sign(Record, frozen=True, kw_only=True):
    """How a service says that an account is suspended; one of what is given is enough.

    `status` is the HTTP status, `phrase` words of its notice, `path` a place in the reply's JSON
    (`$.error.code`) that holds `equals`.
    """

    status: Annotated[int, msgspec.Meta(ge=0, le=599)] = 0
    phrase: str = ""
    path: str = ""
    equals: str = ""

    @property
    def problem(self) -> tuple[str, str] | None:
        """Return what is wrong with it in both languages, or None."""
        if not (self.status or self.phrase or self.path):
            return "没有写 status、phrase 或 path", "it has no status, phrase or path"
        if self.path and not steps(self.path):
            return (
                f"“{self.path}”不是 $.a.b[0] 形式的路径",
                f"“{self.path}” is not a path like $.a.b[0]",
            )
        if bool(self.path) != bool(self.equals):
            return "path 与 equals 要一起写", "path and equals go together"
        return None

    def shown(self, status: int, data: bytes) -> bool:
        """Tell whether a reply shows the sign."""
        return bool(self.status and status == self.status) or self.said(
            data.decode(errors="replace")
        )

    def said(self, text: str) -> bool:
        """Tell whether the words of a reply, or its JSON, show the sign."""
        value: Any = None
        with contextlib.suppress(ValueError, RecursionError):
            value = json.loads(text)
        if self.path and _plain(value_at(value, self.path)) == self.equals:
            return True
        plain = text if value is None else json.dumps(value, ensure_ascii=False)
        return bool(self.phrase) and self.phrase in plain


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
