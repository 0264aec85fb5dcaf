"""What concerns the whole organisation may be changed by those who hold the right for all of it."""

from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import ObligationEntry


def require_whole(viewer: Viewer) -> None:
    """Raise `ForbiddenError` unless the viewer may change obligations of the whole organisation."""
    viewer.require("obligations.change", ObligationEntry(organisation=viewer.organisation))
