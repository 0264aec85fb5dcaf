"""Who may write now: only code inside `writing`, which records what it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[bool] = ContextVar("hegui_writing", default=False)


class UnrecordedWriteError(RuntimeError):
    """A record was written outside a service: the ledger would not know."""


@contextmanager
def open_for_writing() -> Iterator[None]:
    """Let records be written inside the block."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def refuse_outside(what: str) -> None:
    """Raise unless a service is writing."""
    if not _open.get():
        raise UnrecordedWriteError(f"{what} is written by services only, inside writing().")
