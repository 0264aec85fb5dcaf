"""Saying who holds which duty."""

from collections.abc import Iterable, Mapping

from hegui.server.accounts.duties import duties_held, duty_titles
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing


def duties_change(
    *, acting_user: Viewer, duties: Mapping[str, Iterable[str]], expected: int | None = None
) -> Organisation:
    """Set who holds the named duties; others stay. Whoever holds one may keep it when let out.

    Evidence approved by these people counts as approved by the role, from the next judgement on.
    """
    acting_user.require_everywhere("organisation.change")
    wanted = {role: sorted({str(one) for one in people}) for role, people in duties.items()}
    with writing(acting_user) as write:
        row = acting_user.organisation.copy()
        held = duties_held(row)
        _check(acting_user, wanted, held)
        merged = {role: list(people) for role, people in held.items()} | wanted
        settings = {**row.settings, "duties": {r: merged[r] for r in sorted(merged) if merged[r]}}
        changes = {"settings": settings}
        return write.change(row, "core.organisation.duties_changed", changes, expected=expected)


def _check(
    viewer: Viewer, wanted: Mapping[str, Iterable[str]], held: Mapping[str, Iterable[str]]
) -> None:
    """Raise for roles that the catalogue does not know, and for people who are not here."""
    here = {str(pk) for pk in person_choices(viewer).values_list("pk", flat=True)}
    known = duty_titles()
    for role, people in wanted.items():
        if role not in known:
            raise InvalidError(
                field=role,
                what_zh="目录里没有这个岗位。",
                what_en="the catalogue has no such role.",
            )
        if set(people) - here - set(held.get(role, ())):
            raise InvalidError(
                field=role,
                what_zh="本组织没有这个人。",
                what_en="this person is not in this organisation.",
            )
