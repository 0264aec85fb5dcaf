"""The profile of a corpus: Chinese text, and text in Latin letters, which is given to an identifier."""

import json
import random
import tempfile
from pathlib import Path
from typing import Any

from hegui.checks.corpus.profile.stage import profiled
from hegui.checks.corpus.reading.files import described
from hegui.project.model import FieldMap

SEED = 11
MB = 1_000_000
MEGABYTES = 30
CHINESE = [
    "训练",
    "数据",
    "来源",
    "应当",
    "登记",
    "核验",
    "提供者",
    "服务",
    "安全",
    "评估",
    "内容",
    "标识",
    "记录",
    "合同",
    "许可",
    "说明",
    "用户",
    "信息",
    "保护",
    "管理",
    "制度",
    "人员",
    "风险",
    "模型",
    "开放",
    "研究",
    "发展",
    "技术",
    "标准",
    "要求",
    "结果",
    "方法",
    "我们",
    "他们",
    "时间",
    "问题",
    "可以",
    "没有",
]
LATIN = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "is",
    "for",
    "with",
    "on",
    "register",
    "source",
    "data",
    "provider",
    "shall",
    "keep",
    "record",
    "review",
    "contract",
    "licence",
    "report",
    "assess",
    "model",
    "people",
    "system",
    "training",
    "public",
    "service",
    "text",
    "sample",
]


def write(path: Path, words: list[str], glue: str) -> int:
    """Write documents of some thousand bytes and return the size of the file."""
    draw = random.Random(SEED)
    with path.open("wb") as file:
        number = 0
        while file.tell() < MEGABYTES * MB:
            text = draw.choices(words, k=min(20_000, int(draw.lognormvariate(5.6, 1.0)) + 30))
            text[::20] = ["，" if not glue else ","] * len(text[::20])
            text[::200] = ["。\n" if not glue else ".\n"] * len(text[::200])
            row = {"id": f"d{number}", "text": glue.join(text), "source": "web"}
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            number += 1
    return path.stat().st_size


def bench(case: Any) -> None:
    """Measure one process on both kinds of text."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        for name, words, glue in (("Chinese", CHINESE, ""), ("Latin letters", LATIN, " ")):
            path = Path(folder) / "corpus.jsonl"
            size = write(path, words, glue)
            shard = described(path, path.name)
            profiled(shard, FieldMap(), lambda _size: None)  # tables and identifier are made once
            with case(f"profile, {name}, one process", size=size) as figures:
                part, _, _ = profiled(shard, FieldMap(), lambda _size: None)
                figures["docs"] = part.docs
