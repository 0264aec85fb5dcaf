"""Whether verdicts still rest on evidence that counts: linked, in force, unchanged, in time."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.evidence import linked_items
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.evidence.models import Item, State
from hegui.server.evidence.staleness import lapses

FAVOURABLE = ("conforms", "partly")
"""Verdicts that say something is met: they never rest on evidence that has lapsed."""
WORDS = {
    "version": Text("说的是对象的旧版本", "it is about an old version of its subject"),
    "expired": Text("有效期已过", "its validity has ended"),
    "period": Text("所覆盖的期间已结束太久", "the period it covers is over for too long"),
    "withdrawn": Text("已撤回", "it was withdrawn"),
    "superseded": Text("已被取代", "it was superseded by another"),
    "draft": Text("还是草稿", "it is a draft"),
    "replaced": Text("判定之后换了新文件", "its file was replaced after the verdict"),
    "unlinked": Text("判定之后取消了关联", "its link was taken away after the verdict"),
    "gone": Text("已不存在", "it is no longer there"),
}
"""Why evidence does not count, or not as it did when a verdict was given."""
LAPSED = ("version", "expired", "period")


class Trouble(NamedTuple):
    """One item that a verdict rests on and that does not count any more, and why."""

    item: uuid.UUID
    code: str

    @property
    def words(self) -> Text:
        """Return the reason in words."""
        return WORDS[self.code]


Troubles = Mapping[str, tuple[Trouble, ...]]
"""Clause -> what is wrong with the evidence under its verdict."""


class Rest(NamedTuple):
    """An item as it was when a person judged: its file, and what was known against it."""

    item: uuid.UUID
    file: str
    known: frozenset[str]


Resting = Mapping[str, tuple[str, list[Rest]]]
"""Clause -> a person's verdict on it, and what that rests on."""


def rules_for(assessment: Assessment) -> Catalogue | None:
    """Return the catalogue whose criteria say how old evidence may be; None for imported texts."""
    if not assessment.catalogue_id:
        return None
    return catalogue_of(assessment.catalogue, assessment.as_of)


def codes_of(item: Item, day: dt.date, rules: Catalogue | None, clause: str) -> list[str]:
    """Return why an item does not count for a clause on a day; nothing when it does."""
    state = [] if item.state == State.CURRENT else [str(item.state)]
    return [*state, *(lapse.code for lapse in lapses(item, day, rules=rules, clause=clause))]


def rests_on(assessment: Assessment, clause: str) -> str:
    """Return what a verdict given now rests on: `item:file:what is known against it`, by item."""
    rules, found = rules_for(assessment), []
    items = linked_items(assessment, [clause]).get(clause, ())
    for item in sorted(items, key=lambda row: row.pk):
        if item.state == State.CURRENT:
            known = ",".join(codes_of(item, assessment.as_of, rules, clause))
            found.append(f"{item.pk}:{file_of(item)}:{known}")
    return " ".join(found)


def rests(text: str) -> list[Rest]:
    """Read what `rests_on` wrote."""
    parts = [part.split(":") for part in text.split()]
    return [
        Rest(uuid.UUID(item), file, frozenset(known.split(",")) - {""})
        for item, file, known in parts
    ]


def file_of(item: Item) -> str:
    """Return a short name of the current file of an item."""
    return item.current.sha256[:16] if item.current else ""


def outdated(
    assessment: Assessment,
    *,
    day: dt.date | None = None,
    rules: Catalogue | None = None,
    clause: str = "",
    rows: Resting | None = None,
) -> Troubles:
    """Return the clauses whose verdicts rest on evidence that does not count any more, with why.

    `day` and `rules` are those of the assessment unless another one asks whether its verdicts
    still stand; `clause` narrows it to one, and `rows` are the verdicts where they are known. A
    fixed number of queries at any size.
    """
    day, rules = day or assessment.as_of, rules or rules_for(assessment)
    rows = judged(assessment, clause) if rows is None else rows
    found: dict[str, tuple[Trouble, ...]] = {}
    if rows:
        linked = linked_items(assessment, list(rows))
        others = _others(rows, linked)
        for name, (verdict, resting) in rows.items():
            here = {item.pk: item for item in linked.get(name, ())}
            troubles = [
                trouble
                for rest in resting
                for trouble in _of(rest, here, others, verdict, day, rules, name)
            ]
            if troubles:
                found[name] = tuple(troubles)
    for name, more in machine_sources(assessment, clause).items():
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), *more)))
    return found


def judged(assessment: Assessment, clause: str = "") -> Resting:
    """Return the clauses that people judged on evidence, with verdict and what it rests on."""
    rows = ClauseAssessment.objects.filter(
        assessment=assessment, person_verdict__gt="", basis__has_key="rests"
    )
    if clause:
        rows = rows.filter(clause=clause)
    values = rows.order_by().values_list("clause", "person_verdict", "basis")
    return {name: (verdict, rests(basis["rests"])) for name, verdict, basis in values}


def _others(rows: Resting, linked: Mapping[str, Iterable[Item]]) -> set[uuid.UUID]:
    """Return the items that are there but not linked to their clause any more."""
    here = {(name, item.pk) for name, items in linked.items() for item in items}
    away = {
        r.item for name, (_, found) in rows.items() for r in found if (name, r.item) not in here
    }
    return set(Item.objects.filter(pk__in=away).values_list("pk", flat=True)) if away else set()


def _of(
    rest: Rest,
    here: Mapping[uuid.UUID, Item],
    others: set[uuid.UUID],
    verdict: str,
    day: dt.date,
    rules: Catalogue | None,
    clause: str,
) -> list[Trouble]:
    item = here.get(rest.item)
    if item is None:
        return [Trouble(rest.item, "unlinked" if rest.item in others else "gone")]
    codes = codes_of(item, day, rules, clause)
    if verdict not in FAVOURABLE:
        codes = [code for code in codes if code not in rest.known]
    if file_of(item) != rest.file:
        codes.append("replaced")
    return [Trouble(item.pk, code) for code in codes]


def machine_sources(assessment: Assessment, clause: str = "") -> dict[str, list[Trouble]]:
    """Return the machine's verdicts in force that cite evidence which has gone since it judged.

    What was out of time on the day of the assessment, the machine knew; a bundle's evidence is
    its own.
    """
    known = set(assessment.names.get("evidence", {}))
    if assessment.judged_from != "server" or not known or assessment.judged_at is None:
        return {}
    moved = Item.objects.filter(
        Q(state__in=(State.WITHDRAWN, State.SUPERSEDED)) | Q(stale_since__gt=assessment.judged_at),
        organisation=assessment.organisation_id,
        updated_at__gt=assessment.judged_at,
    ).values_list("pk", "state")
    gone = {
        f"evidence:{pk}": Trouble(pk, state if state != State.CURRENT else "version")
        for pk, state in moved.order_by()
        if str(pk) in known and state != State.DRAFT
    }
    if not gone:
        return {}
    rows = ClauseAssessment.objects.filter(assessment=assessment, person_verdict="")
    if clause:
        rows = rows.filter(clause=clause)
    found: dict[str, list[Trouble]] = defaultdict(list)
    for name, trace in rows.order_by().values_list("clause", "trace").iterator(chunk_size=500):
        cited = {s for c in (trace or {}).get("conditions", ()) for s in c.get("sources", ())}
        found[name] += [gone[source] for source in sorted(cited & gone.keys())]
    return {name: troubles for name, troubles in found.items() if troubles}


def to_judge_again(assessment: Assessment) -> set[str]:
    """Return the clauses whose verdicts must be looked at again before anybody signs."""
    rows = ClauseAssessment.objects.filter(assessment=assessment, stale=True).order_by()
    return {*rows.values_list("clause", flat=True), *outdated(assessment)}
