"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class HomeConfig(AppConfig):
    """Names the app and its places in the navigation."""

    name = "hegui.server.home"
    label = "home"

    def ready(self) -> None:
        """Register the places in the navigation, and what the ledger's kinds and codes mean."""
        from hegui.server.home.things import register_things
        from hegui.server.home.values import register_words
        from hegui.server.pages.navigation import Place, register

        register(
            Place(10, "home:overview", Text("总览", "Overview"), "organisation.view", "overview")
        )
        register(Place(99, "home:help", Text("帮助", "Help"), "organisation.view", "help"))
        register_things()
        register_words()
