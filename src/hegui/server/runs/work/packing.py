"""A bundle folder as one zip: always the same bytes for the same bundle."""

import shutil
import zipfile
from pathlib import Path

STAMP = (1980, 1, 1, 0, 0, 0)
PACKED = (".parquet", ".pdf", ".zst", ".png", ".jpg", ".docx", ".xlsx", ".mp3", ".mp4")
"""Files that are compressed already."""


def pack(folder: Path, archive: Path) -> None:
    """Write the files of a bundle into a zip, sorted by name."""
    partial = archive.with_name(f".{archive.name}.part")
    with zipfile.ZipFile(partial, "w", allowZip64=True) as out:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date_time=STAMP)
            info.external_attr = 0o644 << 16
            stored = path.suffix in PACKED
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.file_size = path.stat().st_size
            with path.open("rb") as source, out.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    partial.replace(archive)
