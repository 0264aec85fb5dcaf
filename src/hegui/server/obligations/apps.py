"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class ObligationsConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.obligations"
    label = "obligations"

    def ready(self) -> None:
        """Register the place in the navigation."""
        from hegui.server.pages.navigation import Place, register

        title = Text("义务", "Obligations")
        register(Place(20, "obligations:list", title, "obligations.view", "obligations"))
