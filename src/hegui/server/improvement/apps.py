"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class ImprovementConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.improvement"
    label = "improvement"

    def ready(self) -> None:
        """Register the place in the navigation."""
        from hegui.server.pages.navigation import Place, register

        title = Text("任务", "Tasks")
        register(Place(70, "improvement:list", title, "tasks.view", "improvement"))
