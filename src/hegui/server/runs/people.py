"""The people of a declaration that is made from the records here."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from hegui.server.core.models import User
from hegui.server.core.rules import catalogue


def people_of(
    facts: Mapping[str, Any],
    documents: Iterable[Mapping[str, Any]],
    duties: Mapping[str, tuple[str, ...]],
) -> list[dict[str, Any]]:
    """Return who judged facts, approved documents or holds duties, with the roles held.

    Roles that the catalogue does not know are left out; people without a name are named by id.
    """
    known = catalogue().labels.get("role", {})
    ids = {value["by"] for value in facts.values() if isinstance(value, dict) and "by" in value}
    ids |= {row["approved_by"] for row in documents if row.get("approved_by")}
    rows = User.objects.filter(pk__in=[name for name in {*ids, *duties} if is_id(name)])
    found = []
    for row in rows.order_by("pk"):
        own: dict[str, Any] = {"id": str(row.pk), "name": row.name.strip() or str(row.pk)}
        roles = [role for role in duties.get(str(row.pk), ()) if role in known]
        found.append(own | ({"roles": roles} if roles else {}))
    return found


def is_id(name: str) -> bool:
    """Tell whether a text is the id of a person here."""
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
