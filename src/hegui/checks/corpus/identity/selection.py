"""The kinds that were asked for, compiled: their prefilters, and the exact look."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from hegui.checks.corpus.identity.kinds import Form, IdentityData, Kind, identity_data
from hegui.checks.corpus.identity.prefilter import Candidate, Prefilter
from hegui.checks.corpus.identity.search import (
    FormSearch,
    Search,
    Seen,
    Window,
    merged,
)
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

WIDE_GROUP = "marks"


class UnknownKindError(WrongUseError):
    """A kind of personal information was asked for that there is not."""

    code = "identity_kind"
    text = Text(
        "没有个人信息类别“{name}”，可用：{known}。",
        "There is no kind of personal information “{name}”; use {known}.",
    )


class Reach(NamedTuple):
    """A form, and how many characters before a candidate its match may begin."""

    form: int
    back: int


class Identities:
    """Compiled kinds. `prefilters` say where to look; `find` looks. Numbers follow `kinds`."""

    def __init__(self, kinds: Sequence[Kind], as_of: dt.date, data: IdentityData) -> None:
        self.kinds = tuple(kinds)
        self.digest = _digest(self.kinds, as_of, data)
        forms = [(number, form) for number, kind in enumerate(kinds) for form in kind.forms]
        self._search = _search(self.kinds, as_of, data)
        self.prefilters = [
            Prefilter(form.bytes_pattern(), form.group, (n,)) for n, (_, form) in enumerate(forms)
        ]
        self._reaches = [[Reach(n, _back(form))] for n, (_, form) in enumerate(forms)]
        self._in_raw = [
            (form.possible, self._reaches[n][0].back) if form.in_raw else None
            for n, form in enumerate(self._search.forms)
        ]
        self._in_text = [
            None if form.in_raw else (form.likely, self._reaches[n][0].back)
            for n, form in enumerate(self._search.forms)
        ]
        self._wide_from = len(forms)
        for name, wide in data.kinds.wide.items():
            users = [n for n, (_, form) in enumerate(forms) if form.wide == name]
            if users:
                self.prefilters.append(Prefilter(wide.coarse.encode(), WIDE_GROUP, tuple(users)))
                self._reaches.append([Reach(n, forms[n][1].longest) for n in users])
                self._in_raw.append(None)
                self._in_text.append(None)

    def find(self, text: str, candidates: Iterable[Candidate]) -> list[Seen]:
        """Return the values of a document near the candidates (prefilter, end in characters).

        The answer does not depend on the engine that named the candidates, as long as each
        prefilter has named at least one end for every place where it matches.
        """
        exact: dict[int, list[Window]] = {}
        wide: dict[int, list[Window]] = {}
        for number, end in candidates:
            windows = wide if number >= self._wide_from else exact
            for form, back in self._reaches[number]:
                windows.setdefault(form, []).append((max(0, end - back), end))
        return self._search.find(text, _in_order(exact), _in_order(wide))

    def possible(self, data: bytes, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates in raw JSON strings without `\\u` where a value may be."""
        known, found = self._in_raw, []
        for number, end in candidates:
            form = known[number]
            if form is None or form[0](data, end, form[1]):
                found.append((number, end))
        return found

    def likely(
        self, data: bytes, start: int, end: int, candidates: Iterable[Candidate]
    ) -> list[Candidate]:
        """Return the candidates inside a raw JSON string without `\\u` where a value may be."""
        found = []
        for number, at in candidates:
            if start < at <= end:
                form = self._in_text[number]
                if form is None or form[0](data, start, end, at, form[1]):
                    found.append((number, at))
        return found

    def find_all(self, text: str) -> list[Seen]:
        """Return the values of a document without any prefilter: slow, and the same."""
        everywhere = [(form, (0, len(text))) for form in range(self._wide_from)]
        wide = {reach.form for reaches in self._reaches[self._wide_from :] for reach in reaches}
        return self._search.find(text, everywhere, [(form, (0, len(text))) for form in wide])


def selected(
    kinds: Sequence[str] | None, as_of: dt.date, data: IdentityData | None = None
) -> Identities:
    """Return the named kinds compiled, the default ones for None; raise `UnknownKindError`.

    The order of the names does not matter. Births after `as_of` are no births.
    """
    data = data or identity_data()
    every = data.kinds.kinds
    known = {kind.id for kind in every}
    for name in kinds or ():
        if name not in known:
            raise UnknownKindError(name=name, known=", ".join(kind.id for kind in every))
    wanted = [kind for kind in every if (kind.default if kinds is None else kind.id in kinds)]
    return Identities(wanted, as_of, data)


def kind_names(*, default: bool = False) -> tuple[str, ...]:
    """Return the ids of all kinds, or of those looked for by default."""
    kinds = identity_data().kinds.kinds
    return tuple(kind.id for kind in kinds if kind.default or not default)


def _back(form: Form) -> int:
    return form.reach or max(map(len, form.words), default=form.longest)


def _search(kinds: Sequence[Kind], as_of: dt.date, data: IdentityData) -> Search:
    forms = [
        FormSearch(number, kind, form, data, as_of)
        for number, kind in enumerate(kinds)
        for form in kind.forms
    ]
    names = data.kinds.identifying if any(kind.near_person for kind in kinds) else ()
    identifying = [
        FormSearch(-1, kind, form, data, as_of)
        for kind in data.kinds.kinds
        if kind.id in names
        for form in kind.forms
    ]
    return Search(forms, identifying, data.words.threshold)


def _in_order(windows: dict[int, list[Window]]) -> Iterable[tuple[int, Window]]:
    for form in sorted(windows):
        spans = windows[form]
        for window in merged(spans) if len(spans) > 1 else spans:
            yield form, window


def _digest(kinds: Sequence[Kind], as_of: dt.date, data: IdentityData) -> str:
    parts = (data.digest, [kind.id for kind in kinds], as_of)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
