"""From the folder of a test of load to the context of its report."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.capability.folder import FORMAT, RESULT
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Lang
from hegui.reports.corpus.context import CorpusContext, Part, Table
from hegui.reports.corpus.say import Say, shown
from hegui.reports.model.names import Names
from hegui.reports.model.words import model_words


class Load(NamedTuple):
    """A test of load as it was left."""

    path: Path
    digest: str
    result: dict[str, Any]


def read_load(path: Path) -> Load | None:
    """Return the test of load in a folder; None for any other folder."""
    try:
        data = (path / RESULT).read_bytes()
        result = json.loads(data)
    except (OSError, ValueError):
        return None
    if not isinstance(result, dict) or result.get("format") != FORMAT or "endpoint" not in result:
        return None
    return Load(path, sha256_bytes(data), result)


def build_load(told: Load, catalogue: Catalogue, lang: Lang, *, as_of: str) -> CorpusContext:
    """Build the context; reads no clock."""
    say = Say(catalogue, lang)
    say.w = say.w | model_words(lang)
    version = f"{catalogue.version} ({catalogue.digest[:12]})"
    return CorpusContext(
        lang=lang,
        w=say.w,
        title=say.w["load"]["title"],
        name=shown(told.result["endpoint"].get("model") or told.path.name),
        as_of=as_of,
        report_id=told.digest[:12],
        digest=told.digest,
        catalogue=version,
        facts=(
            (say.w["as_of"], as_of),
            (say.w["folders"], shown(told.path.name)),
            (say.w["catalogue"], version),
            (say.w["digest"], told.digest),
        ),
        parts=_Maker(say, told.result).parts(),
    )


class _Maker:
    """Makes the parts of one report."""

    def __init__(self, say: Say, result: dict[str, Any]) -> None:
        self.say, self.w, self.result = say, say.w["load"], result
        self.names = Names(say.lang, say)

    def parts(self) -> tuple[Part, ...]:
        """Return all parts in order."""
        return (self.read(), self.figures(), self.steps(), self.failures(), self.unseen())

    def part(self, name: str, state: str, *lead: str, tables: tuple[Table, ...] = ()) -> Part:
        """Return a part with its title and state."""
        return Part(name, self.w["parts"][name], self.say.state(state), lead, tables=tables)

    def read(self) -> Part:
        """Tell what was asked of whom, and whether all of it was."""
        own, run, sent = self.result, self.result["run"], self.result["whole"]["requests"]
        lead = [self.w["lead"].format(planned=f"{own['planned']:,}", sent=f"{sent:,}")]
        if own["stopped"]:
            why = self.w["stopped_why"].get(own["stopped"]) or self.names.failure(own["stopped"])
            lead.append(self.w["stopped"].format(why=why))
        values = {
            "url": own["endpoint"]["url"],
            "model": own["endpoint"]["model"],
            "models": ", ".join(run["models"]),
            "most": f"{own['most_at_once']:,}",
            "cost": f"{run['cost']:,.4f}" if run["cost"] else "",
            "head": run["journal"]["head"],
        }
        names = self.w["names"]
        rows = [(names[key], shown(value)) for key, value in values.items() if value]
        table = self.say.table(self.w["setup"], self.w["setup_head"], rows)
        state = "partly" if own["stopped"] else "done"
        return self.part("load_read", state, *lead, tables=(table,))

    def figures(self) -> Part:
        """Tell failures and latency of all, by load and by length."""
        w, own = self.w, self.result
        groups = (
            (w["whole"], {w["all"]: own["whole"]}),
            (w["by_load"], own["by_load"]),
            (w["by_length"], own["by_length"]),
        )
        tables = tuple(
            self.say.table(title, w["head"], [_row(shown(n), one) for n, one in found.items()])
            for title, found in groups
            if found
        )
        return self.part("load_figures", "done", w["figures_lead"], tables=tables)

    def steps(self) -> Part:
        """Tell each step that was planned, and how many were under way at once."""
        rows = [
            (
                f"{one['load']:,}",
                f"{one['planned']:,}",
                *_row(f"{one['most_at_once']:,}", one),
            )
            for one in self.result["steps"]
        ]
        table = self.say.table(self.w["parts"]["load_steps"], self.w["steps_head"], rows)
        return self.part("load_steps", "done" if rows else "not_run", tables=(table,))

    def failures(self) -> Part:
        """Tell why requests failed."""
        found = self.result["whole"]["by_failure"]
        if not found:
            return self.part("load_failures", "done", self.w["none_failed"])
        rows = [(self.names.failure(name), f"{count:,}") for name, count in found.items()]
        table = self.say.table(self.w["parts"]["load_failures"], self.w["failures_head"], rows)
        return self.part("load_failures", "done", tables=(table,))

    def unseen(self) -> Part:
        """Say what the test does not show."""
        lines = [
            self.w["not_reached"].format(load=one["load"], most=one["most_at_once"])
            for one in self.result["steps"]
            if one["most_at_once"] < min(one["load"], one["planned"])
        ]
        return self.part("load_unseen", "partly", *lines, *self.w["unseen"])


def _row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    times, upper = one["latency_ms"], one["failing_upper"]
    return (
        name,
        f"{one['requests']:,}",
        f"{one['failures']:,}",
        "—" if upper is None else f"{upper:.1%}",
        *(f"{times[key]:,}" if key in times else "—" for key in ("p50", "p95")),
    )
