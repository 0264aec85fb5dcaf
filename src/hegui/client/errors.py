"""What can go wrong between this machine and the server."""

from typing import Any

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Lang, Text


class ServerError(HeguiError):
    """The server refused; `server_code` is its code, `status` the HTTP status."""

    code = "server_refused"
    text = Text(
        "服务器拒绝（{status} {server_code}）：{answer}", "{answer} ({status} {server_code})"
    )

    def __init__(self, *, status: int, server_code: str, answer: str, data: Any = None) -> None:
        self.status, self.server_code, self.details = status, server_code, data
        super().__init__(status=status, server_code=server_code, answer=answer)

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Keep what the server said about places."""
        found = super().as_dict(lang)
        return {**found, "data": {**found["data"], "details": self.details}}


class UnreachableError(HeguiError):
    """The server cannot be reached, or what answers is no hegui server."""

    code = "server_unreachable"
    text = Text(
        "连不上 {server}：{why}。请检查 --server 地址和网络后重试。",
        "{server} cannot be reached: {why}. Check the address (--server) and the network, then "
        "try again.",
    )


class ServerAddressError(WrongUseError):
    """The address is not one of a server."""

    code = "server_address"
    text = Text(
        "“{server}”不是服务器地址，应形如 https://hegui.example.com。",
        "“{server}” is not the address of a server; it looks like https://hegui.example.com.",
    )


class StillRunningError(HeguiError):
    """The time to wait is over and the run is not."""

    code = "still_running"
    text = Text(
        "等了 {seconds} 秒，{id} 仍为“{status}”；它会继续，请稍后到服务器查看。",
        "After {seconds} s {id} is still “{status}”; it goes on, look at the server later.",
    )
