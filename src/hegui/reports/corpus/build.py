"""From folders to the context of a corpus report; reads no clock."""

import dataclasses
import hashlib
from collections.abc import Callable, Sequence

from hegui.catalogue.model import Catalogue
from hegui.common.text import Lang
from hegui.reports.corpus import origins, parts, rules, scans, unseen
from hegui.reports.corpus.context import CorpusContext, Part
from hegui.reports.corpus.folders import Folder
from hegui.reports.corpus.results import Input
from hegui.reports.corpus.say import Say, shown

ORDER: tuple[tuple[str, Callable[[Say, Input], Part]], ...] = (
    ("read", scans.read),
    ("rules", rules.answers),
    ("samples", rules.samples),
    ("risks", scans.risks),
    ("pii", scans.pii),
    ("origins", origins.origins),
    ("sources", parts.sources),
    ("licences", parts.licences),
    ("duplicates", parts.duplicates),
    ("overlap", parts.overlap),
    ("annotation", parts.annotation),
    ("media", parts.media),
    ("profile", parts.profile),
    ("examples", scans.examples),
)


OF_SCANS = frozenset({"risks", "pii", "origins", "examples"})
"""The parts that come from scans; those of other commands are called as the command."""


def _whole(say: Say, given: Input, part: Part) -> Part:
    """Return the part, incomplete where its command was stopped before the end."""
    kind = "scan" if part.id in OF_SCANS else part.id
    stopped = any(folder.unreached for folder in given.of_kind(kind))
    if not stopped or part.state.code != "done":
        return part
    return dataclasses.replace(part, state=say.state("partly"))


def build(
    folders: Sequence[Folder], catalogue: Catalogue, lang: Lang, *, as_of: str, name: str = ""
) -> CorpusContext:
    """Build the context; `name` is what the corpus is called, by default the folders' names."""
    say, given = Say(catalogue, lang), Input.of(folders)
    made = [_whole(say, given, make(say, given)) for _, make in ORDER]
    made += parts.more(say, given)
    made.append(unseen.unseen(say, given, made))
    digest = hashlib.sha256("".join(folder.digest for folder in folders).encode()).hexdigest()
    names = say.joined(shown(folder.path.name or folder.path) for folder in folders)
    version = f"{catalogue.version} ({catalogue.digest[:12]})"
    return CorpusContext(
        lang=lang,
        w=say.w,
        title=say.w["title"],
        name=shown(name) or names,
        as_of=as_of,
        report_id=digest[:12],
        digest=digest,
        catalogue=version,
        facts=(
            (say.w["as_of"], as_of),
            (say.w["folders"], names),
            (say.w["catalogue"], version),
            (say.w["digest"], digest),
        ),
        parts=tuple(made),
    )
