"""A hegui.yaml that is wrong: every problem with its line, what to do, exit code 2."""

import os
from pathlib import Path

import pytest

from tests.bad_input.command import WRONG_USE, hegui
from tests.bad_input.projects import HEAD, write

MANY = """\
schema: hegui/project/1
organisation: {id: acme, name: 小公司}
facts:
  serves_public_in_chian: true
  generates: yes please
  pi_subjects: many
organization: {id: x}
people:
  - {id: li, name: 李, roles: [top_manger]}
  - {id: li, name: 又一个李}
subjects:
  - {id: m, kind: modle, name: 模型}
targets:
  corpora: [{id: c, subject: mm, files: [nothere/*.jsonl, ../up.jsonl, /etc/passwd]}]
documents:
  - {id: d, type: EV-CPX, file: no.md, date: 2026-13-40}
  - {id: e, id: f, type: EV-CPL, file: no.md, date: 2026-01-01}
"""
EXPECTED = {
    ("unknown_fact", 4): (
        "是不是“serves_public_in_china”",
        "did you mean “serves_public_in_china”",
    ),
    ("wrong_type", 5): ("应是列表", "expected a list"),
    ("wrong_type", 6): ("应是整数", "expected a whole number"),
    ("unknown_key", 7): ("是不是“organisation”", "did you mean “organisation”"),
    ("unknown_role", 9): ("是不是“top_manager”", "did you mean “top_manager”"),
    ("duplicate_id", 10): ("请换一个", "choose another"),
    ("unknown_word", 12): ("是不是“model”", "did you mean “model”"),
    ("file_missing", 14): ("找不到文件“nothere/*.jsonl”", "there is no file “nothere/*.jsonl”"),
    ("unsafe_path", 14): ("放进项目文件夹", "into the project folder"),
    ("unknown_subject", 14): ("没有名为“mm”的对象", "there is no subject “mm”"),
    ("unknown_evidence_type", 16): ("没有名为“EV-CPX”的证据类型", "no evidence type “EV-CPX”"),
    ("duplicate_key", 17): ("请只留一处", "keep one of them"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_problems_are_told_at_once_with_line_and_remedy(tmp_path: Path, lang: str) -> None:
    (tmp_path / "hegui.yaml").write_text(MANY, "utf-8")
    ran = hegui("assess", "--json", "--lang", lang, cwd=tmp_path)
    problems = ran.error(WRONG_USE, "project_file")["data"]["problems"]
    places = {(p["code"], p["line"]) for p in problems}
    assert set(EXPECTED) <= places, sorted(places)
    ran.said(*(texts[lang == "en"] for texts in EXPECTED.values()))
    assert not (tmp_path / "bundle").exists()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BROKEN: dict[str, tuple[bytes, str, str]] = {
    "bomb": (BOMB.encode(), "内容展开后过多", "expands to too many values"),
    "deep": (b"[" * 5000 + b"]" * 5000, "嵌套过深", "nesting is too deep"),
    "binary": (bytes(range(256)) * 64, "UTF-8", "UTF-8"),
    "nul": (b"schema: a\0b\n", "不是有效的 YAML", "not valid YAML"),
    "gbk": ("organisation: {name: 小公司}\n".encode("gbk"), "另存为 UTF-8", "save it as UTF-8"),
    "utf16": ("schema: x\n".encode("utf-16"), "UTF-8", "UTF-8"),
    "empty": (b"", "应是", "expected"),
    "comment": (b"# nothing\n", "应是", "expected"),
    "list": (b"- a\n- b\n", "应是", "expected"),
    "tabs": (b"schema: x\n\tfacts: {}\n", "不是有效的 YAML", "not valid YAML"),
    "two": (b"schema: x\n---\nschema: y\n", "只能有一个", "only one"),
    "tag": (b"schema: !!python/object/apply:os.system [ls]\n", "不支持标签", "is not allowed"),
    "itself": (b"schema: &a [*a]\n", "别名", "alias"),
    "surrogate": (b'schema: "\\uD800"\n', "hegui.yaml:1", "hegui.yaml:1"),
    "huge": (b"schema: x\n# " + b"x" * (9 << 20), "8 MiB", "8 MiB"),
    "long": (b"schema: " + b"x" * (7 << 20) + b"\n", "xxx…", "xxx…"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    data, zh, en = BROKEN[name]
    (tmp_path / "hegui.yaml").write_bytes(data)
    lang = "en" if len(name) % 2 else "zh"  # each case in one language, both languages overall
    ran = hegui("obligations", "--json", "--lang", lang, cwd=tmp_path)
    ran.error(WRONG_USE, "project_file")
    ran.said(en if lang == "en" else zh)
    assert len(ran.err) < 5000


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = "\r\n".join(path.read_text("utf-8").splitlines())
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert hegui("obligations", "--json", cwd=tmp_path).ended(0).json()["counts"]


@pytest.mark.parametrize("command", ["assess", "obligations", "facts", "checks run corpus"])
def test_a_project_that_is_not_there_is_wrong_use(tmp_path: Path, command: str) -> None:
    ran = hegui(*command.split(), "nowhere.yaml", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "project_missing")
    ran.said("nowhere.yaml", "hegui init")


def test_a_folder_without_project_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "hegui.yaml").mkdir()
    hegui("assess", "--json", cwd=tmp_path).error(WRONG_USE, "project_missing")


def test_a_project_file_that_may_not_be_read_says_why(tmp_path: Path) -> None:
    os.symlink("hegui.yaml", tmp_path / "hegui.yaml")
    ran = hegui("assess", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "project_unreadable")
    ran.said("hegui.yaml", "Too many levels of symbolic links")


@pytest.mark.parametrize(
    ("args", "zh", "en"),
    [
        (["--as-of", "gestern"], "日期应写成 YYYY-MM-DD", "Write the date as YYYY-MM-DD"),
        (["--nope"], "--nope", "--nope"),
        (["--fail-on", "maybe"], "--fail-on 应为", "Write never"),
        (["--only", "corpus.trems"], "corpus.trems", "corpus.trems"),
        (["--key", "nokey"], "nokey", "nokey"),
        (["--reports", "doc"], "doc", "doc"),
        (["--catalogue", "nofolder"], "nofolder", "nofolder"),
        (["--workers", "0"], "--workers", "--workers"),
    ],
)
def test_wrong_options_are_wrong_use(tmp_path: Path, args: list[str], zh: str, en: str) -> None:
    write(tmp_path)
    for lang, part in (("zh", zh), ("en", en)):
        ran = hegui("assess", *args, "--json", "--lang", lang, cwd=tmp_path)
        assert ran.ended(WRONG_USE).json()["error"]["message"]
        ran.said(part)
    assert os.listdir(tmp_path) == ["hegui.yaml"]


def test_a_very_long_name_does_not_fill_the_screen(tmp_path: Path) -> None:
    write(tmp_path, facts={"x" * 1000: True, "generates": ["y" * 100_000]}, rule_set="z" * 99_999)
    ran = hegui("obligations", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "project_file")
    assert len(ran.err) < 5000


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, facts={"\x1b[2Jclear\r\nall fine": True}, rule_set="\x1b]0;owned\x07")
    ran = hegui("obligations", cwd=tmp_path).ended(WRONG_USE)
    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err
    assert HEAD["schema"] not in ran.out
