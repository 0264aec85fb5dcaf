"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class JournalConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the places in the navigation."""
        from hegui.server.pages.navigation import Place, register

        title = Text("操作记录", "Ledger")
        register(Place(80, "journal:list", title, "ledger.view", "ledger", everywhere=True))
        activity = Text("动态", "Activity")
        register(Place(79, "journal:activity", activity, "organisation.view", "clock"))
