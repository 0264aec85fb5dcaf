"""The Django app."""

from django.apps import AppConfig

from hegui.common.text import Text


class InventoryConfig(AppConfig):
    """Names the app and its place in the navigation."""

    name = "hegui.server.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Register the place in the navigation."""
        from hegui.server.pages.navigation import Place, register

        title = Text("对象", "Inventory")
        register(Place(30, "inventory:list", title, "inventory.view", "inventory"))
