"""Errors of accounts."""

from hegui.common.errors import WrongUseError
from hegui.common.text import Text


class LinkInvalidError(WrongUseError):
    """A one-time link is used, withdrawn, expired or never was."""

    code = "link_invalid"
    http_status = 410
    text = Text(
        "这个链接已用过、已撤回或已过期。请向发给你链接的人要一个新的。",
        "This link was used, withdrawn or has expired. Ask whoever gave it to you for a new one.",
    )
