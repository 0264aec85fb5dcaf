"""Terms in other spellings: what each costly variant, and the second pass, cost beside the cheap ones.

The corpus and the terms are those of `bench_corpus`; 1,000 terms have all variants, as a library
would have that marks its worst terms.
"""

import datetime as dt
import importlib.util
import random
import tempfile
from pathlib import Path
from typing import Any

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import scan_shard
from hegui.engine.forms import MODES
from hegui.engine.terms import Term
from hegui.project.model import FieldMap

MEGABYTES = 40
MARKED = 1_000
AT_LEAST = 100
"""MB of JSON lines per CPU second that 1,000 terms with all variants should reach."""
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("cheap variants", {"modes": ()}),
    ("separator, zero_width", {"modes": ("separator", "zero_width")}),
    ("all variants", {"modes": MODES}),
    ("suspicious text too", {"modes": (), "suspicious": True}),
)


def words_and_terms(path: Path) -> list[Term]:
    """Write the corpus of `bench_corpus` and return its terms."""
    beside = Path(__file__).with_name("bench_corpus.py")
    spec = importlib.util.spec_from_file_location("bench_corpus", beside)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    terms: list[Term] = module.write_corpus(path, MEGABYTES)
    return terms


def bench(case: Any) -> None:
    """Measure the scan for terms with each set of variants."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        path = Path(folder) / "corpus.jsonl"
        terms = words_and_terms(path)
        marked = tuple(random.Random(1).sample(terms, MARKED))
        for name, asked in ASKED:
            rate = scanned(case, path, f"{MARKED:,} terms, {name}", marked, asked)
            if name == "all variants":
                case.ratio("all variants, MB / CPU s", rate, at_least=AT_LEAST)
        cheap = scanned(
            case, path, f"{len(terms):,} terms, cheap variants", tuple(terms), ASKED[0][1]
        )
        every = scanned(
            case, path, f"{len(terms):,} terms, all variants", tuple(terms), ASKED[2][1]
        )
        case.ratio("10,000 terms, cheap against all variants", cheap / every)


def scanned(
    case: Any, path: Path, name: str, terms: tuple[Term, ...], asked: dict[str, Any]
) -> float:
    """Measure compiling, compiling again from the cache, and one scan; return MB per CPU second."""
    rules = Rules(terms=terms, kinds=(), as_of=dt.date(2026, 11, 20), **asked)
    with case(f"{name}: compile"):
        Looker(rules)
    with case(f"{name}: compile again"):
        looker = Looker(rules)
    with case(name, size=path.stat().st_size) as figures:
        seen = scan_shard(described(path, path.name), FieldMap(), looker, lambda _read: None)
        figures["findings"] = len(seen.rows)
    rate: float = figures["mb_per_cpu_second"]
    return rate
