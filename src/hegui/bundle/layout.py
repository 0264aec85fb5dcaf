"""What lies where in a bundle, and which names a file in it may have."""

import re
import unicodedata

from hegui.common.text import Text

MANIFEST = "bundle.json"
PROJECT = "project.yaml"
CATALOGUE = "catalogue.json"
VERDICTS = "verdicts.json"
RESULTS, FINDINGS, JOURNALS = "results", "findings", "journals"
EVIDENCE, REPORTS = "evidence", "reports"
EVIDENCE_INDEX = f"{EVIDENCE}/index.json"
FILES = (MANIFEST, PROJECT, CATALOGUE, VERDICTS)
FOLDERS = (RESULTS, FINDINGS, JOURNALS, EVIDENCE, REPORTS)
REQUIRED = (PROJECT, CATALOGUE, VERDICTS, EVIDENCE_INDEX)
"""Files that every bundle has besides bundle.json."""

MAX_PATH = 400
MAX_PARSED = 256 << 20
"""Most bytes of a path, and of a file that is parsed as a whole."""

_BAD = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z")


def odd_path(path: str) -> Text | None:
    """Return what is odd about a path in a bundle, or None for one that every system can hold."""
    parts = path.split("/")
    if not path.isprintable() or _BAD.search(path):
        return Text("含有特殊字符", "holds special characters")
    if any(part in ("", ".", "..") or part.endswith((".", " ")) for part in parts):
        return Text("各部分应是普通名称", "has a part that is not a plain name")
    if any(_RESERVED.match(part) for part in parts):
        return Text("使用了系统保留的名称", "uses a name that some systems reserve")
    if len(path.encode("utf-8", "surrogateescape")) > MAX_PATH:
        return Text("过长", "is too long")
    if unicodedata.normalize("NFC", path) != path:
        return Text("不是 NFC 规范形式", "is not in the NFC form")
    return misplaced(path)


def misplaced(path: str) -> Text | None:
    """Return that a path does not belong to the layout, or None."""
    first, slash, _ = path.partition("/")
    if path in FILES if not slash else first in FOLDERS:
        return None
    return Text("不属于结果包的布局", "does not belong to the layout of a bundle")


def is_report(path: str) -> bool:
    """Tell whether a path lies under reports/."""
    return path.startswith(f"{REPORTS}/")
