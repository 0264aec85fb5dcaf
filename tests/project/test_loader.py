"""Loading a project file: what is right loads, and every problem is found with its line."""

import datetime as dt
import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from hegui.catalogue.model import Catalogue
from hegui.common.hashing import sha256_bytes
from hegui.common.merkle import merkle_root
from hegui.project import Declared, ProjectFileError, ProjectMissingError, load_project
from hegui.project.approvers import approvers
from hegui.project.errors import LISTED, UnsafePathError
from hegui.project.model import Judgement
from hegui.project.paths import expand, inside

Load = Callable[..., Declared]
Problems = Callable[..., list[tuple[str, int, str]]]
DOCUMENT = "- {id: d1, type: EV-A, file: docs/a.md, date: 2026-01-02"


def test_a_full_declaration_loads(load: Load) -> None:
    text = textwrap.dedent(
        """\
        as_of: 2026-11-20
        rule_set: RS-1
        facts:
          serves_public: true
          pi_subjects: 12
          role: [provider, developer]
          public_opinion: {value: true, by: wang, on: 2026-03-01, reason: 面向公众}
        documents:
          - {id: d1, type: EV-A, file: docs/a.md, date: 2026-01-02, covers: {m1: "1"}}
        attestations: [{clause: "4.1", condition: C2, by: wang, on: 2026-01-02}]
        decisions:
          - {clause: "4.1", condition: C1, holds: true, by: wang, on: 2026-01-02, reason: 已核实}
        point_decisions:
          - {document: d1, point: p1, present: true, by: wang, on: 2026-01-02}
        """
    )
    declared = load(text)
    assert declared.as_of == dt.date(2026, 11, 20)
    assert declared.facts() == {
        "serves_public": True,
        "pi_subjects": 12,
        "role": ("developer", "provider"),
        "public_opinion": True,
    }
    assert isinstance(declared.project.facts["public_opinion"], Judgement)
    assert declared.subject("m1").digest == ""


def test_a_document_is_approved_by_one_person_or_by_several(load: Load) -> None:
    for written, found in (("wang", ("wang",)), ("[wang, wang]", ("wang",)), ("[]", ())):
        declared = load(f"documents:\n  {DOCUMENT}, approved_by: {written}}}\n")
        assert approvers(declared.project.documents[0].approved_by) == found


def test_the_day_of_the_caller_replaces_that_of_the_file(load: Load) -> None:
    assert load("as_of: 2026-11-20", as_of=dt.date(2026, 1, 1)).as_of == dt.date(2026, 1, 1)


def test_a_judgement_made_later_is_not_known_yet(load: Load) -> None:
    text = "facts: {public_opinion: {value: true, by: wang, on: 2026-03-01, reason: 是}}\n"
    assert load(text, as_of=dt.date(2026, 3, 1)).facts() == {"public_opinion": True}
    assert load(text, as_of=dt.date(2026, 2, 28)).facts() == {}


def test_a_folder_stands_for_its_hegui_yaml(load: Load, folder: Path, catalogue: Catalogue) -> None:
    load()
    assert load_project(folder, catalogue).path == folder / "hegui.yaml"


def test_a_missing_file_names_the_way_out(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ProjectMissingError, match="hegui init"):
        load_project(tmp_path / "none.yaml", catalogue)


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        ("peple: []\n", "unknown_key", 7, "peple"),
        ("targets: {corpus: []}\n", "unknown_key", 7, "targets.corpus"),
        ("as_of: soon\n", "bad_date", 7, "as_of"),
        ("as_of: 2026-02-30\n", "bad_date", 7, "as_of"),
        ("as_of: 0026-02-03\n", "bad_date", 7, "as_of"),
        ("documents: none\n", "wrong_type", 7, "documents"),
        ("as_of: 2026-01-01\nas_of: 2026-01-02\n", "duplicate_key", 8, "as_of"),
        ("rule_set: RS-2\n", "unknown_rule_set", 7, "rule_set"),
        ("facts:\n  serve_public: true\n", "unknown_fact", 8, "facts.serve_public"),
        ("facts:\n  serves_public: yes\n", "wrong_type", 8, "facts.serves_public"),
        ("facts: {pi_subjects: true}\n", "wrong_type", 7, "facts.pi_subjects"),
        ("facts: {pi_subjects: -1}\n", "out_of_bounds", 7, "facts.pi_subjects"),
        ("facts: {role: provider}\n", "wrong_type", 7, "facts.role"),
        ("facts:\n  role:\n    - provide\n", "unknown_value", 9, "facts.role[0]"),
        ("facts: {role: [provider, provider]}\n", "duplicate_value", 7, "facts.role[1]"),
        ("facts: {public_opinion: true}\n", "judgement_needed", 7, "facts.public_opinion"),
        (
            "facts:\n  public_opinion:\n    {value: true, by: li, on: 2026-01-01, reason: 是}\n",
            "unknown_person",
            9,
            "facts.public_opinion.by",
        ),
        (
            "facts: {public_opinion: {value: true, by: wang, on: 2026-01-01}}\n",
            "missing_key",
            7,
            "facts.public_opinion.reason",
        ),
        (
            "facts: {public_opinion: {value: 1, by: wang, on: 2026-01-01, reason: 是}}\n",
            "wrong_type",
            7,
            "facts.public_opinion.value",
        ),
        (f"documents:\n  {DOCUMENT}}}\n  {DOCUMENT}}}\n", "duplicate_id", 9, "documents[1].id"),
        (f"documents:\n  {DOCUMENT}, approved_by: li}}\n", "unknown_person", 8, None),
        (
            f"documents:\n  {DOCUMENT}, approved_by: [wang, li]}}\n",
            "unknown_person",
            8,
            "documents[0].approved_by[1]",
        ),
        (
            f"documents:\n  {DOCUMENT}, approved_by: [wang, 3]}}\n",
            "wrong_type",
            8,
            "documents[0].approved_by[1]",
        ),
        (
            f"documents:\n  {DOCUMENT}, approved_by: {{by: wang}}}}\n",
            "wrong_type",
            8,
            "documents[0].approved_by",
        ),
        (f"documents:\n  {DOCUMENT}, valid_until: 2025-01-01}}\n", "bad_date", 8, None),
        (f"documents:\n  {DOCUMENT}, covers: {{m2: x}}}}\n", "unknown_subject", 8, None),
        (
            "documents: [{id: d, type: EV-B, file: docs/a.md, date: 2026-01-02}]\n",
            "unknown_evidence_type",
            7,
            "documents[0].type",
        ),
        (
            "documents: [{id: d, type: EV-A, file: docs/b.md, date: 2026-01-02}]\n",
            "file_missing",
            7,
            "documents[0].file",
        ),
        (
            "documents: [{id: 文件, type: EV-A, file: docs/a.md, date: 2026-01-02}]\n",
            "out_of_bounds",
            7,
            "documents[0].id",
        ),
        (
            "targets: {media: [{id: x, subject: m2, files: [docs]}]}\n",
            "unknown_subject",
            7,
            "targets.media[0].subject",
        ),
        (
            "targets: {media: [{id: x, subject: m1, files: ['no/*.png']}]}\n",
            "file_missing",
            7,
            "targets.media[0].files[0]",
        ),
        (
            "targets: {endpoints: [{id: e, subject: m1, base_url: 'http://a', attempts: 0}]}\n",
            "out_of_bounds",
            7,
            "targets.endpoints[0].attempts",
        ),
        (
            "targets: {banks: [{id: b, subject: m1, kind: refuse, file: docs/a.md}]}\n",
            "unknown_word",
            7,
            "targets.banks[0].kind",
        ),
        (
            'attestations: [{clause: "4.2", condition: C2, by: wang, on: 2026-01-02}]\n',
            "unknown_clause",
            7,
            "attestations[0].clause",
        ),
        (
            'attestations: [{clause: "4.1", condition: C1, by: wang, on: 2026-01-02}]\n',
            "not_an_attestation",
            7,
            "attestations[0].condition",
        ),
        (
            'attestations: [{clause: "4.1", condition: C9, by: wang, on: 2026-01-02}]\n',
            "unknown_condition",
            7,
            "attestations[0].condition",
        ),
        (
            "attestations: [{clause: 4.1, condition: C2, by: wang, on: 2026-01-02}]\n",
            "wrong_type",
            7,
            "attestations[0].clause",
        ),
        (
            'decisions: [{clause: "4.1", by: wang, on: 2026-01-02, reason: 是}]\n',
            "decision",
            7,
            "decisions[0]",
        ),
        (
            'decisions: [{clause: "4.1", verdict: ok, by: wang, on: 2026-01-02, reason: 是}]\n',
            "unknown_word",
            7,
            "decisions[0].verdict",
        ),
        (
            'decisions: [{clause: "4.1", verdict: partly, by: wang, on: 2026-01-02, reason: " "}]\n',
            "out_of_bounds",
            7,
            "decisions[0].reason",
        ),
        (
            "point_decisions: [{document: d9, point: p, present: true, by: wang, on: 2026-01-02}]\n",
            "unknown_document",
            7,
            "point_decisions[0].document",
        ),
        (
            f"documents:\n  {DOCUMENT}}}\n"
            "point_decisions: [{document: d1, point: p9, present: true, by: wang, on: 2026-01-02}]\n",
            "unknown_point",
            9,
            "point_decisions[0].point",
        ),
        (
            'nonconformities: [{id: n, clause: "4.1", grade: minor, opened: 2026-02-01, '
            "closed: 2026-01-01}]\n",
            "bad_date",
            7,
            "nonconformities[0].closed",
        ),
        ("checks: {corpus.terms: {x: sk-aaaabbbbccccddddeeee}}\n", "secret", 7, None),
        ("checks: {corpus.terms: {password: x}}\n", "secret", 7, "checks.corpus.terms.password"),
        (
            "targets: {endpoints: [{id: e, subject: m1, base_url: 'http://u:p@a/v1'}]}\n",
            "secret",
            7,
            "targets.endpoints[0].base_url",
        ),
        (
            "targets: {endpoints: [{id: e, subject: m1, base_url: 'http://a', "
            "api_key_env: my-key}]}\n",
            "out_of_bounds",
            7,
            "targets.endpoints[0].api_key_env",
        ),
    ],
)
def test_each_defect_is_named_with_its_line(
    problems: Problems, text: str, code: str, line: int, key: str | None
) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0][:2] == (code, line)
    assert key is None or found[0][2] == key


def test_all_problems_are_told_at_once_and_suggest_what_was_meant(load: Load) -> None:
    with pytest.raises(ProjectFileError) as caught:
        load("fact: {}\nfacts: {serve_public: true}\nas_of: x\n")
    message = caught.value.message("en")
    assert "hegui.yaml:7: fact: unknown key; did you mean “facts”?" in message
    assert "did you mean “serves_public”?" in message
    assert "hegui.yaml:9: as_of:" in message
    assert "是不是“facts”？" in caught.value.message("zh")
    assert [p["line"] for p in caught.value.as_dict("en")["data"]["problems"]] == [7, 8, 9]
    assert caught.value.exit_code == 2


def test_many_problems_are_counted_and_the_first_ones_listed(load: Load) -> None:
    with pytest.raises(ProjectFileError) as caught:
        load("\n".join(f"zz{n}: 1" for n in range(LISTED + 7)))
    assert "… and 7 more." in caught.value.message("en")


def test_a_secret_is_not_repeated_in_the_message(load: Load) -> None:
    with pytest.raises(ProjectFileError) as caught:
        load("checks: {model.attack: {judge: 'Bearer abcdefghijklmnopqrst'}}")
    assert "abcdefgh" not in caught.value.message("en") + str(caught.value.as_dict("zh"))


def test_an_empty_value_leaves_a_fact_unknown(load: Load) -> None:
    assert load("facts:\n  serves_public:\n  pi_subjects: 3\n").facts() == {"pi_subjects": 3}


def test_words_that_yaml_1_1_would_turn_into_booleans_stay_text(load: Load) -> None:
    head = 'schema: hegui/project/1\norganisation: {id: no, name: on, credit_code: "0123"}\n'
    declared = load(head=head)
    assert declared.project.organisation.id == "no"
    assert declared.project.organisation.name == "on"


def test_the_digest_of_files_follows_path_and_content(load: Load, folder: Path) -> None:
    text = "  - {id: d, kind: dataset, name: 语料, files: [docs]}\n"
    (folder / "docs" / "b.md").write_text("乙", "utf-8")
    first = load(text).subject("d").digest
    leaves = [
        f"docs/{name}\0{sha256_bytes(content.encode())}".encode()
        for name, content in (("a.md", "内容"), ("b.md", "乙"))
    ]
    assert first == f"sha256:{merkle_root(leaves)}"
    (folder / "docs" / "b.md").rename(folder / "docs" / "c.md")
    assert load(text).subject("d").digest != first
    assert load(text, digests=False).subject("d").digest == ""


def test_a_declared_digest_must_fit_the_files(load: Load, problems: Problems) -> None:
    text = "  - {{id: d, kind: dataset, name: 语料, digest: '{}', files: [docs]}}\n"
    assert problems(text.format("sha256:" + "0" * 64)) == [
        ("digest_mismatch", 7, "subjects[1].digest")
    ]
    right = load(text.format("")).subject("d").digest
    assert load(text.format(right)).subject("d").digest == right


def test_a_declared_digest_stands_without_files(load: Load) -> None:
    digest = "sha256:" + "a" * 64
    text = f"  - {{id: d, kind: model, name: 模型, digest: '{digest}'}}\n"
    assert load(text).subject("d").digest == digest


@pytest.mark.parametrize(
    ("path", "code"),
    [("../x.md", "unsafe_path"), ("/etc/passwd", "unsafe_path"), ("out/x.md", "unsafe_path")],
)
def test_paths_may_not_leave_the_folder(
    problems: Problems, folder: Path, path: str, code: str
) -> None:
    (folder.parent / "x.md").write_text("外", "utf-8")
    (folder / "out").symlink_to(folder.parent, target_is_directory=True)
    document = f"documents: [{{id: d, type: EV-A, file: {path}, date: 2026-01-02}}]\n"
    assert problems(document)[0][0] == code


def test_a_glob_does_not_follow_a_symlink_out(folder: Path) -> None:
    (folder.parent / "x.md").write_text("外", "utf-8")
    (folder / "docs" / "link.md").symlink_to(folder.parent / "x.md")
    with pytest.raises(UnsafePathError, match="symlink"):
        expand(folder, ["docs/*.md"])


def test_a_symlink_to_itself_is_refused(folder: Path) -> None:
    os.symlink("loop", folder / "loop")
    with pytest.raises(UnsafePathError):
        inside(folder, "loop/a")


def test_expand_sorts_and_names_each_file_once(folder: Path) -> None:
    for name in ("b.md", "c[1].md", ".hidden"):
        (folder / "docs" / name).write_text("", "utf-8")
    (folder / "docs" / "deep").mkdir()
    (folder / "docs" / "deep" / "d.md").write_text("", "utf-8")

    def names(*patterns: str) -> list[str]:
        return [path.relative_to(folder).as_posix() for path in expand(folder, patterns)]

    assert names("docs/*.md", "docs/a.md") == ["docs/a.md", "docs/b.md", "docs/c[1].md"]
    assert names("docs/c[1].md") == ["docs/c[1].md"]
    assert names("**/*.md")[-1] == "docs/deep/d.md"
    assert "docs/.hidden" in names("docs")
    assert names("docs/none.md", "nothing/*") == []


def test_questions_about_facts_need_no_files_but_safe_paths(load: Load, problems: Problems) -> None:
    document = "documents: [{{id: d, type: EV-A, file: {}, date: 2026-01-02}}]\n"
    assert load(document.format("docs/none.md"), digests=False).project.documents
    assert problems(document.format("../x.md"), digests=False)[0][0] == "unsafe_path"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_named(load: Load, folder: Path) -> None:
    (folder / "docs" / "a.md").chmod(0)
    with pytest.raises(Exception, match=r"a\.md") as caught:
        load("  - {id: d, kind: dataset, name: 语料, files: [docs]}\n")
    assert getattr(caught.value, "code", "") == "unreadable_file"
