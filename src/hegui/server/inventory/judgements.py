"""What apps above know of a subject: judgements, from assessments by people and from bundles.

A source returns all judgements of the organisation that cover a subject, also those that the viewer
may not see: a gate answers everybody alike. What may not be seen has no title and no address.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q

from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject


class Said(NamedTuple):
    """One verdict; `stale`: a person gave it, and what it rested on has changed since."""

    verdict: str
    person: bool = False
    stale: bool = False


class Version(NamedTuple):
    """A version of a subject as far as it is known; empty is unknown."""

    label: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was judged on a day about one version of a subject.

    `signed`: every role that must sign has signed. `by_people`: an assessment on which people work,
    not a bundle alone. `gates` are those of its overall conclusion: `{id, zh, en, state, clauses}`.
    """

    title: Text | None
    as_of: dt.date
    version: Version
    signed: bool = False
    by_people: bool = False
    verdicts: Mapping[str, Said] = field(default_factory=dict)
    gates: Sequence[Mapping[str, Any]] = ()
    href: str = ""
    hrefs: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[Viewer, Subject, Sequence[str]], Sequence[Judgement]]
_sources: dict[str, Source] = {}


def register_judgements(name: str, source: Source) -> None:
    """Add a source: `source(viewer, subject, clauses)`, the newest judgement first."""
    if name in _sources:
        raise ValueError(f"The source of judgements {name} is registered already.")
    _sources[name] = source


def judgements_about(viewer: Viewer, subject: Subject, clauses: Sequence[str]) -> list[Judgement]:
    """Return what all sources know of a subject, about some clauses."""
    return [one for name in sorted(_sources) for one in _sources[name](viewer, subject, clauses)]


def covering(subject: Subject, domain: str = "domain") -> Q:
    """Return the condition on records whose domain covers a subject: its own, or one above it.

    What a role of one domain judges there opens no gate of another domain.
    """
    found = Q(**{f"{domain}__isnull": True})
    if subject.domain_id and subject.domain:
        steps = subject.domain.path.strip("/").split("/")
        paths = ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
        found |= Q(**{f"{domain}__path__in": paths})
    return Q(organisation=subject.organisation_id) & found
