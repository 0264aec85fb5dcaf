"""The socket on which people reach the server, opened before anything else is started."""

import errno
import socket

from hegui.common.errors import HeguiError
from hegui.common.files import why
from hegui.common.text import Text


class PortTakenError(HeguiError):
    """Something else listens on the port."""

    code = "port_taken"
    text = Text(
        "{host} 的 {port} 端口已被占用。请用 --port 换一个端口，或停止占用它的程序。",
        "Port {port} of {host} is taken. Choose another with --port, or stop what listens there.",
    )


class CannotListenError(HeguiError):
    """The address is not one of this machine, or the port needs more rights."""

    code = "cannot_listen"
    text = Text(
        "不能在 {host}:{port} 上提供服务：{reason}。请检查 --host 与 --port。",
        "Cannot listen on {host}:{port}: {reason}. Check --host and --port.",
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that children inherit; port 0 takes any free one."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind)
    except OSError as error:
        raise CannotListenError(host=host, port=port, reason=str(error)) from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(1024)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(host=host, port=port) from error
        raise CannotListenError(host=host, port=port, reason=why(error)) from error
    opened.set_inheritable(True)
    return opened


def address_of(opened: socket.socket, host: str) -> str:
    """Return the address to open in a browser: by name, since passkeys refuse IP addresses."""
    port = opened.getsockname()[1]
    local = host in ("", "0.0.0.0", "::", "127.0.0.1", "::1", "localhost")  # noqa: S104 - compared
    name = "localhost" if local else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
