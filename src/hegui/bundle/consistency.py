"""Do the parts of a bundle agree with each other: index and files, results and findings?"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from hegui.bundle.contents import Contents
from hegui.bundle.draws import draw_problems
from hegui.bundle.layout import EVIDENCE, EVIDENCE_INDEX, RESULTS
from hegui.bundle.manifest import Entry
from hegui.bundle.problems import Problem, problem
from hegui.bundle.records import record_problems
from hegui.bundle.sources import Source
from hegui.common.text import Text
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.engine.store import split_stem
from hegui.project.approvers import approver_roles

DECLARED = ("type", "date", "approved_by", "approved_on", "valid_until", "covers")
"""What an evidence item repeats from the declared document."""


def consistency_problems(
    source: Source, contents: Contents, entries: Sequence[Entry], intact: set[str]
) -> list[Problem]:
    """Return where parts contradict each other; damaged files are not looked into again."""
    by_path = {entry.path: entry for entry in entries}
    return [
        *_evidence_items(contents, by_path),
        *_evidence_files(contents, by_path),
        *_results(contents, by_path),
        *record_problems(source, contents, by_path, intact),
    ]


def evidence_path(item: EvidenceItem) -> str:
    """Return where the file of an item lies: its SHA-256 and a plain form of its suffix."""
    suffix = PurePosixPath(item.path).suffix.lower()
    plain = suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 9 else ""
    return f"{EVIDENCE}/{item.sha256}{plain}"


def _evidence_items(contents: Contents, by_path: dict[str, Entry]) -> Iterator[Problem]:
    documents = {document.id: document for document in contents.project.documents}
    if list(documents) != [item.id for item in contents.evidence]:
        yield _evidence("*", Text("与声明的文件清单不同", "the documents declared are others"))
    people = contents.project.people
    for item in contents.evidence:
        document = documents.get(item.id)
        if document is None:
            continue
        wrong = [n for n in DECLARED if getattr(item, n) != getattr(document, n)]
        wrong += ["path"] * (item.path != document.file)
        wrong += ["approver_roles"] * (
            item.approver_roles != approver_roles(people, item.approved_by)
        )
        for name in wrong:
            yield _evidence(item.id, Text(f"{name} 与声明不同", f"{name} is not what is declared"))
        yield from _evidence_file(item, by_path)


def _evidence_file(item: EvidenceItem, by_path: dict[str, Entry]) -> Iterator[Problem]:
    if not item.sha256:
        if item.readable:
            yield _evidence(item.id, Text("可读却没有摘要", "it is readable and has no digest"))
        return
    entry = by_path.get(evidence_path(item))
    if entry is None:
        what = Text("证据文件不在包里", "its file is not in the bundle")
        yield _evidence(item.id, what)
    elif (entry.sha256, entry.size) != (item.sha256, item.size):
        what = Text("摘要或大小与证据文件不同", "its digest or size is not that of its file")
        yield _evidence(item.id, what)


def _evidence(item_id: str, what: Text) -> Problem:
    return problem("evidence", EVIDENCE_INDEX, id=item_id, what_zh=what.zh, what_en=what.en)


def _evidence_files(contents: Contents, by_path: dict[str, Entry]) -> Iterator[Problem]:
    known = {evidence_path(item) for item in contents.evidence} | {EVIDENCE_INDEX}
    for path in by_path:
        if path.startswith(f"{EVIDENCE}/") and path not in known:
            what = Text("不在证据清单里", "it is not in the index of evidence")
            yield problem("evidence", path, id=path, what_zh=what.zh, what_en=what.en)


def _results(contents: Contents, by_path: dict[str, Entry]) -> Iterator[Problem]:
    for path, result in contents.results.items():
        for what in _result(path, result, contents, by_path):
            yield problem("result", path, what_zh=what.zh, what_en=what.en)


def _result(
    path: str, result: CheckResult, contents: Contents, by_path: dict[str, Entry]
) -> Iterator[Text]:
    name = PurePosixPath(path).stem
    parts = split_stem(name)
    if PurePosixPath(path).parent.name != RESULTS or parts is None or parts[0] != result.check:
        yield Text("文件名与检查编号不符", "its name is not that of its check")
    known = {s.id for s in contents.project.subjects} | {contents.project.organisation.id, ""}
    if result.subject not in known:
        yield Text("对象没有声明", "its subject is not declared")
    if bool(result.finding_count) != bool(result.findings_file):
        yield Text("有发现却没有发现文件，或相反", "findings and findings file do not go together")
    if result.findings_file and result.findings_file not in by_path:
        yield Text("发现文件不在包里", "its findings are not in the bundle")
    if (journal := result.journal_file) and not any(
        p == journal or p.startswith(f"{journal}/") for p in by_path
    ):
        yield Text("过程记录不在包里", "its journal is not in the bundle")
    yield from draw_problems(result)
    if len(result.errors) > result.error_count:
        yield Text("出错数小于列出的错误", "it lists more errors than it counts")
