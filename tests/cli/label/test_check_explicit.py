"""`hegui label check --explicit`: LBL-C-09 beside the checks of the implicit label."""

import wave
from pathlib import Path

import pytest

from hegui.catalogue import load
from hegui.checks.labels.both import with_explicit
from hegui.checks.labels.explicit.verdict import Seen
from hegui.checks.labels.judge import Fault, Judged
from hegui.checks.labels.rules import Rules, load_rules
from hegui.checks.labels.write import aigc_label, write_label
from hegui.common.text import Text
from tests.support import media
from tests.support.label_cli import Said

LABEL = aigc_label("001191110102MACQD9K64010001", "1")
BAD = (Fault("LBL-C-05", "x", "major", Text("坏", "bad")),)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(load())


def text(folder: Path, name: str, words: str, *, labelled: bool = True) -> Path:
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return write_label(path, LABEL) if labelled else path


def test_both_labels_must_be_there(tmp_path: Path, label: Said) -> None:
    text(tmp_path, "both.md", "本文由人工智能生成。\n\n正文。\n")
    text(tmp_path, "one.md", "# 标题\n\n正文没有说明来历。\n")
    text(tmp_path, "none.md", "本文由人工智能生成。\n", labelled=False)
    code, said = label.json("check", tmp_path)
    assert (code, said["counts"]["compliant"], "explicit" in said["files"][0]) == (1, 2, False)
    code, said = label.json("check", tmp_path, "--explicit")
    rows = {Path(row["file"]).name: row for row in said["files"]}
    assert code == 1
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "both.md": "compliant",
        "one.md": "noncompliant",
        "none.md": "not_found",
    }
    assert [check["id"] for check in rows["one.md"]["checks"]] == ["LBL-C-09"]
    assert rows["both.md"]["explicit"]["verdict"] == "compliant"
    assert label("check", tmp_path / "both.md", "--explicit")[0] == 0


def test_what_a_machine_cannot_tell_is_inconclusive_and_says_why(
    tmp_path: Path, label: Said
) -> None:
    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    write_label(path, LABEL)
    code, said = label.json("check", path, "--explicit")
    [row] = said["files"]
    assert (code, row["verdict"]) == (1, "inconclusive")
    [check] = row["checks"]
    assert (check["id"], check["severity"], check["what"] != "") == ("LBL-C-09", "undecided", True)
    code, out, _err = label("check", path, "--explicit")
    assert (code, "LBL-C-09" in out) == (1, True)


def test_a_picture_that_cannot_be_decoded_is_not_said_to_be_left_unchanged(
    tmp_path: Path, label: Said
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(media.jpeg_with()[:300])
    code, said = label.json("explicit", path)
    [row] = said["files"]
    assert (code, row["verdict"]) == (3, "inconclusive")
    assert "unchanged" not in row["reasons"][0]["en"]


@pytest.mark.parametrize(
    ("implicit", "seen", "expected"),
    [
        ("compliant", "compliant", "compliant"),
        ("compliant", "not_found", "noncompliant"),
        ("compliant", "noncompliant", "noncompliant"),
        ("compliant", "inconclusive", "inconclusive"),
        ("noncompliant", "inconclusive", "noncompliant"),
        ("noncompliant", "compliant", "noncompliant"),
        ("not_found", "inconclusive", "not_found"),
        ("not_found", "compliant", "not_found"),
    ],
)
def test_what_fails_outweighs_what_is_unknown(
    rules: Rules, implicit: str, seen: str, expected: str
) -> None:
    judged = Judged(implicit, BAD if implicit != "compliant" else ())  # type: ignore[arg-type]
    found = with_explicit(judged, Seen("text", seen, "words"), rules)  # type: ignore[arg-type]
    assert found.verdict == expected
    assert found.faults[: len(judged.faults)] == judged.faults
    assert ("LBL-C-09" in [fault.check for fault in found.faults]) is (seen != "compliant")
