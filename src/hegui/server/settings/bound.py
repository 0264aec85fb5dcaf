"""What runs may use, bound to organisations: secrets to hosts, and folders of the machine.

An entry without an organisation holds as long as the server has one organisation only.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from hegui.common.hosts import is_among

SECRET = re.compile(
    r"(?:(?P<organisation>[A-Za-z0-9_-]+):)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:=(?P<hosts>\S*))?"
)
FOLDER = re.compile(r"(?:(?P<organisation>[A-Za-z0-9_-]+):)?(?P<path>/.*)", re.DOTALL)


class BoundSecret(NamedTuple):
    """A variable of the environment, whose it is, and the hosts it may be sent to."""

    name: str
    organisation: str = ""
    hosts: tuple[str, ...] = ()

    def fits(self, host: str, port: int) -> bool:
        """Tell whether the secret may go to a host; an entry without a port means every port."""
        return is_among(self.hosts, host, port)


class BoundFolder(NamedTuple):
    """A folder of the machine below which the runs of an organisation may read."""

    path: str
    organisation: str = ""


def bound_secrets(entries: Iterable[str]) -> list[BoundSecret]:
    """Read entries `[organisation:]NAME=host[|host…]`; one without hosts may be sent nowhere."""
    found = []
    for entry in entries:
        if match := SECRET.fullmatch(entry):
            hosts = (match["hosts"] or "").lower().split("|")
            kept = tuple(host.rstrip(".") for host in hosts if host)
            found.append(BoundSecret(match["name"], match["organisation"] or "", kept))
    return found


def bound_folders(entries: Iterable[str]) -> list[BoundFolder]:
    """Read entries `[organisation:]/path`."""
    matches = (FOLDER.fullmatch(entry) for entry in entries)
    return [BoundFolder(m["path"], m["organisation"] or "") for m in matches if m]
