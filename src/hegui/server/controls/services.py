"""Writing controls."""

from collections.abc import Collection
from typing import Any

from django.db import models

from hegui.server.controls.models import Control, ControlLink
from hegui.server.core.errors import InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing

LINKED = {
    "obligations": ControlLink.Kind.OBLIGATION,
    "clauses": ControlLink.Kind.CLAUSE,
}
"""What may be linked, by the name of the list in forms and the API."""


def control_create(*, acting_user: Viewer, **fields: Any) -> Control:
    """Create a control; `obligations` and `clauses` are ids of the catalogue.

    Whoever may change their own controls only becomes the owner of one without.
    """
    links = {name: known_rows(name, fields.pop(name)) for name in LINKED if name in fields}
    control = Control(organisation=acting_user.organisation, **fields)
    if control.owner is None and not acting_user.may("controls.change", control):
        control.owner = acting_user.user
    acting_user.require("controls.change", control)
    with writing(acting_user) as write:
        write.create(control, "controls.control.created")
        for name, rows in links.items():
            _link(write, control, name, rows)
    return control


def control_change(
    *,
    acting_user: Viewer,
    control: Control,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Control:
    """Change a control and its links, if it still has the expected version."""
    acting_user.require("controls.change", control)
    if "domain" in changes:
        moved = Control(organisation=control.organisation, domain=changes["domain"])
        acting_user.require("controls.change", moved)
    fields = dict(changes)
    links = {name: known_rows(name, fields.pop(name)) for name in LINKED if name in fields}
    with writing(acting_user) as write:
        write.change(control, "controls.control.changed", fields, expected=expected, reason=reason)
        for name, rows in links.items():
            _link(write, control, name, rows, reason)
    return control


def control_link(
    *, acting_user: Viewer, what: str, row: str, controls: Collection[Control]
) -> None:
    """Link exactly these controls, of those the acting person may change, to one row."""
    name = next(name for name, kind in LINKED.items() if kind == what)
    known_rows(name, [row])
    wanted = {control.pk for control in controls}
    places = Control.objects.filter(acting_user.where("controls.change"))
    with writing(acting_user) as write:
        for control in places.select_related("domain").prefetch_related("links"):
            rows = set(getattr(control, name))
            if (row in rows) != (control.pk in wanted):
                _link(write, control, name, rows ^ {row})


def known_rows(name: str, rows: Collection[str]) -> set[str]:
    """Return ids of the catalogue, each once, or raise `InvalidError` for one it does not have."""
    known = getattr(catalogue(), name)
    for row in rows:
        if row not in known:
            raise InvalidError(
                field=name,
                what_zh=f"目录里没有编号“{row}”。",
                what_en=f"the catalogue has no row “{row}”.",
            )
    return set(rows)


def _link(
    write: Writing, control: Control, name: str, rows: Collection[str], reason: str = ""
) -> None:
    """Make the links of a control these; one entry tells the lists before and after."""
    what = LINKED[name]
    had = {link.row: link for link in control.links.all() if link.what == what}
    gone, new = set(had) - set(rows), sorted(set(rows) - set(had))
    if not gone and not new:
        return
    for row in gone:
        had[row].delete()
    made = [
        ControlLink(organisation_id=control.organisation_id, control=control, what=what, row=row)
        for row in new
    ]
    ControlLink.objects.bulk_create(made)
    control._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    before, after = {name: sorted(had)}, {name: sorted(rows)}
    write.note("controls.control.linked", control, before=before, after=after, reason=reason)
    Control.objects.filter(pk=control.pk).update(version=models.F("version") + 1)
    control.version += 1
