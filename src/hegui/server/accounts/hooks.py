"""What other apps register here: what the page of an engagement lists of theirs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hegui.common.text import Text
from hegui.server.core.models import Engagement
from hegui.server.core.viewer import Viewer


class Row(NamedTuple):
    """One thing that belongs to an engagement, what to know about it, and where it is."""

    title: str
    about: str
    href: str


class Panel(NamedTuple):
    """What one app lists; `empty` says what to do when there is nothing."""

    title: Text
    rows: Sequence[Row]
    empty: Text


PanelMaker = Callable[[Viewer, Engagement], Panel | None]
_panels: dict[str, PanelMaker] = {}


def register_engagement_panel(name: str, maker: PanelMaker) -> None:
    """Say what an app lists on the page of an engagement; None where the viewer may not see it."""
    if name in _panels:
        raise ValueError(f"The panel {name} is registered already.")
    _panels[name] = maker


def engagement_panels(viewer: Viewer, engagement: Engagement) -> list[Panel]:
    """Return the panels that the viewer may see."""
    found = [maker(viewer, engagement) for maker in _panels.values()]
    return [panel for panel in found if panel is not None]
