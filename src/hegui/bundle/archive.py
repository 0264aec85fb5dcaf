"""A bundle in a zip archive: read in place, never unpacked, with limits."""

import stat
import zipfile
import zlib
from io import BufferedIOBase
from pathlib import Path

from hegui.bundle.layout import MANIFEST
from hegui.bundle.problems import Problem, problem

MAX_FILES = 200_000
MAX_RATIO, RATIO_FROM = 200, 1 << 30
"""An archive that unpacks to more than a GiB and to over 200 times its size is refused unread."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipSource:
    """The files of a zip; one folder around them all is allowed and left out of the names."""

    def __init__(self, path: Path) -> None:
        self.workers = 1  # opening members of one archive from several threads is not safe
        self.sizes: dict[str, int] = {}
        self.folders: set[str] = set()
        self.problems: list[Problem] = []
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            self._refuse(
                path.name, f"不是有效的 zip（{error}）", f"it is not a valid zip ({error})"
            )
            return
        infos = self._zip.infolist()
        if not self._bomb(path, infos):
            prefix = wrapper([info.orig_filename for info in infos])
            for info in infos:
                self._take(info, info.orig_filename[len(prefix) :])

    def _refuse(self, path: str, zh: str, en: str) -> None:
        self.problems.append(problem("zip", path, why_zh=zh, why_en=en))

    def _bomb(self, path: Path, infos: list[zipfile.ZipInfo]) -> bool:
        total = sum(info.file_size for info in infos)
        ratio = total / max(1, path.stat().st_size)
        if len(infos) > MAX_FILES or (total > RATIO_FROM and ratio > MAX_RATIO):
            zh = f"共 {len(infos)} 个文件、展开后 {total} 字节，像是压缩炸弹"
            en = f"{len(infos)} files that unpack to {total} bytes look like a zip bomb"
            self._refuse(path.name, zh, en)
            return True
        return False

    def _take(self, info: zipfile.ZipInfo, name: str) -> None:
        if name.endswith("/") or not name:
            if name:
                self.folders.add(name.rstrip("/"))
            return
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            self.problems.append(problem("not_a_file", name))
        elif name in self._infos:
            self.problems.append(problem("twice", name))
        elif info.flag_bits & 0x1 or info.compress_type not in METHODS:
            self._refuse(name, "加密或压缩方法不受支持", "it is encrypted or packed in another way")
        else:
            self._infos[name] = info
            self.sizes[name] = info.file_size

    def open(self, path: str) -> BufferedIOBase:
        """Open one member; its declared size bounds what is unpacked."""
        stream: BufferedIOBase = self._zip.open(self._infos[path])  # type: ignore[assignment]
        return stream

    def errors(self) -> tuple[type[Exception], ...]:
        """Return what reading may raise."""
        return (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


def wrapper(names: list[str]) -> str:
    """Return the one folder around all files, with its slash, or an empty string."""
    if MANIFEST in names:
        return ""
    tops = {name.partition("/")[0] for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top and all(name.startswith(f"{top}/") for name in names) else ""
