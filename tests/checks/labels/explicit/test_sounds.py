"""The rhythm and spoken prompts: put in, heard again, and not heard where they are not."""

import hashlib
import subprocess
import wave
from pathlib import Path

import pytest

from hegui.checks.labels.explicit import Asked, ExplicitRules, judge_safely, mark_file
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.texts import PLACES, Place
from tests.checks.labels.explicit.conftest import Make

MUSIC = "anoisesrc=c=pink:a=0.2:d=14:seed=1[a];sine=f=330:d=14,tremolo=f=3:d=0.8[b];[a][b]amix[o]"
CODECS = {
    "a.wav": ["-c:a", "pcm_s16le"],
    "b.wav": ["-c:a", "pcm_s24le", "-ac", "2"],
    "c.wav": ["-c:a", "pcm_f32le"],
    "a.mp3": ["-b:a", "96k"],
    "a.m4a": ["-b:a", "96k"],
    "a.flac": [],
    "a.ogg": ["-c:a", "libvorbis"],
    "a.opus": [],
}


def music(ffmpeg: Make, name: str = "a.wav", *more: str) -> Path:
    source = ["-filter_complex", MUSIC, "-map", "[o]", "-metadata", "title=Dawn"]
    return ffmpeg(name, *source, *(more or CODECS.get(name, [])))


@pytest.mark.parametrize("name", CODECS)
def test_the_rhythm_is_heard_in_every_format(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules, name: str
) -> None:
    path = music(ffmpeg, name)
    assert judge_safely(path, explicit).verdict == "inconclusive"
    out = tmp_path / "out" / name
    record = mark_file(path, out, explicit, Asked())
    seen = judge_safely(out, explicit)
    assert (seen.verdict, seen.basis, seen.place) == ("compliant", "rhythm", "start")
    assert record.coded == ("nothing" if name.endswith(".wav") else "all")
    command = ["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", str(out)]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "title=Dawn" in said.replace("TITLE", "title")


@pytest.mark.parametrize("place", PLACES)
def test_samples_and_chunks_of_a_wav_file_are_kept(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules, place: Place
) -> None:
    path, out = music(ffmpeg), tmp_path / "b.wav"
    data = path.read_bytes()
    path.write_bytes(data + b"AIGC\x03\0\0\0{}\n\0")
    record = mark_file(path, out, explicit, Asked(place=place))
    with wave.open(str(path)) as old, wave.open(str(out)) as new:
        before = old.readframes(old.getnframes())
        at = round(record.sound["second"] * old.getframerate()) * old.getsampwidth()
        after = new.readframes(new.getnframes())
    added = len(after) - len(before)
    assert added > 0
    assert after[:at] + after[at + added :] == before
    assert out.read_bytes().endswith(b"AIGC\x03\0\0\0{}\n\0")
    assert int.from_bytes(out.read_bytes()[4:8], "little") == out.stat().st_size - 8
    assert judge_safely(out, explicit).place == place


@pytest.mark.parametrize("place", PLACES)
def test_a_given_prompt_is_put_in_and_heard(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules, place: Place
) -> None:
    prompt = ffmpeg("prompt.wav", "-f", "lavfi", "-i", "aevalsrc=0.3*sin(2*PI*t*(300+900*t)):d=1.2")
    path, out = music(ffmpeg, "a.mp3"), tmp_path / "b.mp3"
    record = mark_file(path, out, explicit, Asked(place=place, prompt=prompt))
    assert record.sound["prompt_sha256"] == hashlib.sha256(prompt.read_bytes()).hexdigest()
    seen = judge_safely(out, explicit, prompt)
    assert (seen.verdict, seen.basis, seen.place) == ("compliant", "prompt", place)
    assert judge_safely(path, explicit, prompt).verdict == "inconclusive"
    assert judge_safely(out, explicit).verdict == "inconclusive"


def tones(*lengths: float, pitch: str = "700") -> str:
    """Return a source of tones and pauses of so many seconds, by turns."""
    parts, at = [], 0.5
    for number, length in enumerate(lengths):
        if number % 2 == 0:
            parts.append(f"between(t\\,{at:.3f}\\,{at + length:.3f})")
        at += length
    return f"aevalsrc=0.4*sin(2*PI*t*({pitch}))*({'+'.join(parts)}):d={at + 0.5:.3f}"


@pytest.mark.parametrize(
    ("lengths", "pitch", "verdict", "basis"),
    [
        ((0.1, 0.1, 0.3, 0.3, 0.1, 0.1, 0.1), "700", "compliant", "rhythm"),
        ((0.2, 0.15, 0.5, 0.15, 0.2, 0.15, 0.2), "440", "compliant", "rhythm"),
        ((0.1, 0.1, 0.3, 0.3, 0.1, 0.1, 0.1), "300+1500*t", "inconclusive", "rhythm"),
        ((0.3, 0.1, 0.1, 0.3, 0.1, 0.1, 0.1), "700", "inconclusive", "none"),
        ((0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "700", "inconclusive", "none"),
        ((0.1, 0.1, 0.3, 0.3, 0.1), "700", "inconclusive", "none"),
        ((0.6, 0.3, 1.8, 0.3, 0.6, 0.3, 0.6), "700", "inconclusive", "none"),
    ],
)
def test_only_short_long_short_short_of_one_pitch_is_the_rhythm(
    ffmpeg: Make,
    explicit: ExplicitRules,
    lengths: tuple[float, ...],
    pitch: str,
    verdict: str,
    basis: str,
) -> None:
    path = ffmpeg("t.wav", "-f", "lavfi", "-i", tones(*lengths, pitch=pitch))
    seen = judge_safely(path, explicit)
    assert (seen.verdict, seen.basis) == (verdict, basis)


def test_damaged_sounds_are_inconclusive_and_left_as_they_were(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    for name, data in {"a.wav": b"RIFF\0\0\0\0WAVE", "b.mp3": b"", "c.wav": b"RIFF" * 20}.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert judge_safely(path, explicit).verdict == "inconclusive"
        with pytest.raises(ExplicitLabelError):
            mark_file(path, path, explicit, Asked())
        assert path.read_bytes() == data


def test_a_sound_that_has_the_rhythm_does_not_get_another(
    tmp_path: Path, ffmpeg: Make, explicit: ExplicitRules
) -> None:
    path = ffmpeg("a.wav", "-f", "lavfi", "-i", "sine=330:duration=4")
    mark_file(path, path, explicit, Asked())
    before = path.read_bytes()
    with pytest.raises(ExplicitLabelError, match=r"label already \(start\)"):
        mark_file(path, path, explicit, Asked(place="end"))
    assert path.read_bytes() == before
