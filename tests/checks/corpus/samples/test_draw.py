"""`hegui corpus sample` as a user meets it."""

import gzip
import json
import stat
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from hegui.engine.sampling import Ranker, allocate
from hegui.engine.statistics import acceptance_plan, smallest_sample
from tests.checks.corpus.samples.corpora import drawn, hegui, names, rows, scanned, write

SEED = ("--seed", "s", "--jobs", "1")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for number in range(4):
        write(folder / f"{number}.jsonl", rows(500, start=500 * number))
    return folder


def test_a_draw_tells_population_size_and_seed(corpus: Path, tmp_path: Path) -> None:
    answer = hegui("sample", corpus, "--out", tmp_path / "out", "--n", 200, *SEED)
    draw, items = drawn(tmp_path / "out")
    assert (answer["population"], draw.population, draw.size, len(items)) == (2000, 2000, 200, 200)
    assert (draw.key, draw.method) == ("s/corpus.sample", "blake2b-bottom-k/1")
    assert {s.values[0]: (s.population, s.size) for s in draw.strata} == {
        "丙": (200, 22),
        "乙": (1000, 99),
        "甲": (800, 79),
    }
    ranked = sorted(items, key=lambda item: Ranker(draw.key).rank(item.item))
    assert {item.item.split(":")[0] for item in ranked} <= {"0", "1", "2", "3"}


def test_the_draw_depends_on_nothing_but_documents_and_seed(corpus: Path, tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    hegui("sample", corpus, "--out", first, "--n", 100, *SEED)
    hegui("sample", corpus, "--out", again, "--n", 100, "--seed", "s", "--jobs", 2)
    assert names(first) == names(again)
    packed = tmp_path / "elsewhere" / "packed"
    packed.mkdir(parents=True)
    for path in corpus.iterdir():
        (packed / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    hegui("sample", packed, "--out", tmp_path / "packed", "--n", 100, *SEED)
    assert names(tmp_path / "packed") == names(first)
    hegui("sample", corpus, "--out", tmp_path / "other", "--n", 100, "--seed", "t")
    assert names(tmp_path / "other") != names(first)


def test_shards_that_come_later_are_merged_into_the_draw(corpus: Path, tmp_path: Path) -> None:
    last = (corpus / "3.jsonl").rename(tmp_path / "3.jsonl")
    hegui("sample", corpus, "--out", tmp_path / "grown", "--n", 150, "--jobs", 1)
    last.rename(corpus / "3.jsonl")
    hegui("sample", corpus, "--out", tmp_path / "grown", "--n", 150, "--jobs", 1, "--resume")
    seed = (tmp_path / "grown" / "seed.txt").read_text().removesuffix("/corpus.sample")
    hegui("sample", corpus, "--out", tmp_path / "fresh", "--n", 150, "--seed", seed)
    assert names(tmp_path / "grown") == names(tmp_path / "fresh")
    assert (tmp_path / "grown" / "draw.json").read_bytes() == (
        tmp_path / "fresh" / "draw.json"
    ).read_bytes()


def test_files_with_raw_text_are_for_their_owner_only(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    hegui("sample", corpus, "--out", out, "--n", 20, *SEED)
    for path in out.rglob("*"):
        raw = path.is_file() and "讲的是语料的来源".encode() in path.read_bytes()
        if raw or path.suffix == ".xlsx":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert "讲的是语料的来源".encode() not in (out / "items.jsonl").read_bytes()


def test_the_workbook_holds_text_and_no_formulas(tmp_path: Path) -> None:
    odd = [
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "-2",
        "@SUM(A1)",
        "钟\x07声\x0b",
        "很长" * 20_000,
        "_x000D_",
    ]
    write(tmp_path / "odd.jsonl", [{"text": text, "source": "=1+1"} for text in odd])
    hegui("sample", tmp_path / "odd.jsonl", "--out", tmp_path / "out", "--n", 9, *SEED)
    book = openpyxl.load_workbook(tmp_path / "out" / "review.xlsx")
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert next(cell.value for cell in sheet[1]) == "编号 item"
    assert len(sheet.data_validations.dataValidation) == 2
    texts = [sheet.cell(row, 6).value for row in range(2, 9)]
    assert max(map(len, map(str, texts))) < 32_767
    assert "钟\\x07声\\x0b" in texts


def test_a_machine_judges_at_least_its_share_by_the_findings_of_a_scan(
    corpus: Path, tmp_path: Path
) -> None:
    scan, out = scanned(corpus, tmp_path / "scan"), tmp_path / "out"
    given = ("--share", "0.1", "--findings", scan)
    answer = hegui("sample", corpus, "--out", out, *given, *SEED, code=1)["technical"]
    rank, share = Ranker("s/corpus.sample").rank, []
    for document in range(2000):
        item = f"{document // 500}:{document % 500 + 1}"
        if int.from_bytes(rank(item)[:2]) >> 6 <= answer["last_bin"]:
            share.append(document)
    assert answer["n"] == len(share) >= 200
    assert answer["k"] == sum(document % 20 != 7 for document in share)
    assert (answer["population"], answer["rate"]["rule_met"]) == (2000, False)
    assert sum(stratum["n"] for stratum in answer["strata"]) == answer["n"]
    assert not (out / "draw.json").exists()
    assert (
        answer["judge"]
        == json.loads((scan / "manifest.jsonl").read_text().splitlines()[0])["rules"]
    )


def test_a_scan_that_looked_for_no_terms_passes_no_document(corpus: Path, tmp_path: Path) -> None:
    scan, out = tmp_path / "scan", tmp_path / "out"
    hegui("scan", corpus, "--kinds", "mobile", "--out", scan, "--jobs", 1)
    given = ("--share", "0.1", "--findings", scan, *SEED)
    error = hegui("sample", corpus, "--out", out, *given, code=2)["error"]
    assert error["code"] == "corpus_scan_without_terms"
    assert not out.exists()
    hegui("sample", corpus, "--out", out, "--n", 20, "--findings", scan, *SEED)
    looked = scanned(corpus, tmp_path / "looked")
    (looked / "scan.json").unlink()
    given = ("--share", "0.1", "--findings", looked, *SEED)
    error = hegui("sample", corpus, "--out", tmp_path / "other", *given, code=2)["error"]
    assert error["code"] == "corpus_scan_without_terms", "what is not known passes nothing either"


def test_findings_make_strata(corpus: Path, tmp_path: Path) -> None:
    scan = scanned(corpus, tmp_path / "scan")
    hegui("sample", corpus, "--out", tmp_path / "out", "--n", 100, "--strata", "finding",
          "--findings", scan, *SEED)  # fmt: skip
    draw, items = drawn(tmp_path / "out")
    assert {s.values: s.population for s in draw.strata} == {("none",): 1900, ("term",): 100}
    shares = allocate({"none": 1900, "term": 100}, 100, 3)
    assert Counter(item.stratum[0] for item in items) == shares


def test_a_scan_of_other_content_is_refused(corpus: Path, tmp_path: Path) -> None:
    scan = scanned(corpus, tmp_path / "scan")
    write(corpus / "3.jsonl", rows(400))
    answer = hegui("sample", corpus, "--out", tmp_path / "out", "--share", "0.1", "--findings", scan,
                   *SEED, code=3)  # fmt: skip
    assert [one["code"] for one in answer["failed"]] == ["corpus_scan_mismatch"]
    assert answer["population"] == 1500


@pytest.mark.parametrize(
    ("options", "size"),
    [
        (("--bound", "0.95"), smallest_sample("0.95")),
        (("--bound", "0.96", "--good", "0.98"), acceptance_plan("0.96", "0.98").n),
        (("--n", "7"), 7),
    ],
)
def test_the_size_follows_from_the_bound(
    corpus: Path, tmp_path: Path, options: tuple[str, ...], size: int
) -> None:
    hegui("sample", corpus, "--out", tmp_path / "o", "--strata", "none", *options, *SEED)
    assert drawn(tmp_path / "o")[0].size == size


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--share", "0.1"), "corpus_no_scan"),
        (("--strata", "finding"), "corpus_no_scan"),
        (("--strata", "colour"), "corpus_sample_option"),
        (("--bound", "2"), "corpus_sample_option"),
        (("--bound", "0.9", "--n", "5"), "corpus_sample_option"),
        (("--bound", "0.96", "--good", "0.9"), "corpus_sample_option"),
        (("--share", "0.1", "--findings", "/nowhere"), "corpus_no_scan"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    corpus: Path, tmp_path: Path, options: tuple[str, ...], error: str
) -> None:
    answer = hegui("sample", corpus, "--out", tmp_path / "o", *options, *SEED, code=2)
    assert answer["error"]["code"] == error


def test_too_many_strata_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "c.jsonl", [{"text": "一段文字", "source": f"u{n}"} for n in range(2100)])
    answer = hegui("sample", tmp_path / "c.jsonl", "--out", tmp_path / "o", *SEED, code=3)
    assert answer["error"]["code"] == "corpus_strata"
