"""`hegui serve`: the pages, the API and the workers, on this machine, until Ctrl-C."""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hegui.common.errors import DONE, HeguiError
from hegui.common.text import Lang, Text
from hegui.server.operations.options import (
    SETTINGS_MODULE,
    data_option,
    json_option,
    lang_option,
    need_server,
)

if TYPE_CHECKING:
    from socket import socket

    from hegui.server.settings import Settings

START_S = 120.0
"""How long the first page may take before the start is given up."""
PREPARING = Text("准备数据库 ……", "Preparing the database …")
READY = Text("服务已就绪：{url}/", "Ready: {url}/")
FIRST = Text(
    "还没有用户。请在浏览器打开下面的链接，建立首位管理员（只能用一次，7 天内有效）：\n  {link}",
    "There are no users yet. Open this link to make the first administrator (works once, for 7 "
    "days):\n  {link}",
)
DEMO = Text(
    "以演示管理员登录（只能用一次）：\n  {link}",
    "Sign in as the demonstration's administrator (works once):\n  {link}",
)
STOP = Text("数据在 {data}。按 Ctrl-C 停止。", "The data are in {data}. Ctrl-C stops the server.")
STOPPING = Text("正在停止 ……", "Stopping …")


class ServerStartError(HeguiError):
    """A part of the server did not start."""

    code = "server_start"
    text = Text(
        "服务没有启动：{why}。请看上面的输出，或运行 hegui admin check。",
        "The server did not start: {why}. See the lines above, or run hegui admin check.",
    )


@click.command("serve")
@data_option
@click.option("--host", default=None, help="监听地址（默认 127.0.0.1）Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="监听端口（默认 8000；0 任选空闲端口）Port to listen on; 0 takes a free one.",
)
@click.option("--demo", is_flag=True, help="建立演示组织 Make the example organisation.")
@lang_option
@json_option
def command(host: str | None, port: int | None, demo: bool, lang: Lang, as_json: bool) -> int:
    """启动服务：网页、接口与后台任务，按 Ctrl-C 停止。Run the server until Ctrl-C.

    数据存放在数据文件夹（默认用 SQLite）；首次启动会打印一个一次性链接，用来建立首位管理员。
    The first start prints a link, good for one use, that makes the first administrator.
    """
    need_server()
    for name, value in (("HEGUI_HOST", host), ("HEGUI_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    os.environ["HEGUI_LANG"] = lang
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS_MODULE
    from hegui.server.operations.lock import make_data_folder, only_server
    from hegui.server.settings import read_settings

    settings = read_settings()
    os.environ["HEGUI_DATA"] = str(settings.data.absolute())
    make_data_folder(settings.data)
    with only_server(settings.data):
        serve(settings, demo=demo, lang=lang, as_json=as_json)
    return DONE


def serve(settings: "Settings", *, demo: bool, lang: Lang, as_json: bool) -> None:
    """Listen, prepare the database, run the processes, say where to look."""
    from hegui.server.operations.listening import address_of, listen
    from hegui.server.operations.lock import address_told
    from hegui.server.operations.supervisor import Supervisor

    warn_exposed(settings)
    with listen(settings.host, settings.port) as opened:
        url = settings.origin.rstrip("/") or address_of(opened, settings.host)
        click.echo(PREPARING.in_(lang), err=True)
        links = prepared(demo)
        told, tell = os.pipe()
        web, *workers = children(settings, opened, tell)
        supervisor = Supervisor([web, *workers], lang)
        supervisor.listen_to_signals()

        def when_started() -> None:
            wait_for(told, lambda: web.alive() and not supervisor.asked.is_set())
            if not supervisor.asked.is_set():
                say(url, links, settings.data, lang, as_json=as_json)

        with address_told(settings.data, url):
            supervisor.run(when_started)
        click.echo(STOPPING.in_(lang), err=True)


def warn_exposed(settings: "Settings") -> None:
    """Say it where others reach the server without TLS."""
    from hegui.server.operations.checks import exposed

    for message in exposed(settings):
        click.echo(f"{message.msg} {message.hint}", err=True)


def prepared(demo: bool) -> dict[str, str]:
    """Prepare the database in a process of its own; return the paths of links to show."""
    command = [sys.executable, "-m", "hegui.server.operations.prepare"]
    done = subprocess.run(
        [*command, *(["--demo"] if demo else [])], stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise ServerStartError(why=f"prepare: exit {done.returncode}")
    links: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return links


def children(settings: "Settings", opened: "socket", tell: int) -> list[Any]:
    """Return the web server and the workers, not yet started."""
    from hegui.server.operations.children import Child
    from hegui.server.operations.room import MALLOC

    web = Child(
        "web",
        [
            *("-m", "gunicorn", "--config", "python:hegui.server.operations.gunicorn_config"),
            *("--bind", f"fd://{opened.fileno()}"),
        ],
        pass_fds=[opened.fileno(), tell],
        env={"HEGUI_READY_FD": str(tell), **MALLOC},
    )
    command = ["-m", "hegui.server.operations.worker"]
    return [web, *(Child("worker", command) for _ in range(settings.task_workers))]


def wait_for(told: int, going_on: Any) -> None:
    """Wait until the web server says that pages can be served."""
    until = time.monotonic() + START_S
    while going_on() and time.monotonic() < until:
        if select.select([told], [], [], 0.1)[0]:
            return
    if going_on() or time.monotonic() >= until:
        raise ServerStartError(why=f"web: {START_S:.0f} s")


def say(url: str, links: dict[str, str], data: Path, lang: Lang, *, as_json: bool) -> None:
    """Say where the server is and what to open first."""
    full = {name: url + path for name, path in links.items()}
    if as_json:
        about = {"url": f"{url}/", "links": full, "data": str(data), "pid": os.getpid()}
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        lines = [READY.in_(lang, url=url)]
        for name, text in (("first", FIRST), ("demo", DEMO)):
            lines += [text.in_(lang, link=full[name])] if name in full else []
        click.echo("\n".join([*lines, STOP.in_(lang, data=data)]))
    sys.stdout.flush()
