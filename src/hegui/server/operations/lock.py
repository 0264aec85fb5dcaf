"""One server for each data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hegui.common.errors import WrongUseError
from hegui.common.files import OutputError, why
from hegui.common.text import Text

LOCK = "serve.lock"
ADDRESS = "serve.address"


class ServerRunsError(WrongUseError):
    """Another server uses the same data folder."""

    code = "server_runs"
    text = Text(
        "已有服务在使用数据文件夹“{data}”（{holder}）。请先停止它，或用 --data 另选一个文件夹。",
        "A server uses the data folder “{data}” already ({holder}). Stop it first, or choose another "
        "folder with --data.",
    )


def make_data_folder(data: Path) -> None:
    """Create the data folder, for its owner only."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=data, why=why(error)) from error


@contextmanager
def only_server(data: Path) -> Iterator[None]:
    """Hold the data folder for this process; raise `ServerRunsError` when it is taken.

    The operating system frees it when the process ends, however it ends.
    """
    path = data / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = file.read(80).strip() or "?"
            raise ServerRunsError(data=str(data), holder=holder) from error
        file.truncate(0)
        file.write(f"pid {os.getpid()}\n")
        file.flush()
        yield


def server_runs(data: Path) -> bool:
    """Tell whether a server holds the data folder now."""
    try:
        with only_server(data):
            return False
    except ServerRunsError:
        return True


@contextmanager
def address_told(data: Path, url: str) -> Iterator[None]:
    """Say beside the lock where the server of this folder answers, as long as it runs."""
    path = data / ADDRESS
    try:
        path.write_text(url, encoding="utf-8")
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def address_now(data: Path) -> str:
    """Return where the server that holds the data folder answers; "" when none runs."""
    path = data / ADDRESS
    return path.read_text(encoding="utf-8") if path.is_file() and server_runs(data) else ""
