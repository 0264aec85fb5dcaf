"""The organisation of the demonstration and its people, one for each role."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hegui.common.dates import today
from hegui.server.core.models import Organisation, User
from hegui.server.core.services import (
    assignment_add,
    domain_create,
    engagement_create,
    organisation_create,
    user_create,
)
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for

SLUG = "yunlu"
ADMIN = "demo@yunlu.example.com"
ROLES = {
    "chen": "management_reader",
    "lin": "compliance_officer",
    "gao": "engineer",
    "xu": "engineer",
    "meng": "internal_auditor",
}
"""Roles of the example's people; all others are control owners."""
DEPARTMENTS = ("云鹿助手产品线", "基础模型部")


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisation and its people by the ids of the example."""

    organisation: Organisation
    people: dict[str, User]
    declared: dict[str, Any]

    @property
    def viewer(self) -> Viewer:
        """Return the compliance officer, who does most of the work."""
        return viewer_for(self.people["lin"], self.organisation)


def cast_make(declared: dict[str, Any]) -> Cast:
    """Make the organisation, its departments and its people."""
    about = declared["organisation"]
    place = organisation_create(
        acting_user=None, slug=SLUG, name=about["name"], name_en=about["name_en"]
    )
    system = system_viewer(place)
    admin = user_create(acting_user=None, email=ADMIN, name="演示管理员", is_operator=True)
    assignment_add(acting_user=system, user=admin, role="administrator")
    people = {"admin": admin}
    for row in declared["people"]:
        user = user_create(
            acting_user=None, email=f"{row['id']}@yunlu.example.com", name=row["name"]
        )
        role = ROLES.get(row["id"], "control_owner")
        assignment_add(acting_user=system, user=user, role=role)
        people[row["id"]] = user
    for name in DEPARTMENTS:
        domain_create(acting_user=system, name=name)
    people["assessor"] = assessor_make(system)
    return Cast(place, people, declared)


def assessor_make(system: Viewer) -> User:
    """Make an outside assessor with an engagement that runs now."""
    day = today()
    engagement = engagement_create(
        acting_user=system,
        title="年度外部评估",
        purpose="按 GB/T 45654-2025 评估云鹿助手",
        starts=day - dt.timedelta(days=7),
        ends=day + dt.timedelta(days=60),
    )
    user = user_create(acting_user=None, email="assessor@example.org", name="评估员·季明")
    assignment_add(acting_user=system, user=user, role="outside_assessor", engagement=engagement)
    return user
