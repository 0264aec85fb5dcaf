"""Declared paths: what leaves the project is refused, odd names are only names."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.command import FINDINGS, WRONG_USE, hegui
from tests.bad_input.projects import DATASET, LINES, QUICK, results, with_corpus, write


def corpus_of(*files: str) -> dict[str, Any]:
    targets = {"corpora": [{"id": "data", "subject": "data", "files": list(files)}]}
    return {"subjects": [DATASET], "targets": targets}


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("../outside.jsonl", "含有“..”", "holds “..”"),
        ("corpus/../../outside.jsonl", "含有“..”", "holds “..”"),
        ("/etc/hostname", "不是以 / 分隔的相对路径", "is not a relative path"),
        ("C:\\data\\a.jsonl", "不是以 / 分隔的相对路径", "is not a relative path"),
        ("link", "经符号链接指向项目文件夹之外", "by a symlink"),
        ("folder/secret.jsonl", "经符号链接指向项目文件夹之外", "by a symlink"),
        ("f*/*.jsonl", "经符号链接指向项目文件夹之外", "by a symlink"),
        ("loop", "", ""),
    ],
)
def test_a_path_out_of_the_project_is_refused(tmp_path: Path, path: str, zh: str, en: str) -> None:
    (tmp_path / "outside.jsonl").write_text(LINES)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.jsonl").write_text(LINES)
    home = tmp_path / "project"
    write(home, **corpus_of(path))
    (home / "link").symlink_to(tmp_path / "outside.jsonl")
    (home / "folder").symlink_to(tmp_path / "elsewhere")
    (home / "loop").symlink_to("loop")
    lang = "en" if len(path) % 2 else "zh"
    ran = hegui("assess", "--json", "--lang", lang, cwd=home)
    ran.error(WRONG_USE, "project_file")
    ran.said(en if lang == "en" else zh, "hegui.yaml:")
    assert not (home / "bundle").exists()


def test_an_empty_path_is_refused(tmp_path: Path) -> None:
    write(tmp_path, **corpus_of(""))
    hegui("assess", "--json", cwd=tmp_path).error(WRONG_USE, "project_file")


ODD = ["名 字.jsonl", "-rf.jsonl", 'it\'s "so".jsonl', "new\nline.jsonl", "*[x].jsonl", "ü.jsonl"]


def test_odd_file_names_are_only_names(tmp_path: Path) -> None:
    home = tmp_path / "项目 one's"
    (home / "corpus").mkdir(parents=True)
    for name in ODD:
        (home / "corpus" / name).write_text(LINES, "utf-8")
    with_corpus(home)
    ran = hegui("assess", "--only", "corpus.pii", *QUICK, "--out=-b x", "--json", cwd=home)
    assert ran.ended(FINDINGS).json()["conclusion"] == "undetermined"
    result = results(home / "-b x")["data"]
    assert result["measures"]["docs"] == len(ODD) + 1
    assert {os.path.basename(f["path"]) for f in result["inputs"]} >= set(ODD)
    assert hegui("verify", "--json", "--", "-b x", cwd=home).ended(0).json()["ok"]


def test_a_name_that_is_not_utf8_is_said_and_does_not_stop_the_run(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    (tmp_path / "corpus" / os.fsdecode(b"\xff\xfe.jsonl")).write_text(LINES, "utf-8")
    ran = hegui("assess", "--only", "corpus.pii", *QUICK, "--json", cwd=tmp_path)
    assert ran.ended(FINDINGS).json()["bundle"]
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]


def test_a_folder_of_files_that_may_not_be_read_is_no_clean_corpus(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    (tmp_path / "corpus" / "b.jsonl").symlink_to("nowhere.jsonl")
    os.mkfifo(tmp_path / "corpus" / "pipe.jsonl")
    ran = hegui("assess", "--only", "corpus.pii", *QUICK, "--json", cwd=tmp_path)
    ran.ended(FINDINGS)
    result = results(tmp_path / "bundle")["data"]
    assert result["status"] == "done"
    assert json.dumps(result).count("pipe.jsonl") == 0
