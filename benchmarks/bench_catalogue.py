"""The catalogue: loading from files and from the cache, applicability, the two commands on facts."""

import datetime as dt
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 11, 20)
LIMIT = 0.6
PROJECT = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: bench, name: 基准}
facts:
  serves_public_in_china: true
  operates_network_in_china: true
  generative_service: true
  generates: [text, image]
  trains_model: true
  processes_personal_info: true
  pi_subjects: 1200000
"""


def bench(case: Any) -> None:
    """Measure with an empty cache first, then with a filled one."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEGUI_CACHE_DIR"] = str(Path(folder) / "cache")
        (Path(folder) / "hegui.yaml").write_text(PROJECT, "utf-8")
        try:
            loading(case)
            deciding(case)
            commands(case, Path(folder))
        finally:
            del os.environ["HEGUI_CACHE_DIR"]


def loading(case: Any) -> None:
    """Measure building from the files with all checks, and reading the cache."""
    from hegui.catalogue import load

    with case("load from the files, checked"):
        catalogue = load(as_of=DAY)
    rows = len(catalogue.obligations) + len(catalogue.criteria)
    with case("load from the cache", items=rows):
        load(as_of=DAY)


def deciding(case: Any) -> None:
    """Measure applicability of all obligations and the ranking of all facts."""
    import cel  # noqa: F401

    from hegui.catalogue import load
    from hegui.catalogue.applicability import obligations_apply
    from hegui.catalogue.decisive import decisive_facts

    catalogue = load(as_of=DAY)
    facts = {"serves_public_in_china": True, "generative_service": True}
    with case("obligations apply, evaluated", items=len(catalogue.obligations)):
        obligations_apply(catalogue, facts)
    with case("obligations apply, cached", items=len(catalogue.obligations)):
        obligations_apply(catalogue, facts)
    with case("rank the unset facts", items=len(catalogue.facts)):
        decisive_facts(catalogue, {})


def commands(case: Any, folder: Path) -> None:
    """Measure whole commands in processes of their own."""
    for name in ("obligations", "facts"):
        command = [sys.executable, "-m", "hegui", name, str(folder)]
        with case(f"hegui {name}, first run"):
            subprocess.run(command, check=True, capture_output=True)
        with case(f"hegui {name}", limit=LIMIT):
            subprocess.run(command, check=True, capture_output=True)
    with case("hegui catalogue search"):
        search = [sys.executable, "-m", "hegui", "catalogue", "search", "标识"]
        subprocess.run(search, check=True, capture_output=True)
