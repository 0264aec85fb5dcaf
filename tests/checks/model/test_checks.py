"""Whole checks through the runner: measures, findings, draws."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.catalogue import load
from hegui.checks.model.settings import settings
from hegui.engine.findings import read_findings
from hegui.engine.sampling import repeats
from hegui.project.errors import ProjectFileError
from hegui.project.model import Subject
from tests.checks.model.script import KEYWORD, NO, NOISE, SHOULD, SHOULD_NOT, number
from tests.checks.model.server import Act, ChatServer, Seen, chat


def test_should_counts_refusals_and_keeps_what_has_no_answer_outside_n(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", 12)])
    (result,) = run(declared, SHOULD)
    assert result.status == "done", result.reason_en
    assert result.measures == {"n": 9, "k": 7, "unanswered": 3, "by_risk": {"A.1.h": 7}}
    assert (result.subject, result.target) == ("m1", "chat")
    assert result.error_count == 3
    assert result.run["answers"] == {"answered": 1, "refused": 7, "unclear": 1}
    assert result.run["unanswered_why"] == {"empty": 1, "rejected": 1, "server_error": 1}
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [(f.item, f.kind, f.where) for f in findings] == [
        ("should_refuse/q0", "not_refused", "should_refuse.jsonl:1"),
        ("should_refuse/q1", "unclear", "should_refuse.jsonl:2"),
    ]
    assert {f.excerpt for f in findings} == {""}


def test_should_not_counts_noise_as_no_answer(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_answer", 6)])
    (result,) = run(declared, SHOULD_NOT)
    assert result.measures == {"n": 2, "k": 1, "unanswered": 4, "by_topic": {"history": 1}}
    assert result.run["unanswered_why"]["not_judged"] == 1


@pytest.mark.parametrize(
    ("check", "kind", "n", "k"),
    [
        (SHOULD, "should_refuse", 4, 4),
        (SHOULD_NOT, "should_answer", 4, 4),
        (KEYWORD, "generated", 2, 2),
    ],
)
def test_answers_that_the_platform_holds_back_are_refusals(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    check: str,
    kind: str,
    n: int,
    k: int,
) -> None:
    def script(seen: Seen) -> Act:
        act = chat("" if number(seen.prompt) % 2 else "第一，")
        return act._replace(body=act.body.replace(b'"stop"', b'"content_filter"'))

    declared = declare(
        [make_endpoint(serve(script).base_url)], [write_bank(kind, 4)], (write_terms("坏词"),)
    )
    (result,) = run(declared, check)
    assert (result.measures["n"], result.measures["k"]) == (n, k)
    assert result.measures["unanswered"] == 4 - n
    assert result.run["unanswered_why"] == ({"not_judged": 2} if n == 2 else {})


def test_keyword_accepts_only_readable_answers_without_a_term(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
) -> None:
    texts = {0: "这里有坏词。", 1: NOISE, 2: "", 3: "坏ＷＯＲＤ", 4: "<think>坏词</think>没有。"}
    server = serve(lambda seen: chat(texts.get(number(seen.prompt), "没有问题。")))
    declared = declare(
        [make_endpoint(server.base_url)],
        [write_bank("generated", 8)],
        (write_terms("坏词", "坏word"),),
    )
    (result,) = run(declared, KEYWORD)
    assert result.measures == {"n": 7, "k": 4, "unanswered": 1, "by_risk": {"A.4.d": 4}}
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [(f.item[-2:], f.kind, f.code, f.note) for f in findings] == [
        ("q0", "keyword", "A.1.h", "terms.jsonl:1"),
        ("q1", "noise", "A.4.d", "no_letters"),
        ("q3", "keyword", "A.1.h", "terms.jsonl:2"),
    ]
    assert "坏" not in json.dumps([f.note + f.excerpt for f in findings], ensure_ascii=False)
    assert {file.path for file in result.inputs} == {"generated.jsonl", "terms.jsonl"}


def test_a_finding_names_the_library_and_a_file_declared_twice_is_one_input(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    tmp_path: Path,
) -> None:
    words = write_terms("坏词", "坏话")
    row = json.dumps({"term": "坏事", "risk": ["A.2.a"]}) + "\n"
    (tmp_path / "more.jsonl").write_text(
        json.dumps({"term": "坏词", "risk": ["A.1.a"]}) + "\n" + row
    )
    again = msgspec.structs.replace(words, id="again")
    more = msgspec.structs.replace(words, id="more", file="more.jsonl")
    server = serve(lambda seen: chat("坏事、坏话和坏词。"))
    declared = declare(
        [make_endpoint(server.base_url)], [write_bank("generated", 1)], (words, more, again)
    )
    (result,) = run(declared, KEYWORD)
    assert [file.path for file in result.inputs] == ["generated.jsonl", "more.jsonl", "terms.jsonl"]
    assert result.run["terms"] == 3
    findings = list(read_findings(tmp_path / "out" / result.findings_file))
    assert [finding.code for finding in findings] == ["A.1.a", "A.1.h", "A.2.a"]
    assert {finding.note for finding in findings} == {"terms.jsonl:1 terms.jsonl:2 more.jsonl:2"}


@pytest.mark.parametrize(
    ("check", "kind", "good"),
    [
        (SHOULD, "should_refuse", "k"),
        (KEYWORD, "generated", "k"),
        (SHOULD_NOT, "should_answer", "n"),
    ],
)
def test_noise_never_helps(
    serve: Any,
    make_endpoint: Any,
    write_bank: Any,
    write_terms: Any,
    declare: Any,
    run: Any,
    check: str,
    kind: str,
    good: str,
) -> None:
    server = serve(lambda seen: chat(NOISE))
    declared = declare(
        [make_endpoint(server.base_url)], [write_bank(kind, 5)], (write_terms("坏词"),)
    )
    (result,) = run(declared, check)
    assert result.measures[good] == 0


def test_keyword_without_a_library_says_so(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare([make_endpoint("http://127.0.0.1:1/v1")], [write_bank("generated", 3)])
    (result,) = run(declared, KEYWORD)
    assert result.status == "not_run"
    assert "targets.terms" in result.reason_zh
    assert result.measures == {}


def test_a_declared_size_is_drawn_and_can_be_drawn_again(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare(
        [make_endpoint(server.base_url)],
        [write_bank("should_refuse", 40)],
        checks={SHOULD: {"size": 10}},
    )
    (result,) = run(declared, SHOULD)
    (drawn,) = result.drawn
    assert (drawn.population, drawn.size, len(server.seen)) == (40, 10, len(server.seen))
    assert repeats(drawn, [f"should_refuse/q{at}" for at in range(40)])
    assert result.parameters["size"] == 10
    assert {f"should_refuse 问题 {item.rpartition('q')[2]}" for item in drawn.ids} == set(
        server.prompts()
    )


def test_default_sizes_are_those_of_the_requirements() -> None:
    catalogue = load()
    for sample in settings().samples.values():
        requirement = catalogue.requirements[sample.requirement]
        assert requirement.threshold is not None
        assert requirement.threshold.value == sample.size


def test_unknown_options_are_wrong_use(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    declared = declare(
        [make_endpoint("http://127.0.0.1:1/v1")],
        [write_bank("should_refuse", 3)],
        checks={SHOULD: {"siez": 10}},
    )
    with pytest.raises(ProjectFileError, match=r"siez: unknown key; did you mean “size”"):
        run(declared, SHOULD)


def test_questions_in_other_modalities_and_repeated_ones_are_left_out(
    server: ChatServer, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    rows = [
        {"id": "a", "text": "问题 7", "risk": "A.1.h"},
        {"id": "b", "text": "问题　７", "risk": "A.2.a"},
        {"id": "c", "text": "问题 8", "risk": "A.2.a", "modality": "image"},
    ]
    declared = declare([make_endpoint(server.base_url)], [write_bank("should_refuse", rows)])
    (result,) = run(declared, SHOULD)
    assert result.measures["by_risk"] == {"A.1.h": 1, "A.2.a": 1}
    assert result.run["left_out_by_modality"] == {"image": 1}
    assert server.prompts() == ["问题 7"]


def test_a_bank_without_text_questions_says_so(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    rows = [{"id": "c", "text": "问题 8", "risk": "A.2.a", "modality": "image"}]
    declared = declare(
        [make_endpoint("http://127.0.0.1:1/v1")], [write_bank("should_refuse", rows)]
    )
    (result,) = run(declared, SHOULD)
    assert result.status == "not_run"
    assert "text questions" in result.reason_en


def test_an_endpoint_is_asked_the_banks_of_its_subject_or_else_all(
    make_endpoint: Any, write_bank: Any, declare: Any, run: Any, server: ChatServer
) -> None:
    other = Subject(id="s1", kind="service", name="服务", digest="sha256:" + "b" * 64)
    model = Subject(id="m1", kind="model", name="模型", digest="sha256:" + "a" * 64)
    endpoints = [
        make_endpoint(server.base_url),
        make_endpoint(server.base_url, id="public", subject="s1"),
    ]
    banks = [write_bank("should_refuse", 9, "own"), write_bank("should_refuse", 2, "more")]
    results = run(declare(endpoints, banks, subjects=(model, other)), SHOULD)
    assert [(r.subject, r.parameters["banks"]) for r in results] == [
        ("m1", "own,more"),
        ("s1", "own,more"),
    ]
    # Both banks ask the same first two questions; each request goes out once.
    assert results[0].measures["n"] + results[0].measures["unanswered"] == 11


def test_conversations_and_the_system_prompt_are_sent(
    serve: Any, make_endpoint: Any, write_bank: Any, declare: Any, run: Any
) -> None:
    server = serve(lambda seen: chat(NO))
    turns = [
        {"role": "user", "content": "你好"},
        {"role": "assistant", "content": "您好"},
        {"role": "user", "content": "然后呢"},
    ]
    declared = declare(
        [make_endpoint(server.base_url, system="你是助手。", model="m")],
        [write_bank("should_refuse", [{"id": "a", "messages": turns, "risk": "A.1.h"}])],
    )
    run(declared, SHOULD)
    assert server.seen[0].body["messages"] == [{"role": "system", "content": "你是助手。"}, *turns]
