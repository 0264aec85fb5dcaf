"""`make bench`: run every benchmarks/bench_*.py, print a table, write the figures as JSON.

A benchmark module has one function `bench(case)`. `with case("name", size=BYTES) as figures:`
measures one case; further figures go into the dictionary. Time is processor time of this process
and its children (resource usage), since wall time says little on a shared machine.

    python benchmarks/run.py [NAME ...] [--json FILE]
"""

import argparse
import gc
import importlib.util
import json
import platform
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DEFAULT_OUTPUT = HERE.parent / "build" / "bench.json"
MB = 1_000_000

Figures = dict[str, Any]


def cpu_seconds() -> float:
    """Return processor seconds of this process and its finished children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_mb() -> float:
    """Return the peak resident memory so far, of this process or its largest child, in MB."""
    scale = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * scale / MB


class Bench:
    """Collects the cases of one benchmark module."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.cases: list[Figures] = []

    @contextmanager
    def __call__(
        self,
        name: str,
        *,
        size: int = 0,
        items: int = 0,
        limit: float | None = None,
    ) -> Iterator[Figures]:
        """Measure one case; `limit` is the most processor seconds it should take."""
        figures: Figures = {"bench": self.module, "case": name}
        gc.collect()
        begun = cpu_seconds()
        yield figures
        seconds = cpu_seconds() - begun
        figures["cpu_seconds"] = round(seconds, 4)
        figures["peak_mb"] = round(peak_mb(), 1)
        if size:
            figures["mb_per_cpu_second"] = round(size / MB / max(seconds, 1e-9), 1)
        if items:
            figures["items_per_cpu_second"] = round(items / max(seconds, 1e-9))
        if limit is not None:
            figures["limit"] = limit
            figures["within"] = seconds <= limit
        self.cases.append(figures)

    def figure(self, name: str, seconds: float, **more: Any) -> None:
        """Record processor seconds that the module measured itself."""
        own = {"bench": self.module, "case": name, "cpu_seconds": round(seconds, 4)}
        self.cases.append(own | more)

    def ratio(self, name: str, value: float, *, at_least: float | None = None) -> None:
        """Record the ratio of two measurements."""
        figures: Figures = {"bench": self.module, "case": name, "ratio": round(value, 3)}
        if at_least is not None:
            figures["limit"] = at_least
            figures["within"] = value >= at_least
        self.cases.append(figures)


def modules(names: list[str]) -> list[Path]:
    """Return the benchmark files, all or the named ones."""
    found = sorted(HERE.glob("bench_*.py"))
    if unknown := set(names) - {path.stem.removeprefix("bench_") for path in found}:
        raise SystemExit(f"no such benchmark: {', '.join(sorted(unknown))}")
    return [path for path in found if not names or path.stem.removeprefix("bench_") in names]


def run_module(path: Path) -> list[Figures]:
    """Run one benchmark file and return its cases; what cannot run says why."""
    case = Bench(path.stem.removeprefix("bench_"))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        module.bench(case)
    except ImportError as error:
        case.cases.append({"bench": case.module, "case": "-", "skipped": str(error)})
    return case.cases


COLUMNS = (
    ("cpu_seconds", "CPU s", "{:,.3f}"),
    ("mb_per_cpu_second", "MB / CPU s", "{:,.1f}"),
    ("items_per_cpu_second", "items / CPU s", "{:,}"),
    ("ratio", "ratio", "{:.2f}"),
    ("peak_mb", "peak MB", "{:,.0f}"),
    ("limit", "limit", "{:g}"),
)


def line(figures: Figures) -> list[str]:
    """Return one row of the table."""
    cells = [f"{figures['bench']}: {figures['case']}"]
    cells += [form.format(figures[key]) if key in figures else "" for key, _, form in COLUMNS]
    known = {"bench", "case", "within", *(key for key, _, _ in COLUMNS)}
    notes = [f"{key}={value}" for key, value in figures.items() if key not in known]
    if figures.get("within") is False:
        notes.insert(0, "OVER THE LIMIT")
    return [*cells, " ".join(notes)]


def table(cases: list[Figures]) -> str:
    """Return the cases as a Markdown table with aligned columns."""
    rows = [["case", *(title for _, title, _ in COLUMNS), "notes"], *map(line, cases)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def machine() -> dict[str, str]:
    """Return what the figures were measured on; no host name."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def main() -> int:
    """Run, print, write; exit code 1 when something is over its limit."""
    parser = argparse.ArgumentParser(description="Measure hegui.")
    parser.add_argument("names", nargs="*", help="bench_NAME.py to run; all without a name")
    parser.add_argument("--json", type=Path, default=DEFAULT_OUTPUT, help="where figures go")
    options = parser.parse_args()
    cases: list[Figures] = []
    for path in modules(options.names):
        print(f"{path.stem} ...", file=sys.stderr)
        cases += run_module(path)
    print(table(cases))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine(), "cases": cases}
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    return int(any(figures.get("within") is False for figures in cases))


if __name__ == "__main__":
    sys.exit(main())
