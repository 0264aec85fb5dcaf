"""`hegui diff`: what changed between two bundles, clause by clause, and why."""

from pathlib import Path

import click

from hegui.cli.options import json_option, lang_option
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text
from hegui.conformity.changes import Changes

BUNDLE = click.Path(path_type=Path)


@click.command(
    "diff",
    help="比较两次评估：哪些条款变了、为什么 Show what changed between two bundles and why.",
    epilog="退出码：0 没有变差；1 有结论变差。 Exit code: 0 nothing got worse; 1 something did.",
)
@click.argument("before", type=BUNDLE)
@click.argument("after", type=BUNDLE)
@json_option
@lang_option
def command(before: Path, after: Path, as_json: bool, lang: Lang) -> int:
    """Compare two bundles; exit 1 when a verdict or the conclusion got worse."""
    from hegui.bundle import open_bundle
    from hegui.cli.difference import lines
    from hegui.cli.output import print_json
    from hegui.conformity import compare

    old, new = open_bundle(before), open_bundle(after)
    changes = compare(old, new, titles())
    if as_json:
        print_json(as_object(changes))
    else:
        click.echo("\n".join(lines(changes, (old, new), lang)))
    return DONE_WITH_FINDINGS if changes.worse else DONE


def titles() -> dict[str, Text]:
    """Return what the checks are called; those of a plugin that cannot be loaded keep their id."""
    from hegui.engine.registry import REGISTRY, load_what_works

    load_what_works()
    return {check.id: check.title for check in REGISTRY.all()}


def as_object(changes: Changes) -> dict[str, object]:
    """Return the changes as one JSON object, every key present."""
    return {
        "conclusion": {"before": changes.conclusion_before, "after": changes.conclusion_after},
        "counts": {"before": changes.counts_before, "after": changes.counts_after},
        "worse": changes.worse,
        "basis": changes.basis,
        "facts": changes.facts,
        "documents": changes.documents,
        "subjects": changes.subjects,
        "obligations": changes.obligations,
        "clauses": changes.clauses,
    }
