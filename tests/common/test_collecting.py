"""Looking for reference cycles rarely."""

import gc

import pytest

from hegui.common.collecting import YOUNG, rarely_collected


def test_thresholds_are_put_back_by_the_last_to_leave_also_out_of_order() -> None:
    before = gc.get_threshold()
    first, second = rarely_collected(), rarely_collected()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == (YOUNG, *before[1:])
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == YOUNG
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_thresholds_are_put_back_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), rarely_collected():
        raise ValueError("x")
    assert gc.get_threshold() == before
