"""What a working process may know of the server's environment: its organisation's secrets only."""

import os
from collections.abc import Iterable, Mapping

KEPT = (
    "HOME",
    "LANG",
    "LANGUAGE",
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "VIRTUAL_ENV",
    "XDG_DATA_HOME",
)


def environment(
    secrets: Iterable[str] = (), own: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables that a working process gets; of secrets only those named."""
    given = os.environ if own is None else own
    names = {*KEPT, *secrets}
    found = {
        name: value for name, value in given.items() if name in names or name.startswith("LC_")
    }
    return found | {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
