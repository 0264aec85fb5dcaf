"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class AccountsConfig(AppConfig):
    """Names the app, its places in the navigation, and listens to sign-ins."""

    name = "hegui.server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the places in the navigation and the listeners."""
        from hegui.server.accounts import checks, signals  # noqa: F401
        from hegui.server.pages.navigation import Place, register

        people = Text("人员", "People")
        register(Place(88, "accounts:people", people, "people.view", "people"))
        title = Text("设置", "Settings")
        register(Place(90, "accounts:settings", title, "organisation.view", "settings"))
