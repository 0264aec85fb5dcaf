"""`hegui model load`: how a service holds out by load and by the length of inputs."""

from typing import Any

import click

from hegui.cli.going_on import AskingStoppedError, resumable, with_journal
from hegui.cli.model.options import COUNT, FILE, LIMITS, POSITIVE, PRICE, key_options
from hegui.cli.options import json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.cli.table import Column, table
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

HEAD = Text("加压测试完成", "The test of load is done")
READ = Text("日志已读", "The journals are read")
COLUMNS = {
    "zh": ("", "请求", "失败", "失败率 95% 上限", "延迟中位 ms", "第 95 百分位 ms"),
    "en": ("", "requests", "failures", "failing, 95 % upper", "median ms", "95th percentile ms"),
}
WHOLE = Text("全部", "all")
LOAD = Text("同时 {name}", "{name} at once")
LENGTH = Text("{name} 字", "{name} characters")
STOPPED = Text("提前停止：{why}；没有再加压。", "Stopped early: {why}; no further load was tried.")
WHY = {
    "time": Text("时间用完", "the time was used up"),
    "failing": Text("失败太多", "too many failed"),
    "cost_cap": Text("达到费用上限", "the cost cap was reached"),
    "request_cap": Text("达到请求数上限", "the cap on requests was reached"),
}
NOT_REACHED = Text(
    "计划同时 {load}，实际至多 {most}：请提高 --rps 或增加 --requests。",
    "{load} at once were planned, {most} at most were under way: raise --rps or --requests.",
)
TRIED = Text(
    "只说明试过的长度和并发；真实高峰的表现看不出。",
    "This speaks of the lengths and loads that were tried, not of real peaks.",
)


@click.command("load")
@click.option("--out", type=FILE, help="输出文件夹 Folder for journal and result.")
@click.option("--url", default="", help="接口地址 Base URL, such as http://host/v1.")
@click.option("--model", "model", default="", help="模型名 Name of the model.")
@click.option("--api-key-env", default="", help="密钥所在的环境变量 Variable with the key.")
@click.option("--template", type=FILE, help="其他 HTTP 服务的模板 Template of another service.")
@click.option("--stream", is_flag=True, help="流式返回 Ask for a stream.")
@click.option("--limit-name", type=click.Choice(LIMITS), help="Name of the answer's limit.")
@click.option("--requests", type=COUNT, help="请求数 Requests in all (default: 520).")
@click.option("--loads", default="", help="同时的请求数 At once, such as 1,4,8 (default: 1,2,4,8).")
@click.option("--lengths", default="", help="输入的字数 Characters (default: 50,500,2000).")
@click.option("--answer-tokens", type=COUNT, help="回答的上限 Limit of an answer (default: 64).")
@click.option("--rps", type=POSITIVE, help="每秒请求数上限 Requests a second (default: 20).")
@click.option("--minutes", type=POSITIVE, help="最多多少分钟 At most so long (default: 15).")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=60.0, show_default=True)
@click.option("--price-in", type=PRICE, default=0.0, help="百万输入 token 的价格 Price.")
@click.option("--price-out", type=PRICE, default=0.0, help="百万输出 token 的价格 Price.")
@click.option("--max-cost", type=PRICE, help="最多花多少，到了就停 Stop before it costs more.")
@click.option(
    "--journal", type=FILE, multiple=True, help="改读已有日志 Read these journals instead."
)
@key_options
@click.option("--encrypt", is_flag=True, help="加密日志 Encrypt the journal with the seal key.")
@click.option("--resume", is_flag=True, help="接着问，已发的不再发 Send nothing twice.")
@click.option("--dry-run", is_flag=True, help="只说要问什么 Say what would be asked.")
@progress_option
@lang_option
@json_option
@resumable(with_journal, AskingStoppedError)
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """逐级加压，测失败与延迟。Send more and more requests at once; count failures, measure latency.

    会给服务带来负载，请先与运维方商定。It loads the service: agree it with whoever operates it. 每个请求只发一次，
    失败就算失败。Each request is sent once. 退出码：0 完成，2 用法不对，3 接口没有给出可用的回答。Exit codes: 0 done, 2 wrong
    use, 3 no usable answers.
    """
    from hegui.checks.model.capability.folder import load_folder, load_journals
    from hegui.cli.model.asking import shown_progress
    from hegui.engine.sealing import read_seal

    seal = read_seal(asked["key_env"], asked["key_file"])
    if asked["journal"]:
        found = load_journals(asked["journal"], seal)
        return _told(found, READ, lang, as_json)
    _check(asked, seal)
    plan = planned(asked)
    if asked["dry_run"]:
        return _estimated(plan, as_json)
    if asked["out"] is None:
        raise click.UsageError("请给出 --out 文件夹 (give a folder with --out).")
    with shown_progress(asked["progress"], lang) as progress:
        found = load_folder(
            plan,
            asked["out"],
            resume=asked["resume"],
            seal=seal if asked["encrypt"] else None,
            progress=progress,
        )
    return _told(found, HEAD, lang, as_json)


def _check(asked: dict[str, Any], seal: Any) -> None:
    if not asked["url"]:
        raise click.UsageError("请给出 --url 或 --journal (give --url or --journal).")
    if asked["encrypt"] and seal is None:
        raise click.UsageError("--encrypt 需要 --key-env 或 --key-file (--encrypt needs a key).")
    if asked["max_cost"] is not None and not (asked["price_in"] or asked["price_out"]):
        raise click.UsageError(
            "--max-cost 需要 --price-in 或 --price-out，否则不知道花了多少 (--max-cost needs --price-in or "
            "--price-out, or what is spent is not known)."
        )


def planned(asked: dict[str, Any]) -> Any:
    """Return the plan that the options ask for."""
    from hegui.checks.model.budget import Prices
    from hegui.checks.model.capability.load import plan_load
    from hegui.checks.model.capability.rules import classes
    from hegui.project.model import Endpoint

    loads = numbers(asked["loads"], "--loads", 256)
    endpoint = Endpoint(
        id="model",
        subject="model",
        kind="http" if asked["template"] else "chat",
        base_url=asked["url"],
        model=asked["model"],
        api_key_env=asked["api_key_env"],
        template=str(asked["template"] or ""),
        stream=asked["stream"],
        limit_name=asked["limit_name"] or "",
        concurrency=max(loads or classes().asked.loads),
        timeout_s=asked["timeout"],
    )
    return plan_load(
        endpoint,
        requests=asked["requests"],
        loads=loads,
        lengths=numbers(asked["lengths"], "--lengths", 200_000),
        answer_tokens=asked["answer_tokens"],
        per_second=asked["rps"],
        minutes=asked["minutes"],
        prices=Prices(asked=asked["price_in"], answered=asked["price_out"], most=asked["max_cost"]),
    )


def numbers(text: str, option: str, most: int) -> tuple[int, ...]:
    """Return the whole numbers of a list with commas, each from 1 to `most`."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [int(part) for part in parts if part.isascii() and part.isdecimal()]
    if len(found) < len(parts) or not all(1 <= one <= most for one in found):
        raise click.UsageError(
            f"{option} 应是 1 到 {most} 的整数，用逗号隔开 ({option} takes whole numbers from 1 to {most}, "
            "with commas)."
        )
    return tuple(found)


def _estimated(plan: Any, as_json: bool) -> int:
    asked, answered = plan.tokens()
    told = {
        "url": plan.endpoint.base_url,
        "model": plan.endpoint.model,
        "requests": plan.requests,
        "steps": [{"load": step.load, "requests": step.requests} for step in plan.steps],
        "lengths": list(plan.lengths),
        "tokens_at_most": round(asked + answered),
        "cost_at_most": round(plan.prices.cost(asked, answered), 4),
        "minutes_at_least": round(plan.requests / plan.per_second / 60, 1),
        "minutes_at_most": plan.minutes,
    }
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(f"{name}: {value}" for name, value in told.items()))
    return DONE


def _told(found: dict[str, Any], head: Text, lang: Lang, as_json: bool) -> int:
    if as_json:
        print_json(found)
        return DONE
    rows = [_row(WHOLE.in_(lang), found["whole"])]
    rows += [_row(LOAD.in_(lang, name=name), one) for name, one in found["by_load"].items()]
    rows += [_row(LENGTH.in_(lang, name=name), one) for name, one in found["by_length"].items()]
    heads = COLUMNS[lang]
    columns = [Column(heads[0], wrap=True), *(Column(name, "right") for name in heads[1:])]
    lines = [heading(head.in_(lang)), "", table(columns, rows), ""]
    if why := found.get("stopped"):
        lines.append(STOPPED.in_(lang, why=WHY[why].in_(lang) if why in WHY else why))
    for step in found.get("steps", ()):
        if step["most_at_once"] < min(step["load"], step["planned"]):
            told = NOT_REACHED.in_(lang, load=step["load"], most=step["most_at_once"])
            lines.append(told)
    click.echo("\n".join([*lines, TRIED.in_(lang)]))
    return DONE


def _row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    times, upper = one["latency_ms"], one["failing_upper"]
    return (
        name,
        f"{one['requests']:,}",
        f"{one['failures']:,}",
        "—" if upper is None else f"{upper:.1%}",
        *(f"{times[key]:,}" if key in times else "—" for key in ("p50", "p95")),
    )
