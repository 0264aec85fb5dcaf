"""Bundle: verification against plain SHA-256 over the same bytes, and what sealing costs.

The bundle is the small one of the tests, grown to some 200 MB by journals: a few large files and
many small ones, as model answers and media give. The share of the plain rate should be 60 % or
more; both are measured in the same run, by processor time and by wall
time (verification hashes in parallel, the plain loop does not).
"""

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LARGE, SMALL = (8, 20_000_000), (2_000, 20_000)
"""How many files of how many bytes."""
SHARE = 0.6


def bench(case: Any) -> None:
    """Measure sealing, plain hashing, verification of the folder, and opening."""
    sys.path.insert(0, str(ROOT))
    from hegui.bundle import open_bundle, seal, verify
    from tests.bundle import factory

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        bundle = grow(factory.write(Path(folder) / "bundle", parts(factory)))
        size = sum(path.stat().st_size for path in files(bundle))
        with case("seal", size=size):
            seal(bundle)
        verify(bundle)  # reads everything into the page cache, and fills ours
        with case("plain SHA-256", size=size) as plain:
            begun = time.perf_counter()
            for path in files(bundle):
                hashlib.sha256(path.read_bytes()).hexdigest()
            plain["wall_seconds"] = time.perf_counter() - begun
        with case("verify", size=size) as figures:
            begun = time.perf_counter()
            found = verify(bundle)
            figures["wall_seconds"] = time.perf_counter() - begun
        assert found.ok, found.problems
        for kind in ("cpu", "wall"):
            share = plain[f"{kind}_seconds"] / figures[f"{kind}_seconds"]
            least = SHARE if kind == "cpu" else None
            case.ratio(f"verify: share of the plain rate ({kind})", share, at_least=least)
        with case("open (large files unread)"):
            open_bundle(bundle)


def files(bundle: Path) -> list[Path]:
    """Return all files of a bundle."""
    return sorted(path for path in bundle.rglob("*") if path.is_file())


def parts(factory: Any) -> Any:
    """Return the small bundle's parts, its result naming the whole folder of journals."""
    import msgspec

    contents = factory.contents()
    ((path, result),) = contents.results.items()
    folder = result.journal_file.rpartition("/")[0]
    return factory.contents(results={path: msgspec.structs.replace(result, journal_file=folder)})


def grow(bundle: Path) -> Path:
    """Add journals of random bytes."""
    folder = bundle / "journals" / "model.test"
    for name, (count, size) in (("large", LARGE), ("small", SMALL)):
        for number in range(count):
            (folder / f"{name}-{number}.bin").write_bytes(os.urandom(size))
    return bundle
