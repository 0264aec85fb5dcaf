"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class AssessmentsConfig(AppConfig):
    """Names the app, its place in the navigation, and what lower apps learn from it."""

    name = "hegui.server.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Register the place in the navigation and the hooks."""
        from hegui.server.assessments import hooks
        from hegui.server.pages.navigation import Place, register

        title = Text("评估", "Assessments")
        register(Place(60, "assessments:list", title, "assessments.view", "assessments"))
        hooks.register()
