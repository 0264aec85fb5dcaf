"""Findings by source and licence in the report: unknown said, shares only where n is known."""

import json
import shutil
from pathlib import Path

import pytest

from tests.reports.corpus.test_report import DAY, hegui, made, part

pytest.importorskip("hyperscan")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a scan and a profile of the same files; the sources have odd names."""
    folder = tmp_path_factory.mktemp("origins")
    (folder / "corpus").mkdir()
    (folder / "terms.txt").write_text("禁词\n", encoding="utf-8")
    sources = ["甲库", "甲库", "甲库", "其他", "", "<script>x</script>\u202e"]
    rows = [
        {
            "text": f"禁词，邮箱 a{n}@example.com" if n % 2 else "好的。",
            "from": source,
            "licence": "MIT",
        }
        for n in range(8)
        for source in sources
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "corpus" / "a.jsonl").write_text(lines, encoding="utf-8")
    given = [str(folder / "corpus"), "--meta", "source=from", "--jobs", "1", "--out"]
    terms = ["--terms", str(folder / "terms.txt"), "--as-of", DAY]
    hegui("corpus", "scan", *given, str(folder / "scan"), *terms)
    hegui("corpus", "profile", *given, str(folder / "profile"))
    return folder / "scan", folder / "profile"


def test_shares_have_n_and_k_where_the_profile_is_of_the_same_files(
    folders: tuple[Path, Path],
) -> None:
    origins = part(made(*folders, lang="en"), "origins")
    by_source, by_licence = origins.tables
    assert origins.state.code == "done"
    assert by_source.rows[0] == ("甲库", "12", "12", "0", "12", "24", "50.00%")
    assert by_source.rows[-1] == ("(not stated)", "4", "4", "0", "4", "8", "50.00%")
    assert by_licence.rows == (("MIT", "24", "24", "0", "24"),)
    assert "field from" in origins.lead[0]
    assert (
        "in documents that state it: 40; in documents that do not, so that it is unknown: 8"
        in origins.lead[0]
    )
    bars = {bar.label: bar.text for bar in origins.charts[0].bars}
    assert bars["甲库"] == "24 (50.0%)"
    assert r"<script>x</script>\u{202E}" in bars
    assert "甲库 24 (50.0%)" in origins.charts[0].alternative


def test_a_source_that_is_called_others_is_not_taken_for_the_others(
    folders: tuple[Path, Path],
) -> None:
    names = [row[0] for row in part(made(*folders), "origins").tables[0].rows]
    assert "“其他”" in names
    assert "其他" not in names


@pytest.mark.parametrize("change", ["none", "file", "field", "docs"])
def test_there_is_no_share_without_a_profile_of_the_same_documents(
    folders: tuple[Path, Path], tmp_path: Path, change: str
) -> None:
    scan, profile = folders
    given = [scan]
    if change != "none":
        given.append(Path(shutil.copytree(profile, tmp_path / "profile")))
        path = given[1] / ("manifest.jsonl" if change == "file" else "profile.json")
        found = json.loads(path.read_text(encoding="utf-8"))
        found |= {"sha256": "0" * 64} if change == "file" else {}
        found |= {"docs": 47} if change == "docs" else {}
        if change == "field":
            found["fields"]["source"] = "other"
        path.write_text(json.dumps(found), encoding="utf-8")
    origins = part(made(*given, lang="en"), "origins")
    assert len(origins.tables[0].head) == 5
    assert any("there are no shares" in line for line in origins.lead)


def test_counts_that_may_be_short_are_called_so(folders: tuple[Path, Path], tmp_path: Path) -> None:
    scan = Path(shutil.copytree(folders[0], tmp_path / "scan"))
    line = json.loads((scan / "manifest.jsonl").read_text(encoding="utf-8"))
    named = {f"s{n:02}": {"docs": 1, "term": 40 - n} for n in range(40)}
    more = {
        "shard": "b",
        "by_source": {"values": named, "other": {"docs": 9, "pii": 9}, "other_values": 3},
    }
    (scan / "manifest.jsonl").write_text(
        "".join(json.dumps(one) + "\n" for one in (line, line | more)), encoding="utf-8"
    )
    origins = part(made(scan, folders[1], lang="en"), "origins")
    rows = {row[0]: row for row in origins.tables[0].rows}
    assert rows["s00"][1] == "40"
    assert rows["甲库"][1:] == ("≥ 12", "≥ 12", "≥ 0", "≥ 12")
    assert rows["others"][4] == "40"
    assert len(rows) == 20
    assert "at most 28" in origins.tables[0].note
    assert len(origins.charts[0].bars) == 20


def test_a_scan_that_did_not_count_is_not_shown_as_nothing(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    scan = Path(shutil.copytree(folders[0], tmp_path / "scan"))
    line = json.loads((scan / "manifest.jsonl").read_text(encoding="utf-8"))
    older = {name: value for name, value in line.items() if not name.startswith("by_s")}
    text = json.dumps(older | {"shard": "older"})
    (scan / "manifest.jsonl").write_text(text + "\n", encoding="utf-8")
    origins = part(made(scan, lang="en"), "origins")
    assert origins.state.code == "not_run"
    assert "Scan again" in origins.lead[0]
    (scan / "manifest.jsonl").write_text(text + "\n" + json.dumps(line) + "\n", encoding="utf-8")
    origins = part(made(scan, lang="en"), "origins")
    assert origins.state.code == "partly"
    assert any("not below: 1." in said for said in origins.lead)
