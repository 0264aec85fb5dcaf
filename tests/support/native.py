"""The native library in tests: what to call, and why a test cannot run."""

from typing import Any

import pytest

from hegui.engine.native.build import compiler
from hegui.engine.native.library import library, library_path, switched_off

needs_native = pytest.mark.skipif(
    library() is None, reason="no native library: no C compiler, or HEGUI_NATIVE=0"
)


def native() -> Any:
    """Return the functions of the library; fail where it could have been built and was not."""
    found = library()
    if found is None and compiler() and not switched_off():
        pytest.fail(f"{library_path()} is absent or stale: run make, or native/build.py")
    return found
