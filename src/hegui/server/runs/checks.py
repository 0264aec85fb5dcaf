"""The checks that can be chosen, read once in a process of its own: web processes load none."""

import json
import subprocess
import sys
from functools import lru_cache
from typing import Any

from hegui.server.runs.words import FAMILIES

LIST = """
import json
from hegui.engine.registry import REGISTRY, load_what_works
load_what_works()
print(json.dumps([{"id": c.id, "version": c.version, "zh": c.title.zh, "en": c.title.en,
  "cannot_zh": c.cannot_show.zh, "cannot_en": c.cannot_show.en, "kinds": c.subject_kinds}
  for c in REGISTRY.all() if not c.pending]))
"""


@lru_cache(maxsize=1)
def known_checks() -> dict[str, dict[str, Any]]:
    """Return the checks by id: version, titles, what they cannot show, kinds of subjects."""
    found = subprocess.run(
        [sys.executable, "-c", LIST], capture_output=True, check=True, timeout=60
    )
    return {row["id"]: row for row in json.loads(found.stdout)}


def families() -> dict[str, list[dict[str, Any]]]:
    """Return the checks by family, in the order of their ids."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, row in sorted(known_checks().items()):
        found.setdefault(name.partition(".")[0], []).append(row)
    return {name: found[name] for name in [*FAMILIES, *found] if name in found}
