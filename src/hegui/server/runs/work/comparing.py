"""What changed between two bundles, and why."""

from pathlib import Path
from typing import Any

import msgspec

from hegui.bundle import Bundle, open_bundle
from hegui.common.files import write_atomic
from hegui.common.text import Text
from hegui.conformity import compare, result_key
from hegui.server.runs.work.job import VIEW, Answer, Job


def compare_bundles(job: Job, folder: Path) -> Answer:
    """Write `compare.json`: conclusions, clauses with causes, basis, facts and measures."""
    old, new = (open_bundle(Path(name)) for name in job.archives)
    changes = compare(old, new, titles())
    found = {
        "conclusion": {"before": changes.conclusion_before, "after": changes.conclusion_after},
        "counts": {"before": changes.counts_before, "after": changes.counts_after},
        "worse": changes.worse,
        **{
            name: msgspec.to_builtins(getattr(changes, name))
            for name in ("basis", "facts", "documents", "subjects", "obligations", "clauses")
        },
        "measures": measures(old, new),
    }
    write_atomic(folder / VIEW / "compare.json", msgspec.json.encode(found))
    return Answer(state="done")


def titles() -> dict[str, Text]:
    """Return what the checks are called; those of a plugin that cannot be loaded keep their id."""
    from hegui.engine.registry import REGISTRY, load_what_works

    load_what_works()
    return {check.id: check.title for check in REGISTRY.all()}


def measures(old: Bundle, new: Bundle) -> list[dict[str, Any]]:
    """Return the measures that differ, check by check."""
    before = {result_key(r): r for r in old.results}
    after = {result_key(r): r for r in new.results}
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        row = now or was
        assert row is not None
        one, two = (was.measures if was else {}), (now.measures if now else {})
        parts = [
            {"name": name, "before": one.get(name), "after": two.get(name)}
            for name in sorted({*one, *two})
            if one.get(name) != two.get(name)
        ]
        states = (was.status if was else None, now.status if now else None)
        if parts or states[0] != states[1]:
            found.append(
                {
                    "check": row.check,
                    "title_zh": row.title_zh,
                    "title_en": row.title_en,
                    "subject": row.subject,
                    "target": row.target,
                    "status": {"before": states[0], "after": states[1]},
                    "measures": parts,
                }
            )
    return found
