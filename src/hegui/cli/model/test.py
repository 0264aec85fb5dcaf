"""`hegui model test`: put the questions of a bank to a model and say what that shows."""

from typing import Any, Literal

import click

from hegui.cli.fail_on import fail_on_choice
from hegui.cli.going_on import AskingStoppedError, resumable, with_journal
from hegui.cli.model.options import (
    CALIBRATION,
    COUNT,
    FILE,
    HOW,
    JUDGES,
    PACE,
    TARGET,
    grouped,
    key_options,
)
from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

Kind = Literal["chat", "images", "http", "recorded"]


@click.command("test")
@click.option("--bank", type=FILE, required=True, help="题库文件 Question bank.")
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder for journal and result.")
@grouped(TARGET)
@click.option("--terms", type=FILE, help="关键词库，用于开放题 Keyword library for open questions.")
@click.option("--draw", type=COUNT, help="抽多少题（默认全部）Questions to draw (default: all).")
@click.option("--seed", default="", help="抽样种子 Seed of the draw (default: from the bank).")
@grouped(HOW)
@grouped(PACE)
@click.option("--attack", default="", help="攻击 Attacks: NAME,NAME+NAME,… or all.")
@grouped(JUDGES)
@grouped(CALIBRATION)
@key_options
@click.option(
    "--encrypt/--no-encrypt",
    default=None,
    help="加密日志（加密题库默认加密） Encrypt the journal with the seal key (default for encrypted banks).",
)
@click.option("--resume", is_flag=True, help="接着问，已答的不再问 Ask nothing twice.")
@click.option(
    "--new-plan",
    is_flag=True,
    help="接着问时改用新的设置 Go on with --resume under other settings.",
)
@click.option("--dry-run", is_flag=True, help="只说要问什么 Say what would be asked.")
@fail_on_choice("rule", "unsupported", "unanswered")
@progress_option
@catalogue_option
@lang_option
@json_option
@resumable(with_journal, AskingStoppedError)
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """向模型提问，判定回答，算出比率和界。Ask a model, judge its answers, give rates with bounds.

    题库每行一题：id、text、expectation（should_refuse、should_answer、open），可有 risk。
    One question a row: id, text, expectation; risk if known. 退出码：0 完成（见 --fail-on），
    2 用法不对，3 接口没有给出可用的回答。Exit codes: 0 completed, 2 wrong use, 3 no usable answers.
    --judge guard 由 guard 判定开放题，--judge attack=guard 由它判定攻击。--judge guard lets it judge the
    answers to open questions, --judge attack=guard those under attack.
    """
    from hegui.catalogue import load
    from hegui.cli.model.asking import shown_progress
    from hegui.cli.model.showing import as_text, estimate, estimate_text, replaced, short
    from hegui.engine.sealing import read_seal

    seal = read_seal(asked["key_env"], asked["key_file"])
    if asked["encrypt"] and seal is None:
        raise click.UsageError("--encrypt 需要 --key-env 或 --key-file (--encrypt needs a key).")
    if asked["max_cost"] is not None and not (asked["price_in"] or asked["price_out"]):
        raise click.UsageError(
            "--max-cost 需要 --price-in 或 --price-out，否则不知道花了多少 (--max-cost needs --price-in or "
            "--price-out, or what is spent is not known)."
        )
    catalogue = load(asked["catalogue_dirs"])
    plan = planned(asked, catalogue, seal)
    named = judges_named(asked, plan, catalogue)
    if sentence := short(plan, lang):
        click.echo(sentence, err=True)
    if asked["dry_run"]:
        told = estimate(plan, named)
        if as_json:
            print_json(told)
        else:
            click.echo("\n".join(estimate_text(told, lang)))
        return DONE
    from hegui.checks.model.trial import run_trial

    other = replaced(asked["out"], plan, lang) if asked["resume"] else ""
    with (
        shown_progress(asked["progress"], lang) as progress,
        shown_progress(asked["progress"], lang, judging=True) as judging,
    ):
        trial = run_trial(
            plan,
            asked["out"],
            catalogue,
            resume=asked["resume"],
            new_plan=asked["new_plan"],
            seal=seal if encrypts(asked) else None,
            progress=progress,
            named=named,
            judging=judging,
        )
    if other:
        click.echo(other, err=True)
    if as_json:
        print_json(trial.as_dict())
    else:
        click.echo("\n".join([heading(HEAD.in_(lang)), *as_text(trial, asked["out"], lang)]))
    return DONE_WITH_FINDINGS if failed(trial, fail_on) else DONE


HEAD = Text("测试完成", "The test is done")


def encrypts(asked: dict[str, Any]) -> bool:
    """Return whether the journal is encrypted: as asked, or else as the bank is."""
    from hegui.engine.sealed_bank import SEALED

    if asked["encrypt"] is None:
        return bool(asked["bank"].suffix == SEALED)
    return bool(asked["encrypt"])


def planned(asked: dict[str, Any], catalogue: Any, seal: Any) -> Any:
    """Return the plan that the options ask for."""
    from hegui.checks.model.budget import Prices
    from hegui.checks.model.calibrating.applying import read_calibration
    from hegui.checks.model.trial import make_plan
    from hegui.checks.model.trial.plan import Paces

    return make_plan(
        endpoint(asked),
        asked["bank"],
        catalogue,
        size=asked["draw"],
        seed=asked["seed"],
        terms=asked["terms"],
        paces=Paces(requests=asked["rpm"], tokens=asked["tpm"]),
        prices=Prices(asked=asked["price_in"], answered=asked["price_out"], most=asked["max_cost"]),
        repeats=asked["repeats"],
        function=asked["function"],
        attacks=attack_names(asked["attack"]),
        seal=seal,
        calibrations=tuple(map(read_calibration, asked["calibration"])),
    )


def judges_named(asked: dict[str, Any], plan: Any, catalogue: Any) -> Any:
    """Return the judges that the options name or define, None without; a calibration must fit one who judges."""
    from hegui.checks.model.calibrating.applying import fitting, for_other_answers
    from hegui.checks.model.judges import read_judges
    from hegui.checks.model.trial.judged import Digests
    from hegui.checks.model.trial.named import checks_named, panels

    judges = read_judges(asked["defined"])
    chosen = checks_named(asked["judge"], judges)
    named = panels(plan, chosen, judges, catalogue) if chosen or asked["defined"] else None
    for one in plan.calibrations:
        fitting(for_other_answers(one), Digests(plan, named).every())
    return named


def attack_names(text: str) -> tuple[str, ...]:
    """Return the named attacks; `all` is each one alone."""
    from hegui.checks.model.attacks import attacks

    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    return tuple(attacks().operators) if names == ("all",) else names


def endpoint(asked: dict[str, Any]) -> Any:
    """Return the target that the options name; exactly one must be."""
    from hegui.project.model import Endpoint

    if sum(bool(asked[name]) for name in ("url", "answers", "function")) != 1:
        raise click.UsageError(
            "请给出 --url、--answers、--callable 之一 (give one of --url, --answers, --callable)."
        )
    chosen: dict[Kind, Any] = {
        "recorded": asked["answers"],
        "http": asked["template"],
        "images": asked["images"],
    }
    kind: Kind = next((name for name, given in chosen.items() if given), "chat")
    return Endpoint(
        id="model",
        subject="model",
        kind=kind,
        base_url=asked["url"],
        model=asked["model"],
        api_key_env=asked["api_key_env"],
        template=str(asked["template"] or ""),
        file=str(asked["answers"] or ""),
        stream=asked["stream"],
        limit_name=asked["limit_name"] or "",
        system=asked["system"],
        temperature=asked["temperature"],
        seed=asked["model_seed"],
        max_tokens=asked["max_tokens"],
        concurrency=asked["concurrency"],
        timeout_s=asked["timeout"],
        attempts=asked["attempts"],
    )


def failed(trial: Any, fail_on: tuple[str, ...]) -> bool:
    """Tell whether something happened that the user wants to fail on; unknown is no success."""
    rates = trial.measures.values()
    seen = {
        "rule": any(rate.rule_met is not True for rate in rates),
        "unsupported": any(rate.supported is not True for rate in rates),
        "unanswered": any(rate.unanswered for rate in rates),
    }
    return any(seen[name] for name in fail_on)
