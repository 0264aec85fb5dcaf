"""Reading evidence. Selectors decide what a viewer may see."""

from hegui.server.evidence.selectors.counts import evidence_counts, items_for, refs_with_evidence
from hegui.server.evidence.selectors.engine import as_evidence, document_date
from hegui.server.evidence.selectors.items import item_get, item_list, link_list, version_get
from hegui.server.evidence.selectors.requests import request_get, request_list

__all__ = [
    "as_evidence",
    "document_date",
    "evidence_counts",
    "item_get",
    "item_list",
    "items_for",
    "link_list",
    "refs_with_evidence",
    "request_get",
    "request_list",
    "version_get",
]
