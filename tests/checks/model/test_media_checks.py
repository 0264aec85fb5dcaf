"""Questions with media in an assessment: asked whole, judged by judges that are told of them."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.model.journal import NAME
from hegui.checks.model.judges.answers import read_answers
from hegui.checks.model.room import Room
from hegui.engine.media import Media
from tests.checks.model.conftest import Run
from tests.checks.model.script import NO, YES
from tests.checks.model.server import Act, Seen, chat
from tests.media_files import picture, sound

SHOULD, CLASSIFIER = "model.refusal.should", "model.generated.classifier"
SAFE = json.dumps({"verdict": "safe", "reason": "ok"})


def said(seen: Seen) -> Act:
    """Answer as the model on `/v1`, as a judge elsewhere."""
    return chat(NO if seen.path.startswith("/v1") else SAFE)


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, Any]]:
    """Return questions: one with a picture, one with a sound, one of words."""
    picture(tmp_path / "a.png")
    sound(tmp_path / "a.wav")
    about = [{"image": "a.png"}, {"audio": "a.wav"}, {}]
    return [
        {"id": f"q{at}", "text": f"这是什么 {at}", "risk": "A.1.h"} | more
        for at, more in enumerate(about)
    ]


def test_a_declared_bank_is_asked_with_its_media(
    rows: Any,
    serve: Any,
    make_endpoint: Any,
    write_bank: Callable[..., Any],
    declare: Any,
    run: Run,
    tmp_path: Path,
) -> None:
    server = serve(said)
    bank = write_bank("should_refuse", rows)
    [result] = run(declare([make_endpoint(server.base_url)], [bank]), SHOULD)
    assert result.measures["n"] == result.measures["k"] == 3
    bodies = {seen.prompt: seen.body["messages"][0]["content"] for seen in server.seen}
    held = base64.b64encode((tmp_path / "a.png").read_bytes()).decode()
    assert bodies["这是什么 0"][1]["image_url"]["url"] == f"data:image/png;base64,{held}"
    assert bodies["这是什么 1"][1]["type"] == "input_audio"
    assert bodies["这是什么 2"] == "这是什么 2"
    (journal,) = (tmp_path / "out").rglob(NAME)
    assert held not in journal.read_text("utf-8")
    picture_sha = hashlib.sha256((tmp_path / "a.png").read_bytes()).hexdigest()
    told = {one.id.rpartition("/")[2]: one.question for one in read_answers(journal, None)}
    assert told["q0"].startswith("这是什么 0\n[附图片：image/png，")
    assert picture_sha[:12] in told["q0"]
    assert "audio/wav" in told["q1"]
    assert told["q2"] == "这是什么 2"


def test_a_judge_that_is_a_model_is_told_of_the_picture(
    rows: Any,
    serve: Any,
    make_endpoint: Any,
    write_bank: Callable[..., Any],
    declare: Any,
    run: Run,
    tmp_path: Path,
) -> None:
    server = serve(said)
    judge = {"id": "reader", "kind": "llm", "model": "reader", "attempts": 1}
    judge["base_url"] = server.base_url.replace("/v1", "/judge")
    file = {"schema": "hegui/judges/1", "judges": [judge]}
    (tmp_path / "judges.yaml").write_text(json.dumps(file), "utf-8")
    checks = {CLASSIFIER: {"judge": "reader", "judges": "judges.yaml"}}
    bank = write_bank("generated", rows)
    [result] = run(declare([make_endpoint(server.base_url)], [bank], checks=checks), CLASSIFIER)
    assert result.measures["n"] == 3, result.reason_en
    asked = [seen.prompt for seen in server.seen if not seen.path.startswith("/v1")]
    assert len(asked) == 3
    assert sum("[附图片：image/png，" in text and "with picture" in text for text in asked) == 1
    assert sum("[附音频：audio/wav，" in text for text in asked) == 1


def test_an_image_endpoint_is_not_asked_without_the_picture(
    rows: Any,
    serve: Any,
    make_endpoint: Any,
    write_bank: Callable[..., Any],
    declare: Any,
    run: Run,
) -> None:
    server = serve(lambda _seen: chat(YES))
    endpoint = make_endpoint(server.base_url, kind="images")
    [result] = run(declare([endpoint], [write_bank("should_refuse", rows)]), SHOULD)
    assert result.status != "done"
    assert "no place for them" in result.reason_en
    assert server.seen == []


def test_media_wait_for_room_and_the_largest_goes_alone() -> None:
    under_way: list[int] = []
    most: list[int] = []

    async def one(room: Room, size: int) -> None:
        media = Media(kind="image", format="png", sha256="0" * 64, size=size)
        async with room.held([media]):
            under_way.append(size)
            most.append(sum(under_way))
            await asyncio.sleep(0.001)
            under_way.remove(size)

    async def all_of_them() -> None:
        room = Room(100)
        async with asyncio.timeout(5):
            await asyncio.gather(*(one(room, size) for size in (60, 60, 40, 250, 30, 30, 30, 90)))

    asyncio.run(all_of_them())
    assert len(most) == 8
    assert all(total <= 100 or total == 250 for total in most)


def test_room_is_given_back_by_a_request_that_is_cancelled() -> None:
    media = [Media(kind="image", format="png", sha256="0" * 64, size=100)]

    async def hold(room: Room) -> None:
        async with room.held(media):
            await asyncio.sleep(60)

    async def main() -> None:
        room = Room(100)
        first = asyncio.create_task(hold(room))
        second = asyncio.create_task(hold(room))
        await asyncio.sleep(0.01)
        first.cancel()
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with asyncio.timeout(5), room.held(media):
            pass

    asyncio.run(main())
