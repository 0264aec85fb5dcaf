"""Whatever stands in the file, the answer is a declaration or a list of problems, nothing else."""

import copy
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hegui.catalogue import load as load_catalogue
from hegui.catalogue.model import Catalogue
from hegui.cli.example import example_folder
from hegui.project import ProjectFileError, load_project
from hegui.project.source import compose

RUNS = 2000 if os.environ.get("HEGUI_FUZZ") == "long" else 60
QUIET = settings(
    max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EXAMPLE = compose((example_folder() / "hegui.yaml").read_text("utf-8")).value
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.sampled_from(
        ["", "\0", "../x", "a" * 300, "2026-13-01", "{0}", "%s", "}{", "*", "[", "~", "\ud7ff"]
    ),
    st.text(max_size=6),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def keys_of(value: Any, key: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the key of every value in the tree."""
    found = [key] if key else []
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for name, inner in pairs:
        found += keys_of(inner, (*key, name))
    return found


KEYS = keys_of(EXAMPLE)


def outcome(path: Path, catalogue: Catalogue) -> None:
    """Load, and check that every problem can be told in both languages."""
    try:
        load_project(path, catalogue, digests=False)
    except ProjectFileError as error:
        told = [error.message("zh"), error.message("en"), *error.problems]
        told += error.as_dict("zh")["data"]["problems"]
    else:
        told = ["it loads"]
    assert told
    assert all(told)


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load_catalogue()


@QUIET
@given(key=st.sampled_from(KEYS), odd=ODD, drop=st.booleans())
def test_any_value_of_the_example_may_be_odd(
    tmp_path: Path, real: Catalogue, key: tuple[Any, ...], odd: Any, drop: bool
) -> None:
    value = copy.deepcopy(EXAMPLE)
    holder = value
    for part in key[:-1]:
        holder = holder[part]
    if drop:
        del holder[key[-1]]
    else:
        holder[key[-1]] = odd
    path = tmp_path / "hegui.yaml"
    path.write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
    outcome(path, real)


@QUIET
@given(at=st.integers(0, 12_000), data=st.binary(max_size=4), length=st.integers(0, 40))
def test_any_bytes_of_the_example_may_be_damaged(
    tmp_path: Path, real: Catalogue, at: int, data: bytes, length: int
) -> None:
    whole = (example_folder() / "hegui.yaml").read_bytes()
    path = tmp_path / "hegui.yaml"
    path.write_bytes(whole[:at] + data + whole[at + length :])
    outcome(path, real)


@QUIET
@given(st.text(alphabet="abc:-[]{}&*!|>'\"\n \t#?,0", max_size=60))
def test_any_text_is_composed_or_refused(text: str) -> None:
    source = compose(text)
    assert source.problems or source.value is None or isinstance(source.value, object)
    for problem in source.problems:
        assert problem.text.zh
        assert problem.text.en
