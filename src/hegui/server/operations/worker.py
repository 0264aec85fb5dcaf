"""`python -m hegui.server.operations.worker`: runs queued tasks and calls the periodic jobs.

All live in one process, to save memory: runs in the main thread, short tasks (mails, webhooks,
reading files) in a second, so that a long run never holds them up, the clock in a third.
"""

import logging
import os
import socket
import threading
from typing import Any

from hegui.server.operations.options import ready

log = logging.getLogger("hegui.worker")
TICK_S = 5.0
POLL_S = 0.5
LONG = "runs"
"""The queue of tasks that may take hours."""
END_S = 10.0


def main() -> None:
    """Work until asked to stop; a second request ends the task that runs."""
    ready()
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{os.urandom(4).hex()}"
    long, short = worker(name, [LONG]), worker(name, ["*"], without=[LONG])
    long.configure_signals()
    beside = threading.Thread(target=short.run, daemon=True)
    beside.start()
    threading.Thread(target=clock, args=(name,), daemon=True).start()
    try:
        long.run()
    finally:
        short.running = False
        beside.join(END_S)


def worker(name: str, queues: list[str], without: list[str] | None = None) -> Any:
    """Return a worker of the task library for some queues."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=queues,
        interval=POLL_S,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=without or [],
    )


def clock(name: str) -> None:
    """Show that this process lives and call what is due, for ever."""
    from django.db import DatabaseError, close_old_connections

    from hegui.server.operations.alive import show_alive
    from hegui.server.operations.tick import tick

    pause = threading.Event()
    while True:
        try:
            close_old_connections()
            show_alive(name)
            tick(name)
        except DatabaseError:
            log.exception("The database did not answer the clock; it tries again.")
        pause.wait(TICK_S)


if __name__ == "__main__":
    main()
