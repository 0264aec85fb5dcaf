"""Films: their layout and frames as ffmpeg gives them, and the mark looked for in the opening."""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.evidence import read_record
from hegui.checks.labels.explicit.glyphs import pillow
from hegui.checks.labels.explicit.programs import ffmpeg, own_name, probe
from hegui.checks.labels.explicit.rules import ExplicitRules
from hegui.checks.labels.explicit.seeing import declared_mark, judge_by_reading, judge_declared
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.text import Text

NO_PICTURE = Text("没有视频流", "it holds no film")
NO_FRAME = Text("{moment} 秒处没有画面", "there is no frame at {moment} s")
SHORT = Text(
    "记录称标识持续 {found} 秒，少于 {wanted} 秒",
    "by the record the mark lasts {found} s, less than {wanted} s",
)
OPENING = Text("起始", "start")
MP4 = frozenset([".mp4", ".mov", ".m4v"])


@dataclass(frozen=True, slots=True)
class Film:
    """The first picture stream of a film; times in seconds.

    `start` is the time of the first frame, `zero` that at which the container begins (its sound may
    begin sooner), `step` the usual time between two, `keys` the times of
    frames from which decoding can begin; `turned` is by how many degrees it is shown rotated.
    """

    path: Path
    codec: str
    pixels: str
    size: tuple[int, int]
    start: float
    seconds: float
    step: float
    times: tuple[float, ...]
    keys: tuple[float, ...]
    turned: int
    colours: dict[str, str] = field(default_factory=dict)
    zero: float = 0.0

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.times)

    @property
    def mp4(self) -> bool:
        """Tell whether the container is MP4 or QuickTime."""
        return self.path.suffix.lower() in MP4


def read_film(path: Path) -> Film:
    """Return the layout of a film, from its packets; raises `ExplicitLabelError`."""
    found = probe(
        path, "-select_streams", "V:0", "-show_streams", "-show_packets",
        "-show_entries", "stream:packet=pts_time,duration_time,flags:format=start_time",
    )  # fmt: skip
    listed = found.get("streams") or []
    if not listed:
        raise ExplicitLabelError(path.name, NO_PICTURE)
    stream: dict[str, Any] = listed[0]
    packets = [p for p in found.get("packets", []) if "pts_time" in p and "D" not in p["flags"]]
    times = sorted(float(packet["pts_time"]) for packet in packets)
    if not times:
        raise ExplicitLabelError(path.name, NO_PICTURE)
    step = _step(times, packets)
    keys = sorted(float(p["pts_time"]) for p in packets if p["flags"].startswith("K"))
    names = ("color_range", "color_space", "color_primaries", "color_transfer")
    colours = {n: str(stream[n]) for n in names if stream.get(n, "unknown") != "unknown"}
    return Film(
        path=path,
        codec=str(stream.get("codec_name", "")),
        pixels=str(stream.get("pix_fmt", "yuv420p")),
        size=(int(stream["width"]), int(stream["height"])),
        start=times[0],
        seconds=times[-1] - times[0] + step,
        step=step,
        times=tuple(times),
        keys=tuple(keys),
        turned=_turned(stream),
        colours=colours,
        zero=_zero(found, times[0]),
    )


def _zero(found: dict[str, Any], first: float) -> float:
    try:
        return float(found["format"]["start_time"])
    except (KeyError, ValueError):
        return first


def _turned(stream: dict[str, Any]) -> int:
    sides = stream.get("side_data_list", [])
    return next((int(side["rotation"]) % 360 for side in sides if "rotation" in side), 0)


def _step(times: list[float], packets: list[dict[str, Any]]) -> float:
    gaps = sorted(later - sooner for sooner, later in itertools.pairwise(times))
    if gaps:
        return max(gaps[len(gaps) // 2], 1e-4)
    return float(packets[0].get("duration_time") or 0.04)


def film_frames(film: Film, moments: Sequence[float]) -> list[Any]:
    """Return the frames shown at moments after the first frame, as RGB pictures, upright.

    The opening is decoded from the start: not every container can be searched.
    """
    image, _, _ = pillow()
    times = [time - film.start for time in film.times]
    wanted = sorted({max(bisect_right(times, moment + 1e-6) - 1, 0) for moment in moments})
    chosen = "+".join(f"eq(n,{number})" for number in wanted)
    data = ffmpeg(
        film.path.name, "-i", own_name(film.path), "-map", "0:V:0", "-vf", f"select='{chosen}'",
        "-fps_mode", "passthrough", "-frames:v", str(len(wanted)), "-f", "rawvideo",
        "-pix_fmt", "rgb24", "-",
    )  # fmt: skip
    width, height = film.size
    size = width * height * 3
    if len(data) < size * len(wanted):
        raise ExplicitLabelError(film.path.name, NO_FRAME, moment=moments[len(data) // size])
    shape = (height, width) if film.turned in (90, 270) else (width, height)
    parts = [data[size * at : size * (at + 1)] for at in range(len(wanted))]
    return [image.frombytes("RGB", shape, part) for part in parts]


def same_frames(old: Film, new: Film, cut: float) -> bool:
    """Tell whether every frame from `cut` on has the same pixels and the same time in both."""
    wanted, found = _digests(old, cut), _digests(new, cut - old.start + new.start)
    if not wanted or len(wanted) != len(found) or old.frames != new.frames:
        return False
    first, other = wanted[0][0], found[0][0]
    return all(
        a[1] == b[1] and abs((a[0] - first) - (b[0] - other)) <= old.step / 2
        for a, b in zip(wanted, found, strict=True)
    )


def _digests(film: Film, cut: float) -> list[tuple[float, str]]:
    """Return time and digest of every decoded frame from a moment on."""
    out = ffmpeg(
        film.path.name, "-copyts", "-i", own_name(film.path), "-map", "0:V:0",
        "-fps_mode", "passthrough", "-vf", f"select='gte(t,{cut - film.step / 2:.6f})'",
        "-f", "framemd5", "-",
    )  # fmt: skip
    base = 1.0
    rows: list[tuple[float, str]] = []
    for line in out.decode().splitlines():
        if line.startswith("#tb 0:"):
            top, _, bottom = line.split(":")[1].strip().partition("/")
            base = int(top) / int(bottom)
        elif not line.startswith("#") and line.strip():
            parts = [part.strip() for part in line.split(",")]
            rows.append((int(parts[2]) * base, parts[5]))
    return rows


def judge_film(path: Path, rules: ExplicitRules) -> Seen:
    """Return what can be told of the mark in the opening of a film."""
    film = read_film(path)
    held = min(rules.film_seconds, film.seconds)
    moments = [0.0, held / 2, max(held - 2 * film.step, 0.0)]
    frames = film_frames(film, moments)
    record = read_record(path)
    if record is None or (mark := declared_mark(record.mark)) is None:
        return judge_by_reading(frames, rules, "video")
    seen = judge_declared(frames, mark, rules, "video")
    if seen.verdict == "compliant" and record.seconds + film.step < held:
        wanted = rules.film_seconds
        reason = SHORT.filled(found=record.seconds, wanted=wanted)
        return Seen("video", "noncompliant", "declared", (reason,), "start", seen.figures)
    return seen
