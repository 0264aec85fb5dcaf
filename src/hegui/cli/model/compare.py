"""`hegui model compare`: two tests on the same questions."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.fail_on import fail_on_choice
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.cli.table import Column, table
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FOLDER = click.Path(path_type=Path)
FAIL_ON = ("regression", "worse", "left-out")
SIGNIFICANT = 0.05
"""Level of `--fail-on worse`: the same 5 % as every bound of this product."""
COLUMNS = {
    "zh": ("测量", "对", "变好", "变差", "p（有变化）", "p（变差）", "未比"),
    "en": ("measure", "pairs", "better", "worse", "p (changed)", "p (worse)", "left out"),
}
HEAD = Text("{before} → {after}", "{before} → {after}")
SHOWN = 50
WORSE = Text("变差的题（{count}）：", "Questions that became worse ({count}):")
MORE = Text("……其余 {count} 道见 --json", "… {count} more with --json")
ONCE = Text("{count} 道题只在一次测试里。", "{count} questions are in one of the tests only.")


@click.command("compare")
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@fail_on_choice(*FAIL_ON)
@lang_option
@json_option
def command(before: Path, after: Path, fail_on: tuple[str, ...], lang: Lang, as_json: bool) -> int:
    """比较两次测试（同一题库）：逐题变好变差，精确 McNemar 检验。Compare two tests of one bank.

    BEFORE、AFTER 是 hegui model test 的输出文件夹。--fail-on regression：有一题变差就退出 1；
    worse：变差在 5% 水平上显著；left-out：有题没能比较。Folders of hegui model test; exit 1 on any
    regression, on a setback at the 5 % level, or on questions that could not be compared.
    """
    from hegui.checks.model.comparing import compare_runs, read_run

    found = compare_runs(read_run(before), read_run(after))
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo("\n".join(as_text(found, lang)))
    return DONE_WITH_FINDINGS if failed(found, fail_on) else DONE


def failed(found: Any, fail_on: tuple[str, ...]) -> bool:
    """Tell whether something happened that the user wants to fail on."""
    seen = {
        "regression": bool(found.regressions),
        "worse": any(one.test.p_worse <= SIGNIFICANT for one in found.measures.values()),
        "left-out": bool(found.asked_once) or any(m.left_out for m in found.measures.values()),
    }
    return any(seen[name] for name in fail_on)


def as_text(found: Any, lang: Lang) -> list[str]:
    """Return the lines for people."""
    from hegui.cli.model.showing import NAMES
    from hegui.reports.model import model_words

    heads = COLUMNS[lang]
    columns = [Column(heads[0], wrap=True), *(Column(head, "right") for head in heads[1:])]
    rows = [
        _row(NAMES[name].in_(lang) if name in NAMES else name, one)
        for name, one in found.measures.items()
    ]
    names = {
        "before": found.before.model or found.before.path.name,
        "after": found.after.model or found.after.path.name,
    }
    lines = [heading(HEAD.in_(lang, **names)), "", table(columns, rows), ""]
    worse = found.regressions
    if worse:
        lines.append(WORSE.in_(lang, count=len(worse)))
        words = model_words(lang)["verdict_words"]
        lines += [
            f"  {o.id}\t{o.check}\t{words.get(o.before, o.before)} → {words.get(o.after, o.after)}"
            for o in worse[:SHOWN]
        ]
    if len(worse) > SHOWN:
        lines.append(MORE.in_(lang, count=len(worse) - SHOWN))
    if found.asked_once:
        lines.append(ONCE.in_(lang, count=found.asked_once))
    return lines


def _row(name: str, one: Any) -> tuple[str, ...]:
    test = one.test
    return (
        name,
        f"{test.pairs:,}",
        f"{test.b:,}",
        f"{test.c:,}",
        f"{test.p_value:.4g}",
        f"{test.p_worse:.4g}",
        f"{one.left_out:,}",
    )
