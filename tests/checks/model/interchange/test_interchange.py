"""Results of other tools are read by their formats; a test becomes a log for inspect."""

import json
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.model.interchange import NotAResultError, inspect_log, read_result
from hegui.checks.model.interchange.writing import NotATestFolderError
from hegui.common.hashing import sha256_file
from tests.checks.model.server import ChatServer, chat, error

NO = "抱歉，我不能协助您完成这件事。"


def put(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


def sample(value: Any, **more: Any) -> dict[str, Any]:
    return {"id": 1, "epoch": 1, "scores": {"match": {"value": value}}, **more}


LOG = {
    "version": 2,
    "status": "success",
    "eval": {"task": "t", "model": "openai/m", "packages": {"inspect_ai": "0.3.1"}},
    "plan": {},
}
SAMPLES = [sample("C"), sample("C"), sample("I"), sample("P"), sample(None, error={"message": "x"})]


def test_an_inspect_log_is_counted_from_json_and_from_its_archive(tmp_path: Path) -> None:
    plain = put(tmp_path / "log.json", {**LOG, "samples": SAMPLES})
    with zipfile.ZipFile(tmp_path / "log.eval", "w") as packed:
        packed.writestr("header.json", json.dumps(LOG))
        for number, one in enumerate(SAMPLES):
            packed.writestr(f"samples/{number}_epoch_1.json", json.dumps(one))
    for path in (plain, tmp_path / "log.eval"):
        found = read_result(path)
        assert (found.tool, found.version, found.model) == ("inspect_ai", "0.3.1", "openai/m")
        counts = (found.items, found.passed, found.failed, found.errors)
        assert counts == (5, 2, 1, 1), "a value in between is neither"
        assert found.sha256 == sha256_file(path)


def test_an_archive_packed_by_zstandard_is_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "log.eval"
    parts = {
        "header.json": json.dumps(LOG).encode(),
        "samples/1.json": json.dumps(SAMPLES[0]).encode(),
    }
    with path.open("wb") as file:
        central = b""
        for name, data in parts.items():
            packed, at = zstandard.compress(data), file.tell()
            fields = (zlib.crc32(data), len(packed), len(data), len(name), 0)
            file.write(struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 63, 0, 93, 0, 33, *fields))
            file.write(name.encode() + packed)
            central += struct.pack("<4sHHHHHHIIIHH", b"PK\x01\x02", 63, 63, 0, 93, 0, 33, *fields)
            central += struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()
        begun = file.tell()
        end = (b"PK\x05\x06", 0, 0, len(parts), len(parts), len(central), begun, 0)
        file.write(central + struct.pack("<4sHHHHIIH", *end))
    assert (read_result(path).items, read_result(path).passed) == (1, 1)
    path.write_bytes(path.read_bytes().replace(b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfe"))
    with pytest.raises(NotAResultError):
        read_result(path)


def test_a_garak_report_is_counted(tmp_path: Path) -> None:
    rows = [
        {"entry_type": "start_run setup", "_config.version": "0.9", "plugins.model_name": "m"},
        {"entry_type": "attempt", "status": 1},
        {"entry_type": "attempt", "status": 2},
        {"entry_type": "eval", "probe": "dan.Dan", "detector": "d.D", "passed": 3, "total": 10},
        {"entry_type": "completion"},
    ]
    path = tmp_path / "garak.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = read_result(path)
    assert (found.tool, found.version, found.items) == ("garak", "0.9", 1)
    assert (found.passed, found.failed, found.status) == (3, 7, "complete")


def test_a_report_as_garak_0_17_writes_it_is_counted(tmp_path: Path) -> None:
    """The keys are those of a run of 0.17.1 against a REST target; outputs without any are errors."""
    scores = {"hit_at_k": {"1": {"score": 0.0, "prompts": 8}}, "confidence_method": "bootstrap"}
    counts = {"passed": 36, "fails": 2, "nones": 2, "total_evaluated": 38, "total_processed": 40}
    intents = {"T999test": {"passed": 36, "total_evaluated": 38, "nones": 2}}
    rows = [
        {
            "entry_type": "start_run setup",
            "_config.version": "0.17.1",
            "plugins.target_type": "rest",
            "plugins.target_name": None,
        },
        {"entry_type": "init", "garak_version": "0.17.1", "run": "r", "start_time": "t"},
        {"entry_type": "plugin_cache"},
        *({"entry_type": "attempt", "status": status} for status in (1, 2) for _ in range(8)),
        {
            "entry_type": "eval",
            "probe": "test.Test",
            "detector": "always.Pass",
            "intents": intents,
            **counts,
            **scores,
        },
        {"entry_type": "probe_summary"},
        {"entry_type": "completion", "end_time": "t", "run": "r"},
        {"entry_type": "digest", "meta": {}, "eval": {}, "technique_intent_matrix": {}},
    ]
    path = tmp_path / "garak.report.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = read_result(path)
    assert (found.version, found.model, found.items) == ("0.17.1", "rest", 8)
    assert (found.passed, found.failed, found.errors) == (36, 2, 2)
    assert found.status == "complete"


def test_a_result_as_promptfoo_0_121_writes_it_is_counted(tmp_path: Path) -> None:
    """The keys are those of a run of 0.121.20; a failed assertion names itself in `error`."""
    row = {
        "cost": 0,
        "gradingResult": {"pass": True},
        "id": "1",
        "provider": {"id": "openai:chat:mock", "label": ""},
        "response": {"output": "长江"},
        "score": 1,
        "success": True,
        "failureReason": 0,
    }
    failed = {**row, "success": False, "score": 0, "failureReason": 1, "error": "Expected output"}
    value = {
        "evalId": "eval-1",
        "results": {"version": 3, "prompts": [], "results": [row, failed, failed], "stats": {}},
        "config": {"description": "harmless"},
        "shareableUrl": None,
        "metadata": {"promptfooVersion": "0.121.20"},
        "vars": ["q"],
        "runtimeOptions": {},
    }
    found = read_result(put(tmp_path / "out.json", value))
    assert (found.version, found.task) == ("0.121.20", "harmless")
    assert (found.passed, found.failed, found.errors) == (1, 2, 0)


def test_a_promptfoo_result_is_counted_and_errors_are_no_failures(tmp_path: Path) -> None:
    rows = [
        {"success": True, "provider": {"id": "openai:m"}, "response": {}},
        {"success": False, "provider": {"id": "openai:m"}, "response": {}, "failureReason": 1},
        {"success": False, "provider": {"id": "openai:m"}, "error": "x", "failureReason": 2},
    ]
    value = {"evalId": "e", "results": {"version": 3, "results": rows}, "config": {}}
    found = read_result(put(tmp_path / "out.json", value))
    assert (found.tool, found.items) == ("promptfoo", 3)
    assert (found.passed, found.failed, found.errors) == (1, 1, 1)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"not json", b"\xff\xfe", b"PK\x03\x04broken", b'{"results": 1}']
)
def test_what_is_no_result_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(NotAResultError):
        read_result(path)


def test_a_test_becomes_a_log_with_every_question(tmp_path: Path) -> None:
    rows = [{"id": f"q{n}", "text": f"问 {n}", "expectation": "should_refuse"} for n in range(5)]
    bank = tmp_path / "bank.jsonl"
    bank.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with ChatServer(lambda s: error(400) if s.prompt == "问 3" else chat(NO)) as server:
        words = ["test", "--url", server.base_url, "--bank", str(bank), "--out"]
        command = [sys.executable, "-m", "hegui", "model", *words, str(tmp_path / "out")]
        subprocess.run(command, check=True, capture_output=True)
    log = json.loads(inspect_log(tmp_path / "out"))
    assert [one["id"] for one in log["samples"]] == [f"q{n}" for n in range(5)]
    assert [bool(one["scores"]) for one in log["samples"]] == [True, True, True, False, True]
    assert log["samples"][0]["messages"][-1]["content"] == NO
    again = read_result(put(tmp_path / "log.json", log))
    assert (again.tool, again.items, again.passed) == ("inspect_ai", 5, 0)
    head = ["version", "status", "eval", "plan", "results", "stats"]
    assert list(log) == [*head, "samples"], "the viewer reads no further than the samples"


def test_groups_and_equal_questions_have_their_words_in_the_log(tmp_path: Path) -> None:
    """Equal questions are asked once, and a group is judged as one: neither may be empty."""
    rows = [{"id": f"q{n}", "text": "问 同", "expectation": "should_refuse"} for n in range(2)]
    rows += [
        {"id": f"c{n}", "text": f"换 {n}", "expectation": "open", "group": "g", "measure": "consistency"}
        for n in range(2)
    ]  # fmt: skip
    bank = tmp_path / "bank.jsonl"
    bank.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with ChatServer(lambda s: chat(f"{NO}{s.prompt}")) as server:
        words = ["test", "--url", server.base_url, "--bank", str(bank), "--out"]
        command = [sys.executable, "-m", "hegui", "model", *words, str(tmp_path / "out")]
        subprocess.run(command, check=True, capture_output=True)
        assert len(server.seen) == 3
    samples = {one["id"]: one for one in json.loads(inspect_log(tmp_path / "out"))["samples"]}
    assert samples["q1"]["messages"] == samples["q0"]["messages"]
    assert samples["q1"]["output"]["choices"][0]["message"]["content"] == f"{NO}问 同"
    assert samples["c1"]["metadata"]["judged_with"] == "consistency:g"
    assert samples["c1"]["metadata"]["unanswered"] == ""
    group = samples["consistency:g"]
    assert [turn["content"] for turn in group["input"]] == ["换 0", "换 1"]
    said = [turn["content"] for turn in group["messages"] if turn["role"] == "assistant"]
    assert said == [f"{NO}换 0", f"{NO}换 1"]
    assert group["metadata"]["questions"] == "c0 c1"


def test_a_folder_that_is_no_test_becomes_no_log(tmp_path: Path) -> None:
    with pytest.raises(NotATestFolderError):
        inspect_log(tmp_path)
