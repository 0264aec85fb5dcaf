"""Writing controls."""

from typing import Any

from hegui.server.controls.models import Control
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing


def control_create(*, acting_user: Viewer, **fields: Any) -> Control:
    """Create a control."""
    control = Control(organisation=acting_user.organisation, **fields)
    acting_user.require("controls.change", control)
    with writing(acting_user) as write:
        return write.create(control, "controls.control.created")


def control_change(
    *,
    acting_user: Viewer,
    control: Control,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Control:
    """Change a control, if it still has the expected version."""
    acting_user.require("controls.change", control)
    with writing(acting_user) as write:
        return write.change(
            control, "controls.control.changed", changes, expected=expected, reason=reason
        )
