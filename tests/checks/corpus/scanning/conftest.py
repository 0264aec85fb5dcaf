"""With the native library and without it."""

from collections.abc import Iterator

import pytest

from hegui.engine.native.library import SWITCH
from tests.support.native import native


@pytest.fixture(scope="module", params=["native", "without"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Scan with the native library, then without it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "without":
            patch.setenv(SWITCH, "0")
        elif native() is None:
            pytest.skip("no native library: no C compiler, or HEGUI_NATIVE=0")
        yield request.param
