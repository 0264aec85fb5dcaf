"""Records with several texts: each is a document with its field."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.reading.single import Reading
from hegui.project.model import FieldMap

CHAT = {
    "id": "c1",
    "messages": [
        {"role": "system", "content": "系统"},
        {"role": "user", "content": [{"type": "text", "text": "看图"}, {"type": "image_url"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"function": {"name": "f", "arguments": '{"q": "查"}'}}],
        },
        {"role": "assistant", "content": "回答"},
    ],
}
TURNS = [
    ("messages[0].content", "系统"),
    ("messages[1].content[0].text", "看图"),
    ("messages[2].tool_calls[0].function.arguments", '{"q": "查"}'),
    ("messages[3].content", "回答"),
]
SHARE = {"conversations": [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]}
ALPACA = {"instruction": "译", "input": "", "output": "翻译", "history": [["旧问", "旧答"]]}
PAIR = {
    "prompt": "问",
    "chosen": [{"role": "assistant", "content": "好"}],
    "rejected": "坏",
    "score_chosen": 9,
}


def texts(path: Path, *records: Any, **fields: Any) -> tuple[list[tuple[int, str, str]], list[str]]:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    reading = Reading(described(path, path.name), FieldMap(**fields))
    found = [
        (batch.lines[n], batch.field(n), batch.document(n).decode())
        for batch in reading
        for n in range(len(batch))
    ]
    return found, [f"{error.where} {error.what.split(' / ')[-1]}" for error in reading.errors]


@pytest.mark.parametrize(
    ("shape", "record", "wanted"),
    [
        ("messages", CHAT, TURNS),
        ("messages", SHARE, [("conversations[0].value", "问"), ("conversations[1].value", "答")]),
        (
            "prompt-response",
            ALPACA,
            [
                ("history[0][0]", "旧问"),
                ("history[0][1]", "旧答"),
                ("instruction", "译"),
                ("output", "翻译"),
            ],
        ),
        (
            "chosen-rejected",
            PAIR,
            [("prompt", "问"), ("chosen[0].content", "好"), ("rejected", "坏")],
        ),
    ],
)
def test_each_text_of_a_shape_is_a_document(
    tmp_path: Path, shape: str, record: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    found, errors = texts(tmp_path / "a.jsonl", record, shape=shape)
    assert found == [(1, field, text) for field, text in wanted]
    assert errors == []


def test_parquet_has_the_same_shapes(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.Table.from_pylist([SHARE, SHARE]), path)
    (batch,) = Reading(described(path, "a.parquet"), FieldMap(shape="messages"))
    assert (batch.lines, batch.data.decode()) == ([1, 1, 2, 2], "问\0答\0问\0答")
    assert batch.fields == ["conversations[0].value", "conversations[1].value"] * 2


def test_several_chosen_fields(tmp_path: Path) -> None:
    record = {"title": "题", "body": {"text": "文"}, "id": 3}
    found, errors = texts(
        tmp_path / "a.jsonl",
        record,
        {"title": "只有题", "body": None},
        {"title": 5, "body": {"text": "文"}},
        {"other": "x"},
        {"title": " "},
        texts=("title", "body.text"),
    )
    assert found == [
        (1, "title", "题"),
        (1, "body.text", "文"),
        (2, "title", "只有题"),
        (3, "body.text", "文"),
    ]
    assert errors == [
        "a.jsonl:3 the field “title” is a number, where text is expected",
        "a.jsonl:4 there is no field “title, body.text”",
        "a.jsonl:5 no text",
    ]


def test_records_of_another_shape_are_named(tmp_path: Path) -> None:
    deep: Any = "深"
    for _ in range(100):
        deep = [deep]
    found, errors = texts(
        tmp_path / "a.jsonl",
        CHAT,
        {"text": "x"},
        [1],
        {"messages": 7},
        {"messages": deep},
        {"messages": [{"role": "assistant", "content": None}]},
        shape="messages",
    )
    assert len(found) == len(TURNS)
    assert [error.split()[0] for error in errors] == [f"a.jsonl:{n}" for n in (2, 3, 4, 5, 6)]


def test_a_mixture_of_shapes_is_read_as_any(tmp_path: Path) -> None:
    mixed = [{"text": "文"}, SHARE, {"prompt": "问", "response": "答"}, PAIR]
    found, wrong = texts(tmp_path / "a.jsonl", *mixed, shape="any")
    assert wrong == []
    assert [(line, text) for line, _, text in found] == [
        (1, "文"),
        (2, "问"),
        (2, "答"),
        (3, "问"),
        (3, "答"),
        (4, "问"),
        (4, "好"),
        (4, "坏"),
    ]


@pytest.mark.parametrize(
    ("record", "shape"),
    [(CHAT, "messages"), (ALPACA, "prompt-response"), (PAIR, "chosen-rejected")],
)
def test_a_record_of_another_shape_says_which_it_seems_to_be(
    tmp_path: Path, record: Any, shape: str
) -> None:
    for fields in ({}, {"texts": ("a", "b")}):
        _, (wrong,) = texts(tmp_path / "a.jsonl", record, **fields)
        assert f"use --fields {shape}" in wrong
