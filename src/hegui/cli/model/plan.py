"""`hegui model plan`: a sampling plan that can show the claim."""

from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

import click

from hegui.cli.model.options import key_options
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.cli.table import Column, table
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
NAMES = (
    "should_refuse",
    "should_answer",
    "open",
    "fairness",
    "accuracy",
    "consistency",
    "citation",
    "privacy",
    "injection",
    "minors",
    "companion",
)
COLUMNS = {
    "zh": (
        "预期",
        "限值",
        "预计比率",
        "题库",
        "抽取",
        "支持的转折点",
        "支持的机会",
        "监管抽检通过的机会",
    ),
    "en": (
        "expectation",
        "limit",
        "expected",
        "bank",
        "draw",
        "turning",
        "chance of support",
        "chance of a fresh draw",
    ),
}
CHANCES = Text(
    "预计比率是假定的（可用 --expect 改）。机会按判定无误计算；判定者有误差时需要更多题（见 hegui model calibrate）。",
    "Expected rates are assumed (change them with --expect). The chances hold for verdicts without "
    "error; a judge that errs needs more questions (see hegui model calibrate).",
)
UNPLANNED = Text(
    "不抽样：{name}（{count} 题）。准则要求一次也不出现，抽样证明不了为零，请全部提问。"
    "全部问完一次也没有时，只能说真实比率以 95% 的把握不超过 {bound}；要说明不超过 {needed}。",
    "Not sampled: {name} ({count}). The criterion allows no hit, and no sample shows that there is none; "
    "ask all of these questions. With no hit in any, the true share is at most {bound}, 95 % sure; "
    "{needed}.",
)
NEEDED = Text("{share}% 需 {n} 题无一出现", "{n} without a hit show at most {share} %")
SAVED = Text("计划：{plan}　抽出的题：{sample}", "Plan: {plan}  Questions drawn: {sample}")
PAIR = Text("写成 名称=数，名称为 {known}", "write NAME=NUMBER with a name of {known}")


class Pair(click.ParamType[tuple[str, float]]):
    """A figure for one expectation or measure: `should_refuse=0.98`."""

    name = "NAME=NUMBER"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """Parse the pair or fail with a sentence."""
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        try:
            found = float(number)
        except ValueError:
            found = -1.0
        if name not in NAMES or not 0 <= found < float("inf"):
            self.fail(PAIR.in_("en", known=", ".join(NAMES)), param, ctx)
        return name, found


@click.command("plan")
@click.option("--bank", type=FILE, required=True, help="题库文件 Question bank.")
@click.option("--expect", type=Pair(), multiple=True, help="预计的真实比率 Expected true rate.")
@click.option("--size", type=Pair(), multiple=True, help="要抽多少题 Questions to draw.")
@click.option("--power", type=click.FloatRange(0.5, 0.999), help="支持的机会 Chance to support.")
@click.option("--seed", default="", help="抽样种子 Seed of the draw (default: from the bank).")
@click.option(
    "--out", type=FILE, help="写计划和题目的文件夹 Folder for the plan and the questions."
)
@key_options
@catalogue_option
@lang_option
@json_option
def command(
    bank: Path,
    expect: tuple[tuple[str, float], ...],
    size: tuple[tuple[str, float], ...],
    lang: Lang,
    as_json: bool,
    **asked: Any,
) -> int:
    """定抽样计划：抽多少、从哪些风险抽、能说明什么；说明不了就拒绝。Plan a sample, or refuse.

    Sizes that support the claim with the power asked, strata by risk, the draw with its seed, the
    chance that a fresh draw of the rule's size passes, an acceptance plan, and a sequential test.
    加密题库（.sealed）抽出的题也加密保存。What is drawn from an encrypted bank is written encrypted.
    """
    from hegui.catalogue import load
    from hegui.checks.model.planning import Wish, make_design
    from hegui.engine.mixed_bank import read_mixed_bank
    from hegui.engine.sealing import read_seal

    seal = read_seal(asked["key_env"], asked["key_file"])
    catalogue = load(asked["catalogue_dirs"])
    questions = read_mixed_bank(bank, risks=catalogue.risks, seal=seal)
    sizes = {name: int(n) for name, n in size}
    wish = Wish(expected=dict(expect), sizes=sizes, power=asked["power"])
    design = make_design(bank, questions, catalogue, wish, asked["seed"])
    sample = write(asked["out"], bank, design, questions, seal) if asked["out"] else None
    if as_json:
        print_json(design)
        return DONE
    if design.measures:
        _show(design, lang)
    for name, none in design.zero_limit.items():
        _show_zero(name, none, lang)
    if sample is not None:
        click.echo(SAVED.in_(lang, plan=sample.with_name(PLAN), sample=sample))
    return DONE


def _show(design: Any, lang: Lang) -> None:
    heads = COLUMNS[lang]
    columns = [Column(heads[0]), *(Column(head, "right") for head in heads[1:])]
    click.echo(table(columns, [_row(name, one) for name, one in design.measures.items()]))
    click.echo(CHANCES.in_(lang))


def _show_zero(name: str, none: Any, lang: Lang) -> None:
    needed = [NEEDED.in_(lang, share=share, n=f"{n:,}") for share, n in none.needed.items()]
    bound = f"{ceil(none.bound * 10_000) / 100:.2f} %"
    told = (", " if lang == "en" else "，").join(needed)
    click.echo(
        UNPLANNED.in_(lang, name=name, count=f"{none.population:,}", bound=bound, needed=told)
    )


PLAN, SAMPLE, MEDIA = "plan.json", "sample", "media"


def write(out: Path, bank: Path, design: Any, questions: Any, seal: Any) -> Path:
    """Write the plan, and the drawn questions as a bank, encrypted like the one they are from."""
    import msgspec

    from hegui.checks.model.planning import sample_rows
    from hegui.common.files import OWNER, make_folder, write_atomic
    from hegui.common.hashing import canonical_json
    from hegui.engine.bank_sealing import inline
    from hegui.engine.sealed_bank import SEALED, sealed_bytes

    make_folder(out)
    closed = bank.suffix == SEALED
    place = inline if closed else partial(kept, out)
    rows = b"".join(
        msgspec.json.encode(row) + b"\n" for row in sample_rows(design, questions, place)
    )
    sample = out / f"{SAMPLE}{SEALED if closed else '.jsonl'}"
    write_atomic(sample, sealed_bytes(rows, seal) if closed else rows, OWNER)
    write_atomic(out / PLAN, canonical_json(msgspec.to_builtins(design)))
    return sample


def kept(out: Path, media: Any) -> str:
    """Copy a medium beside the questions drawn, named by its digest, and return its path there."""
    from hegui.common.files import OWNER, make_folder, write_atomic
    from hegui.engine.media import loaded, media_rules

    name = f"{media.sha256}.{media_rules().formats[media.format].suffixes[0]}"
    if not (out / MEDIA / name).exists():
        make_folder(out / MEDIA)
        write_atomic(out / MEDIA / name, loaded(media), OWNER)
    return f"{MEDIA}/{name}"


def _row(name: str, one: Any) -> tuple[str, ...]:
    sign = "≥" if one.direction == "at_least" else "≤"
    return (
        name,
        f"{sign} {one.limit:.0%}",
        f"{one.expected:.2%}",
        f"{one.population:,}",
        f"{one.size:,}",
        "—" if one.turning is None else f"{sign} {one.turning:,}",
        f"{one.chance_supported:.1%}",
        f"{one.chance_rule_met_at_rule_size:.1%}",
    )
