"""Canonical JSON in parts is the same JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.common.hashing import canonical_json, canonical_parts

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=30
)


@given(VALUES, st.integers(1, 9))
def test_the_parts_are_the_whole(value: Any, pieces: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hegui.common.hashing.PARTS", pieces)
        assert b"".join(canonical_parts(value)) == canonical_json(value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        list(canonical_parts([float("nan")]))
