"""Scans of folders: manifest, resume, engines, and what cannot be read."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.checks.corpus.scanning.findings import read_findings
from hegui.checks.corpus.scanning.stage import ScanLine
from hegui.checks.corpus.shards.manifest import TIMES, Manifest
from hegui.checks.corpus.shards.plan import planned_shards
from hegui.engine.native.library import SWITCH
from tests.support.native import needs_native

pytest.importorskip("hyperscan")
TERMS = "阻燃\n阻燃剂\nable\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with some shards and a list of terms."""
    draw = random.Random(7)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "terms.txt").write_text(TERMS, encoding="utf-8")
    for number in range(6):
        with (folder / f"{number}.jsonl").open("w", encoding="utf-8") as file:
            for line in range(300):
                text = (
                    "".join(draw.choices("阻燃剂好的stable。", k=40))
                    + f"邮箱user{line}@example.com"
                )
                file.write(json.dumps({"id": f"{number}-{line}", "text": text}) + "\n")
    return folder


def command(corpus: Path, out: Path, *more: str) -> list[str]:
    """Return the command line."""
    terms = str(next(p for p in corpus.parents if (p / "terms.txt").exists()) / "terms.txt")
    run = [sys.executable, "-m", "hegui", "corpus", "scan", str(corpus), "--terms", terms]
    return [*run, "--out", str(out), "--as-of", "2026-11-20", "--json", *more]


def scanned(corpus: Path, out: Path, *more: str, code: int = 0) -> dict[str, Any]:
    """Run the command and return its answer."""
    done = subprocess.run(command(corpus, out, *more), capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def known(out: Path) -> dict[str, tuple[Any, ...]]:
    """Return what two runs must agree in: everything but the times."""
    lines = Manifest(out, ScanLine).read()
    return {name: tuple(_lasting(line)) for name, line in lines.items()}


def _lasting(line: ScanLine) -> list[Any]:
    return [getattr(line, name) for name in line.__struct_fields__ if name not in TIMES]


def test_two_processes_find_what_one_finds(corpus: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    answer = scanned(corpus, one, "--jobs", "1")
    assert answer["docs"] == 1800
    assert answer["by_rule"]["email"] == 1800
    assert scanned(corpus, two, "--jobs", "2")["findings"] == answer["findings"]
    assert known(one) == known(two)
    for shard in known(one):
        assert read_findings(one, shard) == read_findings(two, shard)


@needs_native
def test_the_native_library_changes_only_the_name_of_the_engine(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    scanned(corpus, one)
    monkeypatch.setenv(SWITCH, "0")
    scanned(corpus, other)
    lines, others = Manifest(one, ScanLine).read(), Manifest(other, ScanLine).read()
    assert {line.engine for line in lines.values()} == {"native+hyperscan"}
    assert {line.engine for line in others.values()} == {"hyperscan"}
    same = {name: msgspec.structs.replace(line, engine="") for name, line in lines.items()}
    for name, line in others.items():
        assert _lasting(msgspec.structs.replace(line, engine="")) == _lasting(same[name])
        assert read_findings(one, name) == read_findings(other, name)


def test_a_scan_is_not_written_over(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scanned(corpus, out, "--jobs", "1")
    assert scanned(corpus, out, code=2)["error"]["code"] == "corpus_output_exists"


def test_resume_does_only_what_changed(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scanned(corpus, out, "--jobs", "1")
    before = known(out)
    with (corpus / "3.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "new", "text": "阻燃剂"}\n')
    finding = next((out / "findings").glob("5.jsonl-*"))
    finding.write_bytes(b"not Parquet")
    again = scanned(corpus, out, "--jobs", "1", "--resume")
    assert again["skipped"] == 4
    changed = {name for name, line in known(out).items() if before[name] != line}
    assert {Path(name).name for name in changed} == {"3.jsonl"}


def test_a_killed_scan_is_resumed(corpus: Path, tmp_path: Path) -> None:
    """Kill at random moments of a run; one that ends before is compared and begun anew."""
    clean, out = tmp_path / "clean", tmp_path / "out"
    for number in range(6, 40):
        shutil.copy(corpus / f"{number % 6}.jsonl", corpus / f"{number}.jsonl")
    whole = -time.monotonic()
    scanned(corpus, clean, "--jobs", "2")
    whole += time.monotonic()
    draw, killed, partial = random.Random(3), 0, 0
    while killed < int(os.environ.get("HEGUI_KILLS", "4")):
        running = subprocess.Popen(
            command(corpus, out, "--jobs", "2", "--resume"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with suppress(subprocess.TimeoutExpired):
            assert running.wait(draw.uniform(0.2, whole)) == 0
            same(out, clean)
            shutil.rmtree(out)
            continue
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        killed += 1
        partial += 0 < len(known(out)) < len(known(clean))
    print(f"{killed} kills, {partial} of them left some shards done and some not")
    scanned(corpus, out, "--jobs", "1", "--resume")
    same(out, clean)


def same(out: Path, clean: Path) -> None:
    """Assert that two runs agree in manifest and findings."""
    assert known(out) == known(clean)
    for shard in known(clean):
        assert read_findings(out, shard) == read_findings(clean, shard)


def test_a_damaged_shard_is_named_and_the_others_are_done(corpus: Path, tmp_path: Path) -> None:
    (corpus / "bad.jsonl.gz").write_bytes(b"\x1f\x8b nothing")
    answer = scanned(corpus, tmp_path / "out", "--jobs", "1", code=3)
    assert [Path(one["shard"]).name for one in answer["failed"]] == ["bad.jsonl.gz"]
    assert answer["docs"] == 1800


def test_bad_lines_are_counted_and_listed(corpus: Path, tmp_path: Path) -> None:
    with (corpus / "2.jsonl").open("ab") as file:
        file.write(b'{"id": 1}\nnot json\n{"text": "\xff"}\n{"text": ""}\n')
    out = tmp_path / "out"
    answer = scanned(corpus, out, "--jobs", "1", "--fail-on", "bad", code=1)
    assert answer["bad"] == 4
    (listed,) = (out / "errors").glob("*.jsonl")
    places = [json.loads(line)["where"] for line in listed.read_text().splitlines()]
    assert [place.rpartition(":")[2] for place in places] == ["301", "302", "303", "304"]


@pytest.mark.parametrize(
    ("path", "terms", "code", "error"),
    [
        ("nowhere", TERMS, 2, "corpus_no_path"),
        ("corpus", "", 2, "table"),
        ("corpus", "a\tb\n", 2, "table"),
        ("corpus", "x" * 500, 2, "table"),
        ("empty", TERMS, 3, "corpus_empty"),
    ],
)
def test_wrong_use_is_an_error(
    corpus: Path, tmp_path: Path, path: str, terms: str, code: int, error: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.jsonl").write_text("")
    (tmp_path / "terms.txt").write_text(terms)
    place = tmp_path / path
    out = tmp_path / "out"
    assert scanned(place, out, "--jobs", "1", code=code)["error"]["code"] == error


def test_terms_are_no_expressions(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text("a.*b\n(\n[x]\n")
    (corpus / "0.jsonl").write_text('{"text": "a.*b aXb ( [x] x"}\n')
    out = tmp_path / "out"
    scanned(corpus / "0.jsonl", out, "--jobs", "1", "--kinds", "none")
    (shard,) = known(out)
    assert read_findings(out, shard)["rule"] == ["a.*b", "(", "[x]"]


def test_metadata_are_where_meta_says(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS, encoding="utf-8")
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    record = {"text": "阻燃剂", "source": "no", "meta": {"site": "甲", "rights": "MIT"}}
    for number, site in enumerate(("甲", "乙", "")):
        row = record | {"meta": {"site": site, "rights": "MIT"}}
        line = json.dumps(row) + "\n" + json.dumps({"text": "好", "source": "x"}) + "\n"
        (corpus / f"{number}.jsonl").write_text(line, encoding="utf-8")
    meta = ("--meta", "source=meta.site", "--meta", "licence=meta.rights", "--jobs", "1")
    answer = scanned(corpus, out, *meta)
    one = {"docs": 1, "term": 2}
    assert answer["by_source"] == {"values": {"乙": one, "甲": one}, "unknown": one}
    assert answer["by_licence"] == {"values": {"MIT": {"docs": 3, "term": 6}}}
    asked = json.loads((out / "scan.json").read_text(encoding="utf-8"))
    assert asked["fields"] == {"source": "meta.site", "licence": "meta.rights"}
    assert scanned(corpus, out, *meta, "--resume")["skipped"] == 3
    again = scanned(corpus, out, "--jobs", "1", "--resume")
    assert (again["skipped"], set(again["by_source"]["values"])) == (0, {"no"})
    assert scanned(corpus, tmp_path / "o", "--meta", "x=y", code=2)["error"]["code"] == (
        "corpus_field_option"
    )


def test_what_an_earlier_run_found_in_a_removed_file_goes_with_it(
    corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with (corpus / "2.jsonl").open("ab") as file:
        file.write(b"not json\n")
    scanned(corpus, out, "--jobs", "1")
    (corpus / "2.jsonl").unlink()
    answer = scanned(corpus, out, "--jobs", "1", "--resume")
    assert (answer["skipped"], len(known(out))) == (5, 5)
    assert len(list((out / "findings").iterdir())) == 5
    assert list((out / "errors").iterdir()) == []
    assert planned_shards(out) == tuple(sorted(known(out)))


def test_the_folder_of_another_command_is_refused(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    profile = ["profile", str(corpus), "--out", str(out), "--jobs", "1"]
    run = [sys.executable, "-m", "hegui", "corpus", *profile]
    subprocess.run(run, capture_output=True, check=True)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for without_plan in (False, True):
        if without_plan:
            (out / "plan.jsonl").unlink()
            del before[out / "plan.jsonl"]
        error = scanned(corpus, out, "--jobs", "1", "--resume", code=2)["error"]
        assert error["code"] == "corpus_output_of_other"
        assert "hegui corpus profile" in error["message"]
        assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
