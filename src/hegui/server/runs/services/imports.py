"""Importing bundles that were made elsewhere."""

import tempfile
from pathlib import Path
from typing import IO, Any

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.store import Stored, store
from hegui.server.runs.models import Run
from hegui.server.runs.services.runs import queue

LOCAL_LIMIT = 8 << 30
"""Bytes of a bundle that the operator imports from this machine."""


def bundle_import(
    *,
    acting_user: Viewer,
    file_or_path: IO[bytes] | Path,
    title: str = "",
    name: str = "",
    key: str = "",
    domain: Any = None,
) -> Run:
    """Take a bundle (an uploaded zip, or a folder or zip on this machine) and queue its verification.

    `key` is the signer's public key as PEM, where it is known: the bundle must be signed by it then.
    A worker verifies it first; a bundle that does not verify is refused and the run says why. Call
    `perform(run.pk)` of `hegui.server.runs.execution` to have it done at once.
    """
    run = Run(
        organisation=acting_user.organisation,
        domain=domain,
        type=Run.Type.IMPORT,
        started_by=acting_user.user,
    )
    acting_user.require("runs.start", run)
    signer = signer_of(key)
    if isinstance(file_or_path, Path):
        stored, given = stored_path(file_or_path), file_or_path.name
    else:
        stored, given = store().put(file_or_path), name
    shown = given.replace("\\", "/").rpartition("/")[2][:160]
    run.title = (title.strip() or shown or stored.sha256[:12])[:200]
    run.source = {"sha256": stored.sha256, "size": stored.size, "name": shown, **signer}
    with writing(acting_user) as write:
        write.create(run, "runs.run.import_started")
        queue(run)
    return run


def signer_of(key: str) -> dict[str, str]:
    """Return a public key as a run keeps it; raise `InvalidError` where it is none."""
    from hegui.bundle.keys import BadKeyError, load_public_key, pem

    if not key.strip():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signer.pub"
        path.write_bytes(key.encode("utf-8", "replace"))
        try:
            found = load_public_key(path)
        except BadKeyError as error:
            raise InvalidError(
                field="key",
                what_zh=f"{error.data['why_zh']}；请粘贴 hegui keys show 打印的全文。",
                what_en=f"{error.data['why_en']}; paste all that hegui keys show prints.",
            ) from error
    return {"key": pem(found).decode(), "fingerprint": found.fingerprint}


def stored_path(path: Path) -> Stored:
    """Keep a bundle of this machine; a folder is packed first."""
    if path.is_file():
        with path.open("rb") as file:
            return store().put(file, limit=LOCAL_LIMIT)
    from hegui.server.runs.work.packing import pack

    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "bundle.zip"
        pack(path, archive)
        with archive.open("rb") as file:
            return store().put(file, limit=LOCAL_LIMIT)
