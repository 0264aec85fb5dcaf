"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class ImprovementConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.improvement"
    label = "improvement"

    def ready(self) -> None:
        """Register the place in the navigation."""
        from hegui.server.improvement.selectors import unread
        from hegui.server.pages.navigation import Bell, Place, register, register_bell

        title = Text("任务", "Tasks")
        register(Place(70, "improvement:list", title, "tasks.view", "improvement"))
        register_bell(Bell(unread, "improvement:notices"))
