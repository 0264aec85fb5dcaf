"""`hegui model monitor`: watch a model over tests by the sequential test."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.fail_on import fail_on_choice
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
DEFAULT = "model.refusal.should"
DECISIONS = {
    "go_on": Text("继续：还不能下结论", "go on: nothing can be concluded yet"),
    "fine": Text("正常：失败率像正常的", "fine: failures are as rare as they should be"),
    "alarm": Text("警报：失败率像警报的", "alarm: failures are as frequent as they must not be"),
}
LINE = Text(
    "{measure}：{decision}（{n} 个回答中失败 {failures}；到 {alarm_at} 警报，到 {fine_at} 正常；正常过 {rounds} 次）",
    "{measure}: {decision} ({failures} failures among {n} answers; alarm from {alarm_at}, fine up to "
    "{fine_at}; fine {rounds} times before)",
)
TAKEN = Text(
    "  {folder}：{n} 个回答，失败 {failures}，没有判定 {left_out}",
    "  {folder}: {n} answers, {failures} failed, {left_out} without a verdict",
)
KNOWN = Text("  {folder}：以前计入过，不再计", "  {folder}: counted before, not counted again")


@click.command("monitor")
@click.argument("runs", type=FILE, nargs=-1)
@click.option("--state", type=FILE, required=True, help="状态文件 State file, made when missing.")
@click.option("--measure", default="", help=f"测量 Measure (default: {DEFAULT}).")
@click.option("--fine", default="", metavar="RATE", help="正常的失败率 Failure rate that is fine.")
@click.option(
    "--alarm", default="", metavar="RATE", help="该警报的失败率 Failure rate to alarm at."
)
@click.option("--reset", is_flag=True, help="处理完警报后重新开始 Begin anew after an alarm.")
@fail_on_choice("alarm", "undecided")
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """把一次次测试喂给序贯检验：正常、警报或继续。Feed tests to Wald's sequential test.

    RUNS 是 hegui model test 的输出文件夹，按时间先后；每次请抽新题。状态文件记住已计入的测试，同一次测试不计
    两遍。Folders of hegui model test in order of time; draw fresh questions each time. The state file remembers
    what was counted. --fail-on alarm：有警报就退出 1；undecided：还没有结论也退出 1。
    """
    from hegui.checks.model.comparing import read_run
    from hegui.checks.model.monitoring import fed, told, write_state

    state = begun(asked)
    found = fed(state, [read_run(run) for run in asked["runs"]])
    write_state(asked["state"], found.state)
    figures = dict(told(found.state))
    if as_json:
        taken = [
            {name: getattr(one, name) for name in one.__struct_fields__} for one in found.taken
        ]
        print_json({**figures, "taken": taken, "known": list(found.known)})
    else:
        decision = DECISIONS[found.state.decision].in_(lang)
        click.echo(LINE.in_(lang, **{**figures, "decision": decision}))
        for one in found.taken:
            counts = {name: getattr(one, name) for name in ("folder", "n", "failures", "left_out")}
            click.echo(TAKEN.in_(lang, **counts))
        for name in found.known:
            click.echo(KNOWN.in_(lang, folder=name))
    return DONE_WITH_FINDINGS if failed(found.state.decision, fail_on) else DONE


def begun(asked: dict[str, Any]) -> Any:
    """Return the state to go on from: that of the file, or a fresh one; options must agree with it."""
    from hegui.catalogue import load
    from hegui.checks.model.errors import BadMonitorError
    from hegui.checks.model.monitoring import fresh, read_state, reset, share

    known = read_state(asked["state"])
    if known is None:
        measure = asked["measure"] or DEFAULT
        return fresh(measure, load(asked["catalogue_dirs"]), asked["fine"], asked["alarm"])
    wanted = {"measure": asked["measure"], "fine": asked["fine"], "alarm": asked["alarm"]}
    for name, given in wanted.items():
        text = share(given) if given and name != "measure" else given
        if text and text != getattr(known, name):
            raise BadMonitorError(
                path=asked["state"],
                why_zh=f"其中 {name} 是 {getattr(known, name)}，不是 {asked[name]}",
                why_en=f"its {name} is {getattr(known, name)}, not {asked[name]}",
            )
    return reset(known) if asked["reset"] else known


def failed(decision: str, fail_on: tuple[str, ...]) -> bool:
    """Tell whether something happened that the user wants to fail on."""
    seen = {"alarm": decision == "alarm", "undecided": decision == "go_on"}
    return any(seen[name] for name in fail_on)
