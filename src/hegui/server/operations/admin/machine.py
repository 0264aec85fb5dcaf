"""`hegui admin check`, `migrate`, `web`, `worker`: for people who run the processes themselves."""

import os
import sys

import click

from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    print_json,
    ready,
)

LEVELS = {10: "debug", 20: "info", 25: "note", 30: "warning", 40: "error", 50: "critical"}
WARNING = 30


@click.command("check")
@click.option("--deploy", is_flag=True, help="加上对外服务的检查 Add what matters in production.")
@data_option
@lang_option
@json_option
def check_command(deploy: bool, lang: Lang, as_json: bool) -> int:
    """检查设置与环境；有问题时退出码为 1。Check settings and surroundings; 1 when something is wrong."""
    os.environ["HEGUI_LANG"] = lang
    ready()
    from django.core.checks import run_checks

    found = sorted(run_checks(include_deployment_checks=deploy), key=lambda m: -m.level)
    found = [message for message in found if not message.is_silenced()]
    if as_json:
        rows = [
            {"id": m.id, "level": LEVELS[m.level], "message": m.msg, "hint": m.hint} for m in found
        ]
        print_json({"ok": not any(m.level >= WARNING for m in found), "messages": rows})
    else:
        for message in found:
            click.echo(f"{message.id} [{LEVELS[message.level]}] {message.msg}")
            if message.hint:
                click.echo(f"    {message.hint}")
        if not found:
            click.echo("OK")
    return DONE_WITH_FINDINGS if any(m.level >= WARNING for m in found) else DONE


@click.command("migrate")
@data_option
@json_option
def migrate_command(as_json: bool) -> int:
    """把数据库升级到当前版本。Bring the database to the present form."""
    ready()
    from hegui.server.operations.prepare import migrate

    migrate()
    if as_json:
        print_json({"ok": True})
    return DONE


@click.command("web")
@click.option("--bind", default=None, help="地址:端口 或 unix:套接字 host:port or unix:path.")
@data_option
def web_command(bind: str | None) -> None:
    """只运行网页进程（供 systemd 等使用）。Run the web processes alone."""
    ready()
    from hegui.server.operations.room import MALLOC
    from hegui.server.settings import read_settings

    settings = read_settings()
    os.environ.update(MALLOC)
    address = bind or f"{settings.host}:{settings.port}"
    config = "python:hegui.server.operations.gunicorn_config"
    os.execv(  # noqa: S606 - replaces this process by gunicorn
        sys.executable, [sys.executable, "-m", "gunicorn", "--config", config, "--bind", address]
    )


@click.command("worker")
@data_option
def worker_command() -> int:
    """只运行后台任务进程（供 systemd 等使用）。Run one worker alone."""
    from hegui.server.operations.worker import main

    main()
    return DONE
