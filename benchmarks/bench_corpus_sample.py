"""Drawing from a corpus: candidates of a shard, merging many shards, and the texts of what is drawn."""

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.samples.drawing import merge
from hegui.checks.corpus.samples.stage import Plan, SampleStage, read_part, sample_stage
from hegui.checks.corpus.samples.texts import read_texts
from hegui.project.model import FieldMap

SEED = 13
MB = 1_000_000
MEGABYTES = 60
SHARDS = 50
PLANS = {
    "whole": Plan(key="bench", size=4000, minimum=0),
    "source and type": Plan(key="bench", size=4000, minimum=3, strata=("source", "type")),
    "source, language and type": Plan(
        key="bench", size=4000, minimum=3, strata=("source", "language", "type")
    ),
}


def write(path: Path) -> int:
    """Write Chinese documents of some thousand bytes, of twenty sources; return the size."""
    draw = random.Random(SEED)
    letters = [chr(draw.randrange(0x4E00, 0x8000)) for _ in range(3000)]
    with path.open("wb") as file:
        number = 0
        while file.tell() < MEGABYTES * MB:
            text = "".join(
                draw.choices(letters, k=min(20_000, int(draw.lognormvariate(6, 1)) + 30))
            )
            row = {"id": f"d{number}", "text": text, "source": f"s{number % 20}", "type": "web"}
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            number += 1
    return path.stat().st_size


def bench(case: Any) -> None:
    """Measure one process on one shard, merging fifty such shards, and reading the drawn texts."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        path = Path(folder) / "corpus.jsonl"
        size = write(path)
        shard = described(path, path.name)
        for name, plan in PLANS.items():
            stage: SampleStage = sample_stage(
                plan, FieldMap(), {shard.name: "corpus"}, {}, Path(folder)
            )
            with case(f"sample, strata: {name}", size=size) as figures:
                figures["docs"] = stage.worker().do(shard, lambda _size: None).docs
        part = read_part(Path(folder), shard.name)
        kept = len(part.kept.lines)
        with case(f"merge {SHARDS} shards of {kept:,} candidates", items=SHARDS * kept):
            names = map(str, range(SHARDS))
            merge(plan, ((name, msgspec.structs.replace(part, name=name)) for name in names))
        drawn = [one for own in merge(plan, [(shard.name, part)]).drawn.values() for one in own]
        with case(f"read {len(drawn):,} drawn texts", size=size):
            assert len(list(read_texts(drawn, {shard.name: shard}, FieldMap()))) == len(drawn)
