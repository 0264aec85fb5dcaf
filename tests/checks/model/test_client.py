"""The client against real HTTP: faults of servers and networks, one by one."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from hegui.checks.model.client import Asked, ChatClient
from hegui.checks.model.errors import BadAddressError, EndpointDownError, MissingKeyError
from hegui.checks.model.request import ChatRequest
from hegui.checks.model.settings import ClientSettings
from hegui.engine.banks import Message
from hegui.project.model import Endpoint
from tests.checks.model.server import Act, ChatServer, Script, Seen, chat, error

Serve = Callable[[Script], ChatServer]
Make = Callable[..., Endpoint]
KEY = "k" + "ey-0123456789"


def question(text: str) -> ChatRequest:
    messages = (Message(role="user", content=text),)
    return ChatRequest(model="m", messages=messages, temperature=0.0, limit=64)


def ask(
    endpoint: Endpoint, habits: ClientSettings, *texts: str, per_second: float | None = None
) -> list[Asked]:
    async def go() -> list[Asked]:
        async with ChatClient(endpoint, habits=habits, per_second=per_second) as client:
            return [await client.ask(question(text)) for text in texts]

    return asyncio.run(go())


def failures(asked: Asked) -> list[str]:
    return [attempt.failure for attempt in asked.attempts]


def once(act: Act) -> Script:
    """Return a script that does `act` at the first attempt and answers later."""
    return lambda seen: act if seen.attempt == 1 else chat("好")


@pytest.mark.parametrize(
    ("act", "failure"),
    [
        (error(500), "server_error"),
        (error(503), "server_error"),
        (error(408), "timeout"),
        (error(429), "rate_limited"),
        (Act(kind="drop"), "dropped"),
        (chat("说到一半就断了")._replace(kind="half"), "dropped"),
        (Act(200, b"<html><body>sign in</body></html>"), "not_json"),
        (Act(200, b"[" * 100_000), "not_json"),
        (Act(200, b"\x89PNG\r\n\x1a\n"), "not_json"),
        (Act(200, '{"choices": "好'.encode()[:-1]), "not_json"),
        (chat("好")._replace(body=b'{"choices": "\xff\xfe \xe4\xb8"}'), "not_utf8"),
        (Act(200, b'{"error": {"message": "overloaded"}}'), "not_chat"),
        (Act(200, b'{"choices": []}'), "not_chat"),
        (Act(200, b'{"choices": [{"message": {"content": 7}}]}'), "not_chat"),
    ],
)
def test_a_passing_fault_is_asked_again(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, act: Act, failure: str
) -> None:
    server = serve(once(act))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert failures(asked) == [failure, ""]
    assert asked.answer is not None
    assert asked.answer.text == "好"


@pytest.mark.parametrize("kind", ["application/json; charset=GBK", 'text/plain;charset="gbk"'])
def test_a_reply_in_the_charset_that_it_names_is_read(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, kind: str
) -> None:
    body = json.dumps(json.loads(chat("抱歉，我不能协助您。").body), ensure_ascii=False)
    server = serve(lambda _: Act(200, body.encode("gbk"), (("Content-Type", kind),)))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert asked.answer is not None
    assert asked.answer.text == "抱歉，我不能协助您。"


@pytest.mark.parametrize("kind", ["application/json; charset=nonsense", "x; charset=hex", ""])
def test_a_reply_in_no_charset_is_no_answer(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, kind: str
) -> None:
    body = '{"choices": "抱歉"}'.encode("gbk")
    server = serve(lambda _: Act(200, body, (("Content-Type", kind),)))
    (asked,) = ask(make_endpoint(server.base_url, attempts=1), habits, "问")
    assert failures(asked) == ["not_utf8"]


def test_a_server_that_hangs_is_given_up_after_the_time_limit(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: Act(kind="hang"))
    (asked,) = ask(make_endpoint(server.base_url, timeout_s=0.2, attempts=2), habits, "问")
    assert failures(asked) == ["timeout", "timeout"]
    assert asked.answer is None


def test_a_dripping_server_cannot_outlast_the_time_limit(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: chat("慢" * 50)._replace(kind="slow"))
    begun = time.monotonic()
    (asked,) = ask(make_endpoint(server.base_url, timeout_s=0.4, attempts=1), habits, "问")
    assert failures(asked) == ["timeout"]
    assert time.monotonic() - begun < 3


def test_attempts_are_limited(serve: Serve, make_endpoint: Make, habits: ClientSettings) -> None:
    server = serve(lambda seen: error(500) if seen.prompt == "坏" else chat("好"))
    _, asked = ask(make_endpoint(server.base_url, attempts=6), habits, "好", "坏")
    assert failures(asked) == ["server_error"] * 6


def test_six_attempts_are_the_default() -> None:
    assert Endpoint(id="e", subject="s", base_url="http://x").attempts == 6


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, "rejected"),
        (401, "unauthorised"),
        (403, "unauthorised"),
        (404, "not_found"),
        (405, "not_found"),
        (422, "rejected"),
    ],
)
def test_a_rejected_question_is_not_asked_again(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, status: int, failure: str
) -> None:
    server = serve(lambda _: error(status, "no"))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert failures(asked) == [failure]
    assert asked.attempts[0].detail == "c t no"
    assert len(server.seen) == 1


def test_rejected_questions_do_not_mean_that_a_living_endpoint_is_down(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda seen: chat("好") if seen.prompt == "好" else error(400, "filtered"))
    asked = ask(make_endpoint(server.base_url), habits, "好", *(f"坏{at}" for at in range(40)))
    assert len(asked) == 41


def test_retry_after_is_obeyed_by_everyone(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    times: list[float] = []

    def script(seen: Seen) -> Act:
        times.append(time.monotonic())
        limited = seen.prompt == "0" and seen.attempt == 1
        return error(429, Retry_After="0.5") if limited else chat("好")

    endpoint = make_endpoint(serve(script).base_url)

    async def go() -> None:
        async with ChatClient(endpoint, habits=habits) as client:
            first = asyncio.create_task(client.ask(question("0")))
            await asyncio.sleep(0.2)
            await asyncio.gather(first, *(client.ask(question(str(at))) for at in range(1, 4)))

    asyncio.run(go())
    assert len(times) == 5
    assert min(times[1:]) - times[0] >= 0.49


def test_a_rest_that_is_too_long_is_not_waited_for(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: error(429, Retry_After="86400"))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert failures(asked) == ["rate_limited"]


def test_pacing_keeps_the_requests_apart(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: chat("好"))
    begun = time.monotonic()
    ask(make_endpoint(server.base_url), habits, *"一二三四五", per_second=20.0)
    assert time.monotonic() - begun >= 4 / 20


GARBAGE = [
    b"",
    b"\x00\x01\x02",
    b"HTTP/1.1\r\n\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 abc OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    b"HTTP/1.1 429 No\r\nRetry-After: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 301 No\r\nLocation: \xff://[\r\nContent-Length: 0\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
]


@pytest.mark.parametrize("reply", GARBAGE, ids=range(len(GARBAGE)))
def test_any_garbage_is_a_failed_attempt(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, reply: bytes
) -> None:
    server = serve(lambda _: Act(body=reply, kind="raw"))
    (asked,) = ask(make_endpoint(server.base_url, attempts=2, timeout_s=2.0), habits, "问")
    assert asked.answer is None
    assert all(failures(asked))


@pytest.mark.parametrize("text", ["", None, "  \n ", []])
def test_an_empty_answer_is_kept_and_not_asked_again(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, text: Any
) -> None:
    server = serve(lambda _: chat(text))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert asked.answer is not None
    assert asked.answer.text.strip() == ""
    assert len(server.seen) == 1


def test_an_answer_in_parts_or_in_the_refusal_field_is_read(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    parts = [{"type": "text", "text": "前"}, {"type": "image"}, {"type": "text", "text": "后"}]
    texts = {"parts": chat(parts), "refusal": chat(None, refusal="不行")}
    server = serve(lambda seen: texts[seen.prompt])
    asked = ask(make_endpoint(server.base_url), habits, "parts", "refusal")
    assert [one.answer and one.answer.text for one in asked] == ["前后", "不行"]


def sse(*events: Any, content_type: str = "text/event-stream; charset=utf-8", end: str = "") -> Act:
    """Return a reply as a stream of events."""
    lines = (e if isinstance(e, str) else json.dumps(e, ensure_ascii=False) for e in events)
    body = "".join(f"data: {line}\n\n" for line in lines) + end
    return Act(200, body.encode(), (("Content-Type", content_type),))


def chunk(text: Any, finish: str | None = None, index: int = 0) -> dict[str, Any]:
    choice = {"index": index, "delta": {"content": text}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "model": "test-2", "choices": [choice]}


USAGE = {"choices": [], "usage": {"completion_tokens": 7}}
FIRST = {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}


@pytest.mark.parametrize(
    "act",
    [
        sse(FIRST, chunk("你"), chunk("好"), chunk(None, "stop"), USAGE, "[DONE]"),
        sse(FIRST, chunk("你好", "stop"), USAGE),
        sse(chunk("你"), chunk("别的", index=1), chunk("好", "stop"), USAGE, "[DONE]", chunk("晚")),
        sse(chunk("你好", "stop"), USAGE, "[DONE]", content_type="application/json"),
        sse(chunk("你"), chunk("好", "stop"), USAGE, end=": ping\n\ndata:[DONE]"),
    ],
    ids=["whole", "no_done", "choices", "mislabelled", "comment"],
)
def test_an_endpoint_that_only_streams_is_understood(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, act: Act
) -> None:
    (asked,) = ask(make_endpoint(serve(lambda _: act).base_url), habits, "问")
    assert asked.answer is not None
    said = asked.answer
    assert (said.text, said.finish, said.tokens) == ("你好", "stop", 7)
    assert said.model == "test-2"


def test_a_stream_that_stays_open_after_its_end_is_not_waited_for(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    body = sse(chunk("好", "stop"), "[DONE]").body
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999\r\n\r\n"
    server = serve(lambda _: Act(body=head + body, kind="open"))
    begun = time.monotonic()
    (asked,) = ask(make_endpoint(server.base_url, attempts=1), habits, "问")
    assert asked.answer is not None
    assert asked.answer.text == "好"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("act", "failure"),
    [
        (sse(chunk("只有一")), "dropped"),
        (sse(), "dropped"),
        (sse("hello", "[DONE]"), "not_stream"),
        (sse("[1]", "[DONE]"), "not_stream"),
        (sse({"error": {"message": "overloaded"}}, "[DONE]"), "not_stream"),
        (sse({"choices": [3]}, "[DONE]"), "not_stream"),
        (sse({"choices": [{"delta": "x"}]}, "[DONE]"), "not_stream"),
        (sse(chunk(7, "stop"), "[DONE]"), "not_stream"),
        (Act(200, b"data: \xff\n\n", (("Content-Type", "text/event-stream"),)), "not_utf8"),
    ],
)
def test_a_stream_of_something_else_is_a_failure_of_its_own(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, act: Act, failure: str
) -> None:
    (asked,) = ask(make_endpoint(serve(lambda _: act).base_url, attempts=2), habits, "问")
    assert failures(asked) == [failure, failure]


def test_an_endless_stream_is_cut_off(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    small = msgspec.structs.replace(habits, answer_bytes=2000)
    server = serve(lambda _: sse(*[chunk("好")] * 500))
    (asked,) = ask(make_endpoint(server.base_url), small, "问")
    assert failures(asked) == ["too_large"]


def test_half_surrogates_become_replacement_characters(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: chat("好\ud83d坏"))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert asked.answer is not None
    assert asked.answer.text == "好\ufffd坏"


def test_a_huge_reply_is_cut_off(serve: Serve, make_endpoint: Make, habits: ClientSettings) -> None:
    small = msgspec.structs.replace(habits, answer_bytes=1000)
    server = serve(lambda _: chat("大" * 5000))
    (asked,) = ask(make_endpoint(server.base_url), small, "问")
    assert failures(asked) == ["too_large"]


def test_the_other_name_of_the_token_limit_is_used_when_asked_for(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    def script(seen: Seen) -> Act:
        if "max_tokens" in seen.body:
            return error(400, "Unsupported parameter: use 'max_completion_tokens' instead.")
        return chat("好")

    server = serve(script)
    asked = ask(make_endpoint(server.base_url), habits, "一", "二")
    assert [failures(one) for one in asked] == [[""], [""]]
    assert [
        sorted({"max_tokens", "max_completion_tokens"} & s.body.keys()) for s in server.seen
    ] == [
        ["max_tokens"],
        ["max_completion_tokens"],
        ["max_completion_tokens"],
    ]


def test_an_endpoint_that_knows_neither_name_is_not_asked_forever(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: error(400, "max_tokens is wrong"))
    (asked,) = ask(make_endpoint(server.base_url), habits, "一")
    assert failures(asked) == ["rejected"]
    assert len(server.seen) == 2


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (lambda _: Act(200, b"<!doctype html><title>hi</title>"), "not JSON"),
        (lambda _: Act(200, b"{}"), "not a chat answer"),
        (lambda _: Act(kind="drop"), "broke off"),
        (lambda _: Act(kind="hang"), "time limit"),
        (lambda _: error(500), "HTTP 500"),
        (lambda _: error(401), "HTTP 401"),
        (lambda _: error(429, Retry_After="86400"), "HTTP 429"),
        (lambda _: Act(307, headers=(("Location", "http://192.0.2.1/"),)), "another address"),
    ],
    ids=["html", "json", "drop", "hang", "500", "401", "429", "redirect"],
)
def test_an_endpoint_that_never_answers_gives_one_clear_error(
    serve: Serve, make_endpoint: Make, habits: ClientSettings, script: Script, words: str
) -> None:
    patience = {"timeout_s": 0.1, "attempts": 1} if words == "time limit" else {}
    endpoint = make_endpoint(serve(script).base_url, **patience)
    with pytest.raises(EndpointDownError) as caught:
        ask(endpoint, habits, *(str(at) for at in range(20)))
    assert words in caught.value.message("en")
    assert "“chat”" in caught.value.message("zh")
    assert caught.value.data["answered"] == 0


def test_a_refused_connection_gives_one_clear_error(
    make_endpoint: Make, habits: ClientSettings
) -> None:
    endpoint = make_endpoint(f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(EndpointDownError, match="cannot be reached"):
        ask(endpoint, habits, *(str(at) for at in range(20)))


def test_an_endpoint_that_dies_half_way_is_noticed(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda seen: chat("好") if int(seen.prompt) < 5 else Act(kind="drop"))
    with pytest.raises(EndpointDownError) as caught:
        ask(make_endpoint(server.base_url), habits, *(str(at) for at in range(60)))
    assert caught.value.data["answered"] == 5
    assert len(server.seen) == 5 + 3 * habits.down_after


def test_a_short_outage_at_the_beginning_is_waited_out(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    begun = time.monotonic()
    server = serve(lambda _: error(503) if time.monotonic() - begun < 0.6 else chat("好"))
    slower = msgspec.structs.replace(habits, backoff_first_s=0.15, backoff_most_s=1.0)
    endpoint = make_endpoint(server.base_url, concurrency=16, attempts=4)

    async def go() -> list[Asked]:
        async with ChatClient(endpoint, habits=slower) as client:
            return await asyncio.gather(*(client.ask(question(str(at))) for at in range(40)))

    answered = [one for one in asyncio.run(go()) if one.answer]
    assert len(answered) > 30


def test_redirects_are_not_followed(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    other = serve(lambda _: chat("别处"))
    server = serve(
        lambda _: Act(307, headers=(("Location", f"{other.base_url}/chat/completions"),))
    )
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert failures(asked) == ["redirect"]
    assert other.seen == []


def test_the_key_is_sent_and_never_kept(
    serve: Serve,
    make_endpoint: Make,
    habits: ClientSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    server = serve(lambda _: error(401, f"wrong key {KEY}"))
    (asked,) = ask(make_endpoint(server.base_url, api_key_env="TEST_KEY"), habits, "问")
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert asked.attempts[0].detail == "c t wrong key [key]"


@pytest.mark.parametrize("value", ["", "  ", "含中文", "a\nb"])
def test_a_key_that_is_not_there_stops_before_asking(
    make_endpoint: Make, habits: ClientSettings, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("TEST_KEY", value)
    with pytest.raises(MissingKeyError, match="TEST_KEY"):
        ChatClient(make_endpoint("http://127.0.0.1:1/v1", api_key_env="TEST_KEY"), habits=habits)


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "host/v1", "http://", "http://u:p@host/v1", "http://host:99999/v1"]
)
def test_a_bad_address_stops_before_asking(
    make_endpoint: Make, habits: ClientSettings, url: str
) -> None:
    with pytest.raises(BadAddressError) as caught:
        ChatClient(make_endpoint(url), habits=habits)
    assert caught.value.exit_code == 2


def test_loopback_is_asked_directly_whatever_the_environment_says(
    serve: Serve,
    make_endpoint: Make,
    habits: ClientSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    server = serve(lambda _: chat("好"))
    (asked,) = ask(make_endpoint(server.base_url), habits, "问")
    assert asked.answer is not None


def test_the_body_holds_what_was_declared(
    serve: Serve, make_endpoint: Make, habits: ClientSettings
) -> None:
    server = serve(lambda _: chat("好"))
    ask(make_endpoint(server.base_url + "/"), habits, "问")
    seen = server.seen[0]
    assert seen.path == "/v1/chat/completions"
    assert seen.body == {
        "model": "m",
        "messages": [{"role": "user", "content": "问"}],
        "temperature": 0.0,
        "stream": False,
        "max_tokens": 64,
    }
    assert json.dumps(seen.headers).count("authorization") == 0
