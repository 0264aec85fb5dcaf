"""Kinds of files that are known and not handled: a clear sentence instead of "not recognised"."""

from hegui.checks.labels.carriers.compound import COMPOUND, refuse_compound
from hegui.checks.labels.carriers.documents.zip import read_archive
from hegui.checks.labels.carriers.errors import (
    NO_KNOWN_PLACE,
    NOT_HANDLED,
    UnreadableMediaError,
)
from hegui.checks.labels.carriers.source import Source

WAVE_64 = bytes.fromhex("726966662e91cf11a5d628db04c10000")
ODF = b"mimetypeapplication/vnd.oasis.opendocument."
UOF = b"http://schemas.uof.org/"
HANDLED_INSTEAD = (
    (b"RIFX", "RIFX", "WAV (RIFF)"),
    (WAVE_64, "Wave64", "WAV (RF64)"),
    (b"BM", "BMP", "PNG"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "ASF (WMV, WMA)", "MP4"),
    (b"8BPS", "PSD", "TIFF"),
)
MEMBERS = (("OFD.xml", "OFD"), ("content.json", "XMind"), ("content.xml", "XMind"),
           ("uof/uof.xml", "UOF"), ("uof.xml", "UOF"))  # fmt: skip


def refuse_known(source: Source) -> None:
    """Raise `UnreadableMediaError` with the name of the kind, if it is a known one."""
    head = source.head(1024)
    if head.startswith(COMPOUND):
        refuse_compound(source)
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        raise UnreadableMediaError(NOT_HANDLED, place="AIFF", other="WAV")
    if head[30:].startswith(ODF):
        raise UnreadableMediaError(NOT_HANDLED, place="ODF", other="DOCX / XLSX / PPTX")
    for mark, place, other in HANDLED_INSTEAD:
        if head.startswith(mark):
            raise UnreadableMediaError(NOT_HANDLED, place=place, other=other)
    if UOF in head or source.suffix == ".uof":
        raise UnreadableMediaError(NO_KNOWN_PLACE, place="UOF")
    if head.startswith(b"PK\3\4"):
        names = set(read_archive(source).names)
        for member, place in MEMBERS:
            if member in names:
                raise UnreadableMediaError(NO_KNOWN_PLACE, place=place)
