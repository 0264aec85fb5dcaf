"""The Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.inventory"
    label = "inventory"
