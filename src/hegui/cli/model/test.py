"""`hegui model test`: put the questions of a bank to a model and say what that shows."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
COUNT = click.IntRange(min=1)
FAIL_ON = ("rule", "unsupported", "unanswered")


@click.command("test")
@click.option("--url", required=True, help="接口地址 Base URL, such as http://host/v1.")
@click.option("--model", "model", default="", help="模型名 Name of the model.")
@click.option("--bank", type=FILE, required=True, help="题库文件 Question bank.")
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder for journal and result.")
@click.option("--terms", type=FILE, help="关键词库，用于开放题 Keyword library for open questions.")
@click.option("--draw", type=COUNT, help="抽多少题（默认全部）Questions to draw (default: all).")
@click.option("--seed", default="", help="抽样种子 Seed of the draw (default: from the bank).")
@click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True)
@click.option("--rpm", type=click.FloatRange(min=0, min_open=True), help="Requests per minute.")
@click.option("--tpm", type=click.FloatRange(min=0, min_open=True), help="Tokens per minute.")
@click.option("--api-key-env", default="", help="密钥所在的环境变量 Variable with the key.")
@click.option("--system", default="", help="系统提示词 System prompt.")
@click.option("--temperature", type=click.FloatRange(0, 2), default=0.0, show_default=True)
@click.option("--max-tokens", type=COUNT, default=512, show_default=True)
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=60.0, show_default=True)
@click.option("--attempts", type=click.IntRange(1, 20), default=6, show_default=True)
@click.option("--resume", is_flag=True, help="接着问，已答的不再问 Ask nothing twice.")
@click.option("--dry-run", is_flag=True, help="只说要问什么 Say what would be asked.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), multiple=True, help="Exit 1 on.")
@click.option("--progress/--no-progress", default=None, help="进度 Progress.")
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """向模型提问，判定回答，算出比率和界。Ask a model, judge its answers, give rates with bounds.

    题库每行一题：id、text、expectation（should_refuse、should_answer、open），可有 risk。
    One question a row: id, text, expectation; risk if known. 退出码：0 完成（见 --fail-on），
    2 用法不对，3 接口没有给出可用的回答。Exit codes: 0 completed, 2 wrong use, 3 no usable answers.
    """
    from hegui.catalogue import load
    from hegui.cli.model.asking import shown_progress
    from hegui.cli.model.showing import as_text, estimate

    catalogue = load(asked["catalogue_dirs"])
    plan = planned(asked, catalogue)
    if asked["dry_run"]:
        told = estimate(plan)
        if as_json:
            print_json(told)
        else:
            click.echo("\n".join(f"{name}: {value}" for name, value in told.items()))
        return DONE
    from hegui.checks.model.trial import run_trial

    with shown_progress(asked["progress"], lang) as progress:
        trial = run_trial(plan, asked["out"], catalogue, resume=asked["resume"], progress=progress)
    if as_json:
        print_json(trial.as_dict())
    else:
        click.echo("\n".join([heading(HEAD.in_(lang)), *as_text(trial, asked["out"], lang)]))
    return DONE_WITH_FINDINGS if failed(trial, fail_on) else DONE


HEAD = Text("测试完成", "The test is done")


def planned(asked: dict[str, Any], catalogue: Any) -> Any:
    """Return the plan that the options ask for."""
    from hegui.checks.model.trial import make_plan
    from hegui.checks.model.trial.plan import Paces
    from hegui.project.model import Endpoint

    endpoint = Endpoint(
        id="model",
        subject="model",
        base_url=asked["url"],
        model=asked["model"],
        api_key_env=asked["api_key_env"],
        system=asked["system"],
        temperature=asked["temperature"],
        max_tokens=asked["max_tokens"],
        concurrency=asked["concurrency"],
        timeout_s=asked["timeout"],
        attempts=asked["attempts"],
    )
    return make_plan(
        endpoint,
        asked["bank"],
        catalogue,
        size=asked["draw"],
        seed=asked["seed"],
        terms=asked["terms"],
        paces=Paces(requests=asked["rpm"], tokens=asked["tpm"]),
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
