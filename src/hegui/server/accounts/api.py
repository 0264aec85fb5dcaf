"""Routes of the API: the people of an organisation, and who one is oneself."""

import datetime as dt
import uuid
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from hegui.server.accounts.duties import duties_held, duty_titles
from hegui.server.accounts.selectors import own_permissions, people_list
from hegui.server.accounts.services import duties_change
from hegui.server.core.errors import NotSignedInError
from hegui.server.core.models import ApiToken, Organisation, User
from hegui.server.core.viewer import viewer_for
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.fields import Short
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["people"])
me = Router(tags=["people"])


class RoleOut(Schema):
    """A role that somebody holds here."""

    role: str
    domain: uuid.UUID | None
    engagement: uuid.UUID | None
    starts: dt.date | None
    ends: dt.date | None


class PersonOut(Schema):
    """A person of the organisation."""

    id: uuid.UUID
    name: str
    active: bool
    roles: list[RoleOut]


class DutyOut(Schema):
    """A role of the catalogue and who holds it here."""

    role: str
    zh: str
    en: str
    people: list[uuid.UUID]


class DutiesIn(Schema):
    """Who holds which roles of the catalogue; roles that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid")

    duties: Annotated[
        dict[Short, Annotated[list[uuid.UUID], Field(max_length=200)]], Field(max_length=100)
    ]
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    """The version of the organisation that was seen; another one since is refused."""


class DutiesOut(Schema):
    """All duties, and the version to send back with a change."""

    version: int
    items: list[DutyOut]


class PlaceOut(Schema):
    """An organisation in which one has rights now, and which."""

    slug: str
    name: str
    permissions: list[str]


class MeOut(Schema):
    """Who asks."""

    id: uuid.UUID
    name: str
    language: str
    organisations: list[PlaceOut]


def show(user: Any) -> dict[str, Any]:
    """Return a person as the API shows them."""
    held = [
        {
            "role": row.role,
            "domain": row.domain_id,
            "engagement": row.engagement_id,
            "starts": row.starts,
            "ends": row.ends,
        }
        for row in user.roles_here
    ]
    return {"id": user.id, "name": user.name, "active": user.is_active, "roles": held}


@router.get("", response={200: PageOf[PersonOut], **ERRORS})
def list_people(request: HttpRequest, org: Org, page: Query[PageQuery]) -> Any:
    """List who has a role in the organisation: ids, names, roles."""
    viewer = viewer_of(request, org, "people.view")
    return paged(people_list(viewer=viewer).order_by("name", "id"), page, show)


@router.get("/duties", response={200: DutiesOut, **ERRORS})
def list_duties(request: HttpRequest, org: Org) -> Any:
    """Show which people hold which roles of the catalogue, so that their approvals count for it."""
    return show_duties(viewer_of(request, org, "people.view").organisation)


@router.patch("/duties", response={200: DutiesOut, **ERRORS})
def change_duties(request: HttpRequest, org: Org, body: DutiesIn) -> Any:
    """Say who holds the named roles; an empty list means nobody. This changes nobody's rights."""
    viewer = viewer_of(request, org, "organisation.change")
    duties = {role: [str(pk) for pk in people] for role, people in body.duties.items()}
    return show_duties(duties_change(acting_user=viewer, duties=duties, expected=body.version))


def show_duties(organisation: Organisation) -> dict[str, Any]:
    """Return the duties as the API shows them."""
    held = duties_held(organisation)
    items = [
        {"role": role, "zh": title.zh, "en": title.en, "people": held.get(role, ())}
        for role, title in duty_titles().items()
    ]
    return {"version": organisation.version, "items": items}


@me.get("", response={200: MeOut, **ERRORS})
def get_me(request: HttpRequest) -> Any:
    """Show who asks and what they may do where; a token sees its own organisation only."""
    who = getattr(request, "auth", None)
    token = who if isinstance(who, ApiToken) else None
    if who is None:
        raise NotSignedInError
    user = token.user if token else cast(User, who)
    return {
        "id": user.id,
        "name": user.name,
        "language": user.language,
        "organisations": places_of(user, token),
    }


def places_of(user: User, token: ApiToken | None) -> list[dict[str, Any]]:
    """Return the organisations in which a person has rights today."""
    rows = Organisation.objects.filter(active=True, pk__in=user.assignments.values("organisation"))
    if token is not None:
        rows = rows.filter(pk=token.organisation_id)
    found = []
    for row in rows.order_by("name"):
        viewer = viewer_for(user, row, scopes=token.scopes if token else None)
        permissions = [name for name in own_permissions(viewer) if viewer.may(name)]
        if viewer.grants:
            found.append({"slug": row.slug, "name": row.name, "permissions": permissions})
    return found
