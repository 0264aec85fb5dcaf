"""What paths name: outputs of earlier runs are no corpus, whatever their folder is called."""

import json
from pathlib import Path

import pytest

from hegui.checks.corpus.shards.errors import (
    NoShardsError,
    NoSuchPathError,
    OnlyOutputError,
    OutputIsCorpusError,
)
from hegui.checks.corpus.shards.manifest import Line, Manifest
from hegui.checks.corpus.shards.named import named

DOCUMENT = json.dumps({"id": 1, "text": "好"}) + "\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with two files."""
    for name in ("a.jsonl", "below/b.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(DOCUMENT)
    return tmp_path


def leave_output(folder: Path) -> None:
    """Leave what a run leaves: a manifest, and tables that look like a corpus."""
    line = Line(shard="x", size=1, sha256="0", rules="0", version="0", docs=1, bad=0)
    Manifest(folder, Line).write([line])
    (folder / "findings").mkdir()
    (folder / "findings" / "x.jsonl").write_text(DOCUMENT)


def names(folder: Path, *paths: Path | str, besides: Path | None = None) -> list[str]:
    """Return the files by their place in a folder."""
    found = named([str(path) for path in paths], besides=besides).files
    return [file.path.relative_to(folder).as_posix() for file in found]


def test_outputs_of_earlier_runs_are_left_out_and_named(corpus: Path) -> None:
    leave_output(corpus / "below" / "any-name")
    found = named([str(corpus)])
    assert [file.path.name for file in found.files] == ["a.jsonl", "b.jsonl"]
    assert found.earlier == [str(corpus / "below" / "any-name")]
    assert names(corpus, corpus / "**" / "*.jsonl") == ["a.jsonl", "below/b.jsonl"]


def test_a_manifest_of_somebody_else_is_a_corpus(corpus: Path) -> None:
    (corpus / "below" / "manifest.jsonl").write_text('{"text": "好", "audio": "1.wav"}\n')
    assert names(corpus, corpus) == ["a.jsonl", "below/b.jsonl", "below/manifest.jsonl"]


def test_a_file_named_by_itself_is_read_wherever_it_lies(corpus: Path) -> None:
    leave_output(corpus / "old")
    assert names(corpus, corpus / "old" / "findings" / "x.jsonl") == ["old/findings/x.jsonl"]


def test_a_folder_of_outputs_alone_is_an_error_that_says_so(corpus: Path) -> None:
    leave_output(corpus / "old")
    with pytest.raises(OnlyOutputError, match="old"):
        named([str(corpus / "old")])
    with pytest.raises(NoShardsError):
        named([str(corpus / "nothing")])


def test_the_output_of_the_run_itself_is_no_corpus(corpus: Path) -> None:
    out = corpus / "out"
    out.mkdir()
    (out / "half.jsonl").write_text(DOCUMENT)
    assert names(corpus, corpus, besides=out) == ["a.jsonl", "below/b.jsonl"]
    assert names(corpus, corpus / "below", besides=corpus) == ["below/b.jsonl"]
    with pytest.raises(OutputIsCorpusError):
        named([str(corpus)], besides=corpus)


def test_links_and_hidden_files_are_passed_over_by_name(corpus: Path) -> None:
    (corpus / "away").symlink_to(corpus / "below")
    (corpus / "gone.jsonl").symlink_to(corpus / "nowhere.jsonl")
    (corpus / "linked.jsonl").symlink_to(corpus / "a.jsonl")
    (corpus / ".h.jsonl").write_text(DOCUMENT)
    (corpus / ".hidden").mkdir()
    for name in ("q.jsonl", "r.jsonl"):
        (corpus / ".hidden" / name).write_text(DOCUMENT)
    found = named([str(corpus)])
    read = [file.path.relative_to(corpus).as_posix() for file in found.files]
    assert read == ["a.jsonl", "below/b.jsonl"]
    assert found.twice == {str(corpus): 1}, "the link to a file that is read itself"
    over = {Path(name).name: why for name, why in found.passed_over.items()}
    assert over == {
        ".h.jsonl": "hidden",
        ".hidden": "hidden",
        "away": "folder_link",
        "gone.jsonl": "dangling_link",
    }
    assert found.left_out == {}
    assert names(corpus, corpus / ".hidden") == [".hidden/q.jsonl", ".hidden/r.jsonl"]


def test_what_is_named_twice_is_read_once(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    once = named([corpus.name])
    assert once.twice == {}
    (corpus.parent / "linked").symlink_to(corpus)
    paths = [corpus.name, str(corpus), f"./{corpus.name}/../{corpus.name}/a.jsonl", "linked"]
    found = named(paths)
    assert found.files == once.files
    assert found.left_out == once.left_out
    assert found.twice == {paths[1]: 2, paths[2]: 1, "linked": 2}


def test_a_path_that_does_not_exist_is_told_as_such(corpus: Path) -> None:
    with pytest.raises(NoSuchPathError, match="does not exist"):
        named([str(corpus / "nope.jsonl")])
