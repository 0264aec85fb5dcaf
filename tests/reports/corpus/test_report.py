"""The report of a corpus, from real outputs of the commands: what it says, and what it lets through."""

import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.checks.corpus.shards.output import table_path
from hegui.checks.corpus.shards.plan import planned_shards, write_plan
from hegui.reports.corpus import REPORTS, NotAFolderError, build, read_folder
from hegui.reports.corpus.context import BarView, Chart, CorpusContext, Part, Table
from hegui.reports.corpus.drawing import bars

pytest.importorskip("hyperscan")
HOSTILE = "<img src=x onerror=alert(1)>\u202etxt"
DAY = "2026-11-20"


def hegui(*arguments: str, code: int = 0) -> str:
    """Run the program."""
    done = subprocess.run(
        [sys.executable, "-m", "hegui", *arguments], capture_output=True, check=False, text=True
    )
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scan of a corpus with hostile names, bad lines and a shard that cannot be read."""
    folder = tmp_path_factory.mktemp("report")
    corpus = folder / "corpus"
    corpus.mkdir()
    rows = [
        {"id": HOSTILE, "text": f"他的邮箱是 someone@example.com，电话 13800138000，禁词{n}。"}
        for n in range(5)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (corpus / "<script>alert(1)<script>.jsonl").write_text(lines + "not json\n", encoding="utf-8")
    (corpus / "broken.jsonl.gz").write_bytes(b"no archive")
    (folder / "terms.txt").write_text("禁词\n", encoding="utf-8")
    terms = str(folder / "terms.txt")
    scan = ["corpus", "scan", str(corpus), "--terms", terms, "--out", str(folder / "scan")]
    hegui(*scan, "--jobs", "1", "--as-of", DAY, code=3)
    return folder / "scan"


def made(*folders: Path, lang: str = "zh") -> CorpusContext:
    """Return the context of some folders."""
    return build(
        [read_folder(f) for f in folders], load(), "en" if lang == "en" else "zh", as_of=DAY
    )


def part(context: CorpusContext, name: str) -> Part:
    """Return a part of the report."""
    return next(one for one in context.parts if one.id == name)


def written(folder: Path, name: str, content: Any) -> Path:
    """Write a JSON document of a command."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


class Page(HTMLParser):
    """What a browser would see: elements with attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def cells(one: Part) -> Iterator[str]:
    """Yield every cell of the tables of a part."""
    return (cell for table in one.tables for row in table.rows for cell in row)


def test_it_says_what_was_read_and_what_was_not(scanned: Path) -> None:
    read = part(made(scanned, lang="en"), "read")
    assert read.state.code == "partly"
    assert read.lead[0].startswith("Shards: 1; documents: 5; ")
    assert "Items that could not be read: 1; shards that were not finished: 1" in read.lead[0]
    assert any("broken.jsonl.gz" in cell for cell in cells(read))
    unseen = " ".join(part(made(scanned, lang="en"), "unseen").lead)
    assert "landline" in unseen
    assert "not read to their end, the rest of which was not looked at: 1" in unseen
    assert "Duplicates" in unseen


def test_a_place_that_is_the_name_of_the_document_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "禁词"}\n{"id": "own", "text": "禁词"}\n')
    (tmp_path / "terms.txt").write_text("禁词\n", encoding="utf-8")
    out = str(tmp_path / "scan")
    hegui(
        "corpus",
        "scan",
        str(tmp_path / "a.jsonl"),
        "--terms",
        str(tmp_path / "terms.txt"),
        "--out",
        out,
    )
    table = part(made(Path(out)), "examples").tables[0]
    assert [Path(row[1]).name for row in table.rows] == ["a.jsonl:1", "a.jsonl:2 · own"]


def test_what_was_not_done_is_said_and_never_passes(scanned: Path) -> None:
    context = made(scanned)
    for name in ("samples", "sources", "licences", "duplicates", "overlap", "annotation", "media"):
        assert part(context, name).state.code == "not_run", name
        assert part(context, name).lead
    rules = part(context, "rules")
    assert rules.state.code == "not_run"
    assert {row[4] for row in rules.tables[0].rows} == {"规则未定"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_and_ids_cannot_become_markup(scanned: Path, lang: str) -> None:
    page = Page(REPORTS["html"]().render(made(scanned, lang=lang)).decode())
    assert not [tag for tag, _ in page.elements if tag in ("script", "img", "iframe", "link")]
    assert not [name for _, at in page.elements for name in at if name.startswith("on")]
    assert "<script>alert(1)<script>.jsonl" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "\u202e" not in page.text
    assert r"\u{202E}" in page.text


def test_hostile_documents_of_commands_cannot_become_markup(scanned: Path, tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    written(
        tmp_path / "r",
        "a.json",
        {"check": evil, "status": evil, "measures": {evil: evil, "m": {evil: 1}}},
    )
    written(
        tmp_path / "r",
        "b.json",
        {"schema": evil, evil: 7, "rate": {"n": 2, "k": 1, "lower": 0, "upper": 1}},
    )
    context = made(scanned, tmp_path / "r")
    page = Page(REPORTS["html"]().render(context).decode())
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.text.count("alert(1)") >= 4


def test_no_value_is_shown_as_it_is(scanned: Path) -> None:
    page = REPORTS["html"]().render(made(scanned)).decode()
    for value in ("someone@example.com", "13800138000", "禁词"):
        assert value not in page
    assert "禁*" in page


def test_equal_input_gives_equal_bytes(scanned: Path) -> None:
    for report in REPORTS.values():
        assert report().render(made(scanned)) == report().render(made(scanned))


@pytest.mark.parametrize(("lang", "word"), [("zh", "没有看什么"), ("en", "What was not looked at")])
def test_the_pdf_holds_every_part(scanned: Path, tmp_path: Path, lang: str, word: str) -> None:
    from pypdf import PdfReader

    written(tmp_path / "more", "x.json", {"😀 པོད་ཡིག": 3})
    context = made(scanned, tmp_path / "more", lang=lang)
    reader = PdfReader(BytesIO(REPORTS["pdf"]().render(context)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    assert word in text
    assert r"\u{1F600}" in text
    for one in context.parts:
        assert one.title.split()[0] in text, one.id


def review(n: int, k: int, limit: str = "24/25", **more: Any) -> dict[str, Any]:
    """Return what a reviewed sample leaves."""
    rate = {"n": n, "k": k, "lower": 0.0, "upper": 1.0, "limit": limit, **more}
    return {"schema": "hegui/corpus-review/1", "population": 100_000, "rate": rate}


@pytest.mark.parametrize(
    ("n", "k", "rule", "support"),
    [
        (4000, 3840, "rule met", "not supported at 95 %"),
        (4000, 3900, "rule met", "supported at 95 %"),
        (4000, 3839, "rule not met", "not supported at 95 %"),
        (0, 0, "rule undetermined", "no inference"),
    ],
)
def test_each_rule_has_two_answers(
    scanned: Path, tmp_path: Path, n: int, k: int, rule: str, support: str
) -> None:
    written(tmp_path / "review", "review.json", review(n, k))
    rows = {
        row[0]: row
        for row in part(made(scanned, tmp_path / "review", lang="en"), "rules").tables[0].rows
    }
    assert rows["ASM-01b"][4:6] == (rule, support)
    assert rows["ASM-01a"][4] == ("rule met" if n >= 4000 else "rule not met")
    assert rows["ASM-02b"][4] == "rule undetermined"


def test_strata_of_unequal_shares_are_answered_by_their_weights(
    scanned: Path, tmp_path: Path
) -> None:
    weighted = {"share": 0.95, "lower": 0.93, "supported": False}
    written(tmp_path / "review", "review.json", {**review(4000, 3990), "weighted": weighted})
    tables = part(made(scanned, tmp_path / "review", lang="en"), "rules").tables
    rows = {row[0]: row for row in tables[0].rows}
    assert rows["ASM-01b"][4:6] == ("rule not met", "not supported at 95 %")
    assert "weighted by strata 95.00%" in rows["ASM-01b"][3]


def test_items_that_nobody_judged_are_no_pass(scanned: Path, tmp_path: Path) -> None:
    written(tmp_path / "review", "review.json", review(3990, 3835, unanswered=10))
    (answer,) = part(made(scanned, tmp_path / "review", lang="en"), "samples").answers
    assert "not judged 10" in answer.counts
    assert answer.rule.label == "rule undetermined"


def test_the_5_percent_rule_needs_all_sources(scanned: Path, tmp_path: Path) -> None:
    measures = {"sources_total": 3, "sources_assessed_before": 2, "sources_over_limit_before": 0}
    result = {"check": "corpus.sources", "status": "done", "measures": measures}
    written(tmp_path / "r", "sources.json", result)
    rows = {
        row[0]: row
        for row in part(made(scanned, tmp_path / "r", lang="en"), "rules").tables[0].rows
    }
    assert rows["SRC-01"][4] == "rule undetermined"
    written(
        tmp_path / "r",
        "sources.json",
        {**result, "measures": {**measures, "sources_over_limit_before": 1}},
    )
    rows = {
        row[0]: row
        for row in part(made(scanned, tmp_path / "r", lang="en"), "rules").tables[0].rows
    }
    assert rows["SRC-01"][4] == "rule not met"


def test_what_the_commands_leave_is_recognised(scanned: Path, tmp_path: Path) -> None:
    corpus, found = scanned.parent / "corpus", str(scanned)
    source = str(next(corpus.glob("*.jsonl")))
    drawn, copies = tmp_path / "drawn", tmp_path / "copies"
    sample = ["corpus", "sample", source, "--n", "2", "--share", "1", "--findings", found]
    hegui(*sample, "--out", str(drawn), "--seed", "tests", code=1)
    hegui("corpus", "duplicates", source, "--out", str(copies))
    context = made(scanned, drawn, copies, lang="en")
    rows = {row[0]: row for row in part(context, "rules").tables[0].rows}
    assert rows["ASM-02b"][3].startswith("0 / 5 = 0.00%")
    assert rows["ASM-02b"][4] == "rule not met"
    assert part(context, "samples").state.code == "partly"
    assert part(context, "duplicates").state.code != "not_run"
    assert any("near duplicates" in cell for cell in cells(part(context, "duplicates")))


def test_a_folder_of_media_is_recognised(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "m").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "m" / "a.png")
    (tmp_path / "m" / "broken.jpg").write_bytes(b"no picture")
    hegui("corpus", "media", str(tmp_path / "m"), "--out", str(tmp_path / "seen"), code=3)
    media = part(made(tmp_path / "seen", lang="en"), "media")
    rows = {row[0]: row[1] for table in media.tables for row in table.rows}
    assert media.state.code == "partly"
    assert (rows["files"], rows["files that could not be read"]) == ("2", "1")
    assert rows["files with a location"] == "0"
    (tmp_path / "m" / "broken.jpg").unlink()
    hegui("corpus", "media", str(tmp_path / "m"), "--out", str(tmp_path / "seen"), "--resume")
    assert part(made(tmp_path / "seen", lang="en"), "media").state.code == "done"
    (tmp_path / "seen" / "media.json").unlink()
    stopped = made(tmp_path / "seen", lang="en")
    assert part(stopped, "media").state.code != "done"
    assert "planned and not reached: 1" in " ".join(part(stopped, "unseen").lead)


def test_what_is_damaged_is_named(scanned: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "scan"
    shutil.copytree(scanned, copy)
    for path in (copy / "findings").glob("*.parquet"):
        path.write_bytes(b"no table")
    with (copy / "manifest.jsonl").open("a") as file:
        file.write('{"cut')
    context = made(copy, lang="en")
    unseen = " ".join(part(context, "unseen").lead)
    assert "manifest.jsonl:2" in unseen
    assert "could not be read" in unseen
    assert part(context, "pii").state.code == "partly"


def test_files_that_a_scan_left_out_are_told(scanned: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(scanned, tmp_path / "scan")
    asked = json.loads((copy / "scan.json").read_text("utf-8"))
    written(copy, "scan.json", asked | {"left_out": {".docx": 2, ".jpg": 1}})
    unseen = part(made(copy, lang="en"), "unseen").lead
    assert "Files of other formats in the folders, not read: 3 (.docx 2, .jpg 1)." in unseen


def test_a_folder_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotAFolderError):
        read_folder(tmp_path)


def test_the_command_writes_both_formats(scanned: Path, tmp_path: Path) -> None:
    for name in ("r.html", "r.PDF"):
        told = hegui("corpus", "report", str(scanned), "--out", str(tmp_path / name), "--json")
        assert json.loads(told)["parts"]["read"] == "partly"
        assert (tmp_path / name).stat().st_size > 10_000
    hegui("corpus", "report", str(scanned), "--out", str(tmp_path / "r.doc"), code=2)
    hegui("corpus", "report", str(tmp_path / "nowhere"), "--out", str(tmp_path / "r.html"), code=2)


def test_a_sample_that_waits_for_review_is_called_so(scanned: Path, tmp_path: Path) -> None:
    corpus = scanned.parent / "waiting.jsonl"
    corpus.write_text('{"id": 1, "text": "好"}\n{"id": 2, "text": "雨"}\n', encoding="utf-8")
    hegui("corpus", "sample", str(corpus), "--n", "1", "--out", str(tmp_path / "draw"))
    found = part(made(scanned, tmp_path / "draw", lang="en"), "samples")
    assert (found.state.code, found.state.label) == ("waiting", "drawn, waiting for review")
    assert "waits for review" in found.lead[-1]


def test_each_chart_is_drawn_for_narrow_screens_too() -> None:
    rows = (BarView("甲", 1.0, "1"), BarView("乙", 0.0, "0"))
    chart = Chart("t", "u", "s", "as words", rows, Table("t", ("a", "b"), ()))
    drawn = bars(chart)
    assert drawn.count("<svg") == 2
    assert 'class="chart narrow" viewBox="0 0 350 84"' in drawn


def test_a_folder_that_is_given_twice_counts_once(scanned: Path, tmp_path: Path) -> None:
    other = scanned.parent / "corpus" / ".." / "scan"
    answers = [
        json.loads(
            hegui("corpus", "report", *map(str, given), "--out", str(out), "--json", "--as-of", DAY)
        )
        for given, out in (
            ((scanned,), tmp_path / "one.html"),
            ((scanned, scanned, other), tmp_path / "two.html"),
        )
    ]
    assert answers[0]["report_id"] == answers[1]["report_id"]


def test_the_report_of_a_stopped_scan_says_what_was_not_reached(
    scanned: Path, tmp_path: Path
) -> None:
    import shutil

    copy = shutil.copytree(scanned, tmp_path / "scan")
    whole = made(copy, lang="en")
    names = planned_shards(copy)
    assert len(names) == 2
    write_plan(copy, "scan", [*names, "a.jsonl", "b.jsonl"])
    stopped = made(copy, lang="en")
    assert "2 of 4 planned files were not reached (a.jsonl, b.jsonl)" in " ".join(
        part(stopped, "read").lead
    )
    assert "not reached: 2 (a.jsonl, b.jsonl)" in " ".join(part(stopped, "unseen").lead)
    for name in ("read", "risks", "pii", "examples"):
        assert part(stopped, name).state.code == "partly"
    assert part(whole, "risks").state.code == "done"
    assert stopped.report_id != whole.report_id


def test_a_scan_that_was_stopped_before_its_first_file_is_incomplete(tmp_path: Path) -> None:
    write_plan(tmp_path, "scan", ["a.jsonl"])
    context = made(tmp_path, lang="en")
    assert part(context, "read").state.code == "partly"
    assert part(context, "risks").state.code == "partly"


def test_findings_that_the_manifest_does_not_name_are_not_counted(
    scanned: Path, tmp_path: Path
) -> None:
    import shutil

    copy = shutil.copytree(scanned, tmp_path / "scan")
    (line,) = read_folder(copy).lines
    file = table_path(copy, "findings", str(line["shard"]))
    shutil.copy(file, file.with_name("removed-0123456789ab.parquet"))
    assert part(made(copy), "pii").lead == part(made(scanned), "pii").lead
    file.unlink()
    assert part(made(copy), "pii").state.code == "partly"
