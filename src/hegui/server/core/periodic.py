"""Work that comes round: each app registers its jobs in a module `periodic` of its own.

    @periodic(every=dt.timedelta(minutes=5), name="evidence.reminders")
    def remind() -> None: ...

The machine calls a job when it is due, in one process only, however many there are. A job does
little itself: it queues tasks. A job that fails is logged and comes round again.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

Work = Callable[[], None]
SHORTEST = dt.timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function that is called again after each period, and its name (never changed)."""

    name: str
    every: dt.timedelta
    work: Work


_jobs: dict[str, Job] = {}


def periodic(*, every: dt.timedelta, name: str) -> Callable[[Work], Work]:
    """Register a function without arguments under a dotted name."""
    if every < SHORTEST:
        raise ValueError(f"{name} comes round too often: every {every}.")

    def register(work: Work) -> Work:
        if name in _jobs:
            raise ValueError(f"{name} is registered already.")
        _jobs[name] = Job(name=name, every=every, work=work)
        return work

    return register


def periodic_jobs() -> tuple[Job, ...]:
    """Return the jobs of all apps, by name; imports their `periodic` modules."""
    autodiscover_modules("periodic")
    return tuple(_jobs[name] for name in sorted(_jobs))
