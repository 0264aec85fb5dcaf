"""What the first bytes of a file show that its name does not say: archives and tables."""

from typing import NamedTuple

from hegui.checks.corpus.errors import PackedContentError
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.common.text import Text


class Content(NamedTuple):
    """A kind of content, how it begins, and the end of a name by which it is read ("" for none)."""

    kind: str
    start: bytes
    suffix: str


CONTENTS = (
    Content("gzip", b"\x1f\x8b\x08", ".gz"),
    Content("zstd", b"\x28\xb5\x2f\xfd", ".zst"),
    Content("xz", b"\xfd7zXZ\0", ".xz"),
    *(Content("bzip2", b"BZh%d1AY&SY" % level, ".bz2") for level in range(1, 10)),
    Content("ZIP", b"PK\x03\x04", ""),
    Content("Parquet", b"PAR1", ".parquet"),
    Content("Arrow", b"ARROW1\0\0", ".arrow"),
)
"""Begins of files as their formats define them (RFC 1952, RFC 8878, the formats' own pages)."""
RENAME = Text("改名为“{path}{suffix}”", "rename it to “{path}{suffix}”")
UNPACK = Text("先解压", "unpack it first")


def refuse_packed(file: CorpusFile, head: bytes) -> None:
    """Raise `PackedContentError` when a file of text begins like an archive or a table."""
    for kind, start, suffix in CONTENTS:
        if head.startswith(start):
            rename = suffix and not file.packing
            do = RENAME.filled(path=file.name, suffix=suffix) if rename else UNPACK
            raise PackedContentError(path=file.name, kind=kind, do_zh=do.zh, do_en=do.en)
