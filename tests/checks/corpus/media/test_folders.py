"""Folders of media: records, captions, going on after a stop, and the check in a project."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.checks.corpus.media.captions import captions
from hegui.cli.main import cli
from hegui.engine.registry import load_checks
from hegui.project.model import Media, Organisation, Project, Subject, Targets
from tests.checks.corpus.media.test_looking import picture
from tests.cli.corpus.test_ledger_commands import hegui
from tests.support.scans import Recorder, jsonl


def folder(root: Path) -> Path:
    """Return a folder with pictures, a table and captions."""
    root.mkdir()
    picture(root / "a.jpg", gps=True)
    picture(root / "b.png", serial=True, model=True)
    picture(root / "c.webp")
    (root / "b.txt").write_text("一只猫", encoding="utf-8")
    rows: list[Any] = [
        {"file_name": "a.jpg", "caption": "外滩夜景", "license": "CC-BY-4.0", "合成": "否"},
        {"file_name": "c.webp", "text": "云", "synthetic": True},
        {"file_name": "gone.jpg", "text": "x"},
        {"file_name": "../../etc/passwd", "text": "x"},
        {"text": "x"},
    ]
    (root / "metadata.jsonl").write_bytes(jsonl(rows) + b"not json\n")
    return root


def test_a_folder_is_counted_and_what_is_wrong_is_named(tmp_path: Path) -> None:
    root, out = folder(tmp_path / "m"), tmp_path / "out"
    (root / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe1\xff\xff")
    found = hegui("media", root, "--out", out, "--json", code=3)
    assert found["measures"] == {
        "files": 4,
        "with_location": 1,
        "with_device_id": 1,
        "labelled_ai": 0,
    }
    assert found["modality"] == {"image": 3}
    assert (found["declared_synthetic"], found["files_bad"], found["captions"]) == (1, 1, 3)
    places = [Path(p["where"]).name for p in found["errors"]]
    assert places == [f"metadata.jsonl:{n}" for n in (3, 4, 5, 6)]
    assert found["bad"] == 4
    (failed,) = found["failed"]
    assert Path(failed["shard"]).name == "broken.jpg"
    assert failed["code"] == "corpus_media_unreadable"
    (root / "broken.jpg").unlink()
    assert len((out / "failed.jsonl").read_bytes().splitlines()) == 1
    again = hegui("media", root, "--out", out, "--resume", "--json")
    assert (again["failed"], again["skipped"]) == ([], 3)
    assert not (out / "failed.jsonl").exists()
    hegui("media", root, "--out", tmp_path / "o2", "--fail-on", "bad", "--json", code=1)


def test_a_media_file_that_cannot_be_read_ends_with_3_and_is_named(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_bytes(b"\xff\xd8\xff\xe1\xff\xff")
    (tmp_path / "c.mp4").write_bytes(b"%PDF-1.7 under another name")
    ran = CliRunner().invoke(
        cli,
        ["corpus", "media", str(tmp_path), "--out", str(tmp_path / "o"), "--lang", "en"],
        standalone_mode=False,
    )
    assert ran.return_value == 3
    for name in ("b.jpg", "c.mp4"):
        assert f"The media file “{tmp_path / name}” cannot be read" in ran.output
    assert "Media files: 3" in ran.output


def test_what_is_no_media_is_left_out_and_counted(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "nameless.jpg").rename(tmp_path / "nameless")
    for name in (
        "paper.pdf",
        "all.zip",
        "note.txt",
        "page.html",
        "tool.py",
        "data.bin",
        "x.unknown",
    ):
        (tmp_path / name).write_bytes(b"%PDF or anything else")
    (tmp_path / "link.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / ".hidden.jpg").write_bytes(b"")
    found = hegui("media", tmp_path, tmp_path / "a.jpg", "--out", tmp_path / "o", "--json")
    assert (found["measures"]["files"], found["failed"], found["bad"]) == (2, [], 0)
    assert found["left_out"] == dict.fromkeys(
        (".bin", ".html", ".pdf", ".py", ".txt", ".unknown", ".zip"), 1
    )
    assert sorted(found["passed_over"].values()) == ["dangling_link", "hidden"]
    assert found["twice"] == {str(tmp_path / "a.jpg"): 1}
    named = hegui("media", tmp_path / "paper.pdf", "--out", tmp_path / "p", "--json", code=3)
    assert [Path(one["shard"]).name for one in named["failed"]] == ["paper.pdf"]


def test_records_hold_no_places_and_no_numbers(tmp_path: Path) -> None:
    root, out = folder(tmp_path / "m"), tmp_path / "out"
    hegui("media", root, "--out", out, "--json")
    text = (out / "media.jsonl").read_text("utf-8")
    assert "SN-1" not in text
    assert "121" not in json.dumps([json.loads(line)["seen"] for line in text.splitlines()])


def test_captions_are_documents_that_a_scan_reads(tmp_path: Path) -> None:
    pytest.importorskip("hyperscan")
    root, out = folder(tmp_path / "m"), tmp_path / "out"
    hegui("media", root, "--out", out, "--json")
    (tmp_path / "t.txt").write_text("外滩\n", encoding="utf-8")
    scan = hegui(
        "scan", out / "captions.jsonl", "--terms", tmp_path / "t.txt", "--out", tmp_path / "s", "--json"
    )  # fmt: skip
    assert (scan["docs"], scan["by_rule"]["term"]) == (3, 1)
    rows = [json.loads(line) for line in (out / "captions.jsonl").read_text("utf-8").splitlines()]
    assert {Path(row["id"]).name: row["text"] for row in rows} == {
        "a.jpg": "外滩夜景",
        "b.png": "一只猫",
        "c.webp": "云",
    }


def test_a_run_goes_on_and_reads_only_what_changed(tmp_path: Path) -> None:
    root, out = folder(tmp_path / "m"), tmp_path / "out"
    first = hegui("media", root, "--out", out, "--json")
    assert hegui("media", root, "--out", out, "--json", code=2)["error"]["code"]
    records = (out / "media.jsonl").read_bytes()
    (out / "media.jsonl").write_bytes(records[:-20])  # stopped in the middle of a line
    again = hegui("media", root, "--out", out, "--resume", "--json")
    assert again["skipped"] == 2
    assert again["measures"] == first["measures"]
    assert (out / "media.jsonl").read_bytes() == records
    picture(root / "a.jpg")
    assert (
        hegui("media", root, "--out", out, "--resume", "--json")["measures"]["with_location"] == 0
    )


def test_a_stopped_run_loses_nothing_that_was_on_disk(tmp_path: Path) -> None:
    root, out = tmp_path / "m", tmp_path / "out"
    root.mkdir()
    whole = picture(root / "0000.jpg", gps=True)
    for number in range(1, 6000):
        (root / f"{number:04}.jpg").hardlink_to(whole)
    run = [sys.executable, "-m", "hegui", "corpus", "media", str(root), "--out", str(out)]
    for stop in (signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(
            [*run, "--resume"], stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        part = out / ".media.jsonl.part"
        while process.poll() is None and not (part.exists() and part.stat().st_size):
            time.sleep(0.002)
        process.send_signal(stop)
        process.communicate()
    kept = set()
    for path in (out / "media.jsonl", part):
        if path.exists():
            whole_lines = path.read_bytes().split(b"\n")[:-1]
            kept |= {json.loads(line)["file"] for line in whole_lines}
    found = hegui("media", root, "--out", out, "--resume", "--json")
    assert found["measures"]["with_location"] == found["measures"]["files"] == 6000
    assert found["skipped"] >= len(kept) > 0
    names = [json.loads(line)["file"] for line in (out / "media.jsonl").read_bytes().splitlines()]
    assert len(names) == len(set(names)) == 6000
    assert sorted(p.name for p in out.iterdir()) == [
        "captions.jsonl",
        "errors.jsonl",
        "media.json",
        "media.jsonl",
        "plan.jsonl",
    ]


def test_a_folder_without_media_is_an_error_and_no_clean_result(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "a.txt").write_text("x", encoding="utf-8")
    error = hegui("media", tmp_path / "m", "--out", tmp_path / "o", "--json", code=2)["error"]
    assert error["code"] == "corpus_no_media"
    (tmp_path / "m" / "a.jpg").write_bytes(b"nothing")
    hegui("media", tmp_path / "m", "--out", tmp_path / "o", "--json", code=3)


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.parquet"])
def test_tables_in_other_formats(tmp_path: Path, name: str) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    picture(tmp_path / "a.jpg")
    table = pa.table({"file_name": ["a.jpg"], "caption": ["说明"], "width": [3]})
    (csv.write_csv if name.endswith("csv") else parquet.write_table)(table, tmp_path / name)
    problems: list[str] = []
    found = list(
        captions([tmp_path / name], lambda p: p.name, lambda *what: problems.append(what[2]))
    )
    assert [(one.id, one.text) for one in found] == [("a.jpg", "说明")]
    assert problems == []


def project(root: Path, *media: Media) -> Recorder:
    subjects = (
        Subject(id="data", kind="dataset", name="语料"),
        Subject(id="service", kind="service", name="服务"),
    )
    declared = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="acme", name="示例公司"),
        subjects=subjects,
        targets=Targets(media=media),
    )
    return Recorder(root, declared)


def test_media_of_a_dataset_are_counted_and_those_of_a_service_judged(tmp_path: Path) -> None:
    folder(tmp_path / "m")
    context = project(
        tmp_path,
        Media(id="images", subject="data", files=("m",)),
        Media(id="made", subject="service", files=("m/*.jpg",)),
    )
    checks = load_checks()
    (job,) = checks.get("corpus.media").plan(context.declared, context.catalogue)
    (other,) = checks.get("label.implicit").plan(context.declared, context.catalogue)
    assert (job.subject, other.subject) == ("data", "service")
    outcome = checks.get("corpus.media").run(job, context)
    assert outcome.measures["with_location"] == 1
    assert outcome.run["synthetic"] == 1
    assert {(f.item, f.kind) for f in context.findings} == {
        ("m/a.jpg", "location"),
        ("m/b.png", "device_id"),
    }
    assert len(context.errors) == 4


def test_a_target_without_media_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    context = project(tmp_path, Media(id="images", subject="data", files=("m/*.jpg",)))
    check = load_checks().get("corpus.media")
    (job,) = check.plan(context.declared, context.catalogue)
    assert check.run(job, context).measures["files"] == 0
    assert [error.where for error in context.errors] == ["images"]


def test_program_text_among_media_is_left_out(tmp_path: Path) -> None:
    from hegui.checks.corpus.media.folders import media_files

    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.png").write_bytes(b"damaged")
    found = media_files([tmp_path])
    assert ([p.name for p in found.media], dict(found.left_out)) == (["b.png"], {".py": 1})
