"""What follows a committed entry: webhooks, notifications. Apps register; nothing is imported up."""

from collections.abc import Callable, Sequence

from django.db import transaction

from hegui.server.ledger.models import Entry

Listener = Callable[[Sequence[Entry]], None]
_listeners: list[Listener] = []


def on_entries(listener: Listener) -> Listener:
    """Register a function that hears of entries inside their transaction (queue work, do none)."""
    if listener in _listeners:
        raise ValueError(f"{listener.__qualname__} is registered already.")
    _listeners.append(listener)
    return listener


def announce(entries: Sequence[Entry]) -> None:
    """Tell all listeners; what they queue is committed with the entries or not at all."""
    if transaction.get_connection().in_atomic_block:
        for listener in _listeners:
            listener(entries)
