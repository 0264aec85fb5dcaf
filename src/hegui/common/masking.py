"""Masking: what may be shown of a text that must not be."""

MASK = "*"


def masked(value: str, head: int, tail: int = 0) -> str:
    """Return the value with everything but its first and last characters masked.

    At least half of the characters are masked, whatever is asked for.
    """
    room = len(value) // 2
    head = min(head, room)
    tail = min(tail, room - head)
    end = value[len(value) - tail :] if tail else ""
    return value[:head] + MASK * (len(value) - head - tail) + end
