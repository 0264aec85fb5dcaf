"""Marks on films: in the opening, high enough, the rest copied where that can be shown."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import Asked, ExplicitRules, judge_safely, mark_file
from hegui.checks.labels.explicit.errors import ExplicitLabelError, MissingProgramError
from hegui.checks.labels.explicit.films import film_frames, read_film, same_frames
from hegui.checks.labels.write import aigc_label, write_label
from tests.checks.labels.explicit.conftest import Make

pytestmark = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
SOURCE = ["-f", "lavfi", "-i", "testsrc2=duration=5:size=192x144:rate=10",
          "-f", "lavfi", "-i", "sine=duration=5", "-shortest", "-pix_fmt", "yuv420p"]  # fmt: skip
MADE = {
    "a.mp4": (["-c:v", "libx264", "-g", "10", "-preset", "veryfast"], "opening"),
    "b.mp4": (["-c:v", "mpeg4", "-g", "10"], "opening"),
    "a.avi": (["-c:v", "mpeg4", "-g", "10"], "opening"),
    "c.mp4": (["-c:v", "libx264", "-g", "999", "-preset", "veryfast"], "all"),
    "a.flv": (["-c:v", "flv", "-g", "10", "-ar", "44100"], "opening"),
    "c.flv": (["-c:v", "flv", "-g", "999", "-ar", "44100"], "all"),
    "b.mkv": (["-c:v", "mpeg2video", "-g", "10"], "opening"),
    "c.mkv": (["-c:v", "wmv2", "-g", "10"], "all"),
    "b.flv": (["-c:v", "libx264", "-g", "10", "-preset", "veryfast", "-ar", "44100"], "opening"),
    "a.mkv": (["-c:v", "libx264", "-g", "10", "-preset", "veryfast"], "opening"),
    "open.mkv": (["-c:v", "libx265", "-x265-params", "keyint=10:log-level=none"], "opening"),
    "a.webm": (["-c:v", "libvpx-vp9", "-g", "10", "-deadline", "realtime"], "opening"),
    "b.webm": (["-c:v", "libsvtav1", "-g", "10", "-preset", "12"], "opening"),
}


def made(ffmpeg: Make, name: str) -> Path:
    return ffmpeg(name, *SOURCE, *MADE.get(name, MADE["a.mp4"])[0])


def sound(path: Path) -> bytes:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-c",
        "copy",
        "-f",
        "md5",
        "-",
    ]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", MADE)
def test_the_opening_is_marked_and_the_rest_is_as_it_was(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules, name: str
) -> None:
    path, out = made(ffmpeg, name), tmp_path / "out" / name
    assert judge_safely(path, explicit).verdict == "inconclusive"
    record = mark_file(path, out, explicit, Asked())
    assert record.coded == MADE[name][1]
    assert record.mark["height_ratio"] >= 0.05
    assert record.mark["contrast"] >= 4.5
    seen = judge_safely(out, explicit)
    assert (seen.verdict, seen.basis) == ("compliant", "declared")
    assert sound(out) == sound(path)
    old, new = read_film(path), read_film(out)
    assert abs((new.start - new.zero) - (old.start - old.zero)) <= 0.03  # a packet of sound
    assert new.frames == old.frames
    assert new.codec == old.codec
    if record.coded == "opening":
        cut = next(at for at in old.keys if at - old.start >= record.seconds)
        assert same_frames(old, new, cut)
        assert not same_frames(old, new, old.start)


def test_the_mark_is_gone_after_its_time(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    path, out = made(ffmpeg, "a.mp4"), tmp_path / "b.mp4"
    record = mark_file(path, out, explicit, Asked())
    box = record.mark["box"]
    area = (box[0], box[1], box[0] + box[2], box[1] + box[3])

    def apart(moment: float) -> float:
        pairs = [
            film_frames(read_film(p), [moment])[0].crop(area).convert("L") for p in (path, out)
        ]
        values = [list(picture.tobytes()) for picture in pairs]
        return sum(abs(a - b) for a, b in zip(*values, strict=True)) / len(values[0])

    assert apart(2.0) > 20
    assert apart(4.5) < 3


def test_the_implicit_label_stays(tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules) -> None:
    path = made(ffmpeg, "a.mp4")
    write_label(path, aigc_label("001191110102MACQD9K64010001", "20261120-0001"))
    before = [site.text for site in read_label_sites(path).sites]
    record = mark_file(path, path, explicit, Asked())
    assert [site.text for site in read_label_sites(path).sites] == before
    assert "implicit label" in record.kept


def test_a_turned_film_is_marked_upright(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    flat = made(ffmpeg, "a.mp4")
    path, out = (
        ffmpeg("t.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90"),
        tmp_path / "o.mp4",
    )
    if not read_film(path).turned:
        pytest.skip("this ffmpeg does not write the rotation")
    record = mark_file(path, out, explicit, Asked())
    assert record.coded == "all"
    assert tuple(record.mark["size"]) == (144, 192)
    assert judge_safely(out, explicit).verdict == "compliant"


def test_a_film_without_picture_or_cut_off_is_refused(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    silent = ffmpeg("s.mp4", "-f", "lavfi", "-i", "sine=duration=1")
    cut = made(ffmpeg, "a.mp4")
    cut.write_bytes(cut.read_bytes()[:3000])
    for path in (silent, cut):
        data = path.read_bytes()
        assert judge_safely(path, explicit).verdict == "inconclusive"
        with pytest.raises(ExplicitLabelError):
            mark_file(path, path, explicit, Asked())
        assert path.read_bytes() == data


def test_a_marked_film_is_not_marked_again(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    path = made(ffmpeg, "a.mp4")
    mark_file(path, path, explicit, Asked())
    before = path.read_bytes()
    with pytest.raises(ExplicitLabelError, match="explicit label already"):
        mark_file(path, path, explicit, Asked())
    assert path.read_bytes() == before


def test_another_codec_is_named_with_what_to_do(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    path = ffmpeg("a.mkv", *SOURCE, "-c:v", "huffyuv")
    with pytest.raises(ExplicitLabelError) as caught:
        mark_file(path, path, explicit, Asked())
    assert "huffyuv takes no mark; convert it to H.264 first" in caught.value.message("en")


def test_without_ffmpeg_it_is_said_how_to_get_it(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(ffmpeg, "a.mp4")
    before = path.read_bytes()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgramError) as caught:
        mark_file(path, path, explicit, Asked())
    assert "winget install ffmpeg" in caught.value.message("en")
    seen = judge_safely(path, explicit)
    assert seen.verdict == "inconclusive"
    assert "ffprobe" in seen.reasons[0].en
    assert path.read_bytes() == before
