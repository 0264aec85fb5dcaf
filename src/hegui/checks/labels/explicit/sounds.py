"""Labels in sounds: a spoken prompt or the rhythm, put in at start, middle or end, and found again.

GB 45438, 5.3: a voice prompt or a rhythm at the start, the end or a suitable place in the middle.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.contrast import numpy
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.programs import QUIET, own_name, program
from hegui.checks.labels.explicit.rhythm import Envelope, find_rhythm
from hegui.checks.labels.explicit.rules import ExplicitRules, own
from hegui.checks.labels.explicit.texts import Place
from hegui.checks.labels.explicit.verdict import Seen
from hegui.checks.labels.explicit.waves import read_wave, samples
from hegui.common.text import Text

EDGE_SECONDS = 5.0
"""A label that begins or ends this near to an end of the sound stands there."""
LONGEST_PROMPT = 30

HEARD = Text(
    "{place}有“短长短短”节奏（{start} 至 {end} 秒）",
    "the rhythm short-long-short-short stands at the {place} ({start} to {end} s)",
)
UNSTEADY = Text(
    "{start} 秒处的长短像“短长短短”，但不是同一音高，须由人听",
    "at {start} s the lengths look like short-long-short-short, but not of one pitch; a person must "
    "listen",
)
PROMPTED = Text(
    "{place}有所给的语音提示（{start} 秒，相关度 {match}）",
    "the given voice prompt stands at the {place} ({start} s, match {match})",
)
SILENT = Text(
    "没有听出节奏{also}；语音提示机器听不出，须由人听",
    "no rhythm{also} was found; a machine cannot tell a voice prompt, a person must listen",
)
ALSO = Text("和所给的语音提示", " and not the given prompt")
NO_SOUND = Text("没有声音", "there is no sound")
NAMES = {
    "start": Text("起始", "start"),
    "middle": Text("中间", "middle"),
    "end": Text("末尾", "end"),
}


def pieces(path: Path) -> tuple[int, Iterator[Any]]:
    """Return the rate of a sound and its samples as one channel, decoded by ffmpeg where needed."""
    if path.suffix.lower() == ".wav":
        try:
            wave = read_wave(path)
            return wave.rate, samples(wave)
        except (ExplicitLabelError, OSError):
            pass  # ffmpeg knows more kinds of WAV, and says what is wrong with this one
    rate = int(own()["rhythm"]["look"]["rate_hz"])
    return rate, _decoded(path, rate)


def _decoded(path: Path, rate: int) -> Iterator[Any]:
    np = numpy()
    command = [program("ffmpeg"), *QUIET, "-i", own_name(path), "-map", "0:a:0", "-ac", "1"]
    command += ["-ar", str(rate), "-f", "f32le", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        while data := run.stdout.read(1 << 18):
            yield np.frombuffer(data[: len(data) - len(data) % 4], dtype="<f4")
        complaint = run.stderr.read().decode("utf-8", "replace").strip()
    if run.returncode:
        from hegui.checks.labels.explicit.programs import FAILED

        why = (complaint.splitlines() or ["?"])[-1].replace("file:", "")[:200]
        raise ExplicitLabelError(path.name, FAILED, program="ffmpeg", why=why)


def judge_sound(path: Path, rules: ExplicitRules, prompt: Path | None = None) -> Seen:
    """Return whether a sound carries the rhythm, or the given spoken prompt."""
    rate, parts = pieces(path)
    envelope = Envelope(rate)
    count = 0
    for part in parts:
        envelope.add(part)
        count += len(part)
    seconds = count / rate
    if not count:
        return Seen("audio", "inconclusive", "none", (NO_SOUND,))
    heard = find_rhythm(envelope, rules)
    if heard and heard[0].steady:
        return _rhythm(heard[0], seconds)
    if prompt is not None and (seen := _prompted(path, prompt, seconds)):
        return seen
    also = ALSO if prompt is not None else Text("", "")
    doubts = [UNSTEADY.filled(start=heard[0].start)] if heard else []
    silent = Text(SILENT.in_("zh", also=also.zh), SILENT.in_("en", also=also.en))
    return Seen("audio", "inconclusive", "rhythm" if heard else "none", (*doubts, silent))


def _rhythm(heard: Any, seconds: float) -> Seen:
    place = place_of(heard.start, heard.end, seconds)
    reason = _named(HEARD, place, start=heard.start, end=heard.end)
    figures = {"start": heard.start, "end": heard.end, "short_seconds": heard.short}
    return Seen("audio", "compliant", "rhythm", (reason,), place, figures)


def place_of(start: float, end: float, seconds: float) -> Place:
    """Return where a label stands in a sound of so many seconds."""
    if start <= EDGE_SECONDS:
        return "start"
    return "end" if end >= seconds - EDGE_SECONDS else "middle"


def _named(text: Text, place: str, **values: object) -> Text:
    name = NAMES[place]
    return Text(text.in_("zh", place=name.zh, **values), text.in_("en", place=name.en, **values))


def _prompted(path: Path, prompt: Path, seconds: float) -> Seen | None:
    start, match, length = find_prompt(path, prompt)
    if match < own()["rhythm"]["look"]["prompt_match"]:
        return None
    place = place_of(start, start + length, seconds)
    reason = _named(PROMPTED, place, start=f"{start:.2f}", match=f"{match:.2f}")
    figures = {"start": round(start, 2), "match": round(match, 3)}
    return Seen("audio", "compliant", "prompt", (reason,), place, figures)


def find_prompt(path: Path, prompt: Path) -> tuple[float, float, float]:
    """Return where a prompt fits best (second), how well (correlation 0 to 1), and its length."""
    np = numpy()
    rate = int(own()["rhythm"]["look"]["rate_hz"])
    wanted = np.concatenate([*_decoded(prompt, rate), np.zeros(0)])[: LONGEST_PROMPT * rate]
    wanted = np.trim_zeros(wanted) if wanted.size else wanted
    norm = float(np.sqrt((wanted**2).sum()))
    best, place, offset = 0.0, 0, 0
    rest = np.zeros(0)
    if norm < 1e-6:
        return 0.0, 0.0, 0.0
    for part in _joined(_decoded(path, rate), 8 * len(wanted)):
        data = np.concatenate([rest, part])
        if len(data) >= len(wanted):
            match, at = _correlated(data, wanted, norm)
            if match > best:
                best, place = match, offset + at
            keep = len(wanted) - 1
            offset += len(data) - keep
            data = data[len(data) - keep :]
        rest = data
    return place / rate, best, len(wanted) / rate


def _joined(parts: Iterator[Any], least: int) -> Iterator[Any]:
    """Yield the pieces in larger ones."""
    np = numpy()
    held: list[Any] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= least:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _correlated(data: Any, wanted: Any, norm: float) -> tuple[float, int]:
    """Return the best normalised correlation of a template in data, and where."""
    np = numpy()
    size = 1 << (len(data) + len(wanted) - 1).bit_length()
    product = np.fft.rfft(data, size) * np.conj(np.fft.rfft(wanted, size))
    scores = np.fft.irfft(product, size)[: len(data) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(data.astype(np.float64) ** 2)])
    local = np.sqrt(np.maximum(energy[len(wanted) :] - energy[: -len(wanted)], 1e-9))
    quiet = local < norm * 1e-3
    match = np.where(quiet, 0.0, scores / (local * norm))
    at = int(match.argmax())
    return float(match[at]), at
