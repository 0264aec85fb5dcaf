"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class AccountsConfig(AppConfig):
    """Names the app, its place in the navigation, and listens to sign-ins."""

    name = "hegui.server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the place in the navigation and the listeners."""
        from hegui.server.accounts import checks, signals  # noqa: F401
        from hegui.server.pages.navigation import Place, register

        title = Text("设置", "Settings")
        register(Place(90, "accounts:settings", title, "organisation.view", "settings"))
