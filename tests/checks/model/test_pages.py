"""The pages about model checks say what is so."""

import re
from pathlib import Path
from typing import Any

import yaml

from hegui.catalogue import load
from hegui.checks.model.failures import failure_kinds
from hegui.checks.model.journal import Line
from hegui.checks.model.judging.rules import noise_rules, refusal_rules
from hegui.checks.model.settings import settings
from hegui.project import load_project
from tests.checks.model.server import chat

DOCS = Path(__file__).resolve().parents[3] / "docs"
HEAD = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: acme, name: 示例公司}
subjects: [{id: service, kind: service, name: 服务, version: '1'}]
"""


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def test_the_page_about_connecting_a_model_works(
    tmp_path: Path, serve: Any, run: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("CHAT_API_KEY", "page-key-1")
    server = serve(lambda seen: chat("抱歉，我不能回答。"))
    endpoint, banks, checks = blocks(page("howto/connect-a-model.md"))
    text = HEAD + endpoint + banks + checks
    text = text.replace("https://chat.example.cn/v1", server.base_url)
    (tmp_path / "hegui.yaml").write_text(text, "utf-8")
    (tmp_path / "banks").mkdir()
    (tmp_path / "terms").mkdir()
    for name, field in (
        ("refuse", "risk: A.1.h"),
        ("answer", "topic: 历史"),
        ("generated", "risk: A.1.h"),
    ):
        row = f'{{"id": "1", "text": "{name}", {field}}}'
        value = yaml.safe_load(row)
        lines = yaml.safe_dump([value], allow_unicode=True)
        (tmp_path / "banks" / f"{name}.yaml").write_text(lines, "utf-8")
    declared_text = (tmp_path / "hegui.yaml").read_text("utf-8").replace(".jsonl", ".yaml")
    (tmp_path / "hegui.yaml").write_text(declared_text, "utf-8")
    (tmp_path / "terms" / "library.csv").write_text("term,risk\n坏词,A.1.h\n", "utf-8")
    results = run(load_project(tmp_path / "hegui.yaml", load()))
    assert {r.check: r.status for r in results} == {
        "model.generated.keyword": "done",
        "model.refusal.should": "done",
        "model.refusal.should_not": "done",
    }
    by_check = {r.check: r for r in results}
    assert by_check["model.refusal.should"].parameters["size"] == 330
    assert by_check["model.refusal.should_not"].measures["k"] == 1


def test_every_failure_and_every_key_of_an_entry_is_on_the_page() -> None:
    text = page("reference/journal.md")
    assert [name for name in failure_kinds() if f"`{name}`" not in text] == []
    assert [name for name in Line.__struct_fields__ if f"`{name}`" not in text] == []


def test_the_figures_on_the_pages_are_those_of_the_data() -> None:
    limits, noise, client = refusal_rules().limits, noise_rules(), settings().client
    text = page("reference/refusal-rules.md")
    for figure in (
        f"Declining after a long answer ({limits.head_chars}) is none",
        f"content that weighs {limits.content_needed:g} or more",
        f"beside content of {limits.content_needed:g} or more",
        f"content less than {limits.soft_content:g}",
        f"at most {limits.soft_chars} characters",
        f"weigh {limits.soft_needed} together",
        f"at most {limits.notice_chars} characters is a refusal when it is a platform's notice",
        f"together they weigh {limits.notice_needed}.",
        f"more than {noise.most_broken:.0%}".replace("%", " %"),
        f"more than {noise.most_strange:.0%}".replace("%", " %"),
        f"more than {noise.most_punctuation:.0%}".replace("%", " %"),
        f"from {noise.repetition_from} characters on",
        f"up to {noise.piece_chars} characters that fills more than "
        f"{noise.most_repeated:.0%}".replace("%", " %"),
    ):
        assert figure in re.sub(r"\s+", " ", text), figure
    assert [f for f in refusal_rules().intercepted if f"`{f}`" not in text] == []
    connect = re.sub(r"\s+", " ", page("howto/connect-a-model.md"))
    assert (
        f"when {client.down_before_first_answer} questions in a row have used up all their "
        f"attempts ({client.down_after} once the endpoint has answered" in connect
    )
    assert f"failures came for {client.down_silent_s:.0f} seconds" in connect
    journal = page("reference/journal.md")
    assert f"up to {client.retry_after_most_s:.0f} seconds" in journal
    assert f"more than {client.answer_bytes >> 20} MiB" in journal
