"""What pages offer to whom."""

from hegui.server.pages.access import Request


def rights(request: Request) -> dict[str, bool]:
    """Return whether new projects, targets and schedules are offered: only to those who may."""
    return {"may_configure": request.viewer.may("runs.configure")}
