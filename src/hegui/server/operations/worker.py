"""`python -m hegui.server.operations.worker`: runs queued tasks and calls the periodic jobs.

Both live in one process, to save memory: tasks in the main thread, the clock in another.
"""

import logging
import os
import socket
import threading

from hegui.server.operations.options import ready

log = logging.getLogger("hegui.worker")
TICK_S = 5.0
POLL_S = 0.5


def main() -> None:
    """Work until asked to stop; a second request ends the task that runs."""
    ready()
    from django_tasks_db.management.commands.db_worker import Worker

    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{os.urandom(4).hex()}"
    worker = Worker(
        queue_names=["*"],
        interval=POLL_S,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    threading.Thread(target=clock, args=(name,), daemon=True).start()
    worker.run()


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
