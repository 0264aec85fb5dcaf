"""The inventory as an Excel file, out and in."""

from hegui.server.inventory.sheets.columns import inventory_export
from hegui.server.inventory.sheets.importing import inventory_import
from hegui.server.inventory.sheets.plan import Plan, import_plan

__all__ = ["Plan", "import_plan", "inventory_export", "inventory_import"]
