"""Findings come out in one order, whatever order and however many they came in."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.findings import FindingWriter, read_findings
from hegui.engine.model import Finding
from hegui.engine.order import natural

findings = st.builds(
    Finding,
    check=st.just("a.one"),
    subject=st.just("m1"),
    item=st.sampled_from("ab"),
    where=st.from_regex(r"[ab][0-9]{1,3}:[0-9]{1,2}", fullmatch=True),
    kind=st.just("term"),
    start=st.none() | st.integers(0, 9),
    excerpt=st.sampled_from(["", "某*"]),
)


def written(path: Path, items: list[Finding], batch: int) -> bytes:
    writer = FindingWriter(path, batch)
    for item in items:
        writer.add(item)
    if not writer.finish():
        return b""
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return path.read_bytes()


@given(st.lists(findings, max_size=60), st.integers(1, 20), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_file_does_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, items: list[Finding], batch: int, random: object
) -> None:
    path = tmp_path_factory.mktemp("findings") / "f.parquet"
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert written(path, shuffled, batch) == written(path, items, batch)
    if items:
        read = list(read_findings(path))
        assert sorted(map(repr, read)) == sorted(map(repr, items))
        places = [natural(finding.where) for finding in read]
        assert places == sorted(places)


def test_digits_count_as_numbers_and_no_two_texts_are_equal() -> None:
    names = ["a10", "a9", "a09", "", "9", "a", "a9b", "b1", "a" + "1" * 5000, "٣"]
    ordered = sorted(names, key=natural)
    assert ordered == ["", "9", "a", "a09", "a9", "a9b", "a10", "a" + "1" * 5000, "b1", "٣"]
    assert len({natural(name) for name in names}) == len(names)
