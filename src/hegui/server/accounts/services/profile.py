"""A person's own settings."""

from typing import Any

from hegui.server.core.models import User
from hegui.server.core.writing import writing_system

OWN = ("name", "language", "theme")


def profile_change(*, acting_user: User, changes: dict[str, Any]) -> User:
    """Change one's own name, language, theme and reminders; everything else is ignored."""
    own = {name: changes[name] for name in OWN if name in changes}
    if "reminders" in changes:
        own["preferences"] = {**acting_user.preferences, "reminders": bool(changes["reminders"])}
    with writing_system(acting_user) as write:
        row = acting_user.copy()
        return write.change(row, "core.user.profile_changed", own)
