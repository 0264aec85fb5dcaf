"""Pages of evidence."""

from hegui.server.evidence.views.actions import (
    approve_page,
    erase_page,
    hold_page,
    reinstate_page,
    supersede_page,
    withdraw_page,
)
from hegui.server.evidence.views.bulk import bulk_page
from hegui.server.evidence.views.detail import detail_page, file_page, leaf_page, picture_page
from hegui.server.evidence.views.editing import edit_page, new_page, version_page
from hegui.server.evidence.views.links import links_page, targets_page, unlink_page
from hegui.server.evidence.views.lists import list_page
from hegui.server.evidence.views.register import export_page, import_page
from hegui.server.evidence.views.requests import (
    request_cancel_page,
    request_list_page,
    request_new_page,
    request_page,
    request_remind_page,
)

__all__ = [
    "approve_page",
    "bulk_page",
    "detail_page",
    "edit_page",
    "erase_page",
    "export_page",
    "file_page",
    "hold_page",
    "import_page",
    "leaf_page",
    "links_page",
    "list_page",
    "new_page",
    "picture_page",
    "reinstate_page",
    "request_cancel_page",
    "request_list_page",
    "request_new_page",
    "request_page",
    "request_remind_page",
    "supersede_page",
    "targets_page",
    "unlink_page",
    "version_page",
    "withdraw_page",
]
