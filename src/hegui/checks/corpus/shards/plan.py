"""What a run sets out to do, written before it begins: whose folder it is, and every shard.

A run that was stopped is known by it: what the plan names and no manifest line holds was not read.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from hegui.common.files import write_atomic
from hegui.common.struct import Record

NAME, SCHEMA = "plan.jsonl", "hegui/corpus-plan/1"
LONGEST = 1 << 20
"""Bytes of a first line that are looked at."""


class Head(Record, frozen=True, kw_only=True):
    """The first line: the command, and how many shards there are to do."""

    schema: str
    command: str
    shards: int


class Planned(Record, frozen=True):
    """Each other line: the name of a shard."""

    shard: str


def write_plan(folder: Path, command: str, shards: Iterable[str]) -> None:
    """Write the plan of a run; raises `OutputError`."""
    names = [Planned(name) for name in shards]
    head = Head(schema=SCHEMA, command=command, shards=len(names))
    write_atomic(
        folder / NAME, b"".join(msgspec.json.encode(one) + b"\n" for one in (head, *names))
    )


def plan_head(folder: Path) -> Head | None:
    """Return the first line of a plan; None where there is no plan."""
    try:
        with (folder / NAME).open("rb") as file:
            head = msgspec.json.decode(file.readline(LONGEST), type=Head)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return head if head.schema == SCHEMA else None


def planned_shards(folder: Path) -> tuple[str, ...]:
    """Return the names of the shards that a plan holds; none where there is no plan."""
    if plan_head(folder) is None:
        return ()
    lines = (folder / NAME).read_bytes().splitlines()[1:]
    return tuple(msgspec.json.decode(line, type=Planned).shard for line in lines)
