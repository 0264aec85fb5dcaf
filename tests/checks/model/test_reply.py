"""Ordinary replies are read in less time, and no reply is read differently for it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.model.targets.reply import (
    Answer,
    UnusableReplyError,
    any_answer,
    ordinary,
    parse_answer,
)

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "好", "x\ud800", "\x00", 1, -5, 1.5, True, 10**30, [], {}]
) | st.text(st.characters(exclude_categories=()), max_size=9)
PARTS = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": VALUES}), max_size=2)
MESSAGES = st.fixed_dictionaries({}, optional={"content": VALUES | PARTS, "refusal": VALUES})
CHOICES = st.fixed_dictionaries({"message": MESSAGES | VALUES}, optional={"finish_reason": VALUES})
USAGE = st.fixed_dictionaries({}, optional={"completion_tokens": VALUES, "prompt_tokens": VALUES})
REPLIES = st.fixed_dictionaries(
    {"choices": st.lists(CHOICES, max_size=2) | VALUES},
    optional={"model": VALUES, "usage": USAGE | VALUES, "other": VALUES},
)


def said(data: bytes, read: Any) -> Any:
    """Return what a reader makes of a reply, or the failure."""
    try:
        return read(data)
    except UnusableReplyError as error:
        return error.failure


@given(REPLIES, st.booleans())
def test_any_reply_is_read_alike(reply: Any, escaped: bool) -> None:
    data = json.dumps(reply, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    assert said(data, parse_answer) == said(data, any_answer)


@given(REPLIES, st.integers(0, 400), st.binary(max_size=3))
def test_any_damaged_reply_is_read_alike(reply: Any, at: int, put: bytes) -> None:
    data = json.dumps(reply, ensure_ascii=False).encode("utf-8", "surrogatepass")
    damaged = data[:at] + put + data[at + 1 :]
    assert said(damaged, parse_answer) == said(damaged, any_answer)


def test_an_ordinary_reply_takes_the_short_way() -> None:
    message = {"role": "assistant", "content": "好"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 9, "completion_tokens": 8, "total_tokens": 17}
    reply = {"id": "c", "model": "m", "choices": [choice], "usage": usage}
    told = Answer(text="好", finish="stop", model="m", tokens=8, asked_tokens=9)
    assert ordinary(json.dumps(reply).encode()) == told == any_answer(json.dumps(reply).encode())


@pytest.mark.parametrize(
    "data",
    [
        b'{"choices":[{"message":{"content":"k"}}],"other":"\xff"}',
        b'{"choices":[{"message":{"content":"\\ud800"}}]}',
        b'{"choices":[{"message":{"content":""}}]}',
        b'{"choices":[{"message":{"content":"k"}}],"usage":NaN}',
        b'{"choices":[{"message":{"content":"k"}}],"other":' + b"[" * 99_999,
    ],
)
def test_what_is_out_of_the_ordinary_takes_the_long_way(data: bytes) -> None:
    assert ordinary(data) is None
