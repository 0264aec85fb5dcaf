"""The Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Names the app and registers its checks."""

    name = "hegui.server.operations"
    label = "operations"

    def ready(self) -> None:
        """Register the checks of settings and surroundings."""
        from hegui.server.operations import binding_checks, checks  # noqa: F401
