"""Putting a mark on the opening of a film; what comes after is copied where that can be shown.

GB 45438, 5.4: in the opening frames, at least 2 s, at least 5 % of the short side high. The opening
is coded anew up to the first key frame behind the mark; from there on packets are copied. The result
counts only when every frame behind the opening decodes to the same pixels as before; otherwise the
whole picture is coded anew, and the record says so. Sound is copied in both cases.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.evidence import LabelRecord
from hegui.checks.labels.explicit.films import Film, film_frames, read_film, same_frames
from hegui.checks.labels.explicit.marks import Mark, Wish, make_mark
from hegui.checks.labels.explicit.programs import ffmpeg, own_name
from hegui.checks.labels.explicit.rules import ExplicitRules, own
from hegui.checks.labels.explicit.saving import Notes
from hegui.checks.labels.explicit.seeing import judge_declared
from hegui.checks.labels.explicit.swapping import beside
from hegui.common.hashing import sha256_file
from hegui.common.text import Text

NO_ENCODER = Text(
    "你的 ffmpeg 没有 {codec} 的编码器（{known}），请安装带有它的版本",
    "your ffmpeg has no encoder for {codec} ({known}); install a build that has it",
)
OTHER_CODEC = Text(
    "不能给 {codec} 编码的画面加标识；请先转为 H.264（如 ffmpeg -i {file} -c:v libx264 out.mp4）",
    "a film coded as {codec} takes no mark; convert it to H.264 first (such as ffmpeg -i {file} "
    "-c:v libx264 out.mp4)",
)
NOT_SEEN = Text("写入后复核不通过：{what}", "the written film did not pass the check: {what}")
TIMES = ["-fps_mode", "passthrough"]
FROM_KEY = "noise=amount=0:drop='lt(pts,startpts)'"
"""Leaves out frames stored behind the first key frame and shown before it: they need frames from
before the cut (open groups of pictures), and are in the opening already."""
OVERLAYS = "overlay.png"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is laid on the film, for how long, and with which encoder it is coded."""

    film: Film
    overlay: Path
    seconds: float
    encoder: tuple[str, ...]


def mark_film(path: Path, destination: Path, rules: ExplicitRules, wish: Wish) -> LabelRecord:
    """Lay a mark on the opening of a film and return what was done.

    Raises `ExplicitLabelError` or `MissingProgramError`; the original is then unchanged.
    """
    before = sha256_file(path)
    film = read_film(path)
    seconds = min(max(own()["film"]["seconds"], rules.film_seconds), film.seconds)
    under = film_frames(film, _moments(seconds))
    alphas = [own()["film"]["box_alpha"], 1.0]
    mark, overlay = make_mark(under, wish, path.name, alphas)
    with (
        tempfile.TemporaryDirectory(prefix="hegui-label-", dir=_folder(destination)) as folder,
        beside(path, destination) as made,
    ):
        place = Path(folder, OVERLAYS)
        overlay.save(place)
        opening = Opening(film, place, seconds, _encoder(film))
        coded = _joined(opening, made, Path(folder)) or _whole(opening, made)
        mark, held = _checked(made, film, mark, seconds, rules)
        notes = Notes()
        notes.implicit(path, made)
    return LabelRecord(
        content="video",
        file=destination.name,
        words=mark.words,
        place="start",
        mark=asdict(mark),
        seconds=held,
        coded=coded,
        kept=tuple(sorted(notes.kept)),
        lost=tuple(sorted(notes.lost)),
        before_sha256=before,
        after_sha256=sha256_file(destination),
    )


def check_film(path: Path) -> None:
    """Raise for a film that cannot be read or whose codec has no encoder here."""
    _encoder(read_film(path))


def _folder(destination: Path) -> Path:
    destination.parent.mkdir(parents=True, exist_ok=True)
    return destination.parent


def _moments(seconds: float) -> list[float]:
    """Return moments at which the mark is measured: the first frame and on to the end of the mark."""
    return [round(seconds * share, 3) for share in (0.0, 0.25, 0.5, 0.75, 0.95)]


def _encoder(film: Film) -> tuple[str, ...]:
    """Return the encoder of the film's codec with the options for good quality."""
    known: Sequence[str] = own()["film"]["encoders"].get(film.codec, ())
    if not known:
        raise ExplicitLabelError(film.path.name, OTHER_CODEC, codec=film.codec, file=film.path.name)
    offered = _offered()
    for name in known:
        if name in offered:
            return ("-c:v", name, *map(str, own()["film"]["quality"].get(name, ())))
    raise ExplicitLabelError(film.path.name, NO_ENCODER, codec=film.codec, known=", ".join(known))


def _offered() -> set[str]:
    lines = ffmpeg("ffmpeg", "-encoders").decode("utf-8", "replace").splitlines()
    return {line.split()[1] for line in lines if line.startswith(" V") and len(line.split()) > 1}


def _graph(opening: Opening, trim: float | None = None) -> str:
    # Filters count from the beginning of the container.
    cut = "" if trim is None else f",trim=end={trim - opening.film.zero:.6f}"
    first = opening.film.start - opening.film.zero
    return (
        f"[0:v:0][1:v:0]overlay=0:0:enable='lt(t-{first:.6f},{opening.seconds:.3f})'"
        f":format=auto{cut},format={opening.film.pixels}[out]"
    )


def _colours(film: Film) -> list[str]:
    names = {"color_range": "-color_range", "color_space": "-colorspace"}
    names |= {"color_primaries": "-color_primaries", "color_transfer": "-color_trc"}
    pairs = [(names[key], film.colours[key]) for key in names if film.colours.get(key)]
    return [part for pair in pairs for part in pair]


def _joined(opening: Opening, made: Path, folder: Path) -> str:
    """Join a newly coded opening with copied packets; return "" when that cannot be shown to work."""
    film = opening.film
    container = own()["film"]["joined"].get(film.codec)
    cut = next((at for at in film.keys if at - film.start >= opening.seconds), None)
    if container is None or cut is None or film.turned != 0:
        return ""
    head, tail = folder / f"head.{container}", folder / f"tail.{container}"
    listed = folder / "list.txt"
    try:
        ffmpeg(
            film.path.name, "-i", own_name(film.path), "-i", own_name(opening.overlay),
            "-filter_complex", _graph(opening, cut), "-map", "[out]", *opening.encoder,
            *_colours(film), *TIMES, "-bf", "0", "-f", container, own_name(head),
        )  # fmt: skip
        ffmpeg(
            film.path.name, "-seek_timestamp", "1", "-ss", f"{_behind(film, cut):.6f}", "-i",
            own_name(film.path), "-map", "0:v:0", "-c", "copy", "-an", "-bsf:v", FROM_KEY,
            "-f", container, own_name(tail),
        )  # fmt: skip
        listed.write_text(
            f"file '{head.name}'\nduration {cut - film.start:.6f}\nfile '{tail.name}'\n",
            encoding="utf-8",
        )
        later = ["-itsoffset", f"{film.start - film.zero:.6f}"]
        _put_together(opening, made, [*later, "-f", "concat", "-safe", "0", "-i", str(listed)])
        return "opening" if same_frames(film, read_film(made), cut) else ""
    except ExplicitLabelError:
        return ""


def _behind(film: Film, cut: float) -> float:
    """Return the moment to look for so that reading begins with the key frame at `cut`.

    In containers without an index by shown time (MKV, FLV) ffmpeg looks 3/23 s earlier when frames
    are stored out of order, so the moment is that much later, but before the next key frame.
    """
    following = next((at for at in film.keys if at > cut), film.times[-1] + film.step)
    early = 3 / 23 + film.step / 4
    return cut + (early if early < following - cut else film.step / 4)


def _put_together(opening: Opening, made: Path, picture: list[str]) -> None:
    """Write the container: the picture from one input, everything else copied from the film."""
    film = opening.film
    tag = {"h264": ["-tag:v", "avc3"], "hevc": ["-tag:v", "hev1"]}.get(film.codec, [])
    ffmpeg(
        film.path.name, *picture, "-i", own_name(film.path), "-map", "0:v:0", "-map", "1:a?",
        "-map", "1:s?", "-map_metadata", "1", "-map_metadata:s:v:0", "1:s:v:0", "-map_chapters", "1",
        "-c", "copy", *(tag if film.mp4 else []), *_container(film), own_name(made),
    )  # fmt: skip


def _container(film: Film) -> list[str]:
    return ["-movflags", "+faststart+use_metadata_tags"] if film.mp4 else []


def _whole(opening: Opening, made: Path) -> str:
    """Code the whole picture anew and copy everything else."""
    film = opening.film
    ffmpeg(
        film.path.name, "-i", own_name(film.path), "-i", own_name(opening.overlay),
        "-filter_complex", _graph(opening), "-map", "[out]", "-map", "0:a?", "-map", "0:s?",
        "-map_metadata", "0", "-map_chapters", "0", *opening.encoder, *_colours(film), *TIMES,
        "-c:a", "copy", "-c:s", "copy", *_container(film), own_name(made),
    )  # fmt: skip
    return "all"


def _checked(
    made: Path, film: Film, mark: Mark, seconds: float, rules: ExplicitRules
) -> tuple[Mark, float]:
    """Measure the mark again in the written film; return it and how long it is seen."""
    new = read_film(made)
    shown = film.size[::-1] if film.turned in (90, 270) else film.size
    if new.size != shown or abs(new.frames - film.frames) > 1:
        what = f"{new.size}/{shown}, {new.frames}/{film.frames}"
        raise ExplicitLabelError(film.path.name, NOT_SEEN, what=what)
    seen = judge_declared(film_frames(new, _moments(seconds)), mark, rules, "video")
    if seen.verdict != "compliant":
        why = "; ".join(reason.en for reason in seen.reasons)
        raise ExplicitLabelError(film.path.name, NOT_SEEN, what=why)
    return replace(mark, contrast=float(seen.figures["contrast"])), round(seconds, 3)
