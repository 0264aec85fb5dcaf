"""Source ledgers, annotation exports, licences of documents, and metadata of media files.

Processor time for each row, document and file, and the memory that a long table takes. A million
rows cost ten times the hundred thousand measured here: the table is never held.
"""

import csv
import datetime as dt
import json
import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 11, 20)
SOURCES, ITEMS, DOCUMENTS, FILES = 20_000, 200_000, 200_000, 2_000
SOURCE_US, ITEM_US, DOCUMENT_US, FILE_US = 400, 60, 20, 1500
"""Microseconds of processor time that one may take: about three times what was seen."""


def bench(case: Any) -> None:
    """Write tables, documents and files, then look at them."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        root, draw = Path(folder), random.Random("rights")
        sources(case, root, draw)
        items(case, root, draw)
        documents(case, root, draw)
        media(case, root)


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def source(at: int, draw: random.Random) -> dict[str, object]:
    """Return a row of a ledger."""
    return {
        "id": f"site-{at}.example",
        "title": f"网站{at}",
        "kind": draw.choice(["开源", "自采", "商业", "使用者输入"]),
        "types": draw.choice(["文本", "text|image"]),
        "languages": draw.choice(["zh", "en", "zh|en"]),
        "foreign": draw.choice(["是", "否"]),
        "acquired": "2026-03-01",
        "size": "12 篇",
        "owner": "甲",
        "licence": draw.choice(["CC-BY-4.0", "CC-BY-NC-4.0", "自定义"]),
        "collection_record": f"R-{at}",
        "contract": f"C-{at}",
        "contract_until": draw.choice(["2026-12-31", "2027-12-31", "2026-01-01"]),
        "supplier_proof": "P",
        "authorisation": "A",
        "robots": draw.choice(["已遵守", "无", "未知", ""]),
        "terms": "无",
        "rights_checked": "2026-02-01",
        "before_n": 400,
        "before_k": draw.randint(0, 24),
        "before_on": "2026-02-01",
        "after_n": 400,
        "after_k": draw.randint(0, 24),
        "after_on": "2026-03-05",
    }


def sources(case: Any, root: Path, draw: random.Random) -> None:
    """Look at a ledger."""
    from hegui.catalogue import load
    from hegui.checks.corpus.sources.ledger import Survey

    rows = [source(at, draw) for at in range(SOURCES)]
    write(root / "ledger.csv", list(rows[0]), (list(row.values()) for row in rows))
    survey = Survey(load(), DAY)
    with case("source ledger", items=SOURCES, limit=SOURCES * SOURCE_US / 1e6) as figures:
        found = survey.look([root / "ledger.csv"], lambda _done: None)
        figures["defects"] = found.by_kind.total()
        assert found.sources == SOURCES


def items(case: Any, root: Path, draw: random.Random) -> None:
    """Look at an export of annotated items."""
    from hegui.checks.corpus.annotation.survey import Exports, Survey

    head = ["item", "task", "batch", "kind", "annotator", "annotated_on"]
    head += ["reviewer", "reviewed_on", "result"]
    write(
        root / "items.csv",
        head,
        (
            (
                f"I-{at}", f"T-{at // 1000}", f"B-{at // 5000}", draw.choice(["safety", "functional"]),
                f"P-{draw.randrange(40)}", f"2026-03-{draw.randint(1, 28):02}",
                f"R-{draw.randrange(10)}", "2026-03-30", "approved",
            )
            for at in range(ITEMS)
        ),
    )  # fmt: skip
    survey = Survey(Exports(items=(root / "items.csv",)), (), DAY, Path.as_posix)
    with case("annotated items", items=ITEMS, limit=ITEMS * ITEM_US / 1e6) as figures:
        figures["safety_items"] = survey.look().safety_measures()["items"]


def documents(case: Any, root: Path, draw: random.Random) -> None:
    """Count documents by licence."""
    from hegui.checks.corpus.licences.stage import licence_stage
    from hegui.checks.corpus.shards.named import shards
    from hegui.project.model import FieldMap

    path = root / "corpus.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for at in range(DOCUMENTS):
            record = {
                "text": "文字" * 100,
                "source": f"site-{draw.randrange(SOURCES)}.example",
                "licence": draw.choice(["", "", "CC-BY-4.0", "CC-BY-NC-4.0"]),
            }
            file.write(json.dumps(record | {"id": at}, ensure_ascii=False) + "\n")
    stage = licence_stage([root / "ledger.csv"], FieldMap(), root / "out", DAY, None)
    (shard,) = shards([str(path)])
    limit = DOCUMENTS * DOCUMENT_US / 1e6
    with case("licences", size=path.stat().st_size, items=DOCUMENTS, limit=limit) as figures:
        line = stage.worker().do(shard, lambda _read: None)
        figures["unlicensed"] = line.docs_unlicensed
        assert line.docs == DOCUMENTS


def media(case: Any, root: Path) -> None:
    """Look at pictures, half of them with a place."""
    from PIL import Image

    from hegui.checks.corpus.media.folders import run_media
    from hegui.engine.registry import load_checks

    load_checks()
    folder = root / "media"
    folder.mkdir()
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place[2], place[4] = (31.0, 13.0, 49.0), (121.0, 28.0, 25.0)
    exif[0x8825] = place
    for at in range(FILES):
        suffix, more = ("jpg", "png")[at % 2], {"exif": exif} if at % 4 < 2 else {}
        Image.new("RGB", (32, 32), (at % 256, 9, 9)).save(folder / f"{at}.{suffix}", **more)
    with case("media files", items=FILES, limit=FILES * FILE_US / 1e6) as figures:
        found = run_media([folder], root / "media-out", resume=False, told=lambda _done: None)
        figures["with_location"] = found.tally.counts["with_location"]
        assert found.tally.counts["files_bad"] == 0
