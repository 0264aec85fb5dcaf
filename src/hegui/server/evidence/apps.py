"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class EvidenceConfig(AppConfig):
    """Names the app, its place in the navigation and what it tells other apps."""

    name = "hegui.server.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Register the place in the navigation and the hooks."""
        from hegui.server.evidence.connect import connect
        from hegui.server.pages.navigation import Place, register

        register(Place(50, "evidence:list", Text("证据", "Evidence"), "evidence.view", "evidence"))
        connect()
