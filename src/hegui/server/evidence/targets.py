"""What evidence can be linked to: finding it, naming it, telling whether it exists.

Clauses, obligations, controls and subjects are known here; apps above register theirs (the
assessments app registers `assessment_clause`).
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from hegui.common.text import Text
from hegui.server.controls.selectors import control_list
from hegui.server.core.errors import InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.selectors import subject_list

MOST = 30


class Found(NamedTuple):
    """Something that evidence can be linked to, as pages show it."""

    ref: str
    title: Text
    href: str = ""


Names = Callable[[Viewer, Sequence[str]], Mapping[str, Found]]
"""From references to what they mean; those that are not there or not visible are left out."""
Search = Callable[[Viewer, str], Iterable[Found]]


class Target(NamedTuple):
    """A kind of thing: its title, how references are named and how it is searched."""

    title: Text
    names: Names
    search: Search


_targets: dict[str, Target] = {}


def register_target(kind: str, target: Target) -> None:
    """Add a kind of thing that evidence can be linked to; each kind once."""
    if kind in _targets:
        raise ValueError(f"The target {kind} is registered already.")
    _targets[kind] = target


def targets() -> Mapping[str, Target]:
    """Return all kinds, in the order in which pages show them."""
    return _targets


def names_of(viewer: Viewer, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Found]:
    """Return what many links point to, with at most one query for each kind."""
    by_kind: dict[str, list[str]] = {}
    for kind, ref in pairs:
        by_kind.setdefault(kind, []).append(ref)
    return {
        (kind, ref): found
        for kind, refs in by_kind.items()
        if kind in _targets
        for ref, found in _targets[kind].names(viewer, refs).items()
    }


def check_pairs(viewer: Viewer, pairs: Sequence[tuple[str, str]]) -> None:
    """Raise `InvalidError` unless the viewer can see everything that is to be linked."""
    known = names_of(viewer, pairs)
    for kind, ref in pairs:
        if (kind, ref) not in known:
            raise InvalidError(
                field="links",
                what_zh=f"没有“{kind}:{ref}”，或你看不到它。",
                what_en=f"there is no “{kind}:{ref}”, or you may not see it.",
            )


def split_pair(text: str) -> tuple[str, str]:
    """Return kind and reference of `clause:4.1`."""
    kind, _, ref = text.partition(":")
    return kind.strip(), ref.strip()


def _clauses(viewer: Viewer, refs: Sequence[str]) -> dict[str, Found]:
    rows = catalogue().clauses
    return {
        ref: Found(ref, Text(rows[ref].title_zh, rows[ref].title_en)) for ref in refs if ref in rows
    }


def _clause_search(viewer: Viewer, words: str) -> Iterable[Found]:
    for ref, row in catalogue().clauses.items():
        if _hit(words, ref, row.title_zh, row.title_en, row.requirement_zh):
            yield Found(ref, Text(row.title_zh, row.title_en))


def _obligations(viewer: Viewer, refs: Sequence[str]) -> dict[str, Found]:
    rows = catalogue().obligations
    org = viewer.organisation.slug
    return {
        ref: Found(
            ref,
            Text(rows[ref].zh, rows[ref].en),
            reverse("obligations:list", args=[org]) + f"?q={ref}",
        )
        for ref in refs
        if ref in rows
    }


def _obligation_search(viewer: Viewer, words: str) -> Iterable[Found]:
    for ref, row in catalogue().obligations.items():
        if _hit(words, ref, row.zh, row.en, row.instrument):
            yield Found(ref, Text(row.zh, row.en))


def _controls(viewer: Viewer, refs: Sequence[str]) -> dict[str, Found]:
    rows = control_list(viewer=viewer).filter(pk__in=_ids(refs))
    return {str(row.pk): _control(viewer, row.pk, row.title) for row in rows}


def _control_search(viewer: Viewer, words: str) -> Iterable[Found]:
    rows = control_list(viewer=viewer).filter(title__icontains=words).order_by("title")[:MOST]
    return [_control(viewer, row.pk, row.title) for row in rows]


def _control(viewer: Viewer, key: uuid.UUID, title: str) -> Found:
    href = reverse("controls:detail", args=[viewer.organisation.slug, key])
    return Found(str(key), Text(title, title), href)


def _subjects(viewer: Viewer, refs: Sequence[str]) -> dict[str, Found]:
    rows = subject_list(viewer=viewer).filter(pk__in=_ids(refs))
    return {
        str(row.pk): Found(str(row.pk), Text(row.name, row.name_en or row.name)) for row in rows
    }


def _subject_search(viewer: Viewer, words: str) -> Iterable[Found]:
    rows = subject_list(viewer=viewer).filter(name__icontains=words).order_by("name")[:MOST]
    return [Found(str(row.pk), Text(row.name, row.name_en or row.name)) for row in rows]


def _ids(refs: Sequence[str]) -> list[uuid.UUID]:
    found = []
    for ref in refs:
        try:
            found.append(uuid.UUID(ref))
        except ValueError:
            continue
    return found


def _hit(words: str, *texts: str) -> bool:
    return all(any(w in t.casefold() for t in texts) for w in words.casefold().split())


register_target("clause", Target(Text("条款", "Clauses"), _clauses, _clause_search))
register_target("obligation", Target(Text("义务", "Obligations"), _obligations, _obligation_search))
register_target("control", Target(Text("控制措施", "Controls"), _controls, _control_search))
register_target("subject", Target(Text("对象", "Subjects"), _subjects, _subject_search))
