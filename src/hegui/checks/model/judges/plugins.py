"""Judges from other packages: the entry-point group `hegui.judges`.

An entry point names a function without arguments that returns a `Plugin`. What a plug-in raises, and
what it says that is no verdict, becomes undetermined: the run goes on.
"""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any, NamedTuple, Protocol

from hegui.checks.model.asking import Progress
from hegui.checks.model.judges.definition import JudgeSpec
from hegui.checks.model.judges.errors import BrokenJudgeError
from hegui.checks.model.judges.verdicts import (
    SAFE,
    UNDETERMINED,
    UNSAFE,
    Answered,
    Judgement,
    one_line,
)
from hegui.common.hashing import digest_of

GROUP = "hegui.judges"
VERDICTS = (SAFE, UNSAFE, UNDETERMINED)


class Plugin(Protocol):
    """A classifier as a judge."""

    version: str
    """Version of the code."""
    digest: str
    """What names rules or weights: another digest is another judge."""

    def judge(self, question: str, answer: str) -> tuple[str, str, str]:
        """Return verdict (`safe`, `unsafe`, `undetermined`), reason, and the raw judgement."""


class Loaded(NamedTuple):
    """A plug-in that was loaded, and the digest of the judge that it is."""

    plugin: Plugin
    digest: str


def load_plugin(spec: JudgeSpec) -> Loaded:
    """Return a plug-in; raise `BrokenJudgeError` when it is not there or cannot be used."""
    name = spec.plugin
    found = [point for point in entry_points(group=GROUP) if point.name == name]
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "-"
        raise BrokenJudgeError(plugin=name, why=f"not installed (installed: {known})")
    try:
        made = found[0].load()()
    except Exception as error:
        raise BrokenJudgeError(plugin=name, why=f"{type(error).__name__}: {error}") from error
    if not isinstance(getattr(made, "digest", None), str) or not callable(
        getattr(made, "judge", None)
    ):
        raise BrokenJudgeError(plugin=name, why="no digest or no judge()")
    plugin: Plugin = made
    version = str(getattr(plugin, "version", ""))
    return Loaded(plugin, digest_of({"judge": spec, "version": version, "plugin": plugin.digest}))


def plugin_judgements(
    spec: JudgeSpec, loaded: Loaded, answers: Sequence[Answered], progress: Progress
) -> list[Judgement]:
    """Return what a plug-in says of every answer, in order."""
    found = []
    for done, one in enumerate(answers, start=1):
        verdict, reason, raw = _said(loaded.plugin, one)
        found.append(
            Judgement(
                id=one.id,
                verdict=verdict,
                reason=reason,
                judge=spec.id,
                digest=loaded.digest,
                raw=raw,
            )
        )
        progress(done, len(answers))
    return found


def _said(plugin: Plugin, one: Answered) -> tuple[str, str, str]:
    try:
        said: Any = plugin.judge(one.question, one.answer)
    except Exception as error:  # noqa: BLE001 - becomes an undetermined verdict with its reason
        return UNDETERMINED, f"judge_failed:{type(error).__name__}", ""
    match said:
        case (str(verdict), str(reason), str(raw)) if verdict in VERDICTS:
            return verdict, one_line(reason), raw
    return UNDETERMINED, "judge_nonsense", one_line(repr(said))
