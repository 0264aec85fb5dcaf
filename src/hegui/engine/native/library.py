"""The native library of this package: loaded once, None where it is absent or switched off."""

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any

from hegui.engine.native.build import HERE, NAME, sources_digest

SWITCH = "HEGUI_NATIVE"
"""Environment variable; `0` switches the library off."""
OFF = ("0", "off", "no", "false")

_SIZE, _PLACE = ctypes.c_size_t, ctypes.c_void_p
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "native_sources": (ctypes.c_char_p, ()),
    "literals_new": (_PLACE, (ctypes.c_char_p, _PLACE, ctypes.c_uint32)),
    "literals_free": (None, (_PLACE,)),
    "literals_most": (_SIZE, (_PLACE,)),
    "literals_find": (_SIZE, (_PLACE, _PLACE, _SIZE, _PLACE, _PLACE, _SIZE)),
    "lines_texts": (
        _SIZE,
        (_PLACE, _SIZE, ctypes.c_char_p, _SIZE, _PLACE, _PLACE, _PLACE, _SIZE),
    ),
    "utf8_valid": (ctypes.c_int, (ctypes.c_char_p, _SIZE)),
}


def address(data: bytes | bytearray) -> bytes | int | None:
    """Return what stands for bytes where a function takes a place; they are not copied."""
    if isinstance(data, bytes):
        return data
    return ctypes.addressof(ctypes.c_char.from_buffer(data)) if data else None


def library_path() -> Path:
    """Return where the library lies if it was built."""
    return HERE / NAME


def switched_off() -> bool:
    """Tell whether the user does not want the library."""
    return os.environ.get(SWITCH, "").strip().lower() in OFF


def library() -> Any:
    """Return the functions of the library, None where it was not built or is switched off."""
    return None if switched_off() else load(library_path())


@cache
def load(path: Path) -> Any:
    """Return the functions of a library, None for one that is absent or built from other sources."""
    try:
        found = ctypes.CDLL(str(path))
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(found, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return found if found.native_sources() == sources_digest().encode() else None
