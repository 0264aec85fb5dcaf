"""Errors of the inventory."""

from typing import Any

from hegui.common.errors import HeguiError
from hegui.common.text import Lang, Text


class StageBlockedError(HeguiError):
    """The gate of a stage is closed, or nobody has looked at it."""

    code = "stage_blocked"
    http_status = 409
    text = Text(
        "还不能进入“{stage_zh}”：{count} 项未满足或尚无结论。{next_zh}",
        "“{stage_en}” cannot be entered yet: {count} conditions are not met or not judged. {next_en}",
    )

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return `{code, message, data}`, what blocks as a list."""
        found = super().as_dict(lang)
        if "blockers" in self.data:
            found["data"]["blockers"] = self.data["blockers"]
        return found
