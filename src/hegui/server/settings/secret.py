"""The secret key: given by a setting, else made once in the data folder."""

import os
import secrets
from pathlib import Path


def secret_key(given: str, folder: Path) -> str:
    """Return the key; make `secret.key` (readable by its owner only) when there is none."""
    if given:
        return given
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = folder / f".secret.{os.getpid()}"
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text(encoding="utf-8").strip()
