"""Putting the rhythm or a spoken prompt into a sound, and hearing it again in what was written."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.contrast import numpy
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.evidence import LabelRecord
from hegui.checks.labels.explicit.programs import ffmpeg, own_name, streams
from hegui.checks.labels.explicit.rhythm import Envelope, make_rhythm
from hegui.checks.labels.explicit.rules import ExplicitRules
from hegui.checks.labels.explicit.saving import Notes
from hegui.checks.labels.explicit.sounds import judge_sound, pieces
from hegui.checks.labels.explicit.swapping import beside
from hegui.checks.labels.explicit.texts import Place
from hegui.checks.labels.explicit.waves import Wave, as_bytes, insert, read_wave
from hegui.common.hashing import sha256_file
from hegui.common.text import Text

ENCODERS = {"mp3": "libmp3lame", "opus": "libopus", "vorbis": "libvorbis"}
"""Where ffmpeg's encoder has another name than the codec."""
NO_SOUND = Text("没有音频流", "it holds no sound")
NOT_HEARD = Text("写入后没有听到标识", "the label is not heard in what was written")
CODEC = re.compile(r"[a-z0-9_]+\Z")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A wave file with the label, and the second at which it goes into the sound."""

    label: Path
    second: float
    rate: int
    channels: int


def mark_sound(
    path: Path,
    destination: Path,
    rules: ExplicitRules,
    *,
    place: Place = "start",
    prompt: Path | None = None,
) -> LabelRecord:
    """Put the prompt, else the rhythm, into a sound and return what was done.

    PCM in WAV keeps every sample and chunk; other formats are coded anew in their own codec, rate
    and bit rate. Raises `ExplicitLabelError`; the original is then unchanged.
    """
    before = sha256_file(path)
    wave = _plain(path)
    with beside(path, destination) as made:
        if wave is not None and prompt is None:
            second = _second(path, place, wave.seconds)
            frame = round(second * wave.rate)
            insert(wave, made, as_bytes(make_rhythm(wave.rate, rules), wave), frame)
        else:
            second = _coded(path, made, rules, place, prompt)
        notes = Notes()
        notes.implicit(path, made)
        heard = judge_sound(made, rules, prompt)
        if heard.verdict != "compliant":
            raise ExplicitLabelError(path.name, NOT_HEARD)
    sound: dict[str, Any] = {
        "form": "voice_prompt" if prompt else "rhythm",
        "second": round(second, 3),
    }
    sound |= {"rhythm": [] if prompt else list(rules.rhythm), **heard.figures}
    if prompt:
        sound["prompt_sha256"] = sha256_file(prompt)
    return LabelRecord(
        content="audio",
        file=destination.name,
        place=place,
        sound=sound,
        coded="nothing" if wave is not None and prompt is None else "all",
        kept=tuple(sorted(notes.kept)),
        lost=tuple(sorted(notes.lost)),
        before_sha256=before,
        after_sha256=sha256_file(destination),
    )


def _plain(path: Path) -> Wave | None:
    if path.suffix.lower() != ".wav":
        return None
    try:
        return read_wave(path)
    except (ExplicitLabelError, OSError):
        return None


def _second(path: Path, place: Place, seconds: float) -> float:
    """Return where the label goes: in the middle, the quietest moment around the half."""
    if place == "start":
        return 0.0
    if place == "end":
        return seconds
    rate, parts = pieces(path)
    envelope = Envelope(rate)
    for part in parts:
        envelope.add(part)
    loud, _ = envelope.values()
    first, last = int(len(loud) * 0.4), max(int(len(loud) * 0.6), int(len(loud) * 0.4) + 1)
    middle = loud[first:last]
    return float((first + int(numpy().argmin(middle))) * envelope.seconds) if len(middle) else 0.0


def _coded(
    path: Path, made: Path, rules: ExplicitRules, place: Place, prompt: Path | None
) -> float:
    """Join label and sound with ffmpeg, in the codec of the sound; return the second."""
    stream = _sound_stream(path)
    rate, channels = int(stream["sample_rate"]), int(stream["channels"])
    seconds = _length(path)
    second = _second(path, place, seconds)
    label = prompt or _rhythm_file(made, rate, rules)
    try:
        ffmpeg(
            path.name,
            "-i", own_name(path), "-i", own_name(label),
            "-filter_complex", _graph(second, seconds, rate, channels, stream),
            "-map", "[out]", "-map", "0:v?", "-c:v", "copy", "-disposition:v", "attached_pic",
            "-map_metadata", "0", "-map_metadata:s:a", "0:s:a", *_codec(stream),
            *_container(path), own_name(made),
        )  # fmt: skip
    finally:
        if prompt is None:
            label.unlink(missing_ok=True)
    return second


def _sound_stream(path: Path) -> dict[str, Any]:
    for stream in streams(path):
        if stream.get("codec_type") == "audio" and int(stream.get("channels", 0)) > 0:
            return stream
    raise ExplicitLabelError(path.name, NO_SOUND)


def _length(path: Path) -> float:
    rate, parts = pieces(path)
    return sum(len(part) for part in parts) / rate


def _rhythm_file(made: Path, rate: int, rules: ExplicitRules) -> Path:
    import wave

    path = made.with_name(made.name + ".rhythm.wav")
    shape = Wave(path, 1, 1, rate, 16, 0, 0, 0)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "NONE"))
        file.writeframes(as_bytes(make_rhythm(rate, rules), shape))
    return path


def _graph(second: float, seconds: float, rate: int, channels: int, stream: dict[str, Any]) -> str:
    layout = stream.get("channel_layout") or {1: "mono", 2: "stereo"}.get(channels, "")
    layouts = f":channel_layouts={layout}" if re.fullmatch(r"[\w.()]+", layout) else ""
    shape = f"aresample={rate},aformat=sample_rates={rate}{layouts}"
    label = f"[1:a:0]{shape}[label]"
    if second <= 0:
        return f"{label};[0:a:0]{shape}[sound];[label][sound]concat=n=2:v=0:a=1[out]"
    if second >= seconds:
        return f"{label};[0:a:0]{shape}[sound];[sound][label]concat=n=2:v=0:a=1[out]"
    return (
        f"{label};[0:a:0]{shape},asplit[x][y];[x]atrim=end={second:.6f}[a];"
        f"[y]atrim=start={second:.6f},asetpts=PTS-STARTPTS[b];"
        "[a][label][b]concat=n=3:v=0:a=1[out]"
    )


def _codec(stream: dict[str, Any]) -> list[str]:
    """Return the encoder and, where the codec has one, the bit rate."""
    name = str(stream.get("codec_name", ""))
    chosen = ["-c:a", ENCODERS.get(name, name)] if CODEC.match(name) else []
    rate = str(stream.get("bit_rate", ""))
    lossless = name.startswith("pcm") or name in ("flac", "alac")
    return chosen if lossless or not rate.isdigit() else [*chosen, "-b:a", rate]


def _container(path: Path) -> list[str]:
    return ["-movflags", "+use_metadata_tags"] if path.suffix.lower() in (".m4a", ".mp4") else []
