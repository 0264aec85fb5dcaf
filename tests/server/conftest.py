"""People, organisations and clients for the tests of the server."""

import datetime as dt
import hashlib
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from hegui.server.core.models import ApiToken, Engagement, Organisation, User
from hegui.server.core.roles import all_permissions, roles
from hegui.server.core.services import (
    assignment_add,
    engagement_create,
    organisation_create,
    user_create,
)
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.core.writing import writing
from hegui.server.rest.limits import buckets

PASSWORD = "a long enough test password"
ROLES = tuple(roles())


@pytest.fixture(autouse=True)
def quick_passwords(settings: pytest.FixtureRequest) -> None:
    """Hash passwords quickly: the tests sign many people in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    """Forget how often tokens asked: the tests share them."""
    buckets.clear()


@pytest.fixture
def org(db: None) -> Organisation:
    """Return an organisation."""
    return organisation_create(acting_user=None, slug="yunlu", name="云鹿科技")


@pytest.fixture
def other_org(db: None) -> Organisation:
    """Return another organisation, whose records nobody of the first may see."""
    return organisation_create(acting_user=None, slug="other", name="别家公司")


@pytest.fixture
def engagement(org: Organisation) -> Engagement:
    """Return an engagement that runs today."""
    day = timezone.localdate()
    return engagement_create(
        acting_user=system_viewer(org),
        title="年度外部评估",
        starts=day - dt.timedelta(days=1),
        ends=day + dt.timedelta(days=30),
    )


Person = Callable[..., User]


@pytest.fixture
def person(org: Organisation, request: pytest.FixtureRequest) -> Person:
    """Return a function that gives the person with a role, made on first use.

    `person("engineer")`, `person("engineer", other_org)`; `person("nobody")` has no role.
    """
    made: dict[tuple[str, str], User] = {}

    def get(role: str, where: Organisation | None = None) -> User:
        where = where or org
        key = (role, where.slug)
        if key not in made:
            user = user_create(
                acting_user=None,
                email=f"{role}@{where.slug}.example.com",
                name=f"{role} {where.slug}",
                password=PASSWORD,
            )
            if role != "nobody":
                outside = role == "outside_assessor"
                seen = request.getfixturevalue("engagement") if outside else None
                assignment_add(
                    acting_user=system_viewer(where), user=user, role=role, engagement=seen
                )
            made[key] = user
        return made[key]

    return get


@pytest.fixture
def viewer(org: Organisation, person: Person) -> Callable[..., Viewer]:
    """Return a function that gives the viewer with a role: `viewer("compliance_officer")`."""

    def get(role: str = "administrator", where: Organisation | None = None) -> Viewer:
        return viewer_for(person(role, where), where or org)

    return get


@pytest.fixture
def signed_in(person: Person) -> Callable[..., Client]:
    """Return a function that gives a browser-like client of a person with a role."""

    def get(role: str = "administrator", where: Organisation | None = None) -> Client:
        client = Client()
        client.force_login(person(role, where))
        return client

    return get


@pytest.fixture
def api(org: Organisation, person: Person) -> Callable[..., Client]:
    """Return a function that gives a client with a token of a role (all scopes unless given)."""

    def get(
        role: str = "administrator",
        where: Organisation | None = None,
        scopes: list[str] | None = None,
    ) -> Client:
        place = where or org
        secret = f"hegui_{role}_{place.slug}_{len(scopes or [])}"
        with writing(system_viewer(place)) as write:
            token = ApiToken(
                organisation=place,
                user=person(role, place),
                name="test",
                digest=hashlib.sha256(secret.encode()).hexdigest(),
                scopes=sorted(all_permissions()) if scopes is None else scopes,
                expires_at=timezone.now() + dt.timedelta(days=1),
            )
            write.create(token, "core.token.created")
        return Client(headers={"authorization": f"Bearer {secret}"})

    return get
