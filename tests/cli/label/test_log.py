"""`hegui label log`: a line before the content is given, and six months looked for."""

import json
import stat
from pathlib import Path

import pytest

from tests.support.label_cli import Said

WORDS = ["--request", "R-1", "--recipient", "user-17", "--content", "C-1", "--agreement", "2026-03"]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(b"sixteen bytes or more of it")
    return path


def line(day: str, **more: object) -> str:
    row = {"time": f"{day}T09:00:00+08:00", "request": "R", "recipient": "a" * 64, "content": "C"}
    return json.dumps(row | {"agreement": "1"} | more) + "\n"


def test_a_line_is_written_without_the_name_of_the_recipient(
    tmp_path: Path, key: Path, label: Said
) -> None:
    log = tmp_path / "logs" / "unlabelled.jsonl"
    for _ in range(2):
        code, said = label.json("log", "add", log, "--key", key, *WORDS)
        assert (code, said["request"]) == (0, "R-1")
    assert "user-17" not in log.read_text()
    assert len(log.read_text().splitlines()) == 2
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    code, said = label.json("log", "check", log)
    assert (code, said["state"], said["lines"]) == (1, "young", 2)


def test_six_months_are_whole_calendar_months(tmp_path: Path, label: Said) -> None:
    log = tmp_path / "a.jsonl"
    log.write_text(line("2026-05-31") + line("2026-11-01"))
    for day in ("2026-11-29", "2026-11-30"):
        assert label.json("log", "check", log, "--as-of", day)[1]["state"] == "young"
    code, said = label.json("log", "check", log, "--as-of", "2026-12-01")
    assert (code, said["state"], said["days"]) == (0, "kept", 184)
    log.write_text(line("2025-08-28"))
    assert label("log", "check", log, "--as-of", "2026-02-28")[0] == 0
    assert label("log", "check", log, "--as-of", "2026-02-27")[0] == 1


def test_what_is_wrong_with_a_log_is_told_line_by_line(tmp_path: Path, label: Said) -> None:
    log = tmp_path / "a.jsonl"
    bad = ["{not json\n", "[]\n", line("2026-05-01").replace("+08:00", ""), "x" * 200_000 + "\n"]
    faults = [line("2026-04-01", agreement=" "), line("2026-03-01", recipient="user-17")]
    log.write_text(line("2026-04-02") + "".join(bad + faults) + line("2026-04-03")[:-1])
    code, said = label.json("log", "check", log, "--as-of", "2026-11-30")
    assert (code, said["state"], said["lines"]) == (1, "faulty", 8)
    assert said["damaged"] == [2, 3, 4, 5, 8]
    assert (said["missing"], said["unmasked"], said["disordered"]) == ({"agreement": 1}, 1, 2)
    _code, out, _err = label("log", "check", log, "--as-of", "2026-11-30")
    assert "lines 2, 3, 4, 5, 8" in out
    assert "user-17" not in out


def test_an_empty_log_tells_nothing(tmp_path: Path, label: Said) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(b"")
    assert label.json("log", "check", log)[1]["state"] == "empty"


def test_a_short_key_or_an_empty_field_is_wrong_use(tmp_path: Path, key: Path, label: Said) -> None:
    log, short = tmp_path / "a.jsonl", tmp_path / "short"
    short.write_bytes(b"short")
    code, _out, err = label("log", "add", log, "--key", short, *WORDS)
    assert (code, "16" in err) == (2, True)
    empty = [*WORDS[:3], " ", *WORDS[4:]]
    code, _out, err = label("log", "add", log, "--key", key, *empty)
    assert (code, "--recipient" in err) == (2, True)
    code, _out, err = label("log", "add", key / "a.jsonl", "--key", key, *WORDS)
    assert (code, bool(err)) == (2, True)
    assert not log.exists()
