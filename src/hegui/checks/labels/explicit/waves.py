"""WAV files: their samples, and samples put between them with every other byte as it was."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from hegui.checks.labels.explicit.contrast import numpy
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.common.text import Text

PIECE = 1 << 20
DAMAGED = Text("WAV 结构有误", "the structure of the WAV file is wrong")
CODED = Text(
    "WAV 内不是 PCM 样本（格式 {code}）", "the WAV file holds no PCM samples (format {code})"
)
TOO_LONG = Text("加入后超过 WAV 的 4 GB 上限", "with the label it would be beyond the 4 GB of WAV")
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE


@dataclass(frozen=True, slots=True)
class Wave:
    """Where the samples of a WAV file are and what they look like."""

    path: Path
    kind: int
    channels: int
    rate: int
    bits: int
    start: int
    size: int
    size_at: int
    """Offset of the size field of the data chunk."""

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.size / self.frame / self.rate


def read_wave(path: Path) -> Wave:
    """Return the layout of a WAV file with PCM or float samples; raises `ExplicitLabelError`."""
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
            raise ExplicitLabelError(path.name, DAMAGED)
        shape: tuple[int, ...] = ()
        while len(chunk := file.read(8)) == 8:
            name, size = chunk[:4], int.from_bytes(chunk[4:], "little")
            at = file.tell()
            if name == b"fmt ":
                shape = _shape(file.read(min(size, 64)), path.name)
            elif name == b"data":
                return _wave(path, shape, at, size)
            file.seek(at + size + size % 2)
    raise ExplicitLabelError(path.name, DAMAGED)


def _shape(data: bytes, name: str) -> tuple[int, ...]:
    if len(data) < 16:
        raise ExplicitLabelError(name, DAMAGED)
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data)
    if kind == EXTENSIBLE and len(data) >= 26:
        (kind,) = struct.unpack_from("<H", data, 24)
    if (kind, bits) not in ((PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64)):
        raise ExplicitLabelError(name, CODED, code=kind)
    if not channels or not rate:
        raise ExplicitLabelError(name, DAMAGED)
    return kind, channels, rate, bits


def _wave(path: Path, shape: tuple[int, ...], at: int, size: int) -> Wave:
    if not shape:
        raise ExplicitLabelError(path.name, DAMAGED)
    kind, channels, rate, bits = shape
    held = min(size, path.stat().st_size - at)
    frame = channels * bits // 8
    return Wave(path, kind, channels, rate, bits, at, held - held % frame, at - 4)


def samples(wave: Wave) -> Iterator[Any]:
    """Yield the samples as one channel from -1 to 1, in pieces."""
    with wave.path.open("rb") as file:
        file.seek(wave.start)
        left = wave.size
        step = PIECE - PIECE % wave.frame
        while left > 0:
            data = file.read(min(step, left))
            data = data[: len(data) - len(data) % wave.frame]
            if not data:
                return
            left -= len(data)
            yield _floats(data, wave).reshape(-1, wave.channels).mean(axis=1)


def _floats(data: bytes, wave: Wave) -> Any:
    np = numpy()
    if wave.kind == FLOAT:
        return np.frombuffer(data, dtype=f"<f{wave.bits // 8}").astype(np.float32)
    if wave.bits == 8:
        return (np.frombuffer(data, dtype=np.uint8).astype(np.float32) - 128) / 128
    if wave.bits == 24:
        raw = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
        whole = (raw[:, 0] << 8 | raw[:, 1] << 16 | raw[:, 2] << 24) >> 8
        return whole.astype(np.float32) / (1 << 23)
    whole = np.frombuffer(data, dtype=f"<i{wave.bits // 8}")
    return whole.astype(np.float32) / (1 << (wave.bits - 1))


def as_bytes(values: Any, wave: Wave) -> bytes:
    """Return one channel from -1 to 1 in the shape of a WAV file, the same on all its channels."""
    np = numpy()
    every = np.repeat(np.clip(values, -1, 1)[:, None], wave.channels, axis=1).ravel()
    if wave.kind == FLOAT:
        return bytes(every.astype(f"<f{wave.bits // 8}").tobytes())
    if wave.bits == 8:
        return bytes((np.rint(every * 127) + 128).astype(np.uint8).tobytes())
    whole = np.rint(every * ((1 << (wave.bits - 1)) - 1)).astype("<i4")
    if wave.bits == 24:
        return bytes(whole.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
    return bytes(whole.astype(f"<i{wave.bits // 8}").tobytes())


def insert(wave: Wave, made: Path, added: bytes, frame: int) -> None:
    """Write a copy with samples put in before the given frame; all other bytes stay as they are."""
    size = wave.path.stat().st_size + len(added)
    if size - 8 >= 1 << 32:
        raise ExplicitLabelError(wave.path.name, TOO_LONG)
    at = wave.start + frame * wave.frame
    with wave.path.open("rb") as old, made.open("wb") as new:
        _copy(old, new, at)
        new.write(added)
        _copy(old, new, wave.start + wave.size - at)
        odd = (wave.size + len(added)) % 2
        old.seek(wave.start + wave.size + wave.size % 2)
        new.write(b"\0" * odd)
        _copy(old, new, 1 << 62)
        end = new.tell()
        new.seek(wave.size_at)
        new.write(struct.pack("<I", wave.size + len(added)))
        new.seek(4)
        new.write(struct.pack("<I", end - 8))


def _copy(old: BinaryIO, new: BinaryIO, count: int) -> None:
    while count > 0 and (data := old.read(min(PIECE, count))):
        new.write(data)
        count -= len(data)
