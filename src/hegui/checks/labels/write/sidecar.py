"""Writing the side-car of a file that has no place for a label."""

import shutil
from pathlib import Path

from hegui.checks.labels.carriers.documents.plain import (
    CARRIER,
    sidecar_of,
    sidecar_text,
    text_sites,
)
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.errors import HAS_LABEL, LabelWriteError
from hegui.common.files import OutputError, why, write_atomic

SIDECAR = CARRIER.name


def write_sidecar(source: Source, text: str | None, destination: Path, *, replace: bool) -> None:
    """Write, replace or (given None) remove the side-car; another destination gets a copy too."""
    sites = text_sites(source)
    if any(site.guide for site in sites) and not replace:
        raise LabelWriteError(source.name, HAS_LABEL, place=sites[0].place)
    beside = sidecar_of(destination)
    try:
        if source.path is not None and destination != source.path.resolve():
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.path, destination)
        if text is None:
            beside.unlink(missing_ok=True)
            return
    except OSError as error:
        raise OutputError(path=destination, why=why(error)) from error
    write_atomic(beside, sidecar_text(source, text))
