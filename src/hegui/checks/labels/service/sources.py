"""Where a sample of a service comes from: a folder, a list of addresses, or a function that generates."""

import importlib
import os
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hegui.checks.labels.companions import is_companion
from hegui.checks.labels.explicit.judging import KINDS
from hegui.checks.labels.service.labelling import suffix_of
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

LARGEST = 512 << 20
SECONDS = 60
PIECE = 1 << 20
TEXTS = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/json": ".json",
}
KNOWN = frozenset(suffix for group in KINDS.values() for suffix in group)


class SampleSourceError(WrongUseError):
    """A source of samples names nothing that can be drawn."""

    code = "label_sample_source"
    text = Text("无法从“{source}”抽样：{zh}。", "No sample can be drawn from “{source}”: {en}.")

    def __init__(self, source: object, reason: Text) -> None:
        super().__init__(source=source, zh=reason.zh, en=reason.en)


EMPTY = Text("其中没有可用的文件或地址", "it holds no file or address that can be used")
NO_FUNCTION = Text(
    "没有这个函数（写作 模块:函数）", "there is no such function (write module:function)"
)


def folder_items(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by relative name; records of labels are no content."""
    found = {}
    for place, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix.lower() in KNOWN and not is_companion(path) and name[0] != ".":
                found[path.relative_to(folder).as_posix()] = path
    if not found:
        raise SampleSourceError(folder, EMPTY)
    return found


def listed_urls(path: Path) -> list[str]:
    """Return the http and https addresses of a list, one a line, each once."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    urls = dict.fromkeys(line.strip() for line in lines)
    found = [url for url in urls if urlsplit(url).scheme in ("http", "https")]
    if not found:
        raise SampleSourceError(path, EMPTY)
    return found


class _SameScheme(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> Any:
        """Follow to http and https only."""
        if urlsplit(str(arguments[-1])).scheme not in ("http", "https"):
            return None
        return super().redirect_request(*arguments)


def fetch(url: str, folder: Path, name: str) -> Path:
    """Get one address into a folder and return the file; raises `OSError` or `ValueError`."""
    opener = urllib.request.build_opener(_SameScheme)
    with opener.open(url, timeout=SECONDS) as answer:
        kind = answer.headers.get_content_type()
        suffix = Path(urlsplit(url).path).suffix.lower()
        if suffix not in KNOWN:
            suffix = TEXTS.get(kind) or suffix_of(kind) or ".bin"
        path = folder / f"{name}{suffix}"
        size = 0
        with path.open("wb") as file:
            while data := answer.read(PIECE):
                size += len(data)
                if size > LARGEST:
                    raise ValueError(f"more than {LARGEST >> 20} MB")
                file.write(data)
    return path


def generator(named: str) -> Callable[[int], Any]:
    """Return the function `module:function`; it is called with 1, 2, 3 …"""
    module, _, name = named.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SampleSourceError(named, NO_FUNCTION) from error
    if not callable(found):
        raise SampleSourceError(named, NO_FUNCTION)
    made: Callable[[int], Any] = found
    return made


def generated(function: Callable[[int], Any], size: int, folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield number and file of each call: a path, a text, or (bytes, suffix) as the function gives."""
    for number in range(1, size + 1):
        yield f"{number:05d}", _kept(function(number), folder, f"{number:05d}")


def _kept(given: Any, folder: Path, name: str) -> Path:
    if isinstance(given, Path):
        return given
    if isinstance(given, str):
        given = (given.encode(), ".txt")
    data, suffix = given
    path = folder / f"{name}{suffix}"
    path.write_bytes(data)
    return path
