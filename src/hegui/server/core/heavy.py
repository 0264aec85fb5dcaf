"""Work that people wait for and that takes a processor: so much of it at once, and no more.

A report, a statement, a verification, the view of a bundle. The slots are locks of the operating
system in the data folder: they hold over all web processes, and end with the process.
"""

import fcntl
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.server.settings import read_settings

RETRY_S = 10
_mine = threading.local()


class BusyError(HeguiError):
    """Others have so much under way that this must wait."""

    code = "busy"
    http_status = 503
    retry_after = RETRY_S
    text = Text(
        "服务器正忙于别的报告或核验，这一份还没有开始。请等约 {seconds} 秒再试；若常常如此，请管理员调高 "
        "HEGUI_HEAVY_AT_ONCE。",
        "The server is busy with other reports or verifications; this one was not begun. Try again in "
        "about {seconds} seconds; if it happens often, the operator raises HEGUI_HEAVY_AT_ONCE.",
    )


class OwnBusyError(BusyError):
    """The organisation itself has that much under way."""

    code = "busy_here"
    http_status = 429
    text = Text(
        "本组织已有 {count} 份报告或核验在进行，这一份还没有开始。请等它们完成，约 {seconds} 秒后再试。",
        "{count} reports or verifications of this organisation are under way; this one was not begun. "
        "Wait for them and try again in about {seconds} seconds.",
    )


@contextmanager
def heavy(organisation: uuid.UUID) -> Iterator[None]:
    """Hold a slot of the organisation and one of the server; raise `BusyError` if there is none.

    What is done inside heavy work needs no slot of its own.
    """
    if getattr(_mine, "held", False):
        yield
        return
    settings = read_settings()
    folder = settings.data / "cache" / "slots"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own, all_ = settings.heavy_per_organisation, settings.heavy_at_once
    with ExitStack() as stack:
        if not _taken(stack, folder, organisation.hex, own):
            raise OwnBusyError(count=own, seconds=RETRY_S)
        if not _taken(stack, folder, "all", all_):
            raise BusyError(seconds=RETRY_S)
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


def _taken(stack: ExitStack, folder: Path, name: str, slots: int) -> bool:
    """Lock one of the slots until the stack is left; tell whether one was free."""
    for number in range(slots):
        handle = os.open(folder / f"{name}.{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            continue
        stack.callback(os.close, handle)
        return True
    return False
