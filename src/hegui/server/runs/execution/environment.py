"""What a working process may know of the server's environment: no secret but those for targets."""

import os
from collections.abc import Mapping

from hegui.server.runs.shapes import SECRET_PREFIX
from hegui.server.settings import read_settings

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


def environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that a working process gets."""
    given = os.environ if own is None else own
    names = (*KEPT, *read_settings().target_secrets)
    found = {
        name: value
        for name, value in given.items()
        if name in names or name.startswith(("LC_", SECRET_PREFIX))
    }
    return found | {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
