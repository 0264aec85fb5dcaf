"""The Django app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Names the app and listens to entries."""

    name = "hegui.server.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Hear of entries; the pages are reached from the settings."""
        from hegui.server.core.events import on_entries
        from hegui.server.webhooks.listening import queue

        on_entries(queue)
