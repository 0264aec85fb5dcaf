"""Files made and read by ffmpeg: our reader and writer agree with it. Skipped without ffmpeg."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.write import aigc_label, write_label
from tests.checks.labels.support import TEXT

FFMPEG = shutil.which("ffmpeg")
pytestmark = pytest.mark.skipif(FFMPEG is None, reason="ffmpeg is not installed")
LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
PICTURE = ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x48:rate=10", "-c:v", "mpeg4"]
SOUND = ["-f", "lavfi", "-i", "sine=duration=1"]
FAST = ["-movflags", "+faststart"]
MADE = {
    "plain.mp4": PICTURE,
    "fast.mp4": [*PICTURE, *FAST],
    "plain.mov": [*PICTURE, *FAST],
    "tags.mp4": [*PICTURE, "-movflags", "+faststart+use_metadata_tags", "-metadata", "a=b"],
    "sound.m4a": SOUND,
    "sound.mp3": SOUND,
    "old.mp3": [*SOUND, "-id3v2_version", "3", "-metadata", "title=晨曦"],
}


def ffmpeg(*arguments: str) -> str:
    command = [str(FFMPEG), "-nostdin", "-y", "-v", "error", *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout.decode()


def metadata(path: Path) -> str:
    return ffmpeg("-i", str(path), "-f", "ffmetadata", "-")


def frames(path: Path) -> str:
    return ffmpeg("-i", str(path), "-f", "framemd5", "-")


@pytest.mark.parametrize("name", MADE)
def test_ffmpeg_reads_our_label_and_every_frame_is_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    ffmpeg(*MADE[name], str(path))
    assert read_label_sites(path).sites == []
    before = frames(path)
    write_label(path, LABEL)
    assert frames(path) == before
    [site] = read_label_sites(path).sites
    assert json.loads(site.text) == LABEL
    assert "AIGC={" in metadata(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mp3"])
def test_our_reader_reads_what_ffmpeg_writes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    made = SOUND if name == "a.mp3" else [*PICTURE, "-movflags", "use_metadata_tags"]
    ffmpeg(*made, "-metadata", f"AIGC={TEXT}", str(path))
    [site] = read_label_sites(path).sites
    assert (site.text, site.guide) == (TEXT, True)


def test_a_plain_copy_by_ffmpeg_drops_the_label_and_we_see_it(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.mp4", tmp_path / "b.mp4"
    ffmpeg(*PICTURE, str(path))
    write_label(path, LABEL)
    ffmpeg("-i", str(path), "-c", "copy", str(copy))
    assert read_label_sites(copy).sites == []
