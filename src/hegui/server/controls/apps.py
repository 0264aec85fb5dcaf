"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class ControlsConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.controls"
    label = "controls"

    def ready(self) -> None:
        """Register the place in the navigation."""
        from hegui.server.pages.navigation import Place, register

        title = Text("控制措施", "Controls")
        register(Place(25, "controls:list", title, "controls.view", "controls"))
