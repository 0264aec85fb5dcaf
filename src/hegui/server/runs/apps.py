"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class RunsConfig(AppConfig):
    """Names the app, its place in the navigation and the files that it needs."""

    name = "hegui.server.runs"
    label = "runs"

    def ready(self) -> None:
        """Register the place in the navigation and who needs files of the store."""
        from hegui.server.evidence.store import register_referrer
        from hegui.server.inventory.judgements import register_judgements
        from hegui.server.pages.navigation import Place, register
        from hegui.server.runs.judgements import judgements
        from hegui.server.runs.keeping import refers

        register(Place(40, "runs:list", Text("检查", "Runs"), "runs.view", "runs"))
        register_referrer(refers)
        register_judgements("runs", judgements)
