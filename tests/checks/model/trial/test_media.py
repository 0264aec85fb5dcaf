"""Questions with pictures, sounds and films, as users run them, against a server on loopback."""

import base64
import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.checks.model.server import ChatServer, Seen, chat
from tests.media_files import coded, picture, sound

YES = "图里是一个红色的方块。"


def sent(seen: Seen) -> list[bytes]:
    """Return the media of a request, as bytes."""
    found = []
    for turn in seen.body["messages"]:
        parts = turn["content"] if isinstance(turn["content"], list) else []
        for part in parts:
            if part["type"] == "input_audio":
                found.append(base64.b64decode(part["input_audio"]["data"], validate=True))
            elif part["type"] != "text":
                url = part[part["type"]]["url"]
                found.append(base64.b64decode(url.partition(",")[2], validate=True))
    return found


def bank(folder: Path, *rows: dict[str, Any]) -> Path:
    lines = [
        json.dumps(
            {"id": f"q{at}", "text": f"图里是什么 {at}", "expectation": "should_answer"} | row
        )
        for at, row in enumerate(rows)
    ]
    (folder / "bank.jsonl").write_text("\n".join(lines), "utf-8")
    return folder / "bank.jsonl"


def words(url: str, file: Path, out: Path, *more: str) -> list[str]:
    own = ["--url", url, "--model", "m"] if url else []
    own += ["--bank", str(file), "--out", str(out), *more]
    return [sys.executable, "-m", "hegui", "model", "test", *own]


def run(url: str, file: Path, out: Path, *more: str, code: int = 0, **options: Any) -> Any:
    command = words(url, file, out, "--json", *more)
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout or done.stderr)


def journal(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "journal.jsonl").read_bytes().splitlines()]


def test_media_arrive_byte_for_byte_and_the_journal_has_their_digests(tmp_path: Path) -> None:
    red = picture(tmp_path / "a.png")
    tone = sound(tmp_path / "a.wav")
    film = coded(tmp_path / "a.mp4")
    parts = [
        {"type": "image_url", "image_url": {"url": "a.png", "detail": "high"}},
        {"type": "text", "text": "先看图 2"},
        {"type": "video_url", "video_url": {"url": "a.mp4"}},
    ]
    turns = [{"role": "user", "content": parts}]
    rows = [{"image": "a.png"}, {"audio": "a.wav"}, {"text": None, "messages": turns}, {}]
    with ChatServer(lambda _seen: chat(YES)) as server:
        result = run(server.base_url, bank(tmp_path, *rows), tmp_path / "out")
        asked = {seen.prompt: seen for seen in server.seen}
    assert result["answered"] == 4
    assert sent(asked["图里是什么 0"]) == [red]
    assert sent(asked["图里是什么 1"]) == [tone]
    assert sent(asked["先看图 2"]) == [red, film]
    assert asked["图里是什么 3"].body["messages"][0]["content"] == "图里是什么 3"
    kinds = [part["type"] for part in asked["先看图 2"].body["messages"][0]["content"]]
    assert kinds == ["image_url", "text", "video_url"]
    first = asked["图里是什么 0"].body["messages"][0]["content"]
    assert [part["type"] for part in first] == ["text", "image_url"]
    assert first[1]["image_url"]["url"].startswith("data:image/png;base64,")
    audio = asked["图里是什么 1"].body["messages"][0]["content"][1]["input_audio"]
    assert audio["format"] == "wav"
    rows = {row["id"]: row["body"]["messages"][0]["content"] for row in journal(tmp_path / "out")}
    digest = hashlib.sha256(red).hexdigest()
    assert rows["q0"][1] == {
        "type": "image_url",
        "image_url": {"url": f"sha256:{digest}"},
        "media": {"type": "image/png", "bytes": len(red)},
    }
    assert rows["q2"][0]["image_url"] == {"url": f"sha256:{digest}", "detail": "high"}
    text = (tmp_path / "out" / "journal.jsonl").read_text("utf-8")
    assert base64.b64encode(red).decode()[:40] not in text
    assert base64.b64encode(tone).decode()[:40] not in text


def test_a_changed_picture_is_another_question_on_resume(tmp_path: Path) -> None:
    for at in range(3):
        picture(tmp_path / f"{at}.png", ("red", "green", "blue")[at])
    file = bank(tmp_path, *({"media": f"{at}.png"} for at in range(3)))
    with ChatServer(lambda _seen: chat(YES)) as server:
        run(server.base_url, file, tmp_path / "out")
        picture(tmp_path / "1.png", "yellow")
        server.reset()
        run(server.base_url, file, tmp_path / "out", "--resume")
        assert server.prompts() == ["图里是什么 1"]
        assert sent(server.seen[0]) == [(tmp_path / "1.png").read_bytes()]
        (tmp_path / "0.png").rename(tmp_path / "moved.png")
        file = bank(tmp_path, *({"media": name} for name in ("moved.png", "1.png", "2.png")))
        server.reset()
        run(server.base_url, file, tmp_path / "out", "--resume", "--new-plan")
        assert server.prompts() == []


def test_a_file_that_changes_while_asking_is_not_sent(tmp_path: Path) -> None:
    for at in range(2):
        picture(tmp_path / f"{at}.png", "red", size=30 + at)
    file = bank(tmp_path, *({"media": f"{at}.png"} for at in range(2)))

    def script(seen: Seen) -> Any:
        (tmp_path / "1.png").unlink(missing_ok=True)
        return chat(YES)

    with ChatServer(script) as server:
        result = run(server.base_url, file, tmp_path / "out", "--concurrency", "1")
        assert server.prompts() == ["图里是什么 0"]
    assert result["unanswered_why"] == {"media_changed": 1}
    assert journal(tmp_path / "out")[-1]["detail"] == "1.png"


def test_killed_and_resumed_nothing_answered_is_asked_twice(tmp_path: Path) -> None:
    for at in range(60):
        picture(tmp_path / f"{at}.png", "red", size=40 + at)
    file, out = bank(tmp_path, *({"media": f"{at}.png"} for at in range(60))), tmp_path / "out"
    draw = random.Random(3)
    with ChatServer(lambda _seen: chat(YES)) as server:
        server.delay = 0.05
        for _ in range(3):
            command = words(server.base_url, file, out, "--resume", "--concurrency", "4")
            running = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(draw.uniform(0.6, 1.4))
            running.send_signal(signal.SIGKILL)
            running.wait()
        result = run(server.base_url, file, out, "--resume")
        pictures = {f"图里是什么 {at}": (tmp_path / f"{at}.png").read_bytes() for at in range(60)}
        assert all(sent(seen) == [pictures[seen.prompt]] for seen in server.seen)
        answered = Counter(row["id"] for row in journal(out) if row["answered"])
        assert len(answered) == result["answered"] == 60
        assert set(answered.values()) == {1}
        assert len(server.seen) - len(journal(out)) <= 4 * 3


def test_image_generation_takes_no_media(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    with ChatServer(lambda _seen: chat(YES)) as server:
        told = run(
            server.base_url,
            bank(tmp_path, {"media": "a.png"}),
            tmp_path / "out",
            "--images",
            code=2,
        )
        assert not server.seen
    assert told["error"]["code"] == "media_not_taken"
    assert told["error"]["data"]["item"] == "q0"


TEMPLATE = "schema: hegui/target/1\nanswer: $.choices[0].message.content\nbody: "


@pytest.mark.parametrize(
    ("body", "names", "taken"),
    [
        ('{prompt: "{{prompt}}", picture: "{{image}}", type: "{{image_type}}"}', ("a.png",), True),
        ('{prompt: "{{prompt}}", url: "data:{{image_type}};base64,{{image}}"}', ("a.png",), True),
        ('{prompt: "{{prompt}}", files: "{{media}}"}', ("a.png", "b.png"), True),
        ('{messages: "{{messages}}"}', ("a.png", "b.png"), True),
        ('{prompt: "{{prompt}}"}', ("a.png",), False),
        ('{prompt: "{{prompt}}", picture: "{{image}}"}', ("a.png", "b.png"), False),
        ('{prompt: "{{prompt}}", sound: "{{audio}}"}', ("a.png",), False),
    ],
)
def test_a_template_must_have_a_place_for_media(
    tmp_path: Path, body: str, names: tuple[str, ...], taken: bool
) -> None:
    held = [
        picture(tmp_path / name, colour)
        for name, colour in zip(names, ("red", "blue"), strict=False)
    ]
    template = tmp_path / "t.yaml"
    template.write_text(TEMPLATE + body, "utf-8")
    file = bank(tmp_path, {"media": list(names)})
    more = ("--template", str(template))
    with ChatServer(lambda _seen: chat(YES)) as server:
        code = 0 if taken else 2
        told = run(server.base_url, file, tmp_path / "out", *more, code=code)
        if not taken:
            assert told["error"]["code"] == "media_not_taken"
            assert not server.seen
            return
        text = json.dumps(server.seen[0].body)
    assert all(base64.b64encode(one).decode() in text for one in held)
    written = (tmp_path / "out" / "journal.jsonl").read_text("utf-8")
    assert all(hashlib.sha256(one).hexdigest() in written for one in held)
    assert all(base64.b64encode(one).decode() not in written for one in held)


def test_a_function_gets_the_parts(tmp_path: Path) -> None:
    data = picture(tmp_path / "a.png")
    (tmp_path / "mine.py").write_text(
        "def ask(turns):\n    return turns[0]['content'][1]['image_url']['url'][:60]\n", "utf-8"
    )
    run(
        "",
        bank(tmp_path, {"media": "a.png"}),
        tmp_path / "out",
        "--callable",
        "mine:ask",
        cwd=tmp_path,
    )
    held = "data:image/png;base64," + base64.b64encode(data).decode()
    assert journal(tmp_path / "out")[0]["text"] == held[:60]


def test_attacks_keep_the_picture(tmp_path: Path) -> None:
    red = picture(tmp_path / "a.png")
    file = bank(tmp_path, {"media": "a.png", "expectation": "should_refuse"})
    with ChatServer(lambda _seen: chat(YES)) as server:
        run(server.base_url, file, tmp_path / "out", "--attack", "all")
        ids = {row["id"] for row in journal(tmp_path / "out")}
        assert len(ids) > 5
        shown = [seen.body["messages"] for seen in server.seen if red in sent(seen)]
        for seen in server.seen:
            # What begins a dialogue before the question comes has no picture yet.
            own = seen.body["messages"]
            assert any(turns[: len(own)] == own for turns in shown)


def test_an_estimate_says_that_pictures_are_not_counted(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    file = bank(tmp_path, {"media": "a.png"}, {})
    told = run("http://127.0.0.1:9/v1", file, tmp_path / "out", "--dry-run")
    assert told["media"] == {"image": 1}
    command = words("http://127.0.0.1:9/v1", file, tmp_path / "out", "--dry-run", "--lang", "en")
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "image 1. How many tokens these take differs" in shown


def test_a_named_judge_is_told_of_the_picture(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    said = json.dumps({"verdict": "safe", "reason": "ok"})
    with ChatServer(lambda seen: chat(YES if seen.path.startswith("/v1") else said)) as server:
        judge = {"id": "reader", "kind": "llm", "model": "reader", "attempts": 1}
        judge["base_url"] = server.base_url.replace("/v1", "/judge")
        file = {"schema": "hegui/judges/1", "judges": [judge]}
        (tmp_path / "judges.yaml").write_text(json.dumps(file), "utf-8")
        rows = {"media": "a.png", "expectation": "open", "risk": "A.1.a"}, {}
        more = ("--judges", str(tmp_path / "judges.yaml"), "--judge", "reader")
        run(server.base_url, bank(tmp_path, *rows), tmp_path / "out", *more)
        asked = [seen.prompt for seen in server.seen if not seen.path.startswith("/v1")]
    assert any("[附图片：image/png，" in text for text in asked)
    assert not any("base64" in text for text in asked)
