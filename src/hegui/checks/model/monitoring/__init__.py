"""Watching a model over time: the sequential test, fed by one test after another."""

from hegui.checks.model.monitoring.monitor import Fed, Watched, fed, reset, told
from hegui.checks.model.monitoring.state import Past, State, fresh, read_state, share, write_state

__all__ = [
    "Fed",
    "Past",
    "State",
    "Watched",
    "fed",
    "fresh",
    "read_state",
    "reset",
    "share",
    "told",
    "write_state",
]
