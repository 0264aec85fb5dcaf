"""YAML of people: positions, the YAML 1.2 scalars, and bombs that do not go off."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.project.source import MAX_BYTES, MAX_DEPTH, compose, read_source


def codes(text: str) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in compose(text).problems]


def test_every_key_knows_its_line() -> None:
    source = compose("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n")
    assert source.value == {"a": 1, "b": [{"c": 2, "d": 3}, "e"]}
    assert source.line(("b", 0, "d")) == 4
    assert source.line(("b", 1)) == 5
    assert source.line(("b", 0, "missing")) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("NO", "NO"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-1", -1),
        ("1.50", 1.5),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2026-01-02", "2026-01-02"),
        ('"12"', "12"),
        ("1e400", float("inf")),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    assert compose(f"a: {text}").value == {"a": value}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [1\nb: 2", "yaml", 2),
        ("a: !!python/object/apply:os.system [ls]", "tag", 1),
        ("a: 1\n---\nb: 2", "documents", 2),
        ("a: *x", "yaml", 1),
        ("a: &x [1, *x]", "alias", 1),
        ("? [a]\n: 1", "key", 1),
        ("a: \x01", "yaml", 0),
        ("a: 1\na: 2", "duplicate_key", 2),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str, code: str, line: int) -> None:
    found = codes(text)
    assert found
    assert found[0][0] in (code, "alias" if code == "yaml" else code)
    assert found[0][1] in (line, 0, 1)


def test_an_alias_gives_its_value_again() -> None:
    assert compose("a: &x {b: [1]}\nc: *x").value == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_a_bomb_of_aliases_is_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    started = time.process_time()
    assert codes("\n".join(lines))[0][0] == "too_many"
    assert time.process_time() - started < 10


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000 + "x", "{a: " * 200 + "1" + "}" * 200])
def test_deep_nesting_is_refused(text: str) -> None:
    assert codes(text)[0][0] in ("too_deep", "yaml")
    assert compose("[" * MAX_DEPTH + "]" * MAX_DEPTH).problems == []


def test_a_file_that_is_too_large_or_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert read_source(path).problems[0].code == "too_large"
    path.write_bytes("a: 1\nb: 中".encode("gbk"))
    assert [(p.code, p.line) for p in read_source(path).problems] == [("encoding", 2)]
    path.write_bytes("\ufeffa: 1".encode())
    assert read_source(path).value == {"a": 1}


def test_an_empty_file_has_no_value() -> None:
    assert compose("").value is None
    assert compose("# only a comment\n").problems == []


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(PLAIN)
def test_what_yaml_writes_is_read_back(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    source = compose(text)
    if not source.problems:
        assert source.value == yaml.safe_load(text) or "=" in text
