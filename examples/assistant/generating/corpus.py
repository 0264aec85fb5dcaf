"""The training corpus: eight sources in three formats, with planted terms and personal data.

What is planted is written down here (`PLANTED`), so that tests can compare it with what is found.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generating import personal, texts
from generating.chance import below, pick

TERMS = ("网络赌博", "代开发票", "刷单返利", "散布谣言", "淫秽", "办理假证")


class Source(NamedTuple):
    """A source: its style of text, number of documents, file and what the register says."""

    id: str
    title: str
    style: str
    docs: int
    file: str
    kind: str
    basis: dict[str, str]
    language: str = "zh"
    foreign: str = "否"
    before: tuple[int, int] = (500, 3)
    after: tuple[int, int] = (500, 1)
    acquired: str = "2026-07-20"


SOURCES = (
    Source(
        "city-news", "地方新闻网页", "news", 900, "news.jsonl", "自采",
        {"collection_record": "采集日志 CJ-2026-071，遵守 robots 与站点条款"},
    ),
    Source(
        "encyclopedia", "开放百科", "encyclopedia", 800, "encyclopedia.jsonl.zst", "开源",
        {"licence": "CC BY-SA 4.0"}, after=(500, 0),
    ),
    # 采集前评估 34/500 = 6.8 %，超过 5 %；过滤后复核 2/500
    Source(
        "forum", "生活论坛转存", "forum", 500, "forum.jsonl", "自采",
        {"collection_record": "采集日志 CJ-2026-083"}, before=(500, 34), after=(500, 2),
    ),
    # 没有找到授权凭证
    Source("textbooks", "教辅网页", "textbook", 240, "textbooks.jsonl", "开源", {"licence": ""}),
    Source(
        "books", "图书授权文本", "book", 600, "books.parquet", "商业",
        {"contract": "合同 HT-2026-019", "supplier_proof": "出版社授权书 SQ-2026-004"},
        before=(400, 0), after=(400, 0),
    ),
    Source(
        "manuals-en", "英文设备手册", "manual", 140, "manuals-en.jsonl", "开源",
        {"licence": "Apache-2.0"}, language="en", foreign="是", before=(300, 0), after=(300, 0),
    ),
    Source(
        "papers-en", "英文开放论文摘要", "paper", 120, "papers-en.jsonl", "开源",
        {"licence": "CC BY 4.0"}, language="en", foreign="是", before=(300, 0), after=(300, 0),
    ),
    Source(
        "user-input", "经同意的用户输入", "user", 200, "user-input.parquet", "使用者输入",
        {"authorisation": "授权记录 YH-2026-Q3（单独同意，默认关闭）"},
    ),
)  # fmt: skip
OWNER = "高以宁"
ASKED = {"robots": "已遵守", "terms": "已遵守", "rights_checked": "2026-07-12"}
"""What self-collected sources say of the wishes of the sites."""
COLUMNS = (
    "id", "title", "kind", "types", "languages", "foreign", "acquired", "size", "owner",
    "licence", "collection_record", "contract", "supplier_proof", "authorisation",
    "robots", "terms", "rights_checked",
    "before_n", "before_k", "before_on", "after_n", "after_k", "after_on",
)  # fmt: skip

PLANTED = {"terms": 48, "mobile": 20, "email": 12, "cn_id": 9, "bank_card": 6}
"""How many documents hold each planted thing (a document holds one of them at most)."""


def write(folder: Path, register: Path) -> None:
    """Write the corpus files and the source register."""
    folder.mkdir(parents=True)
    planted = dict(_planted())
    for source in SOURCES:
        records = [_record(source, at, planted) for at in range(source.docs)]
        _WRITERS[Path(source.file).suffix](folder / source.file, records)
    _write_register(register)


def _planted() -> Iterator[tuple[tuple[str, int], str]]:
    """Yield (source, number of the document) and the sentence that is planted there."""
    order = iter(_places())
    for kind, count in PLANTED.items():
        for n in range(count):
            yield next(order), _sentence(kind, n)


def _places() -> list[tuple[str, int]]:
    """Return the Chinese web documents in an order that looks mixed."""
    places = [(s.id, at) for s in SOURCES if s.id in ("city-news", "forum") for at in range(s.docs)]
    return sorted(places, key=lambda place: below(10**12, "place", *place))


def _sentence(kind: str, n: int) -> str:
    name = f"{kind}-{n}"
    if kind == "terms":
        return pick(texts.CONTEXTS, name).format(term=TERMS[n % len(TERMS)])
    made = getattr(personal, kind)(name)
    words = {
        "mobile": f"失主请拨打 {made} 联系认领。",
        "email": f"投稿请寄 {made}，三日内回复。",
        "cn_id": f"旧档案抄录：身份证号 {made}。",
        "bank_card": f"退款已转入尾号所在卡 {made}。",
    }
    return words[kind]


def _record(source: Source, at: int, planted: dict[tuple[str, int], str]) -> dict[str, Any]:
    text = texts.paragraph(source.style, at) + planted.get((source.id, at), "")
    return {"id": f"{source.id}-{at:05d}", "source": source.id, "text": text}


def _lines(records: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records).encode()


def _jsonl(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_bytes(_lines(records))


def _zst(path: Path, records: list[dict[str, Any]]) -> None:
    import zstandard

    path.write_bytes(zstandard.ZstdCompressor(level=3).compress(_lines(records)))


def _parquet(path: Path, records: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(records), path, row_group_size=250)


_WRITERS = {".jsonl": _jsonl, ".zst": _zst, ".parquet": _parquet}


def _write_register(path: Path) -> None:
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for source in SOURCES:
        rows.writerow(
            {
                "id": source.id,
                "title": source.title,
                "kind": source.kind,
                "types": "文本",
                "languages": source.language,
                "foreign": source.foreign,
                "acquired": source.acquired,
                "size": f"{source.docs} 篇",
                "owner": OWNER,
                **source.basis,
                **(ASKED if source.kind == "自采" else {}),
                "before_n": source.before[0],
                "before_k": source.before[1],
                "before_on": "2026-07-10",
                "after_n": source.after[0],
                "after_k": source.after[1],
                "after_on": "2026-10-08",
            }
        )
    path.write_text(text.getvalue(), "utf-8")
