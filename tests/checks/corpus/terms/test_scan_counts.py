"""What a scan counts: rows sure enough; the others are rows and are shown apart."""

from pathlib import Path

from pyarrow import parquet

from tests.cli.corpus.test_ledger_commands import hegui
from tests.support.scans import jsonl


def scan(folder: Path, terms: str, text: str, *words: str, code: int = 0) -> dict[str, object]:
    (folder / "c.jsonl").write_bytes(jsonl([{"text": text}]))
    (folder / "terms.txt").write_text(terms, encoding="utf-8")
    named = ("--terms", folder / "terms.txt", "--out", folder / "out", "--kinds", "none")
    found = hegui("scan", folder / "c.jsonl", *named, *words, "--json", code=code)
    assert isinstance(found, dict)
    return found


def test_a_term_inside_a_longer_word_is_a_row_and_no_finding(tmp_path: Path) -> None:
    found = scan(tmp_path, "sex\n", "Essex and Sussex", "--fail-on", "findings")
    names = ("findings", "docs_hit", "uncertain", "by_rule")
    assert [found[name] for name in names] == [0, 0, 2, {}]
    (written,) = (tmp_path / "out" / "findings").glob("*.parquet")
    assert parquet.read_table(written)["confidence"].to_pylist() == [0.3, 0.3]


def test_a_term_that_stands_alone_counts_and_ends_with_one(tmp_path: Path) -> None:
    found = scan(tmp_path, "sex\n", "Essex, sex", "--fail-on", "findings", code=1)
    assert (found["findings"], found["docs_hit"], found["uncertain"]) == (1, 1, 1)


def test_a_separated_line_and_other_doubtful_terms_are_named(tmp_path: Path) -> None:
    found = scan(tmp_path, "网络赌博；色情, 毒品|枪支\n毒\n[a-z]+\n博彩\n", "网络赌博")
    assert found["doubtful_terms"] == {
        "separated": {"count": 1, "terms": ["网络赌博；色情, 毒品|枪支"]},
        "one_character": {"count": 1, "terms": ["毒"]},
        "regular_expression": {"count": 1, "terms": ["[a-z]+"]},
    }


def test_kinds_that_name_nothing_are_refused(tmp_path: Path) -> None:
    found = scan(tmp_path, "a\n", "b", "--kinds", "", code=2)
    assert found["error"]["code"] == "corpus_no_kinds"  # type: ignore[index]
