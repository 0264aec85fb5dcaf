"""The Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.pages"
    label = "pages"
