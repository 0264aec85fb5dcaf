"""Media of banks that are encrypted, and of questions that a plan draws."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from hegui.cli.model.plan import command
from hegui.engine.bank_sealing import seal_bank
from hegui.engine.media import loaded, media_rules
from hegui.engine.mixed_bank import read_mixed_bank
from hegui.engine.sealing import Seal
from hegui.engine.tables import TableError
from tests.media_files import picture, sound

KEY = "ab" * 32
SEAL = Seal(bytes.fromhex(KEY))


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Write a bank with a picture in a column and a sound in a turn."""
    home = tmp_path / "home"
    picture(home / "图" / "a.png")
    sound(home / "a.wav")
    parts = [
        {"type": "input_audio", "input_audio": {"data": "a.wav", "format": "wav"}},
        {"type": "text", "text": "说了什么？"},
    ]
    rows: list[dict[str, Any]] = [
        {"id": "q1", "text": "图里是什么？", "图片": "图/a.png", "note": "随意"},
        {"id": "q2", "messages": [{"role": "user", "content": parts}]},
        {"id": "q3", "text": "只有文字"},
    ]
    lines = [json.dumps(row | {"expectation": "should_answer"}) for row in rows]
    (home / "bank.jsonl").write_text("\n".join(lines), "utf-8")
    return home / "bank.jsonl"


def shape(question: Any) -> Any:
    turns = question.turns()
    return [(t.content, [(m.kind, m.sha256, m.at) for m in t.media]) for t in turns]


def test_an_encrypted_bank_holds_its_media(bank: Path, tmp_path: Path) -> None:
    plain = read_mixed_bank(bank)
    file = tmp_path / "elsewhere.sealed"
    file.write_bytes(seal_bank(bank, SEAL))
    (bank.parent / "a.wav").unlink()
    found = read_mixed_bank(file, seal=SEAL)
    assert list(map(shape, found)) == list(map(shape, plain))
    assert loaded(found[0].media[0]) == (bank.parent / "图" / "a.png").read_bytes()


def test_a_bank_with_a_bad_medium_is_not_encrypted(bank: Path) -> None:
    (bank.parent / "a.wav").write_bytes(b"")
    with pytest.raises(TableError) as error:
        seal_bank(bank, SEAL)
    assert error.value.data["line"] == 2


def test_more_media_than_memory_holds_are_refused(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = media_rules()
    limits = msgspec.structs.replace(rules.limits, sealed_bytes=100)
    changed = msgspec.structs.replace(rules, limits=limits)
    monkeypatch.setattr("hegui.engine.bank_sealing.media_rules", lambda: changed)
    with pytest.raises(TableError) as error:
        seal_bank(bank, SEAL)
    assert "several banks" in error.value.message("en")


@pytest.mark.parametrize("closed", [False, True], ids=["plain", "encrypted"])
def test_questions_that_are_drawn_keep_their_media(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, closed: bool
) -> None:
    monkeypatch.setenv("BANK_KEY", KEY)
    home, out = tmp_path / "home", tmp_path / "out"
    red = picture(home / "a.png")
    rows = [
        {"id": f"r{at}", "text": f"题 {at}", "expectation": "should_refuse", "image": "a.png"}
        for at in range(400)
    ]
    file = home / "bank.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    if closed:
        file = home / "bank.sealed"
        file.write_bytes(seal_bank(home / "bank.jsonl", SEAL))
    words = [
        "--bank",
        file,
        "--out",
        out,
        "--size",
        "should_refuse=300",
        "--power",
        "0.5",
        "--json",
    ]
    words += ["--key-env", "BANK_KEY"] if closed else []
    done = CliRunner().invoke(command, [*map(str, words)], standalone_mode=False)
    assert done.exception is None
    (home / "a.png").unlink()
    found = read_mixed_bank(out / f"sample{'.sealed' if closed else '.jsonl'}", seal=SEAL)
    assert len(found) == 300
    assert all(loaded(question.media[0]) == red for question in found)
    assert (out / "media").exists() != closed
