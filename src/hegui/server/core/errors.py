"""Errors that every part of the server raises."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Lang, Text, default_lang
from hegui.server.core.roles import permission_words


class NotFoundError(WrongUseError):
    """There is no such thing, or the viewer may not know that there is."""

    code = "not_found"
    http_status = 404
    text = Text(
        "找不到“{what}”，或者你没有查看权限。请检查地址，或请管理员授权。",
        "“{what}” was not found, or you may not see it. Check the address or ask an administrator.",
    )


class ForbiddenError(HeguiError):
    """The viewer may see this but not do that."""

    code = "forbidden"
    http_status = 403
    text = Text(
        "你没有“{permission}”权限，不能做这一步。请组织管理员授予相应角色。",
        "You lack the permission “{permission}” for this. Ask an administrator for a role with it.",
    )

    def message(self, lang: Lang | None = None) -> str:
        """Name the permission in words; `data` keeps its id."""
        spoken, named = lang or default_lang(), permission_words(str(self.data["permission"]))
        return self.text.in_(spoken, **{**self.data, "permission": named.in_(spoken)})


class NotYoursError(ForbiddenError):
    """The viewer may do that with their own records only."""

    text = Text(
        "你只能处理自己负责的记录，这条由他人负责（权限“{permission}”）。请联系责任人或合规负责人。",
        "You may do this with records of your own only, and this one is somebody else's (permission "
        "“{permission}”). Ask its owner or the compliance officer.",
    )


class NotSignedInError(HeguiError):
    """Nobody is signed in."""

    code = "not_signed_in"
    http_status = 401
    text = Text("请先登录，或附上有效的令牌。", "Sign in first, or send a valid token.")


class StaleVersionError(WrongUseError):
    """Somebody else changed the record in the meantime; nothing was written."""

    code = "stale_version"
    http_status = 409
    text = Text(
        "在你编辑期间，这条记录已被他人修改（第 {found} 版，你看到的是第 {expected} 版）。"
        "你填的内容还在，请对照后再保存。",
        "Somebody changed this record while you were editing (version {found}, you saw {expected})."
        " What you typed is still here: compare and save again.",
    )


class InvalidError(WrongUseError):
    """What was sent does not fit; `field` says where."""

    code = "invalid"
    http_status = 422
    text = Text("“{field}”填写有误：{what_zh}", "“{field}” is not right: {what_en}")


class ConflictError(WrongUseError):
    """The state of things does not allow it."""

    code = "conflict"
    http_status = 409
    text = Text("现在不能这样做：{what_zh}", "This cannot be done now: {what_en}")
