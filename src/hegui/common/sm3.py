"""SM3 (GM/T 0004-2012, GB/T 32905-2016): from OpenSSL where it offers it, else our own."""

import hashlib
from functools import cache

MASK = 0xFFFFFFFF
INITIAL: tuple[int, ...] = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)
EARLY, LATE = 0x79CC4519, 0x7A879D8A
"""Constants of rounds 0 to 15 and 16 to 63."""


def sm3(data: bytes) -> bytes:
    """Return the 32 bytes of the SM3 digest."""
    return hashlib.new("sm3", data).digest() if _offered() else sm3_plain(data)


@cache
def _offered() -> bool:
    try:
        hashlib.new("sm3", usedforsecurity=False)
    except ValueError:
        return False
    return True


def sm3_plain(data: bytes) -> bytes:
    """Return the SM3 digest, computed here."""
    padded = data + b"\x80" + b"\0" * (-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = INITIAL
    for at in range(0, len(padded), 64):
        state = _compress(state, padded[at : at + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _rot(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & MASK


def _p0(x: int) -> int:
    return x ^ _rot(x, 9) ^ _rot(x, 17)


def _p1(x: int) -> int:
    return x ^ _rot(x, 15) ^ _rot(x, 23)


def _expand(block: bytes) -> list[int]:
    w = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = _p1(w[j - 16] ^ w[j - 9] ^ _rot(w[j - 3], 15))
        w.append(mixed ^ _rot(w[j - 13], 7) ^ w[j - 6])
    return w


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    """Return the next state; names follow the standard."""
    w = _expand(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        early = j < 16
        ss1 = _rot((_rot(a, 12) + e + _rot(EARLY if early else LATE, j)) & MASK, 7)
        ff = a ^ b ^ c if early else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if early else (e & f) | (~e & MASK & g)
        tt1 = (ff + d + (ss1 ^ _rot(a, 12)) + (w[j] ^ w[j + 4])) & MASK
        tt2 = (gg + h + ss1 + w[j]) & MASK
        a, b, c, d = tt1, a, _rot(b, 9), c
        e, f, g, h = _p0(tt2), e, _rot(f, 19), g
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True))
