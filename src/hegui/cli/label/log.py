"""`hegui label log`: the record of output without an explicit label that a user asked for."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hegui.checks.labels.service.unlabelled import (
    MONTHS,
    LogState,
    Request,
    UnlabelledLog,
    check_log,
)
from hegui.cli.options import as_of_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.dates import today
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
SHORTEST_KEY = 16
ADDED = Text(
    "已记入：{time}　请求 {request}　内容 {content}",
    "Logged: {time}  request {request}  content {content}",
)
STATES = {
    "kept": Text(
        "记录完整，最早的一条已满 {months} 个月",
        "The log is whole and reaches back {months} months or more",
    ),
    "young": Text(
        "记录完整，但最早的一条未满 {months} 个月：是否留存满期无法判定",
        "The log is whole, but does not reach back {months} months: whether it is kept so long cannot be told",
    ),
    "faulty": Text("记录有缺陷", "The log is faulty"),
    "empty": Text("没有一条记录，无法判定", "There is not one line, so nothing can be told"),
}
LINES = Text(
    "{lines} 条，{oldest} 至 {newest}（距今 {days} 天）",
    "{lines} lines, {oldest} to {newest} ({days} days back)",
)
DAMAGED = Text(
    "第 {where} 行无法读取或没有带时区的时间",
    "unreadable, or without a time with its zone: lines {where}",
)
MISSING = Text("{count} 条缺少字段“{field}”", "{count} lines lack the field “{field}”")
UNMASKED = Text(
    "{count} 条的接收者不是摘要：可能存有个人信息",
    "the recipient of {count} lines is no digest: personal data may be stored",
)
DISORDERED = Text("{count} 条的时间早于前一条", "{count} lines are earlier than the one before")
SHOWN = 10


class LogKeyError(WrongUseError):
    """The key that masks recipients is too short."""

    code = "label_log_key"
    text = Text(
        "“{path}”太短：用来遮蔽接收者的密钥至少 {least} 字节。",
        "“{path}” is too short: the key that masks recipients needs {least} bytes or more.",
    )


class LogFieldError(WrongUseError):
    """A field of a request is empty."""

    code = "label_log_field"
    text = Text("请求的字段不能为空：{what}。", "A field of the request must not be empty: {what}.")


class LogUnreadableError(WrongUseError):
    """A log cannot be opened."""

    code = "label_log_file"
    text = Text("无法打开“{path}”：{why}。", "“{path}” cannot be opened: {why}.")


@click.group("log")
def command() -> None:
    """按用户要求不加显式标识的输出记录。Output given without an explicit label on request."""


@command.command("add")
@click.argument("log", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--request", required=True, help="请求编号 Number of the request.")
@click.option(
    "--recipient", required=True, help="提出要求的账号，只存摘要 Who asked; kept as a digest."
)
@click.option("--content", required=True, help="内容编号 Number of the content.")
@click.option(
    "--agreement", required=True, help="所接受协议的版本 Version of the agreement accepted."
)
@click.option(
    "--key", type=FILE, required=True, help="遮蔽接收者的密钥文件 File of the masking key."
)
@lang_option
@json_option
def add(log: Path, key: Path, lang: Lang, as_json: bool, **given: str) -> int:
    """先记入一条，再给出未加标识的内容。Write a line, on disk before the content may be given.

    退出码：0 已记入；2 用法不对，3 写不进：此时不要给出内容。
    Exit codes: 0 written; 2 wrong use, 3 not writable: then do not give the content.
    """
    secret = key.read_bytes()
    if len(secret) < SHORTEST_KEY:
        raise LogKeyError(path=key, least=SHORTEST_KEY)
    if empty := [f"--{name}" for name, value in given.items() if not value.strip()]:
        raise LogFieldError(what=", ".join(empty))
    line = UnlabelledLog(log, secret).add(Request(**given), dt.datetime.now().astimezone())
    if as_json:
        print_json(line)
    else:
        click.echo(ADDED.in_(lang, **line))
    return DONE


@command.command("check")
@click.argument("log", type=FILE)
@as_of_option
@lang_option
@json_option
def check(log: Path, as_of: dt.date | None, lang: Lang, as_json: bool) -> int:
    """看记录是否完整、是否已满六个月。Look whether the log is whole and reaches back six months.

    退出码：0 完整且满期，1 有缺陷或尚不能判定，2 用法不对。
    Exit codes: 0 whole and six months back, 1 faulty or not to be told yet, 2 wrong use.
    """
    from hegui.common.files import why

    try:
        state = check_log(log, as_of or today())
    except OSError as error:
        raise LogUnreadableError(path=log, why=why(error)) from error
    if as_json:
        print_json({"log": str(log), "months": MONTHS, **asdict(state)})
    else:
        click.echo("\n".join(as_text(state, lang)))
    return DONE if state.state == "kept" else DONE_WITH_FINDINGS


def as_text(state: LogState, lang: Lang) -> list[str]:
    """Return the answer for people."""
    values: dict[str, Any] = {"lines": f"{state.lines:,}", "days": state.days}
    values |= {"oldest": state.oldest or "—", "newest": state.newest or "—"}
    out = [STATES[state.state].in_(lang, months=MONTHS), "  " + LINES.in_(lang, **values)]
    if state.damaged:
        more = " …" if len(state.damaged) > SHOWN else ""
        where = ", ".join(map(str, state.damaged[:SHOWN])) + more
        out.append("  " + DAMAGED.in_(lang, where=where))
    out += ["  " + MISSING.in_(lang, count=n, field=f) for f, n in sorted(state.missing.items())]
    if state.unmasked:
        out.append("  " + UNMASKED.in_(lang, count=state.unmasked))
    if state.disordered:
        out.append("  " + DISORDERED.in_(lang, count=state.disordered))
    return out
