"""Who can tell whether a media file carries a label of AI-generated content.

Check families do not import each other: the family that reads labels registers its reader here,
and the family that looks at training data asks here. Without a reader the answer is unknown. The
registry holds a function and no rules, so that neither family learns how the other works.
"""

from collections.abc import Callable
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.text import Text

LabelReader = Callable[[Path], bool]
"""Tells whether a file carries a label; raises `HeguiError` when it cannot be read."""


class LabelReaderError(HeguiError):
    """Two packages want to be the reader of labels."""

    code = "label_reader"
    text = Text(
        "标识读取器重复登记：{name}。请卸载其中一个插件。",
        "A second reader of labels was registered: {name}. Uninstall one of the plugins.",
    )


_readers: list[LabelReader] = []


def register_label_reader(reader: LabelReader) -> None:
    """Make a function the reader of labels; a second one is refused."""
    if _readers and _readers[0] is not reader:
        raise LabelReaderError(name=getattr(reader, "__qualname__", repr(reader)))
    _readers[:] = [reader]


def has_label(path: Path) -> bool | None:
    """Tell whether a file carries a label; None when nobody can say."""
    if not _readers:
        return None
    try:
        return _readers[0](path)
    except (HeguiError, OSError):
        return None
