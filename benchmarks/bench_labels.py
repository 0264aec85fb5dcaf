"""Labels: writing beside a plain copy and beside other tools, small images, memory for 2 GB.

Times are processor seconds, the least of several rounds that alternate between the things compared.
Tools that are not installed are left out.
"""

import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from hegui.catalogue import load
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import Asked, load_explicit_rules, mark_file
from hegui.checks.labels.security import find_c2pa
from hegui.checks.labels.write import Options, aigc_label, patch_label, write_label

LABEL = aigc_label("001191110102MACQD9K64010001", "20261201-0001")
MB = 1_000_000
FILM, PICTURE, SMALL = 105 * MB, 10_500_000, 100_000
ROUNDS, FILES = 5, 400
COPY_STRUCTURE, COPY_FULL = 1.6, 3.0
PATCH_S, PNG_S = 0.005, 0.015
WRITTEN_PER_S, READ_PER_S = 1500, 5000
LOOKS = 20
HUGE, MEMORY_MB = 2_000_000_000, 64
Way = Callable[[Path, Path], object]


def cpu() -> float:
    """Return processor seconds of this process and its finished children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def compared(source: Path, ways: dict[str, Way], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the least processor seconds of each way to make a new file from a file."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            target = source.with_name(f"out-{source.name}")
            begun = cpu()
            way(source, target)
            best[name] = min(cpu() - begun, best.get(name, 1e9))
            target.unlink(missing_ok=True)
    return best


def tool(*command: str) -> Way:
    """Return a way that runs a program; IN and OUT in its words are the files."""

    def run(source: Path, target: Path) -> None:
        words = {"IN": str(source), "OUT": str(target)}
        subprocess.run([words.get(w, w) for w in command], check=True, capture_output=True)

    return run


def installed(ways: dict[str, Way]) -> dict[str, Way]:
    """Return the ways whose program, the first word of the name, is installed."""
    return {name: way for name, way in ways.items() if shutil.which(name.split()[0])}


def written(verify: Any) -> Way:
    """Return our own way."""
    return lambda source, target: write_label(source, LABEL, target, options=Options(verify))


def film(folder: Path) -> Path:
    """Return a film of 105 MB with its index in front, made by ffmpeg."""
    path = folder / "film.mp4"
    made = ["-f", "rawvideo", "-pix_fmt", "yuvj420p", "-s", "320x240", "-i", "-", "-c:v", "mjpeg"]
    command = ["ffmpeg", "-v", "error", "-y", *made, "-q:v", "2", "-fs", str(FILM)]
    noise = os.urandom(160 * MB)
    subprocess.run([*command, "-movflags", "+faststart", str(path)], input=noise, check=True)
    return path


def bench_film(case: Any, folder: Path) -> None:
    """Write into a film, and change it where it is."""
    path = film(folder)
    ours = {"structure": written("structure"), "full": written("full")}
    others: dict[str, Way] = {
        "ffmpeg copy": tool(
            *("ffmpeg", "-v", "error", "-i", "IN", "-map", "0", "-c", "copy", "-metadata"),
            *("AIGC={}", "-movflags", "+faststart+use_metadata_tags", "OUT"),
        ),
        "exiftool new file": tool("exiftool", "-Title=x", "-o", "OUT", "IN"),
    }
    found = compared(
        path, {"copy": lambda a, b: shutil.copyfile(a, b), **ours, **installed(others)}
    )
    copy = found.pop("copy")
    mega = path.stat().st_size // MB
    case.figure(f"copy of {mega} MB", copy)
    for name, limit in (("structure", COPY_STRUCTURE), ("full", COPY_FULL)):
        times = found.pop(name) / copy
        more = {"times_a_copy": round(times, 2), "limit": limit, "within": times <= limit}
        case.figure(f"MP4 {mega} MB, index in front, --verify {name}", times * copy, **more)
    for name, seconds in found.items():
        case.figure(f"MP4 {mega} MB, {name}", seconds, times_a_copy=round(seconds / copy, 2))
    bench_patch(case, path)


def bench_patch(case: Any, path: Path) -> None:
    """Change a film with free space behind its index where it is."""
    reserved = path.with_name("reserved.mp4")
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(path), "-c", "copy", "-moov_size", "100000"]
    subprocess.run([*command, str(reserved)], check=True)
    found = compared(reserved, {"copy": lambda a, b: shutil.copyfile(a, b)}, 1)
    best = 1e9
    for number in range(ROUNDS):
        label = aigc_label("P", f"{number}")
        begun = cpu()
        patch_label(reserved, label, replace=True)
        best = min(best, cpu() - begun)
    times = round(best / found["copy"], 3)
    case.figure(
        "MP4 105 MB, --patch", best, times_a_copy=times, limit=PATCH_S, within=best <= PATCH_S
    )


def bench_picture(case: Any, folder: Path) -> None:
    """Write into a PNG of 10 MB."""
    path = folder / "big.png"
    side = int((PICTURE / 3) ** 0.5)
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path, compress_level=1)
    others: dict[str, Way] = {
        "exiftool new file": tool("exiftool", "-XMP-dc:Title=x", "-o", "OUT", "IN"),
        "exiv2 in a copy": exiv2,
    }
    ways = {
        "ours": written("full"),
        "Pillow": lambda a, b: Image.open(a).save(b),
        **installed(others),
    }
    for name, seconds in compared(path, ways, 3).items():
        more = {"limit": PNG_S, "within": seconds <= PNG_S} if name == "ours" else {}
        case.figure(f"PNG {path.stat().st_size // MB} MB, {name}", seconds, **more)


def exiv2(source: Path, target: Path) -> None:
    """Write a property by exiv2, which changes files where they are."""
    shutil.copyfile(source, target)
    command = ["exiv2", "-M", "set Xmp.dc.title x", str(target)]
    subprocess.run(command, check=True, capture_output=True)


def small(folder: Path, kind: str) -> list[Path]:
    """Return many images of about 100 KB."""
    side = int((SMALL / 3) ** 0.5) if kind == "png" else 380
    out = io.BytesIO()
    picture = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    picture.save(
        out, {"png": "PNG", "jpg": "JPEG"}[kind], **({"quality": 80} if kind == "jpg" else {})
    )
    paths = [folder / f"{number}.{kind}" for number in range(FILES)]
    for path in paths:
        path.write_bytes(out.getvalue())
    return paths


def bench_small(case: Any, folder: Path) -> None:
    """Write into and read many small images."""
    for kind in ("png", "jpg"):
        paths = small(folder, kind)
        size = paths[0].stat().st_size
        name = f"{FILES} {kind.upper()} of {size // 1000} KB"
        limit = FILES / WRITTEN_PER_S
        with case(f"{name}, written, --verify full", items=FILES, size=size * FILES, limit=limit):
            for path in paths:
                write_label(path, LABEL)
        with case(f"{name}, read", items=FILES, size=size * FILES, limit=FILES / READ_PER_S):
            for path in paths:
                read_label_sites(path)


def bench_marks(case: Any, folder: Path) -> None:
    """Put marks on pictures, sounds and films, each read back and measured."""
    rules = load_explicit_rules(load())
    picture = folder / "mark.jpg"
    Image.effect_noise((1920, 1080), 60).convert("RGB").save(picture, quality=85)
    sound, film = folder / "mark.wav", folder / "mark.mkv"
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44100)
        out.writeframes(os.urandom(44100 * 4 * 10))
    named = {"JPEG 1920 x 1080": picture, "WAV of 10 s": sound}
    if shutil.which("ffmpeg"):
        source = ["-f", "lavfi", "-i", "testsrc2=duration=20:size=640x360:rate=25"]
        made = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "25", "-preset", "veryfast"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", *source, *made, str(film)], check=True)
        named["MKV of 20 s, opening coded anew"] = film
    for name, path in named.items():
        begun = cpu()
        record = mark_file(path, folder / f"out-{path.name}", rules, Asked())
        case.figure(f"explicit mark, {name}", cpu() - begun, coded=record.coded)


def bench_manifests(case: Any, folder: Path) -> None:
    """Look for a C2PA manifest: only the structure is walked, whatever the size."""
    path = folder / "film.mp4" if (folder / "film.mp4").exists() else folder / "big.png"
    begun = cpu()
    for _ in range(LOOKS):
        find_c2pa(path)
    seconds = (cpu() - begun) / LOOKS
    mega = path.stat().st_size // MB
    case.figure(f"C2PA manifest looked for, {path.suffix[1:].upper()} {mega} MB", seconds)


CHILD = """
import sys
from pathlib import Path
from hegui.checks.labels.write import Options, aigc_label, write_label
write_label(Path(sys.argv[1]), aigc_label("P", "1"), Path(sys.argv[2]), options=Options("full"))
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
"""The peak of this program alone; what `getrusage` tells begins with that of its parent."""


def bench_memory(case: Any, folder: Path) -> None:
    """Write into a film of 2 GB, compared in full, in a process of its own."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.support.media import movie

    path = folder / "huge.mp4"
    data = movie(first=True)
    at = data.index(b"mdat") - 4
    size = HUGE - at
    path.write_bytes(data[:at] + size.to_bytes(4, "big") + data[at + 4 :])
    os.truncate(path, HUGE)
    begun = cpu()
    command = [sys.executable, "-c", CHILD, str(path), str(folder / "out.mp4")]
    said = subprocess.run(command, check=True, capture_output=True)
    peak = int(said.stdout) * 1024 / MB
    more = {"own_peak_mb": round(peak, 1), "limit": MEMORY_MB, "within": peak <= MEMORY_MB}
    case.figure("MP4 of 2 GB, --verify full, peak memory", cpu() - begun, **more)


def bench(case: Any) -> None:
    """Measure all of it in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench_small(case, folder)
        bench_picture(case, folder)
        if shutil.which("ffmpeg"):
            bench_film(case, folder)
        bench_manifests(case, folder)
        bench_marks(case, folder)
        bench_memory(case, folder)
