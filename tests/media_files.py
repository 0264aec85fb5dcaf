"""Real media for tests: pictures by Pillow, sounds and films by ffmpeg where it is there."""

import shutil
import struct
import subprocess
import wave
from pathlib import Path

import pytest
from PIL import Image


def picture(path: Path, colour: str = "red", size: int = 24) -> bytes:
    """Write a picture in the format of its suffix, and return its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (size, size), colour).save(path)
    return path.read_bytes()


def sound(path: Path, frames: int = 800) -> bytes:
    """Write a WAV file, and return its bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", at % 3000) for at in range(frames)))
    return path.read_bytes()


def coded(path: Path, *options: str) -> bytes:
    """Write a short film or sound with ffmpeg, in the format of its suffix; skip where it is not."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not there")
    source = options or ("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1")
    subprocess.run([program, "-y", "-loglevel", "error", *source, str(path)], check=True)
    return path.read_bytes()


TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=0.3")
