"""Ids of records: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a new id: 48 bits of milliseconds, 74 random bits."""
    value = int.from_bytes(os.urandom(10), "big")
    value |= time.time_ns() // 1_000_000 << 80
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
