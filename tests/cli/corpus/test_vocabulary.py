"""One word for one thing in `--json`: what every command that works on shards answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.cli.main import cli
from hegui.common.errors import WRONG_USE
from hegui.common.files import OutputIsFileError

pytest.importorskip("hyperscan")

COUNTS = ("shards", "skipped", "docs", "bad", "size")
NAMES = {"out", "manifest", "failed", "left_out", "earlier", *COUNTS}
COMMANDS = {
    "scan": ("--kinds", "mobile"),
    "duplicates": (),
    "overlap": ("--index", "works.index"),
    "profile": (),
    "sample": ("--n", "2"),
    "licences check": (),
}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a corpus, a bad line, another format, and the output of a run inside."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "corpus"
    folder.mkdir()
    good = "".join(
        json.dumps({"id": n, "text": f"第{n}篇，讲的是山川与河流。"}) + "\n" for n in range(4)
    )
    (folder / "a.jsonl").write_text(good + '{"id": 9}\n', encoding="utf-8")
    (folder / "photo.bin").write_bytes(b"\0")
    (tmp_path / "work.txt").write_text("山川与河流之外还有湖海，人在其间行走。", encoding="utf-8")
    answer("index", "work.txt", "--out", "works.index")
    answer("scan", "corpus/a.jsonl", "--kinds", "mobile", "--out", "corpus/old", "--jobs", "1")
    return folder


def answer(command: str, *asked: str) -> dict[str, Any]:
    """Return what a command prints."""
    ran = CliRunner().invoke(cli, ["corpus", *command.split(), *asked, "--json"])
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_on_shards_answers_in_the_same_words(command: str, corpus: Path) -> None:
    told = answer(command, "corpus", "--out", "new", "--jobs", "1", *COMMANDS[command])
    assert set(told) >= NAMES
    assert [told[name] for name in COUNTS[:4]] == [1, 0, 4, 1]
    assert told["size"] == (corpus / "a.jsonl").stat().st_size
    assert (told["failed"], told["left_out"]) == ([], {".bin": 1})
    assert told["earlier"] == ["corpus/old"]
    assert Path(told["manifest"]).is_file()
    again = answer(command, "corpus", "--out", "new", "--jobs", "1", "--resume", *COMMANDS[command])
    assert again["skipped"] == 1


def test_what_could_not_be_read_is_bad_in_the_other_commands_too(corpus: Path) -> None:
    (corpus / "b.txt").write_bytes(b"\xff\xfe\xfd")
    index = answer("index", "corpus/b.txt", "work.txt", "--out", "two.index")
    assert (index["bad"], len(index["errors"]), index["out"]) == (1, 1, "two.index")
    (corpus / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (corpus / "metadata.jsonl").write_text('{"file_name": "gone.png"}\n', encoding="utf-8")
    media = answer("media", "corpus", "--out", "media")
    assert media["bad"] == len(media["errors"]) == 1
    assert [Path(one["shard"]).name for one in media["failed"]] == ["x.png"]
    assert set(media) >= {"left_out", "earlier", "passed_over", "twice", "skipped", "out"}
    assert Path(media["manifest"]).is_file()
    assert media["earlier"] == ["corpus/old"]


def test_people_are_told_what_was_left_out(corpus: Path) -> None:
    ran = CliRunner().invoke(
        cli, ["corpus", "duplicates", "corpus", "--out", "new", "--lang", "en"]
    )
    assert "other formats in the folders, not read: 1" in ran.stdout
    assert "outputs of earlier runs, not read as corpus: 1" in ran.stdout
    assert "corpus/old" in ran.stdout


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("out", ["work.txt", "work.txt/below"])
def test_an_output_that_is_a_file_is_wrong_use(command: str, out: str, corpus: Path) -> None:
    ran = CliRunner().invoke(
        cli, ["corpus", *command.split(), "corpus", "--out", out, *COMMANDS[command], "--json"]
    )
    error = ran.exception
    assert isinstance(error, OutputIsFileError)
    assert error.exit_code == WRONG_USE
