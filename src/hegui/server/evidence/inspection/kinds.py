"""The kinds of files that are known, by their first bytes, and the suffixes that fit them."""

from typing import NamedTuple

HEAD = 8192
OCTETS = "application/octet-stream"
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
HTML = "text/html"
SVG = "image/svg+xml"
PLAIN = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
IMAGES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"}
)
ZIPPED = frozenset({ZIP, DOCX, XLSX, PPTX, ODT, ODS})
OFFICE = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
OPEN = {ODT.encode(): ODT, ODS.encode(): ODS}
TEXTS = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".md": "text/markdown",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".xml": "application/xml",
    ".eml": "message/rfc822",
}
"""What a text is called when its suffix says so; the content was found to be text before."""
OLD_OFFICE = {".doc": DOC, ".xls": XLS, ".ppt": PPT}


class Magic(NamedTuple):
    """Bytes at a place, and what they mean."""

    at: int
    mark: bytes
    media_type: str


MAGIC = (
    Magic(0, b"%PDF-", PDF),
    Magic(0, b"\x89PNG\r\n\x1a\n", "image/png"),
    Magic(0, b"\xff\xd8\xff", "image/jpeg"),
    Magic(0, b"GIF87a", "image/gif"),
    Magic(0, b"GIF89a", "image/gif"),
    Magic(8, b"WEBP", "image/webp"),
    Magic(0, b"BM", "image/bmp"),
    Magic(0, b"II*\x00", "image/tiff"),
    Magic(0, b"MM\x00*", "image/tiff"),
    Magic(0, b"PK\x03\x04", ZIP),
    Magic(0, b"PK\x05\x06", ZIP),
    Magic(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    Magic(0, b"\x1f\x8b", "application/gzip"),
    Magic(0, b"BZh", "application/x-bzip2"),
    Magic(0, b"\xfd7zXZ\x00", "application/x-xz"),
    Magic(0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    Magic(0, b"Rar!\x1a\x07", "application/vnd.rar"),
    Magic(0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    Magic(257, b"ustar", "application/x-tar"),
    Magic(0, b"PAR1", "application/vnd.apache.parquet"),
    Magic(0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\xca\xfe\xba\xbf",
    b"dex\n",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"MSCF",
    b"!<arch>\n",
)
"""Windows, Linux, macOS, Java, Android, WebAssembly, Windows links, cabinets, object libraries."""
PROGRAM_PARTS = ("META-INF/MANIFEST.MF", "classes.dex", "AndroidManifest.xml")
"""A ZIP with one of these is a Java or Android program."""
ARCHIVES = frozenset(
    {
        ZIP,
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-7z-compressed",
        "application/vnd.rar",
        "application/zstd",
        "application/x-tar",
    }
)
SUFFIXES: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/bmp": (".bmp",),
    "image/tiff": (".tiff", ".tif"),
    ZIP: (".zip",),
    DOCX: (".docx", ".docm"),
    XLSX: (".xlsx", ".xlsm"),
    PPTX: (".pptx", ".pptm"),
    ODT: (".odt",),
    ODS: (".ods",),
    DOC: (".doc",),
    XLS: (".xls",),
    PPT: (".ppt",),
    OLE: (".ole", ".msg"),
    "application/gzip": (".gz", ".tgz"),
    "application/x-bzip2": (".bz2",),
    "application/x-xz": (".xz",),
    "application/x-7z-compressed": (".7z",),
    "application/vnd.rar": (".rar",),
    "application/zstd": (".zst",),
    "application/x-tar": (".tar",),
    "application/vnd.apache.parquet": (".parquet",),
    "application/vnd.sqlite3": (".sqlite", ".sqlite3", ".db"),
    HTML: (".html.txt", ".htm.txt"),
    SVG: (".svg.txt",),
    PLAIN: (".txt", ".log"),
    "text/csv": (".csv",),
    "text/tab-separated-values": (".tsv",),
    "text/markdown": (".md",),
    "application/json": (".json",),
    "application/x-ndjson": (".jsonl",),
    "application/yaml": (".yaml", ".yml"),
    "application/xml": (".xml.txt",),
    "message/rfc822": (".eml.txt",),
    "audio/wav": (".wav",),
    "audio/x-wav": (".wav",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg",),
    "audio/flac": (".flac",),
    "video/mp4": (".mp4", ".m4v", ".mov"),
    "video/webm": (".webm",),
    OCTETS: (".bin",),
}
"""The suffixes that a file of a kind may keep; the first is added to any other name."""
