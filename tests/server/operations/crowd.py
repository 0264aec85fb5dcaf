"""Run as a program: fill a database for a crowd and print what each of them needs.

python -m tests.server.operations.crowd PEOPLE EVIDENCE ASSESSMENTS CLAUSES
"""

import json
import sys
from typing import Any

from hegui.server.operations.options import ready

ready()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from hegui.server.accounts.services import token_create  # noqa: E402
from hegui.server.assessments.services.frozen import clause_set_import  # noqa: E402
from hegui.server.assessments.services.starting import start_from_set  # noqa: E402
from hegui.server.core.models import Organisation, User  # noqa: E402
from hegui.server.core.roles import all_permissions  # noqa: E402
from hegui.server.core.services import (  # noqa: E402
    assignment_add,
    organisation_create,
    user_create,
)
from hegui.server.core.viewer import system_viewer, viewer_for  # noqa: E402
from tests.support.evidence import evidence_seed  # noqa: E402

SLUG = "load"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def person(org: Organisation, number: int) -> dict[str, str]:
    """Make a person with a token and a session."""
    user = user_create(acting_user=None, email=f"p{number}@example.com", name=f"人 {number}")
    assignment_add(acting_user=system_viewer(org), user=user, role="administrator")
    _, secret = token_create(
        acting_user=viewer_for(user, org), name="load", scopes=sorted(all_permissions()), days=1
    )
    return {"token": secret, "session": session(user)}


def session(user: User) -> str:
    """Sign somebody in; return the cookie's value."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def clauses(count: int) -> list[dict[str, Any]]:
    """Return clauses with texts of a usual length."""
    return [
        {
            "id": f"c{n}",
            "title_zh": f"第 {n} 条 建立并保持制度",
            "requirement_zh": "应当按照计划的时间间隔进行并保留记录。" * 6,
            "layer": ("organisation", "data", "model")[n % 3],
            "gate": n % 13 == 0,
        }
        for n in range(count)
    ]


def main(people: int, evidence: int, assessments: int, size: int) -> None:
    """Fill and print."""
    org = organisation_create(acting_user=None, slug=SLUG, name="压测")
    viewer = system_viewer(org)
    crowd = [person(org, number) for number in range(people)]
    evidence_seed(org, evidence, [f"c{n}" for n in range(size)])
    data = json.dumps({"title": "set", "clauses": clauses(size)}).encode()
    frozen = clause_set_import(acting_user=viewer, data=data, name="set.json")
    made = [
        str(start_from_set(acting_user=viewer, clause_set=frozen, title=f"评估 {n}").pk)
        for n in range(assessments)
    ]
    print(json.dumps({"people": crowd, "assessments": made}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
