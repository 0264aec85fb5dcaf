"""What a working process may not do: reach private networks, outlive the worker that started it."""

import ipaddress
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

from hegui.server.rest.addresses import Network, embedded, inside, is_public

CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg")
GRACE_S = 20


def networks(allow: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that may be reached although private; hosts are looked up now."""
    found: list[Network] = []
    for entry in allow:
        try:
            found.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            found += [ipaddress.ip_network(address) for address in addresses(entry)]
    return tuple(found)


def addresses(host: str) -> list[str]:
    """Return the addresses of a host; none when it is not found."""
    try:
        rows = socket.getaddrinfo(host, None)
    except OSError:
        return []
    return sorted({str(row[4][0]).partition("%")[0] for row in rows})


def reachable(text: str, allowed: tuple[Network, ...]) -> bool:
    """Tell whether an address is public or allowed."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return is_public(address) or inside(embedded(address), allowed)


def keep_out_of_private_networks(allow: Iterable[str]) -> None:
    """Refuse every connection of this process to a private address that is not allowed.

    The address was checked when the target was saved; a name may lead elsewhere by now.
    """
    allowed = networks(allow)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event not in CALLS or args[0].family not in (socket.AF_INET, socket.AF_INET6):
            return
        if args[1] is None:  # what was connected before
            return
        if not reachable(str(args[1][0]), allowed):
            raise PermissionError(f"{args[1][0]} lies in a private network")

    sys.addaudithook(hook)


def stop_with_the_worker() -> None:
    """Stop when standard input closes; break off if that takes too long."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(GRACE_S)
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(4)

    threading.Thread(target=watch, daemon=True).start()


def limit_memory(megabytes: int) -> None:
    """Bound the memory of this process where the system can."""
    if not megabytes:
        return
    try:
        import resource
    except ImportError:  # a system without it
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
