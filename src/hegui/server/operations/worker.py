"""`python -m hegui.server.operations.worker`: runs queued tasks and calls the periodic jobs.

All live in one process, to save memory: runs in the main thread, short tasks (mails, webhooks,
reading files) in a second, so that a long run never holds them up, the clock in a third.
"""

import logging
import os
import socket
import threading
import time
from typing import Any

from hegui.server.operations.options import ready

log = logging.getLogger("hegui.worker")
TICK_S = 5.0
POLL_S = 0.5
LONG = "runs"
"""The queue of tasks that may take hours."""
END_S = 10.0
AWAY_S = 1.0


def main() -> None:
    """Work until asked to stop; a second request ends the task that runs."""
    ready()
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{os.urandom(4).hex()}"
    long, short = worker(f"{name}-l", [LONG]), worker(f"{name}-s", ["*"], without=[LONG])
    long.configure_signals()
    beside = threading.Thread(target=steadily, args=(short,), daemon=True)
    beside.start()
    threading.Thread(target=clock, args=(long.worker_id, short.worker_id), daemon=True).start()
    try:
        steadily(long)
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


def steadily(worker: Any) -> None:
    """Run a worker until it is asked to stop; a database that is away is waited for.

    What it had in hand when the database went is marked, since nobody knows how far it came.
    """
    from django.db import connection

    from hegui.server.core.database import AWAY, is_away
    from hegui.server.operations.alive import end_tasks_of

    while worker.running:
        try:
            end_tasks_of(worker.worker_id)
            worker.run()
        except AWAY as error:
            if not is_away(error):
                raise
            log.warning("The database is away (%s); waiting for it.", error)
            connection.close()
            time.sleep(AWAY_S)


def clock(*names: str) -> None:
    """Show that the workers of this process live and call what is due, for ever."""
    from django.db import DatabaseError, InterfaceError, close_old_connections, connection

    from hegui.server.operations.alive import show_alive
    from hegui.server.operations.tick import tick

    pause = threading.Event()
    while True:
        try:
            close_old_connections()
            for name in names:
                show_alive(name)
            tick(names[0])
        except (DatabaseError, InterfaceError):
            log.exception("The database did not answer the clock; it tries again.")
            connection.close()
        pause.wait(TICK_S)


if __name__ == "__main__":
    main()
