"""Telling text from bytes: UTF-8, UTF-16 with its mark, GB18030; and text that could act."""

import codecs
import re
from typing import IO

from hegui.server.evidence.inspection.kinds import HTML, PLAIN, SVG, TEXTS

LOOK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MARKUP = re.compile(
    r"<!doctype\s+html|<html[\s>/]|<head[\s>]|<body[\s>/]|<script[\s>/]|<iframe[\s>/]|<object[\s>/]|"
    r"<embed[\s>/]|<meta[\s>/]|<img[\s/]|<a\s|<form[\s>]|<style[\s>]|<link[\s/]|<xhtml",
    re.IGNORECASE,
)
VECTOR = re.compile(r"<(?:\w+:)?svg[\s>/]", re.IGNORECASE)
ACTIVE = re.compile(
    r"<(?:\w+:)?script[\s>/]|\son\w+\s*=|javascript:|<iframe|<object|<embed|<foreignobject",
    re.IGNORECASE,
)


def encoding_of(data: bytes) -> str:
    """Return the encoding of the beginning of a text; empty when it is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _reads(data, "utf-16") else ""
    return next((name for name in ENCODINGS if _reads(data, name)), "")


def _reads(data: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(text)


def decode(file: IO[bytes], most: int) -> str:
    """Return the first `most` bytes of a text file as text; a sign cut in two is left out."""
    data = file.read(most)
    encoding = encoding_of(data[:LOOK]) or "utf-8"
    return codecs.getincrementaldecoder(encoding)("replace").decode(data)


def text_kind(text: str, suffix: str) -> str:
    """Return the media type of a text: pages and drawings by content, others by their suffix."""
    head = text[:LOOK].lstrip("\ufeff \t\r\n")
    if VECTOR.search(head[:65536]) and (head.startswith("<") or suffix == ".svg"):
        return SVG
    listed = TEXTS.get(suffix)
    if head.startswith("<") and MARKUP.search(head):
        return HTML
    if listed:
        return listed
    return HTML if suffix in (".html", ".htm", ".xhtml") or MARKUP.search(head[:1024]) else PLAIN


def acts(text: str) -> bool:
    """Tell whether a page or drawing holds scripts or the like."""
    return bool(ACTIVE.search(text))
