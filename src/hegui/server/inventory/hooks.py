"""What other apps register here: who hears of a new current version, and panels of a subject."""

from collections.abc import Callable
from typing import NamedTuple

from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject, SubjectVersion


class VersionChange(NamedTuple):
    """The current version of a subject became another. `old` is None for the first version."""

    subject: Subject
    old: SubjectVersion | None
    new: SubjectVersion


class SubjectPanel(NamedTuple):
    """A part of a subject's page: `show` returns HTML that is safe, or an empty text for nothing."""

    order: int
    name: str
    title: Text
    permission: str
    show: Callable[[Viewer, Subject], str]


VersionListener = Callable[[Viewer, VersionChange], None]
_listeners: list[VersionListener] = []
_panels: dict[str, SubjectPanel] = {}


def on_version_changed(listener: VersionListener) -> VersionListener:
    """Register a function that is called inside the transaction which changes a current version."""
    if listener in _listeners:
        raise ValueError(f"{listener.__qualname__} is registered already.")
    _listeners.append(listener)
    return listener


def version_changed(viewer: Viewer, change: VersionChange) -> None:
    """Tell all listeners. An error of a listener undoes the change of version."""
    for listener in _listeners:
        listener(viewer, change)


def register_panel(panel: SubjectPanel) -> None:
    """Add a panel to the pages of subjects; a name may be registered once."""
    if panel.name in _panels:
        raise ValueError(f"The panel {panel.name} is registered already.")
    _panels[panel.name] = panel


def subject_panels(viewer: Viewer) -> list[SubjectPanel]:
    """Return the panels that the viewer may open, in order."""
    found = sorted(_panels.values(), key=lambda panel: (panel.order, panel.name))
    return [panel for panel in found if viewer.may(panel.permission)]
