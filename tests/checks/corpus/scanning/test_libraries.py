"""Several files of terms: one library, in which a term counts once."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from hegui.checks.corpus.scanning.libraries import joined_terms
from hegui.cli.main import cli
from hegui.common.hashing import sha256_file

ROWS = (
    {"term": "甲词", "risk": ["A.1.a"], "allow": ["甲词典", "甲词表"], "context": ["群"]},
    {"term": "甲词", "risk": ["A.2.a"], "allow": ["甲词表"], "modes": ["split"]},
)


def test_a_term_of_two_libraries_counts_wherever_either_would(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jsonl" for number in range(2)]
    for path, row in zip(paths, ROWS, strict=True):
        path.write_text(json.dumps(row), encoding="utf-8")
    (term,), libraries = joined_terms(paths)
    assert (term.risks, term.allow, term.context) == (("A.1.a", "A.2.a"), ("甲词表",), ())
    assert term.modes == ("split",)
    assert [one.name for one in libraries] == ["0.jsonl", "1.jsonl"]
    assert joined_terms(paths[::-1])[0][0].risks == term.risks


def scan(folder: Path, out: str, *names: str) -> dict[str, Any]:
    """Scan with some files of terms and return the answer."""
    terms = [word for name in names for word in ("--terms", str(folder / name))]
    line = ["corpus", "scan", str(folder / "a.jsonl"), *terms, "--out", str(folder / out)]
    ran = CliRunner().invoke(
        cli,
        [*line, "--kinds", "none", "--jobs", "1", "--json"],
        catch_exceptions=False,
        standalone_mode=False,
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_every_file_of_terms_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "甲词 乙词 丙词"}\n', encoding="utf-8")
    (tmp_path / "1.txt").write_text("甲词\n乙词\n", encoding="utf-8")
    (tmp_path / "2.txt").write_text("丙词\n乙词\n", encoding="utf-8")
    assert scan(tmp_path, "one", "1.txt")["findings"] == 2
    assert scan(tmp_path, "both", "1.txt", "2.txt")["findings"] == 3
    assert scan(tmp_path, "twice", "1.txt", "1.txt")["findings"] == 2
    told = {
        name: json.loads((tmp_path / name / "scan.json").read_text("utf-8"))
        for name in ("one", "both", "twice")
    }
    assert [told[name]["terms"] for name in told] == [2, 3, 2]
    assert told["both"]["libraries"] == [
        {"name": name, "sha256": sha256_file(tmp_path / name), "terms": 2}
        for name in ("1.txt", "2.txt")
    ]
    assert told["one"]["libraries"] == told["twice"]["libraries"]
    assert scan(tmp_path, "swapped", "2.txt", "1.txt")["findings"] == 3
    asked = json.loads((tmp_path / "swapped" / "scan.json").read_text("utf-8"))
    assert asked["rules"] == told["both"]["rules"]
