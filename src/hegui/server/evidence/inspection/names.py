"""Names of files: what people call them, without what could deceive or escape."""

import re
import unicodedata

from hegui.server.evidence.inspection.kinds import OCTETS, SUFFIXES

MAX_NAME = 150
RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\Z", re.IGNORECASE
)
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
NAMELESS = "file"


def plain_name(name: str) -> str:
    """Return the last part of a name, without control, bidirectional and other hidden signs."""
    text = unicodedata.normalize("NFC", name[-4096:]).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    kept = " ".join(kept.translate(FORBIDDEN).split()).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if RESERVED.match(kept.partition(".")[0].strip()):
        stem, kept = f"_{stem}", f"_{kept}"
    if len(kept) > MAX_NAME:
        keep = f"{dot}{suffix}" if stem and len(suffix) <= 10 else ""
        kept = (stem if keep else kept)[: MAX_NAME - len(keep)] + keep
    return kept or NAMELESS


def fits(name: str, media_type: str) -> bool:
    """Tell whether the suffix of a name belongs to the kind."""
    return name.lower().endswith(SUFFIXES.get(media_type, ()))


def safe_name(name: str, media_type: str) -> str:
    """Return a name whose suffix says what the file is: a page called .png becomes .png.html.txt.

    Opening a download by its suffix then never starts something that it is not.
    """
    kept = plain_name(name)
    suffixes = SUFFIXES.get(media_type, SUFFIXES[OCTETS])
    if kept.lower().endswith(suffixes):
        return kept
    first = suffixes[0]
    # page.html → page.html.txt, not page.html.html.txt
    start = first.partition(".txt")[0] if first.endswith(".txt") else ""
    if start and kept.lower().endswith(start):
        return f"{kept}.txt"
    return f"{kept}{first}"
