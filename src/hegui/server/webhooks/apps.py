"""The Django app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.webhooks"
    label = "webhooks"
