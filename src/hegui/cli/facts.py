"""`hegui facts`: which unset facts decide most."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hegui.catalogue.decisive import Decisive
from hegui.catalogue.model import Catalogue, Fact, FactValue
from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.cli.table import Column, prose, table
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

HEADS = {
    "zh": ("序", "事实", "问题", "义务", "条款", "单独可定"),
    "en": ("#", "fact", "question", "obl.", "clauses", "alone"),
}
SUMMARY = Text(
    "已声明 {known} 项事实，未声明 {open} 项；其中 {hinge} 项还影响适用性，最要紧的在前。",
    "{known} facts are declared and {open} are not; {hinge} of these still decide something, "
    "the most decisive first.",
)
NOTE = Text(
    "义务、条款：因这项事实未声明而未定的条数。单独可定：只声明它就可能定下来的条数。"
    "标〔判断〕的须由具名人员决定并写明理由，不能推算。",
    "obl., clauses: how many are undetermined with this fact open; alone: how many it may settle by "
    "itself. Those marked [judgement] are decided by a named person with a reason, never computed.",
)
NOTHING = Text("没有未声明而又影响适用性的事实。", "No unset fact decides anything any more.")
SET = Text("已声明的事实", "Declared facts")
JUDGEMENT = Text("〔判断〕", "[judgement] ")
YES = {True: Text("是", "yes"), False: Text("否", "no")}


@click.command("facts")
@click.argument("project", type=click.Path(path_type=Path), default=Path("hegui.yaml"))
@click.option("--limit", type=click.IntRange(1), help="只列前几项 List only the first N.")
@click.option("--all", "with_set", is_flag=True, help="也列出已声明的 Also list declared facts.")
@catalogue_option
@as_of_option
@lang_option
@json_option
def command(
    project: Path,
    limit: int | None,
    with_set: bool,
    catalogue_dirs: tuple[Path, ...],
    as_of: dt.date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """哪些未声明的事实最要紧。Rank the unset facts by how many obligations and clauses hinge on each."""
    from hegui.catalogue import load
    from hegui.catalogue.decisive import decisive_facts
    from hegui.cli.declared import declared_facts

    catalogue = load(catalogue_dirs, as_of=as_of)
    declared = declared_facts(project, catalogue, as_of)
    catalogue = catalogue.at(declared.as_of)
    facts = declared.facts()
    ranked = decisive_facts(catalogue, facts)
    if as_json:
        print_json(as_data(catalogue, facts, ranked[:limit], lang))
    else:
        click.echo("\n".join(as_text(catalogue, facts, ranked, limit, lang)))
        if with_set:
            click.echo("\n".join(declared_text(catalogue, facts, lang)))
    return DONE


def as_data(
    catalogue: Catalogue, facts: dict[str, FactValue], ranked: list[Decisive], lang: Lang
) -> dict[str, Any]:
    """Return the answer ready for JSON."""
    return {
        "as_of": catalogue.as_of,
        "declared": facts,
        "undeclared": [name for name in catalogue.facts if name not in facts],
        "decisive": [
            {
                "fact": item.fact.id,
                "question": question(item.fact, lang),
                "type": item.fact.type,
                "values": item.fact.values,
                "judgement": item.fact.judgement,
                "obligations": item.obligations,
                "clauses": item.clauses,
                "settles_alone": item.settled,
            }
            for item in ranked
        ],
    }


def question(fact: Fact, lang: Lang) -> str:
    """Return the question that asks for a fact."""
    return (fact.ask_zh or fact.zh) if lang == "zh" else (fact.ask_en or fact.en)


def as_text(
    catalogue: Catalogue,
    facts: dict[str, FactValue],
    ranked: list[Decisive],
    limit: int | None,
    lang: Lang,
) -> Iterator[str]:
    """Yield the ranking for people."""
    known = sum(name in facts for name in catalogue.facts)
    still = len(catalogue.facts) - known
    yield prose(SUMMARY.in_(lang, known=known, open=still, hinge=len(ranked)))
    if not ranked:
        yield NOTHING.in_(lang)
        return
    heads = HEADS[lang]
    columns = [
        Column(heads[0], "right"),
        Column(heads[1], wrap=True, least=20),
        Column(heads[2], wrap=True, least=24),
        Column(heads[3], "right"),
        Column(heads[4], "right"),
        Column(heads[5], "right"),
    ]
    yield table(columns, [_cells(n, item, lang) for n, item in enumerate(ranked[:limit], 1)])
    yield prose(NOTE.in_(lang))


def _cells(number: int, item: Decisive, lang: Lang) -> tuple[str, ...]:
    fact = item.fact
    mark = JUDGEMENT.in_(lang) if fact.judgement else ""
    members = f" ({', '.join(fact.values)})" if fact.values else ""
    return (
        str(number),
        fact.id,
        f"{mark}{question(fact, lang)}{members}",
        str(len(item.obligations)),
        str(len(item.clauses)),
        str(item.settled),
    )


def declared_text(catalogue: Catalogue, facts: dict[str, FactValue], lang: Lang) -> Iterator[str]:
    """Yield the declared facts and their values."""
    yield ""
    yield heading(SET.in_(lang))
    rows = [
        (name, fact.zh if lang == "zh" else fact.en, _value(facts[name], lang))
        for name, fact in catalogue.facts.items()
        if name in facts
    ]
    columns = [
        Column(HEADS[lang][1], wrap=True, least=20),
        Column("", wrap=True, least=24),
        Column("", wrap=True, most=36),
    ]
    yield table(columns, rows)


def _value(value: FactValue, lang: Lang) -> str:
    if isinstance(value, bool):
        return YES[value].in_(lang)
    return str(value) if isinstance(value, int) else ", ".join(value)
