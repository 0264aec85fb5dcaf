"""How gunicorn serves the pages: read by gunicorn itself, in a process of its own."""

import contextlib
import gc
import os
from typing import Any

from hegui.server.operations.room import Room
from hegui.server.settings import read_settings

_room = Room()
_settings = read_settings()
wsgi_app = "hegui.server.wsgi"
worker_class = "gthread"
workers = _settings.web_workers
threads = _settings.web_threads
preload_app = True
timeout = 120
graceful_timeout = 3
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn's own file
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1,::1" if _settings.behind_tls else ""


def when_ready(_server: Any) -> None:
    """Load what every worker needs before they are forked, so that they share the memory."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - imports all pages
    gc.collect()
    gc.freeze()


def post_worker_init(_worker: Any) -> None:
    """Tell the supervisor, once, that pages can be served."""
    number = os.environ.pop("HEGUI_READY_FD", "")
    if number:
        with contextlib.suppress(OSError):
            os.write(int(number), b".")
            os.close(int(number))


def pre_request(_worker: Any, _request: Any) -> None:
    """Count a request."""
    _room.begin()


def post_request(worker: Any, _request: Any, _environ: Any, _answer: Any) -> None:
    """Look at the memory after a request."""
    _room.end(worker)
