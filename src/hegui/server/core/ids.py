"""Ids of records: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import time
import uuid

NS_IN_MS = 1_000_000


def new_id() -> uuid.UUID:
    """Return a new id: milliseconds, 1/4096 of them (RFC 9562, 6.2, method 3), 62 random bits.

    Records that one process makes within a millisecond so keep their order.
    """
    ms, rest = divmod(time.time_ns(), NS_IN_MS)
    value = ms << 80 | 0x7 << 76 | (rest << 12) // NS_IN_MS << 64 | 0x2 << 62
    return uuid.UUID(int=value | int.from_bytes(os.urandom(8), "big") >> 2)
