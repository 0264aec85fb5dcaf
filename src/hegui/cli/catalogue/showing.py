"""What `hegui catalogue show` prints: the row, then where it leads in both directions."""

import datetime as dt
from typing import Any

import msgspec

from hegui.catalogue import query
from hegui.catalogue.citation import cite
from hegui.catalogue.model import Catalogue, Obligation
from hegui.catalogue.query import Found, Links
from hegui.catalogue.references import LABELS
from hegui.cli.output import heading
from hegui.cli.table import fields, terminal_width, wrap
from hegui.common.text import Lang, Text

FURTHER = {
    "obligations": ("criteria.obligations",),
    "requirements": ("criteria.requirements",),
    "crosswalk": ("crosswalk.maps_to",),
    "evidence_types": ("criteria.conditions.evidence",),
    "measures": ("criteria.conditions.check",),
}
"""Relations behind which a second step is walked."""
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}
SECOND = {
    "clauses": (
        "criteria.obligations",
        "criteria.requirements",
        "criteria.conditions.check",
        "crosswalk.maps_to",
    ),
    "obligations": ("criteria.obligations",),
}
"""Kind reached by the first step -> relations of the second step."""


def as_data(links: Links, found: Found) -> dict[str, Any]:
    """Return a row and its links ready for JSON."""
    row = msgspec.to_builtins(found.row)
    return {"kind": found.kind, "row": row, "links": _links(links, found.kind, found.row.id)}


def _links(links: Links, kind: str, row_id: str) -> list[dict[str, Any]]:
    return [
        {
            "relation": relation,
            "forwards": forwards,
            "rows": [{"kind": end_kind, "id": end_id} for end_kind, end_id in ends],
        }
        for relation, forwards, ends in links.of(kind, row_id)
    ]


def as_text(catalogue: Catalogue, links: Links, found: Found, lang: Lang) -> str:
    """Return a row for people; a criterion's links are those of its clause and not repeated."""
    kind = catalogue.labels["row_kind"][found.kind]
    named = f"{found.row.id}  {_title(catalogue, (found.kind, found.row.id), lang)}"
    lines = [heading(f"[{word_of(kind, lang)}] {named}".rstrip())]
    lines.append(fields(_own(catalogue, found, lang)))
    if found.kind != "criteria":
        lines += _walk(catalogue, links, found, lang)
    return "\n".join(line for line in lines if line)


def word_of(label: Any, lang: Lang) -> str:
    """Return the word of a label or grade."""
    return str(label.zh if lang == "zh" else label.en)


def _own(catalogue: Catalogue, found: Found, lang: Lang) -> list[tuple[str, str]]:
    """Return the row's own fields in the language, codes with their words."""
    pairs = []
    if isinstance(found.row, Obligation):
        pairs.append(("citation", cite(catalogue, found.row).in_(lang)))
    other = "en" if lang == "zh" else "zh"
    for name in found.row.__struct_fields__:
        value = getattr(found.row, name)
        if name in ("id", other) or name.endswith(f"_{other}") or value in (None, "", (), {}):
            continue
        words = _coded(catalogue, found.kind, name, value, lang) or _words(
            catalogue, f"{found.kind}.{name}", value, lang
        )
        pairs.append((name.removesuffix(f"_{lang}"), words))
    return [(_field(catalogue, name, lang), words) for name, words in pairs]


def _field(catalogue: Catalogue, name: str, lang: Lang) -> str:
    """Return what a field is called."""
    names = catalogue.labels["field"]
    return word_of(names[name], lang) if name in names else name


def _coded(catalogue: Catalogue, kind: str, name: str, value: Any, lang: Lang) -> str:
    """Return the words of codes: of a grade, or of a field whose words come from the labels."""
    if name in ("grade", "section_grade", "deadlines_grade"):
        return f"{word_of(catalogue.grades[value], lang)} ({value})"
    group = LABELS.get(kind, {}).get(name)
    if group is None:
        return ""
    known = catalogue.labels[group]
    codes = value if isinstance(value, tuple) else (value,)
    return ", ".join(word_of(known[code], lang) for code in codes)


def _words(catalogue: Catalogue, path: str, value: Any, lang: Lang) -> str:
    """Return any value of a row as words; `path` is its kind and field, with dots between."""
    if isinstance(value, bool):
        return YES_NO[value].in_(lang)
    if isinstance(value, (str, int, float, dt.date)):
        return str(value)
    if isinstance(value, dict):
        return "; ".join(
            f"{key}: {_words(catalogue, path, item, lang)}" for key, item in value.items()
        )
    if isinstance(value, (tuple, list)):
        inner = [_words(catalogue, path, item, lang) for item in value]
        return ("\n" if any(len(word) > 24 for word in inner) else ", ").join(inner)
    return _record(catalogue, path, value, lang)


def _record(catalogue: Catalogue, path: str, value: Any, lang: Lang) -> str:
    other = "en" if lang == "zh" else "zh"
    kind, _, field = path.partition(".")
    parts = []
    for name in value.__struct_fields__:
        item = getattr(value, name)
        if name == other or name.endswith(f"_{other}") or item in (None, "", (), {}):
            continue
        words = _coded(catalogue, kind, f"{field}.{name}", item, lang) or _words(
            catalogue, f"{path}.{name}", item, lang
        )
        parts.append(f"{_field(catalogue, name.removesuffix(f'_{lang}'), lang)}: {words}")
    return "; ".join(parts).replace("\n", " | ")


def _walk(catalogue: Catalogue, links: Links, found: Found, lang: Lang) -> list[str]:
    lines = []
    for relation, forwards, ends in links.of(found.kind, found.row.id):
        lines.append(f"{'→' if forwards else '←'} {_relation(catalogue, relation, forwards, lang)}")
        deep = relation in FURTHER.get(found.kind, ())
        for end in ends:
            lines += _line(4, f"{end[1]}  {_title(catalogue, end, lang)}".rstrip())
            lines += (
                _second(catalogue, links, end, (found.kind, found.row.id), lang) if deep else []
            )
    return lines


def _second(
    catalogue: Catalogue, links: Links, at: tuple[str, str], origin: tuple[str, str], lang: Lang
) -> list[str]:
    """Return the second step from a row, in one line per relation, without the way back."""
    lines = []
    for relation, forwards, ends in links.of(*at):
        others = [end for end in ends if end != origin]
        if relation in SECOND.get(at[0], ()) and others:
            mark = "→" if forwards else "←"
            words = _relation(catalogue, relation, forwards, lang)
            lines += _line(8, f"{mark} {words}: {', '.join(end[1] for end in others)}")
    return lines


def _line(indent: int, text: str) -> list[str]:
    return [" " * indent + line for line in wrap(text, terminal_width() - indent)]


def _relation(catalogue: Catalogue, relation: str, forwards: bool, lang: Lang) -> str:
    label = catalogue.labels["relation"][relation]
    if lang == "zh":
        return label.zh if forwards else label.detail_zh
    return label.en if forwards else label.detail_en


def _title(catalogue: Catalogue, end: tuple[str, str], lang: Lang) -> str:
    """Return what a row is called; a criterion is called like its clause, a check by its id."""
    kind = "clauses" if end[0] == "criteria" else end[0]
    title = query.title(query.table(catalogue, kind)[end[1]]).in_(lang)
    return "" if title == end[1] else title
