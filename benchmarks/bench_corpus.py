"""The corpus: scanning generated text for 10,000 terms and eight kinds of personal information.

Beside it: what reading the file costs, and the same with the standard library's `re` alone.
"""

import datetime as dt
import json
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hegui.checks.corpus.identity.detector import PiiSpec
from hegui.checks.corpus.identity.kinds import identity_data
from hegui.checks.corpus.reading.streams import CHUNK
from hegui.checks.corpus.scanning.passes import Spec, scan
from hegui.checks.corpus.terms.detector import TermSpec
from hegui.engine.literals import EngineName
from hegui.engine.matching import TermMatcher
from hegui.engine.terms import Term
from hegui.project.model import Corpus
from hegui.project.paths import expand

SEED = 7
TERMS = 10_000
MB = 1_000_000
MEGABYTES = 100
SHORT_MB = 20
BASELINE_MB = 4
"""The baseline sees only the beginning of the file: it would take minutes for all of it."""


class Nobody:
    """A context that counts findings and throws them away."""

    workers = 1

    def __init__(self, root: Path) -> None:
        self.declared = SimpleNamespace(root=root)
        self.findings = 0

    def glob(self, patterns: Iterable[str]) -> list[Path]:
        return expand(self.declared.root, patterns)

    def finding(self, _finding: Any) -> None:
        self.findings += 1

    def error(self, _error: Any) -> None:
        raise AssertionError("the generated corpus is sound")

    def progress(self, *_: Any) -> None:
        return None


def make_words(draw: random.Random) -> tuple[list[str], list[Term]]:
    """Return words for the text and terms that the text holds only where they are planted."""
    letters = [chr(draw.randrange(0x4E00, 0x8000)) for _ in range(3000)]
    words = ["".join(draw.choices(letters, k=draw.choice((1, 2, 2, 3)))) for _ in range(20_000)]
    terms = {"".join(draw.choices(letters, k=draw.choice((3, 4, 5)))) for _ in range(TERMS - 300)}
    terms |= {f"term {n} x" for n in range(TERMS - len(terms))}
    return words, [Term(text=term, risks=("A.1.a",)) for term in sorted(terms)]


def make_documents(draw: random.Random, words: list[str], terms: list[Term]) -> Iterator[str]:
    """Yield texts of some thousand bytes: 3 % with a term, 3 % with a number, 20 % with digits."""
    while True:
        size = min(20_000, int(draw.lognormvariate(5.6, 1.0)) + 30)
        text = draw.choices(words, k=size)
        text[::20] = ["，"] * len(text[::20])
        text[::200] = ["。\n"] * len(text[::200])
        if draw.random() < 0.2:
            text.append(f" {draw.randrange(10 ** draw.randrange(4, 20))} ")
        if draw.random() < 0.03:
            text.append(draw.choice(terms).text)
        if draw.random() < 0.03:
            text.append(f"电话138{draw.randrange(10**8):08d}")
        yield "".join(text)


def write_corpus(path: Path, megabytes: int) -> list[Term]:
    """Write a corpus of JSON lines and return its terms."""
    draw = random.Random(SEED)
    words, terms = make_words(draw)
    with path.open("wb") as file:
        for number, text in enumerate(make_documents(draw, words, terms)):
            row = {"id": f"d{number}", "text": text, "source": "web", "meta": {"score": 0.5}}
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            if file.tell() >= megabytes * MB:
                return terms
    raise AssertionError("the documents never end")


def read_only(path: Path) -> None:
    """Read the file as the scan does and do nothing with it."""
    with path.open("rb", buffering=0) as file:
        while file.read(CHUNK):
            pass


def plain(path: Path, terms: Iterable[Term]) -> int:
    """Do the same with one alternation of terms and one expression per kind, nothing checked."""
    with path.open("rb") as file:
        lines = file.read(BASELINE_MB * MB).splitlines()[:-1]
    words = re.compile("|".join(re.escape(term.text) for term in terms), re.IGNORECASE)
    data = identity_data()
    default = [kind for kind in data.kinds.kinds if kind.default]
    kinds = [re.compile(form.expression(data.lists)) for kind in default for form in kind.forms]
    found = 0
    for line in lines:
        text = json.loads(line)["text"]
        found += sum(1 for expression in (words, *kinds) for _ in expression.finditer(text))
    return found


def bench(case: Any) -> None:
    """Measure reading, both scans with every engine, and the baseline."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        path = Path(folder) / "whole" / "corpus.jsonl"
        path.parent.mkdir()
        terms = tuple(write_corpus(path, MEGABYTES))
        size = path.stat().st_size
        with case(f"compile {len(terms):,} terms (once a run)", items=len(terms)):
            TermMatcher(terms)
        with case("read the file", size=size) as reading:
            read_only(path)
        rates = [scanned(case, path.parent, name, spec) for name, spec in specs(terms)]
        both = 1 / sum(1 / rate for rate in rates)
        case.ratio("terms then pii, MB / CPU s", both)
        slower(case, path, terms)
        with case(f"plain re over {BASELINE_MB} MB", size=BASELINE_MB * MB) as baseline:
            baseline["found"] = plain(path, terms)
    case.ratio("both scans against plain re", both / baseline["mb_per_cpu_second"], at_least=20)
    case.ratio("both scans against reading", both / reading["mb_per_cpu_second"])


def scanned(case: Any, root: Path, name: str, spec: Spec) -> float:
    """Measure one scan; return megabytes per second of processor time."""
    context: Any = Nobody(root)
    corpus = Corpus(id="c", subject="data", files=("corpus.jsonl",))
    with case(name, size=(root / "corpus.jsonl").stat().st_size) as figures:
        totals = scan([corpus], context, spec)
        figures |= {"documents": totals.docs, "findings": context.findings}
    rate: float = figures["mb_per_cpu_second"]
    return rate


def specs(terms: tuple[Term, ...], engine: EngineName | None = None) -> list[tuple[str, Spec]]:
    """Return the two scans."""
    name = engine or "fastest engine"
    return [
        (f"corpus.terms, {name}", TermSpec("data", terms, b"key", engine)),
        (f"corpus.pii, {name}", PiiSpec("data", dt.date(2026, 11, 20), b"key", engine)),
    ]


def slower(case: Any, path: Path, terms: tuple[Term, ...]) -> None:
    """Measure the slower engines on the beginning of the file."""
    part = path.parent.parent / "part" / path.name
    part.parent.mkdir()
    with path.open("rb") as file:
        part.write_bytes(b"".join(file.readlines(SHORT_MB * MB)))
    scanned(case, part.parent, *specs(terms, "ahocorasick")[0])
    for name, spec in specs(terms, "python"):
        scanned(case, part.parent, name, spec)
