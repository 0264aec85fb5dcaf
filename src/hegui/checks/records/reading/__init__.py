"""Text of documents that people hand in: plain text, Markdown, HTML, Word and PDF."""

from hegui.checks.records.reading.errors import UnreadableDocumentError
from hegui.checks.records.reading.text import SUFFIXES, document_text

__all__ = ["SUFFIXES", "UnreadableDocumentError", "document_text"]
