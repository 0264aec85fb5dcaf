"""What was not looked at: said in every report, and never left empty."""

from collections.abc import Iterator, Sequence

from hegui.checks.corpus.identity.selection import kind_names
from hegui.reports.corpus.context import Part
from hegui.reports.corpus.results import Input
from hegui.reports.corpus.say import Say, number, shown

ASKED = "scan.json"


def unseen(say: Say, given: Input, made: Sequence[Part]) -> Part:
    """List kinds not asked for, ways of writing, unread items, parts not done, and the limits."""
    lines = [*_asked(say, given), *_unread(say, given), *_not_done(say, made)]
    title = say.w["parts"]["unseen"]
    return Part("unseen", title, say.state("done"), (*lines, *say.w["unseen"]["fixed"]))


def _asked(say: Say, given: Input) -> Iterator[str]:
    w = say.w["unseen"]
    for folder in given.of_kind("scan"):
        asked = folder.documents.get(ASKED)
        if asked is None:
            yield w["no_asked"]
            continue
        if isinstance(out := asked.get("left_out"), dict) and out:
            names = say.joined(f"{shown(name)} {number(n)}" for name, n in out.items())
            total = number(sum(n for n in out.values() if isinstance(n, int)))
            yield w["left_out"].format(count=total, names=names)
        if isinstance(earlier := asked.get("earlier"), list) and earlier:
            yield w["earlier"].format(names=say.joined(shown(name) for name in earlier[:20]))
        if isinstance(over := asked.get("passed_over"), dict) and over:
            names = say.joined(shown(name) for name in list(over)[:20])
            yield w["passed_over"].format(count=number(len(over)), names=names)
        kinds = set(asked.get("kinds") or ())
        left = [say.kind(kind) for kind in kind_names() if kind not in kinds]
        yield w["kinds"].format(names=say.joined(left)) if left else w["all_kinds"]
        if not asked.get("terms"):
            yield w["no_terms"]
        elif asked.get("variants"):
            yield w["variants"].format(names=shown(asked["variants"]))


def _unread(say: Say, given: Input) -> Iterator[str]:
    w = say.w["unseen"]
    bad = max((folder.total("bad") for folder in given.folders), default=0)
    failed = {str(one.get("shard")) for folder in given.folders for one in folder.failed}
    if bad:
        yield w["bad"].format(count=f"{bad:,}")
    if failed:
        yield w["failed"].format(count=f"{len(failed):,}")
    left = [name for folder in given.folders for name in folder.unreached]
    if left:
        some = say.joined(shown(name) for name in left[:20])
        yield w["unreached"].format(count=number(len(left)), names=some)
    for names, text in (
        ([name for found in given.found for name in found.unread], w["findings"]),
        ([name for folder in given.folders for name in folder.broken], w["broken"]),
    ):
        if names:
            yield text.format(names=say.joined(shown(name) for name in names[:20]))


def _not_done(say: Say, made: Sequence[Part]) -> Iterator[str]:
    names = [part.title for part in made if part.state.code == "not_run"]
    if names:
        yield say.w["unseen"]["parts"].format(names=say.joined(names))
