"""Corpora in every state of disorder, scanned by the real command: counted, named, nothing lost."""

import gzip
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from pyarrow import feather, ipc, parquet

from tests.bad_input.command import COMMAND, COULD_NOT_RUN, DONE, WRONG_USE, environment, hegui
from tests.bad_input.scans import TERM, findings, listed, places, ran_scan, scan
from tests.support.scans import jsonl

ROWS = [
    {
        "id": f"d{n}",
        "text": f'第{n}行\n"{TERM}"\\{TERM},\t好{"😀" * (n % 7)}{TERM}' if n % 3 else "无",
    }
    for n in range(1, 400)
]
LINES = jsonl(ROWS)
HIT = f'{{"id": "x", "text": "{TERM}"}}'.encode()


def sheet() -> bytes:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "text"])
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def in_every_format(folder: Path) -> dict[str, Path]:
    """Write the same corpus in every format, each into a folder of its own."""
    table = pa.Table.from_pylist(ROWS)
    contents: dict[str, Callable[[Path], object]] = {
        "a.jsonl": lambda p: p.write_bytes(LINES),
        "a.jsonl.zst": lambda p: p.write_bytes(zstandard.compress(LINES)),
        "a.jsonl.gz": lambda p: p.write_bytes(gzip.compress(LINES, mtime=0)),
        "escaped.jsonl": lambda p: p.write_text("\n".join(map(json.dumps, ROWS)), "utf-8"),
        "array.json": lambda p: p.write_text(json.dumps(ROWS, indent=1), "utf-8"),
        "concatenated.json": lambda p: p.write_text("".join(map(json.dumps, ROWS)), "utf-8"),
        "a.csv": lambda p: p.write_bytes(sheet()),
        "a.parquet": lambda p: parquet.write_table(table, p, row_group_size=100),
        "a.feather": lambda p: feather.write_feather(table, str(p)),
        "wide.jsonl": lambda p: p.write_bytes(LINES.decode().encode("utf-16")),
    }
    found = {}
    for name, write in contents.items():
        found[name] = folder / name.replace(".", "-") / name
        found[name].parent.mkdir()
        write(found[name])
    with ipc.new_stream(str(folder / "s.arrow"), table.schema) as writer:
        writer.write_table(table, max_chunksize=90)
    return {**found, "s.arrow": folder / "s.arrow"}


def test_the_same_corpus_in_every_format_gives_the_same_findings(tmp_path: Path) -> None:
    paths = in_every_format(tmp_path)
    answer = scan(tmp_path, *map(str, paths.values()))
    assert answer["docs"] == len(ROWS) * len(paths)
    by_shard: dict[str, list[tuple[object, ...]]] = {str(path): [] for path in paths.values()}
    for row in findings(tmp_path):
        kept = (row[name] for name in row if name != "shard")
        by_shard[row["shard"]].append(tuple(kept))
    (first, *others) = by_shard.values()
    assert len(first) == 3 * sum(1 for row in ROWS if TERM in row["text"])
    assert all(other == first for other in others)


LINE_CASES: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{broken", "not valid JSON (column 2)"),
    "not UTF-8": (b'{"text": "\xff"}', "not UTF-8 text"),
    "lone surrogate": (b'{"text": "\\ud800"}', "half of a surrogate pair"),
    "no field": (b'{"body": "a"}', "there is no field “text”"),
    "null": (b'{"text": null}', "the field “text” is null"),
    "number": (b'{"text": 5}', "is a number, where text is expected"),
    "empty": (b'{"text": ""}', "no text"),
    "list": (b'["text"]', "not a JSON object"),
    "deep": (b'{"text": "a", "x": ' + b"[" * 200_000 + b"}", "nested too deeply"),
    "control character": (b'{"text": "a\0b"}', "not valid JSON"),
    "NaN": (b'{"text": "a", "x": NaN}', "it holds NaN"),
    "two records": (b'{"text": "a"}{"text": "b"}', "not valid JSON"),
    "cut": (b'{"text": "a', "not valid JSON"),
}


@pytest.fixture(scope="module")
def disorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan of one file with each bad line between two good ones."""
    folder = tmp_path_factory.mktemp("lines")
    lines = [HIT]
    for bad, _ in LINE_CASES.values():
        lines += [bad, HIT]
    (folder / "a.jsonl").write_bytes(b"\n".join(lines))
    answer = scan(folder, "a.jsonl")
    assert (answer["docs"], answer["findings"]) == (len(LINE_CASES) + 1,) * 2
    assert answer["bad"] == len(LINE_CASES)
    return folder


@pytest.mark.parametrize("case", LINE_CASES)
def test_a_bad_line_is_named_and_costs_itself_only(disorder: Path, case: str) -> None:
    line = 2 * list(LINE_CASES).index(case) + 2
    assert LINE_CASES[case][1] in listed(disorder)[f"a.jsonl:{line}"]


def test_the_good_lines_between_are_all_searched(disorder: Path) -> None:
    assert [place[0] for place in places(disorder)] == list(range(1, 2 * len(LINE_CASES) + 2, 2))


@pytest.mark.parametrize(
    "text",
    [
        TERM.encode("unicode_escape").decode(),
        TERM[0].encode("unicode_escape").decode() + TERM[1:],
        f"\\u0000{TERM}",
        f"\\ud83d\\ude00{TERM}",
        f'\\n\\"\\/{TERM}\\\\',
    ],
)
def test_escapes_hide_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{text}", "id": 1}}\n' * 3, "utf-8")
    start = json.loads(f'"{text}"').index(TERM)
    scan(tmp_path, "a.jsonl")
    assert places(tmp_path) == [(n, "1", start, start + len(TERM)) for n in (1, 2, 3)]


NOTHING = (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.jsonl.gz", gzip.compress(LINES, mtime=0)[:-30], (300, len(ROWS) - 1)),
        ("a.jsonl.zst", zstandard.compress(LINES)[:-30], (0, len(ROWS) - 1)),
        ("a.jsonl.gz", b"no archive", NOTHING),
        ("a.parquet", b"PAR1 nothing PAR1", NOTHING),
        ("a.arrow", b"nothing at all", NOTHING),
        ("a.warc.gz", gzip.compress(b"nothing at all\n", mtime=0), NOTHING),
        ("a.csv", b"id,body\n1,x\n", NOTHING),
    ],
    ids=["gz-cut", "zst-cut", "gz-not", "parquet-not", "arrow-not", "warc-not", "no-column"],
)
def test_a_damaged_file_is_named_and_the_others_are_done(
    tmp_path: Path, name: str, content: bytes, kept: tuple[int, int]
) -> None:
    """`kept` is how many documents before the damage are read, at least and at most."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.jsonl").write_bytes(LINES)
    answer = scan(tmp_path, name, "good.jsonl", code=COULD_NOT_RUN)
    assert [one["shard"] for one in answer["failed"]] == [name]
    assert len(ROWS) + kept[0] <= answer["docs"] <= len(ROWS) + kept[1]
    found = {row["shard"] for row in findings(tmp_path)}
    assert found == ({name, "good.jsonl"} if kept[0] else {"good.jsonl"})


def test_archives_one_after_another_are_one(tmp_path: Path) -> None:
    half = len(LINES) // 2
    for name, pack in (("a.jsonl.gz", gzip.compress), ("b.jsonl.zst", zstandard.compress)):
        (tmp_path / name).write_bytes(pack(LINES[:half]) + pack(b"") + pack(LINES[half:]))
    assert scan(tmp_path, "a.jsonl.gz", "b.jsonl.zst")["docs"] == 2 * len(ROWS)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[]", b'{"text": ""}\n', b'{"body": "x"}\n'])
def test_nothing_to_read_is_never_clean(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    ran_scan(tmp_path, "a.jsonl").error(COULD_NOT_RUN, "corpus_empty")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nowhere", "corpus_no_path"),
        ("nowhere/*.jsonl", "corpus_no_shards"),
        ("hollow", "corpus_no_shards"),
        ("a.pdf/", "corpus_no_path"),
    ],
)
def test_a_wrong_path_is_wrong_use(tmp_path: Path, path: str, code: str) -> None:
    (tmp_path / "hollow").mkdir()
    ran_scan(tmp_path, path).error(WRONG_USE, code)


def test_an_empty_shard_among_others_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.jsonl").write_bytes(b"")
    (tmp_path / "c.jsonl").write_bytes(b'{"text": 7}\n')
    answer = scan(tmp_path, ".", code=COULD_NOT_RUN)
    assert answer["empty"] == ["b.jsonl"]
    assert [(one["shard"], one["code"]) for one in answer["failed"]] == [
        ("c.jsonl", "corpus_no_text")
    ]
    assert answer["docs"] == len(ROWS) + 1, "the list of terms is a text in this folder too"


def test_mixed_schemas_and_odd_ids_cost_nothing(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": TERM, "meta": {"x": 1}},
        {"id": 5, "text": TERM, "meta": "a word"},
        {"id": {"no": 1}, "text": TERM, "meta": None, "extra": [1, {"y": 2}]},
        {"text": TERM, "id": None},
    ]
    odd = f'{{"text": "{TERM}", "x": "'.encode() + b'\xff"}'
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows) + odd)
    assert scan(tmp_path, "a.jsonl")["docs"] == 5
    assert [p[1] for p in places(tmp_path)] == ["a", "5", "a.jsonl:3", "a.jsonl:4", "a.jsonl:5"]


def test_parquet_of_the_wrong_type_is_named_row_by_row(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"text": [1, 2, None]}), tmp_path / "n.parquet")
    parquet.write_table(pa.table({"text": [[TERM]]}), tmp_path / "l.parquet")
    parquet.write_table(pa.table({"text": [TERM.encode(), b"\xff"]}), tmp_path / "b.parquet")
    answer = scan(tmp_path, "n.parquet", "l.parquet", "b.parquet", code=COULD_NOT_RUN)
    assert {one["shard"] for one in answer["failed"]} == {"n.parquet", "l.parquet"}
    assert (answer["docs"], answer["bad"], answer["findings"]) == (1, 5, 1)
    assert set(listed(tmp_path)) == {
        *(f"n.parquet:{n}" for n in (1, 2, 3)), "l.parquet:1", "b.parquet:2",
    }  # fmt: skip


PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], check=False).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""A small process that starts the command: a peak counts what the parent held at the start."""


def test_a_line_of_500_mb_is_named_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(HIT + b'\n{"text": "')
        for _ in range(500):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + HIT + b"\n")
    (tmp_path / "terms.txt").write_text(TERM, "utf-8")
    options = ["--terms", "terms.txt", "--kinds", "none", "--jobs", "1", "--out", "out", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *COMMAND, "corpus", "scan", "a.jsonl", *options],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == DONE
    out, peak = done.stdout, int(done.stderr.split()[-1])
    assert json.loads(out)["bad"] == 1
    assert listed(tmp_path) == {"a.jsonl:2": "too long, not read"}
    assert [place[0] for place in places(tmp_path)] == [1, 3]
    assert peak < 600 << 10, f"{peak} kB"


UNWRITTEN = {"PYTHONDONTWRITEBYTECODE": "1"}
"""No half of a compiled module is to be left among the sources."""


def limit_files() -> None:
    """Let no file grow beyond some bytes, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


def test_a_full_disk_is_an_error_and_resume_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.jsonl").write_bytes(HIT)
    (tmp_path / "terms.txt").write_text(TERM, "utf-8")
    options = ["--terms", "terms.txt", "--kinds", "none", "--jobs", "1", "--out", "out", "--json"]
    done = subprocess.run(
        [*COMMAND, "corpus", "scan", "a.jsonl", "b.jsonl", *options],
        cwd=tmp_path,
        env=environment() | UNWRITTEN,
        capture_output=True,
        preexec_fn=limit_files,
        check=False,
    )
    assert done.returncode == COULD_NOT_RUN, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "output"
    again = ran_scan(tmp_path, "a.jsonl", "b.jsonl", "--resume").ended(DONE).json()
    assert again["docs"] == len(ROWS) + 1


@pytest.mark.parametrize(
    "command", ["scan --kinds mobile", "duplicates", "profile", "sample --n 9", "index", "media"]
)
def test_every_command_says_that_a_disk_is_full_and_how_to_go_on(
    tmp_path: Path, command: str
) -> None:
    from PIL import Image

    name, *asked = command.split()
    (tmp_path / "a.jsonl").write_bytes(LINES)
    for number in range(40):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{number}.png")
    words = [name, "." if name == "media" else "a.jsonl", *asked, "--out", "out", "--json"]
    done = subprocess.run(
        [*COMMAND, "corpus", *words],
        cwd=tmp_path,
        env=environment() | UNWRITTEN,
        capture_output=True,
        preexec_fn=limit_files,
        check=False,
    )
    assert done.returncode == COULD_NOT_RUN, done.stderr.decode()
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["data"]["why"]) == ("output", "File too large")
    assert name == "index" or "--resume" in error["message"]
    again = [word for word in (*words, "--resume") if name != "index" or word != "--resume"]
    assert hegui("corpus", *again, cwd=tmp_path).code < WRONG_USE


@pytest.mark.parametrize("term", ["", "\n \n", "\ufeff"])
def test_a_list_without_terms_is_refused(tmp_path: Path, term: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    ran_scan(tmp_path, "a.jsonl", terms=term).ended(WRONG_USE)


def test_terms_are_words_and_never_expressions(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "1", "text": "a.c abc (x|y)* [z] 阻 \\d+ 9"}]))
    terms = "a.c\n(x|y)*\n[z]\n\\d+\n阻\n.*\n"
    assert ran_scan(tmp_path, "a.jsonl", terms=terms).ended(DONE).json()["findings"] == 5
    assert {row["rule"] for row in findings(tmp_path)} == {"a.c", "(x|y)*", "[z]", "\\d+", "阻"}


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_repeated_ids_are_counted_and_named(tmp_path: Path, name: str) -> None:
    rows = [{"id": f"d{n}", "text": TERM} for n in (1, 2, 1, 3, 1, 4)]
    if name == "a.jsonl":
        (tmp_path / name).write_bytes(jsonl(rows))
    else:
        parquet.write_table(pa.Table.from_pylist(rows), tmp_path / name)
    answer = ran_scan(tmp_path, name, "--unique-ids").ended(DONE).json()
    assert (answer["docs"], answer["bad"], answer["repeated_ids"]) == (6, 0, 2)
    assert listed(tmp_path) == {f"{name}:{line}": "the id “d1” was there before" for line in (3, 5)}


def test_turns_of_one_conversation_are_no_repeated_ids(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": TERM}, {"role": "assistant", "content": TERM}]
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": n, "messages": turns} for n in (1, 2)]))
    answer = ran_scan(tmp_path, "a.jsonl", "--fields", "messages", "--unique-ids").ended(0).json()
    assert (answer["docs"], answer["findings"], answer["repeated_ids"]) == (4, 4, 0)
    fields = [row["field"] for row in findings(tmp_path)]
    assert fields == ["messages[0].content", "messages[1].content"] * 2


def test_the_variants_that_are_asked_for_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "1", "text": "阻-燃-剂"}]))
    assert ran_scan(tmp_path, "a.jsonl").ended(DONE).json()["findings"] == 0
    answer = ran_scan(tmp_path, "a.jsonl", "--variants", "all", out="all").ended(DONE).json()
    assert answer["findings"] == 1
    ran_scan(tmp_path, "a.jsonl", "--variants", "nothing", out="no").ended(WRONG_USE)


def test_files_of_other_formats_are_counted_never_passed_over(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "deep").mkdir(parents=True)
    (corpus / "a.txt").write_text(TERM, "utf-8")
    for name in ("x.JPG", "deep/y.jpg", "deep/z.docx", "deep/LICENSE"):
        (corpus / name).write_bytes(b"x")
    assert scan(tmp_path, "corpus")["left_out"] == {".docx": 1, ".jpg": 2, "LICENSE": 1}
    assert scan(tmp_path, "corpus/a.txt", out="one")["left_out"] == {}
    assert scan(tmp_path, "corpus/*", out="glob")["left_out"] == {".jpg": 1}


def test_a_scan_for_nothing_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TERM, "utf-8")
    words = ("corpus", "scan", "a.txt", "--kinds", "none", "--out", "out", "--json")
    ran = hegui(*words, cwd=tmp_path, timeout=60)
    assert ran.ended(WRONG_USE).json()["error"]["code"] == "corpus_nothing_asked"
    assert not (tmp_path / "out").exists()


def test_what_a_run_wrote_is_no_part_of_the_corpus_when_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "a", "text": TERM}]) + b"no json\n")
    first = scan(tmp_path, ".")
    (tmp_path / "b.txt").write_text(TERM, "utf-8")
    again = scan(tmp_path, ".", "--resume")
    assert (first["shards"], first["docs"], first["bad"]) == (2, 2, 1)
    assert (again["shards"], again["docs"], again["bad"], again["skipped"]) == (3, 3, 1, 2)
    assert again["left_out"] == {}


class Refusing(BaseHTTPRequestHandler):
    """A store that lets nobody in."""

    def do_GET(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]
        self.send_error(403)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.mark.parametrize("command", ["duplicates", "overlap", "index", "profile"])
def test_every_command_asks_the_store_that_is_named(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text(TERM * 20, "utf-8")
    hegui("corpus", "index", "a.txt", "--out", "works.idx", cwd=tmp_path, timeout=60).ended(DONE)
    own = ("--index", "works.idx") if command == "overlap" else ()
    env = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        server.asked = 0  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        words = ("corpus", command, "s3://bucket/x", "--endpoint", endpoint, "--out", "out")
        hegui(*words, *own, cwd=tmp_path, timeout=60, env=env).ended(COULD_NOT_RUN)
        server.shutdown()
        assert server.asked > 0  # type: ignore[attr-defined]
