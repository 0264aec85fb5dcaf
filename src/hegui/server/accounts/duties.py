"""Duties: which person holds which role of the catalogue, so that their approvals count for it."""

from hegui.common.text import Text
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue

Duties = dict[str, tuple[str, ...]]
"""The ids of the people by the role of the catalogue."""


def duty_titles() -> dict[str, Text]:
    """Return the roles of the catalogue with their names, in its order."""
    return {key: Text(row.zh, row.en) for key, row in catalogue().labels.get("role", {}).items()}


def duties_held(organisation: Organisation) -> Duties:
    """Return who holds what, as the organisation's settings say."""
    rows = dict(organisation.settings.get("duties") or {})
    return {str(role): tuple(map(str, people)) for role, people in rows.items()}
