"""bundle.json has one spelling: whatever a lenient reader would accept besides is a problem."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.bundle import UnsealableError, seal, verify
from hegui.bundle.layout import odd_path
from hegui.bundle.manifest import Entry, list_problems, parse_manifest, root_of
from hegui.bundle.statement import claims, pae, strict_b64
from hegui.common.hashing import canonical_json
from tests.bundle import factory


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    factory.make(tmp_path / "b")
    return tmp_path / "b"


def codes(bundle: Path, data: bytes) -> set[tuple[str, str]]:
    (bundle / "bundle.json").write_bytes(data)
    return {(p.path, p.code) for p in verify(bundle).problems}


def text_of(bundle: Path) -> str:
    return (bundle / "bundle.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.rstrip("\n"), "canonical"),
        (lambda t: t + "\n", "canonical"),
        (lambda t: " " + t, "canonical"),
        (lambda t: t.replace('": ', '" : ', 1), "canonical"),
        (lambda t: t.replace("project.yaml", "pr\\u006fject.yaml", 1), "canonical"),
        (lambda t: t.replace("reports/report", "reports\\/report", 1), "canonical"),
        (lambda t: t.replace('"content"', '"content": "x", "content"', 1), "json"),
        (lambda t: t.replace('"size": ', '"size": 0', 1), "json"),
        (lambda t: t.replace('"size": ', '"size": 1e0', 1), "shape"),
        (lambda t: t.replace('"size": ', '"size": NaN, "x": ', 1), "json"),
        (lambda t: t.replace("{", '{"more": 1,', 1), "shape"),
        (lambda t: t.replace("hegui/bundle/1", "hegui/bundle/2"), "shape"),
        (lambda t: "\ufeff" + t, "json"),
        (lambda t: t[:-3], "json"),
        (lambda t: "[" * 100_000, "json"),
        (lambda t: "null", "shape"),
        (lambda t: "", "json"),
        (lambda t: '{"schema": "\\ud800"}', "shape"),
        (lambda t: "9" * 5000, "json"),
    ],
)
def test_loose_spellings_are_problems_of_bundle_json(
    bundle: Path, change: Callable[[str], str], code: str
) -> None:
    assert ("bundle.json", code) in codes(bundle, change(text_of(bundle)).encode("utf-8"))


def test_bytes_that_are_not_utf8_are_a_problem(bundle: Path) -> None:
    assert codes(bundle, b'{"a": "\xff"}') == {("bundle.json", "json")}


def edited(bundle: Path, edit: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(text_of(bundle))
    edit(value)
    return canonical_json(value)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda v: v["entries"].reverse(), "order"),
        (lambda v: v["entries"].append(v["entries"][-1]), "twice"),
        (lambda v: v["entries"][0].update(size=1), "root"),
        (lambda v: v.update(root="0" * 64), "root"),
        (lambda v: v.update(content="0" * 64), "root"),
        (lambda v: v["versions"].update(hegui="9"), "statement"),
        (lambda v: v["versions"].update(catalogue_digest="1" * 64), "statement"),
        (lambda v: v["keys"][0].update(keyid="0" * 64), "key"),
        (lambda v: v["keys"][0].update(algorithm="SM2"), "key"),
        (lambda v: v["keys"][0].update(public_key="AAAA"), "key"),
        (lambda v: v["keys"].append(v["keys"][0]), "key"),
        (lambda v: v["envelope"]["signatures"][0].update(sig="AAAA"), "signature"),
        (lambda v: v["envelope"].update(payload="e30="), "signature"),
        (lambda v: v["envelope"].update(payload="e30"), "encoding"),
        (lambda v: v["envelope"].update(signatures=[]), "shape"),
        (lambda v: v["envelope"].update(payloadType="text/plain"), "shape"),
        (lambda v: v["entries"][0].update(sha256="A" * 64), "shape"),
        (lambda v: v["entries"][0].update(sha256="a" * 64 + "\n"), "shape"),
        (lambda v: v["entries"][0].update(size=-1), "shape"),
        (lambda v: v["entries"][0].update(size=True), "shape"),
    ],
)
def test_edits_are_problems_of_bundle_json(
    bundle: Path, edit: Callable[[dict[str, Any]], object], code: str
) -> None:
    assert code in {name for _, name in codes(bundle, edited(bundle, edit))}


def test_base64_has_one_spelling() -> None:
    assert strict_b64("YQ==") == b"a"
    for text in ("YR==", "YQ=", "YQ", "YQ==\n", "Y Q==", "YQ==YQ==", "YQ-_"):
        with pytest.raises(ValueError):
            strict_b64(text)


def test_the_payload_is_an_in_toto_statement_about_every_file(bundle: Path) -> None:
    manifest, problems = parse_manifest((bundle / "bundle.json").read_bytes())
    assert manifest is not None
    assert problems == []
    payload = base64.b64decode(manifest.envelope.payload)
    value = json.loads(payload)
    assert value["_type"] == "https://in-toto.io/Statement/v1"
    assert value["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    digests = {s["name"]: s["digest"]["sha256"] for s in value["subject"]}
    assert digests == {e.path: e.sha256 for e in manifest.entries}
    predicate = value["predicate"]
    assert predicate["result"] == "PASSED"
    assert predicate["passedTests"] == ["K-2", "K-1", "K-10"]
    assert [c["name"] for c in predicate["configuration"]] == ["catalogue.json", "project.yaml"]
    assert claims(payload)["signedAt"] == "2026-11-20T08:00:00Z"


def test_the_signed_bytes_are_the_dsse_encoding() -> None:
    assert pae(b"hello") == b"DSSEv1 28 application/vnd.in-toto+json 5 hello"


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/x",
        "results//x",
        "results/./x",
        "results/x ",
        "results/x.",
        "a/b",
        "results",
        "results/a\\b",
        "results/a:b",
        "results/a\nb",
        "results/con",
        "results/LPT1.txt",
        "results/\u202eabc",
        "results/e\u0301",
        "results/" + "长" * 200,
        "results/\udcff",
        "",
    ],
)
def test_odd_paths_are_refused(path: str) -> None:
    assert odd_path(path) is not None


@pytest.mark.parametrize(
    "path", ["project.yaml", "results/a--2.json", "journals/对话/记录 1.jsonl"]
)
def test_plain_paths_are_accepted(path: str) -> None:
    assert odd_path(path) is None


def test_names_that_differ_in_case_only_are_refused() -> None:
    entries = [Entry(path=p, size=0, sha256="0" * 64) for p in ("results/A", "results/a")]
    assert [p.code for p in list_problems(entries)] == ["twice"]


def test_a_list_of_other_files_has_another_root() -> None:
    one = Entry(path="results/a", size=11, sha256="0" * 64)
    two = Entry(path="results/a\x0011", size=1, sha256="0" * 64)
    assert root_of([one]) != root_of([two])
    assert root_of([one, one]) != root_of([one])


@pytest.mark.parametrize("path", ["notes.txt", "results/a:b.json", "results/e\u0301.json"])
def test_a_folder_with_odd_files_is_not_sealed(tmp_path: Path, path: str) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / path).write_bytes(b"x")
    with pytest.raises(UnsealableError) as caught:
        seal(folder)
    assert path in caught.value.message("zh")
    assert not (folder / "bundle.json").exists()


def test_a_folder_with_a_link_is_not_sealed(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / "results/link.json").symlink_to(folder / "project.yaml")
    with pytest.raises(UnsealableError, match=r"link\.json"):
        seal(folder)


@pytest.mark.parametrize("path", ["project.yaml", "verdicts.json", "evidence/index.json"])
def test_an_incomplete_folder_is_not_sealed(tmp_path: Path, path: str) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / path).unlink()
    with pytest.raises(UnsealableError, match=path):
        seal(folder)


def test_sealing_leaves_no_empty_folder(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / "journals/a/b").mkdir(parents=True)
    seal(folder)
    assert not (folder / "journals/a").exists()
    assert verify(folder).ok
