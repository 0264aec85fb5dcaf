"""Media of question banks: what they are by content, where they may lie, and what is said of bad ones."""

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from hegui.engine.banks import BadBankError, read_bank
from hegui.engine.media import MediaChangedError, loaded
from hegui.engine.media.model import media_rules
from hegui.engine.mixed_bank import MixedQuestion, packed_mixed_bank, read_mixed_bank
from tests.media_files import TONE, coded, picture, sound


def bank(folder: Path, *rows: dict[str, Any], name: str = "bank.jsonl") -> Path:
    """Write a bank; ids and expectations are put in."""
    lines = [
        json.dumps({"id": f"q{at}", "expectation": "open", "text": "图里是什么？"} | row)
        for at, row in enumerate(rows, start=1)
    ]
    (folder / name).write_text("\n".join(lines), "utf-8")
    return folder / name


def one(folder: Path, row: dict[str, Any]) -> MixedQuestion:
    return read_mixed_bank(bank(folder, row))[0]


def refused(folder: Path, row: dict[str, Any]) -> str:
    with pytest.raises(BadBankError) as error:
        read_mixed_bank(bank(folder, row))
    assert error.value.data["line"] == 1
    return error.value.message("en")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp"])
def test_pictures_are_known_by_their_content_and_kept_by_digest(tmp_path: Path, name: str) -> None:
    data = picture(tmp_path / "x" / name)
    (tmp_path / "x" / name).rename(tmp_path / "x" / "wrong.bin")
    (media,) = one(tmp_path, {"media": "x/wrong.bin"}).turns()[0].media
    assert (media.kind, media.sha256) == ("image", hashlib.sha256(data).hexdigest())
    assert (media.size, media.data) == (len(data), b"")
    assert loaded(media) == data


@pytest.mark.parametrize(
    ("name", "kind", "mime", "source"),
    [
        ("a.mp3", "audio", "audio/mpeg", TONE),
        ("a.flac", "audio", "audio/flac", TONE),
        ("a.ogg", "audio", "audio/ogg", TONE),
        ("a.m4a", "audio", "audio/mp4", TONE),
        ("a.mp4", "video", "video/mp4", ()),
        ("a.mov", "video", "video/quicktime", ()),
        ("a.webm", "video", "video/webm", ()),
    ],
)
def test_sounds_and_films_are_known(
    tmp_path: Path, name: str, kind: str, mime: str, source: tuple[str, ...]
) -> None:
    coded(tmp_path / name, *source)
    (media,) = one(tmp_path, {kind: name}).media
    assert (media.kind, media.type) == (kind, mime)


def test_columns_in_either_language_hold_several(tmp_path: Path) -> None:
    for colour in ("red", "green"):
        picture(tmp_path / f"{colour}.png", colour)
    sound(tmp_path / "a.wav")
    (tmp_path / "bank.csv").write_text(
        "编号,问题,预期,图片,音频\nq1,看图听音,open,red.png|green.png,a.wav\n", "utf-8"
    )
    (question,) = read_mixed_bank(tmp_path / "bank.csv")
    assert [(m.kind, m.type) for m in question.media] == [
        ("image", "image/png"),
        ("image", "image/png"),
        ("audio", "audio/wav"),
    ]
    assert len(one(tmp_path, {"images": ["red.png", "green.png"]}).media) == 2


def test_media_alone_are_a_question(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    assert one(tmp_path, {"text": "", "audio": "a.wav"}).text == ""


def test_content_parts_hold_files_and_data(tmp_path: Path) -> None:
    data = picture(tmp_path / "a.png")
    tone = sound(tmp_path / "a.wav")
    held = base64.b64encode(data).decode()
    parts = [
        {"type": "text", "text": "先看"},
        {"type": "image_url", "image_url": {"url": "a.png", "detail": "low"}},
        {"type": "text", "text": "再看"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{held}"}},
        {"type": "input_audio", "input_audio": {"data": "a.wav", "format": "wav"}},
        {
            "type": "input_audio",
            "input_audio": {"data": base64.b64encode(tone).decode(), "format": "wav"},
        },
    ]
    row = {"text": None, "messages": [{"role": "user", "content": parts}]}
    (turn,) = one(tmp_path, row).turns()
    assert turn.content == "先看\n再看"
    assert [m.at for m in turn.media] == [2, -1, -1, -1]
    assert [loaded(m) for m in turn.media] == [data, data, tone, tone]
    assert [m.detail for m in turn.media] == ["low", "", "", ""]


def test_a_bank_of_one_kind_takes_media_and_another_picture_is_another_question(
    tmp_path: Path,
) -> None:
    picture(tmp_path / "a.png", "red")
    picture(tmp_path / "b.png", "blue")
    rows = [
        {"id": f"q{at}", "text": "图里是什么？", "risk": "A.1.a", "image": name}
        for at, name in enumerate(("a.png", "b.png", "a.png"))
    ]
    (tmp_path / "bank.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = read_bank(tmp_path / "bank.jsonl", "should_refuse")
    assert [q.id for q in found.distinct] == ["q0", "q1"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing.png", "cannot be read (No such file"),
        ("empty.png", "is empty"),
        ("cut.png", "damaged or cut off"),
        ("cut.jpg", "damaged or cut off"),
        ("cut.gif", "damaged or cut off"),
        ("cut.webp", "damaged or cut off"),
        ("cut.wav", "damaged or cut off"),
        ("text.png", "is of no format"),
        ("paper.png", "(PDF) is of no format"),
        ("folder", "cannot be read"),
        ("pipe", "no regular file"),
        ("../outside.png", "not in the bank's folder"),
        ("..\\outside.png", "not in the bank's folder"),
        ("C:\\outside.png", "not in the bank's folder"),
        ("link.png", "not in the bank's folder"),
        ("loop.png", "not in the bank's folder"),
        ("https://example.org/a.png", "nothing is fetched"),
        ("data:image/png,abc", "write a data URI"),
        ("data:image/png;base64,@@@", "not valid Base64"),
    ],
)
def test_what_cannot_be_asked_with_is_named(tmp_path: Path, name: str, why: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    picture(tmp_path / "outside.png")
    for suffix in ("png", "jpg", "gif", "webp"):
        data = picture(home / f"cut.{suffix}", size=200)
        (home / f"cut.{suffix}").write_bytes(data[: len(data) * 2 // 3])
    (home / "cut.wav").write_bytes(sound(home / "cut.wav")[:700])
    (home / "empty.png").touch()
    (home / "text.png").write_text("no picture")
    (home / "paper.png").write_bytes(b"%PDF-1.7 ...")
    (home / "folder").mkdir()
    os.mkfifo(home / "pipe")
    (home / "link.png").symlink_to(tmp_path / "outside.png")
    (home / "loop.png").symlink_to(home / "loop.png")
    assert why in refused(home, {"media": name})


def test_an_absolute_path_is_refused_also_inside(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    assert "relative path" in refused(tmp_path, {"media": str(tmp_path / "a.png")})


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    assert one(tmp_path, {"media": "b.png"}).media[0].kind == "image"


def test_a_column_holds_its_kind_only(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    assert "audio (wav), and picture belongs here" in refused(tmp_path, {"image": "a.wav"})


@pytest.mark.parametrize(
    "content",
    [
        [],
        [{"type": "image_url"}],
        [{"type": "file", "file": {"file_id": "x"}}],
        [{"type": "text"}],
        [{"type": {"a": 1}}],
        [{"type": ["image_url"]}],
        [{"type": "image_url", "image_url": {"url": "a.png", "detail": {}}}],
        [{"type": "input_audio", "input_audio": {"data": 7}}],
        [{"type": "image_url", "image_url": "\0"}],
        [7],
        {"type": "text", "text": "x"},
    ],
)
def test_other_content_is_refused(tmp_path: Path, content: Any) -> None:
    row = {"text": None, "messages": [{"role": "user", "content": content}]}
    with pytest.raises(BadBankError):
        read_mixed_bank(bank(tmp_path, row))


def test_media_stand_in_turns_of_the_user_or_in_a_column(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    part = [{"type": "image_url", "image_url": {"url": "a.png"}}]
    user = {"role": "user", "content": "好"}
    row = {"text": None, "messages": [{"role": "system", "content": part}, user]}
    assert "only the user's turns" in refused(tmp_path, row)
    row = {"text": None, "messages": [user], "image": "a.png"}
    assert "not in a column" in refused(tmp_path, row)


def test_all_bad_rows_are_listed(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    file = bank(tmp_path, *({"media": name} for name in ["x.png", "a.png", "y.png"]))
    with pytest.raises(BadBankError) as error:
        read_mixed_bank(file)
    assert [row.line for row in error.value.rows] == [1, 3]
    assert "x.png" in error.value.message("zh")


def test_limits_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture(tmp_path / "a.png")
    monkeypatch.setattr("hegui.engine.media.model.Limits.of", lambda _self, _kind: len(data) - 1)
    assert "too large" in refused(tmp_path, {"media": "a.png"})
    monkeypatch.undo()
    many = media_rules().limits.per_question + 1
    for at in range(many):
        (tmp_path / f"{at}.png").write_bytes(data)
    names = [f"{at}.png" for at in range(many)]
    assert f"more than {many - 1} media" in refused(tmp_path, {"media": names})


def test_a_changed_file_is_not_loaded(tmp_path: Path) -> None:
    data = picture(tmp_path / "a.png")
    (media,) = one(tmp_path, {"media": "a.png"}).media
    (tmp_path / "a.png").write_bytes(data[:-1] + b"x")
    with pytest.raises(MediaChangedError):
        loaded(media)
    (tmp_path / "a.png").unlink()
    with pytest.raises(MediaChangedError):
        loaded(media)


def test_a_large_bank_holds_no_bytes_of_files(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", size=600)
    file = bank(tmp_path, *({"media": "a.png"} for _ in range(300)))
    found = packed_mixed_bank(file)
    assert all(question.media[0].data == b"" for question in found)
    assert found[299].media[0].path == str(tmp_path / "a.png")
