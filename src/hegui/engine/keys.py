"""The distinct keys of terms, and what each stands for; kept in the user's cache folder.

Making the forms of 100,000 terms takes seconds, reading them a tenth of one.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hegui.common.cache import cache_read, cache_write
from hegui.common.struct import Record
from hegui.engine import forms as forms_module
from hegui.engine.forms import CHEAP, Form, forms
from hegui.engine.spellings import written
from hegui.engine.spellings.data import spellings_digest
from hegui.engine.terms import Term

KIND = "keys"
KEEP = 16
"""Sets of keys kept; those of 100,000 terms take some 5 MB."""
CACHED_FROM = 500
"""Terms from which making the keys takes longer than reading a file."""


class Columns(Record, frozen=True, kw_only=True):
    """Keys, and the forms of all keys one after the other.

    `ends` tells for every key where its forms end; `texts` are empty where the key is the text.
    """

    keys: list[bytes]
    ends: list[int]
    texts: list[str]
    terms: list[int]
    variants: list[int]
    allow: list[bool]


class Keys:
    """The distinct keys of terms; forms that differ in ASCII case share one."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.digest = _digest(terms)
        self._columns = _kept(terms, self.digest)
        self.keys = self._columns.keys
        self._known: dict[int, tuple[Form, ...]] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def forms(self, key: int) -> tuple[Form, ...]:
        """Return what a key stands for, in order of terms."""
        found = self._known.get(key)
        if found is None:
            ends = self._columns.ends
            numbers = range(ends[key - 1] if key else 0, ends[key])
            found = self._known[key] = tuple(self._form(key, number) for number in numbers)
        return found

    def _form(self, key: int, number: int) -> Form:
        columns = self._columns
        text = columns.texts[number] or self.keys[key].decode()
        variant = CHEAP[columns.variants[number]]
        return Form(text, columns.terms[number], variant, columns.allow[number])


def _digest(terms: Sequence[Term]) -> str:
    """Return the digest of the terms, and of the rules and tables that make forms of them."""
    made = [(term.text, term.variants, term.allow) for term in terms]
    rules = [Path(str(one.__file__)).read_bytes() for one in (forms_module, written)]
    parts = (made, rules, spellings_digest(), unicodedata.unidata_version)
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


def _kept(terms: Sequence[Term], digest: str) -> Columns:
    if len(terms) < CACHED_FROM:
        return _made(terms)
    if kept := cache_read(KIND, digest):
        try:
            return msgspec.msgpack.decode(kept, type=Columns)
        except msgspec.DecodeError:
            pass
    made = _made(terms)
    cache_write(KIND, digest, msgspec.msgpack.encode(made), keep=KEEP)
    return made


def _made(terms: Sequence[Term]) -> Columns:
    by_key: dict[bytes, list[Form]] = {}
    for at, term in enumerate(terms):
        for form in forms(at, term):
            by_key.setdefault(form.text.encode().lower(), []).append(form)
    ends, count = [], 0
    for found in by_key.values():
        count += len(found)
        ends.append(count)
    every = [(key, form) for key, found in by_key.items() for form in found]
    return Columns(
        keys=list(by_key),
        ends=ends,
        texts=["" if form.text.encode() == key else form.text for key, form in every],
        terms=[form.term for _, form in every],
        variants=[CHEAP.index(form.variant) for _, form in every],
        allow=[form.allow for _, form in every],
    )
