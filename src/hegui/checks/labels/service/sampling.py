"""Sampling a service: draw, fetch or generate, judge both labels, and leave a folder as evidence.

`draw.json` says how the sample was drawn, `files.jsonl` what was found in each file,
`measures.json` the measures of label.explicit.* and label.implicit.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.both import with_manifest
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit.judging import content_of, judge_safely
from hegui.checks.labels.explicit.rules import CONTENTS, load_explicit_rules
from hegui.checks.labels.judge import Judged, judge
from hegui.checks.labels.rules import load_rules
from hegui.checks.labels.service.sources import (
    fetch,
    folder_items,
    generated,
    generator,
    listed_urls,
)
from hegui.common.errors import HeguiError
from hegui.common.files import make_folder, write_atomic
from hegui.common.hashing import canonical_json, sha256_file
from hegui.common.text import Text
from hegui.engine.model import Drawn
from hegui.engine.sampling import draw, ids_digest, key_for

DRAW, FILES, MEASURES, SAMPLES = "draw.json", "files.jsonl", "measures.json", "samples"
VERDICTS = ("compliant", "noncompliant", "not_found", "inconclusive")
Item = tuple[str, Path | None, str]
"""Id, file, and why there is none."""


def sample_service(
    source: str,
    out: Path,
    catalogue: Catalogue,
    *,
    size: int,
    seed: str,
    told: Callable[[int], None],
) -> dict[str, dict[str, int]]:
    """Draw and judge a sample and return its measures by check.

    `source` is a folder, a file with addresses, or `module:function`. What could not be had is
    inconclusive with its reason. Raises `SampleSourceError`.
    """
    make_folder(out)
    drawn, items = _drawn(source, make_folder(out / SAMPLES), size, seed)
    explicit, implicit = load_explicit_rules(catalogue), load_rules(catalogue)
    rows = []
    for number, (name, path, why) in enumerate(items, start=1):
        row: dict[str, Any] = {"id": name, "file": str(path or ""), "content": "", "why": why}
        if path is not None:
            seen = judge_safely(path, explicit)
            row |= {"content": content_of(path) or "", "size": path.stat().st_size}
            row |= {"format": path.suffix.lower().lstrip("."), "sha256": sha256_file(path)}
            row |= {"explicit": seen.as_dict(), "implicit": _implicit(path, implicit)}
        rows.append(row)
        told(number)
    measures = measured(rows)
    write_atomic(out / DRAW, canonical_json(msgspec.to_builtins(drawn)))
    write_atomic(out / FILES, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    write_atomic(out / MEASURES, canonical_json(measures))
    return measures


def _drawn(source: str, folder: Path, size: int, seed: str) -> tuple[Drawn, Iterator[Item]]:
    place = Path(source)
    if place.is_dir():
        files = folder_items(place)
        drawn = draw(files, size, key_for(seed, "label.sample"))
        return drawn, ((name, files[name], "") for name in drawn.ids)
    if place.is_file():
        drawn = draw(listed_urls(place), size, key_for(seed, "label.sample"))
        return drawn, _fetched(drawn.ids, folder)
    function = generator(source)
    ids = tuple(f"{number:05d}" for number in range(1, size + 1))
    drawn = Drawn(
        method="generator/1",
        population=size,
        size=size,
        seed=seed,
        ids_sha256=ids_digest(ids),
        ids=ids,
    )
    return drawn, ((name, path, "") for name, path in generated(function, size, folder))


def _fetched(urls: tuple[str, ...], folder: Path) -> Iterator[Item]:
    for number, url in enumerate(urls, start=1):
        try:
            yield url, fetch(url, folder, f"{number:05d}"), ""
        except (OSError, ValueError) as error:
            yield url, None, f"{type(error).__name__}: {error}"[:200]


def _implicit(path: Path, rules: Any) -> dict[str, Any]:
    try:
        judged = with_manifest(judge(read_label_sites(path), rules), path, rules)
    except HeguiError as error:
        reason = Text(error.message("zh"), error.message("en"))
        return {"verdict": "inconclusive", "reasons": [reason._asdict()]}
    return {"verdict": judged.verdict, "reasons": _reasons(judged)}


def _reasons(judged: Judged) -> list[dict[str, str]]:
    return [
        Text(f"{fault.check} {fault.note.zh}", f"{fault.check} {fault.note.en}")._asdict()
        for fault in judged.faults
    ]


def measured(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return the measures of every check over the rows; what could not be had is inconclusive."""
    found: dict[str, dict[str, int]] = {}
    for content in CONTENTS:
        own = [row for row in rows if row["content"] == content]
        if own:
            found[f"label.explicit.{content}"] = _counted([r["explicit"]["verdict"] for r in own])
    found["label.implicit"] = _counted(
        [row["implicit"]["verdict"] if "implicit" in row else "inconclusive" for row in rows]
    )
    return found


def _counted(verdicts: list[str]) -> dict[str, int]:
    counts = Counter(verdicts)
    return {"files": len(verdicts)} | {name: counts[name] for name in VERDICTS}
