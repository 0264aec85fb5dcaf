"""`hegui obligations`: which obligations apply, and why."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from hegui.catalogue.applicability import Applicable, State
from hegui.catalogue.model import Catalogue, Obligation
from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.cli.table import Column, prose, table
from hegui.common.errors import DONE, WrongUseError
from hegui.common.text import Lang, Text

STATES: dict[State, Text] = {
    "applies": Text("✔ 适用", "✔ applies"),
    "undetermined": Text("? 未定", "? undetermined"),
    "does_not_apply": Text("— 不适用", "— does not apply"),
}
HEADS = {
    "zh": ("编号", "条款", "适用性", "要求", "理由"),
    "en": ("id", "provision", "applies", "what is asked", "why"),
}
SUMMARY = Text(
    "{day} 合规义务 {total} 条：适用 {applies}，未定 {undetermined}，不适用 {does_not_apply}。",
    "On {day}, {total} obligations: {applies} apply, {undetermined} undetermined, "
    "{does_not_apply} do not apply.",
)
SHOWN = Text("按筛选列出 {shown} 条。", "{shown} are listed after filtering.")
NEXT = Text(
    "未定的先看 hegui facts：声明哪些事实能定下最多的义务。非法律意见。",
    "For the undetermined ones see hegui facts: which facts settle most. Not legal advice.",
)


class UnknownChoiceError(WrongUseError):
    """A filter asks for a code that the catalogue does not have."""

    code = "unknown_choice"
    text = Text(
        "--{option}：目录里没有“{value}”{near_zh}；可用：{known}。",
        "--{option}: the catalogue has no “{value}”{near_en}; known are: {known}.",
    )
    near = Text("，是不是 {ids}", ", did you mean {ids}")

    def __init__(self, *, option: str, value: str, known: str, near: Sequence[str] = ()) -> None:
        told = self.near.filled(ids=", ".join(near)) if near else Text("", "")
        super().__init__(option=option, value=value, known=known, near_zh=told.zh, near_en=told.en)


class Line(NamedTuple):
    """One obligation with its applicability."""

    row: Obligation
    found: Applicable


class Filter(NamedTuple):
    """What the user wants to see."""

    states: tuple[str, ...]
    instruments: tuple[str, ...]
    layers: tuple[str, ...]
    bearers: tuple[str, ...]
    modalities: tuple[str, ...]

    def keeps(self, line: Line) -> bool:
        """Tell whether a line is wanted; an empty choice wants all."""
        row = line.row
        return (
            (not self.states or line.found.state in self.states)
            and (not self.instruments or row.instrument in self.instruments)
            and (not self.layers or row.layer in self.layers)
            and (not self.bearers or bool(set(self.bearers) & set(row.bearers)))
            and (not self.modalities or row.modality in self.modalities)
        )


@click.command("obligations")
@click.argument("project", type=click.Path(path_type=Path), default=Path("hegui.yaml"))
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(list(STATES)),
    help="只看哪种适用性（可重复） Only these states (repeatable).",
)
@click.option("--instrument", "instruments", multiple=True, help="只看哪部规范，如 GAI Only these.")
@click.option("--layer", "layers", multiple=True, help="只看哪一层 Only these layers.")
@click.option("--bearer", "bearers", multiple=True, help="只看哪类义务人 Only these bearers.")
@click.option("--modality", "modalities", multiple=True, help="shall, shall-not, should …")
@catalogue_option
@as_of_option
@lang_option
@json_option
def command(
    project: Path,
    states: tuple[str, ...],
    instruments: tuple[str, ...],
    layers: tuple[str, ...],
    bearers: tuple[str, ...],
    modalities: tuple[str, ...],
    catalogue_dirs: tuple[Path, ...],
    as_of: dt.date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """哪些义务适用、为什么。Which obligations apply to a project, and why."""
    from hegui.catalogue import load
    from hegui.catalogue.applicability import obligations_apply
    from hegui.cli.declared import declared_facts

    catalogue = load(catalogue_dirs, as_of=as_of)
    declared = declared_facts(project, catalogue, as_of)
    catalogue = catalogue.at(declared.as_of)
    found = obligations_apply(catalogue, declared.facts())
    lines = [Line(row, found[row.id]) for row in in_order(catalogue)]
    wanted = Filter(
        states,
        known_codes("instrument", instruments, catalogue.instruments),
        known_codes("layer", layers, catalogue.labels["layer"]),
        known_codes("bearer", bearers, catalogue.labels["bearer"]),
        known_codes("modality", modalities, catalogue.labels["modality"]),
    )
    shown = [line for line in lines if wanted.keeps(line)]
    if as_json:
        print_json(as_data(catalogue, lines, shown, lang))
    else:
        click.echo("\n".join(as_text(catalogue, lines, shown, lang)))
    return DONE


def known_codes(option: str, values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return codes as the catalogue writes them, whatever the case they were typed in.

    Raises `UnknownChoiceError`, which names the nearest codes, for one that is not there.
    """
    from hegui.catalogue.query import nearest

    written = {code.casefold(): code for code in known}
    for value in values:
        if value.casefold() not in written:
            listed, near = ", ".join(written.values()), nearest(value, written.values())
            raise UnknownChoiceError(option=option, value=value, known=listed, near=near)
    return tuple(written[value.casefold()] for value in values)


def in_order(catalogue: Catalogue) -> list[Obligation]:
    """Return the obligations by instrument, inside it by article."""
    from hegui.catalogue.citation import place

    rank = {name: n for n, name in enumerate(catalogue.instruments)}
    return sorted(catalogue.obligations.values(), key=lambda r: (rank[r.instrument], place(r)))


def counts(lines: list[Line]) -> dict[str, int]:
    """Return how many obligations are in each state."""
    counted = Counter(line.found.state for line in lines)
    return {state: counted[state] for state in ("applies", "does_not_apply", "undetermined")}


def as_data(
    catalogue: Catalogue, lines: list[Line], shown: list[Line], lang: Lang
) -> dict[str, Any]:
    """Return the answer ready for JSON."""
    from hegui.catalogue.citation import cite

    carriers = carried_by(catalogue)
    return {
        "as_of": catalogue.as_of,
        "catalogue": {"version": catalogue.version, "digest": catalogue.digest},
        "counts": counts(lines),
        "obligations": [
            {
                "id": row.id,
                "state": found.state,
                "reason": found.zh if lang == "zh" else found.en,
                "instrument": row.instrument,
                "citation": cite(catalogue, row).in_(lang),
                "layer": row.layer,
                "modality": row.modality,
                "bearers": row.bearers,
                "text": row.zh if lang == "zh" else row.en,
                "grade": row.grade,
                "clauses": carriers.get(row.id, []),
            }
            for row, found in shown
        ],
    }


def carried_by(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the clauses that carry each obligation."""
    carriers: dict[str, list[str]] = {}
    for criterion in catalogue.criteria.values():
        for name in criterion.obligations:
            carriers.setdefault(name, []).append(criterion.id)
    return carriers


def as_text(
    catalogue: Catalogue, lines: list[Line], shown: list[Line], lang: Lang
) -> Iterator[str]:
    """Yield the answer for people: by instrument, inside it by layer."""
    told = counts(lines)
    yield prose(SUMMARY.in_(lang, day=catalogue.as_of, total=len(lines), **told))
    if len(shown) < len(lines):
        yield SHOWN.in_(lang, shown=len(shown))
    for instrument in catalogue.instruments:
        group = [line for line in shown if line.row.instrument == instrument]
        if group:
            yield ""
            yield instrument_head(catalogue, instrument, group, lang)
            yield from _layers(catalogue, group, lang)
    yield ""
    yield prose(NEXT.in_(lang))


def instrument_head(catalogue: Catalogue, instrument: str, group: list[Line], lang: Lang) -> str:
    """Return the heading of an instrument: title, version, grade and counts."""
    from hegui.catalogue.citation import instrument_title

    row = catalogue.instruments[instrument]
    grade = catalogue.grades[row.grade]
    told = counts(group)
    parts = [f"{STATES[state].in_(lang)} {told[state]}" for state in STATES if told[state]]
    title = instrument_title(catalogue, instrument).in_(lang)
    words = grade.zh if lang == "zh" else grade.en
    return heading(prose("  ".join([instrument, title, words, *parts])))


def _layers(catalogue: Catalogue, group: list[Line], lang: Lang) -> Iterator[str]:
    for layer, label in catalogue.labels["layer"].items():
        rows = [line for line in group if line.row.layer == layer]
        if rows:
            yield heading(label.zh if lang == "zh" else label.en, 2)
            yield _table(rows, lang)


def _table(rows: list[Line], lang: Lang) -> str:
    from hegui.catalogue.citation import provision

    heads = HEADS[lang]
    columns = [
        Column(heads[0]),
        Column(heads[1], wrap=True, least=10, most=18),
        Column(heads[2], wrap=True, least=10),
        Column(heads[3], wrap=True, least=22),
        Column(heads[4], wrap=True, least=22),
    ]
    cells = [
        (
            row.id,
            provision(row).in_(lang),
            STATES[found.state].in_(lang),
            row.zh if lang == "zh" else row.en,
            found.zh if lang == "zh" else found.en,
        )
        for row, found in rows
    ]
    return table(columns, cells)
