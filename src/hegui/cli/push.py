"""`hegui push`: send a bundle to a server and wait for its answer."""

import os
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import json_option, lang_option
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

SAYS = {
    "done": Text("服务器已核验并收下：{url}", "Verified and taken by the server: {url}"),
    "refused": Text("服务器核验后拒收：{url}", "The server verified it and refused: {url}"),
    "other": Text("导入没有完成（{status}）：{url}", "The import did not finish ({status}): {url}"),
    "sent": Text(
        "已上传，编号 {id}，正在等待核验…", "Uploaded as {id}; waiting for the verification…"
    ),
    "uploading": Text("上传", "uploading"),
    "gate": Text("门禁 {subject} / {stage}：{state}", "Gate of {subject} / {stage}: {state}"),
}
GATE_STATES = {
    "passed": Text("通过", "passed"),
    "blocked": Text("未通过", "not passed"),
    "open": Text("未定", "undetermined"),
}


class NoTokenError(WrongUseError):
    """The environment variable with the token is empty."""

    code = "no_token"
    text = Text(
        "环境变量 {name} 中没有令牌；请在服务器“设置 → 令牌”新建一个并放入该变量。",
        "There is no token in the environment variable {name}; make one on the server (settings, "
        "tokens) and put it there.",
    )


class NoBundleError(WrongUseError):
    """What should be sent is no bundle."""

    code = "no_bundle"
    text = Text(
        "“{path}”不是结果包（文件夹内应有 bundle.json，或为 .zip）。",
        "“{path}” is not a bundle (a folder with bundle.json, or its .zip).",
    )


@click.command("push")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--server", required=True, help="服务器地址 Address, such as https://hegui.example.com."
)
@click.option("--org", required=True, help="组织的地址名 Name of the organisation in addresses.")
@click.option(
    "--token-env", default="HEGUI_TOKEN", help="存放令牌的环境变量 Variable with the token."
)
@click.option("--title", default="", help="标题 Title shown on the server.")
@click.option(
    "--wait/--no-wait", default=True, help="是否等待核验（默认是） Wait for the verification."
)
@click.option("--timeout", default=1800, help="最多等待的秒数 Seconds to wait at most.")
@click.option(
    "--gate",
    "gated",
    multiple=True,
    metavar="SUBJECT",
    help="核验后查询该对象的门禁，可多次 Ask the gate of a subject afterwards; repeatable.",
)
@click.option("--stage", default="release", help="哪个阶段的门禁 Stage whose gate is asked.")
@lang_option
@json_option
def command(
    bundle: Path,
    server: str,
    org: str,
    token_env: str,
    title: str,
    wait: bool,
    timeout: int,
    gated: tuple[str, ...],
    stage: str,
    lang: Lang,
    as_json: bool,
) -> int:
    """把结果包送到服务器并等待核验。Send a bundle to a server and wait for its verification.

    用 --gate 查询门禁时，只有“通过”算通过。With --gate only “passed” is a pass.

    退出码：0 已收下，1 被拒收、未完成或门禁不是“通过”，2 用法不对，3 连不上或没有权限。
    Exit codes: 0 taken, 1 refused, unfinished or a gate not passed, 2 wrong use, 3 unreachable or
    not allowed.
    """
    from hegui.client import Client

    if gated and not wait:
        raise click.UsageError("--gate 须等待核验，不能与 --no-wait 同用 --gate needs --wait.")

    token = os.environ.get(token_env, "").strip()
    if not token:
        raise NoTokenError(name=token_env)
    client = Client(server, token, org=org)
    with tempfile.TemporaryDirectory(prefix="hegui-push-") as folder:
        run = _send(client, zipped(bundle, Path(folder)), title, lang, quiet=as_json)
    if wait:
        if not as_json:
            click.echo(SAYS["sent"].in_(lang, id=run.id), err=True)
        run = client.wait(run.id, timeout=timeout)
    gates = [client.gate(subject, stage) for subject in gated] if run.status == "done" else []
    code = _answer(run, server, lang, as_json, gates, waited=wait)
    return DONE_WITH_FINDINGS if any(not gate.passed for gate in gates) else code


def zipped(bundle: Path, folder: Path) -> Path:
    """Return the bundle as one zip file; folders are packed with their relative names."""
    if bundle.is_file() and zipfile.is_zipfile(bundle):
        return bundle
    if not (bundle / "bundle.json").is_file():
        raise NoBundleError(path=bundle)
    target = folder / f"{bundle.resolve().name or 'bundle'}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(bundle.rglob("*")):
            if path.is_file() and not path.is_symlink():
                info = zipfile.ZipInfo(path.relative_to(bundle).as_posix())
                info.compress_type = zipfile.ZIP_DEFLATED
                with path.open("rb") as source, made.open(info, "w", force_zip64=True) as sink:
                    while chunk := source.read(1 << 20):
                        sink.write(chunk)
    return target


def _send(client: Any, file: Path, title: str, lang: Lang, *, quiet: bool) -> Any:
    """Upload; when the connection breaks, once more with the same key: taken once at most."""
    from hegui.client import UnreachableError

    key = f"push-{secrets.token_hex(16)}"
    try:
        return _upload(client, file, title, key, lang, quiet=quiet)
    except UnreachableError:
        return _upload(client, file, title, key, lang, quiet=quiet)


def _upload(client: Any, file: Path, title: str, key: str, lang: Lang, *, quiet: bool) -> Any:
    if quiet:
        return client.import_bundle(file, title=title, key=key)
    with said_progress(SAYS["uploading"].in_(lang)) as progress:
        return client.import_bundle(file, title=title, progress=progress, key=key)


@contextmanager
def said_progress(label: str) -> Iterator[Callable[[Any], None]]:
    """Say on standard error how far an upload is, on one line that is written over."""
    shown = -1

    def progress(upload: Any) -> None:
        nonlocal shown
        percent = 100 * upload.sent // max(1, upload.total)
        if percent != shown:
            shown = percent
            click.echo(f"\r{label} {percent:3d} %", err=True, nl=False)

    try:
        yield progress
    finally:
        if shown >= 0:
            click.echo("", err=True)


def _answer(
    run: Any, server: str, lang: Lang, as_json: bool, gates: list[Any], *, waited: bool
) -> int:
    from hegui.cli.output import print_json

    url = run.url if "://" in run.url else f"{server.rstrip('/')}{run.url}"
    good = run.status == "done" or not waited
    if as_json:
        row = {"id": run.id, "status": run.status, "url": url, "problems": run.problems}
        print_json(row | ({"gates": gates} if gates else {}))
    else:
        text = SAYS.get(run.status, SAYS["other"])
        click.echo(text.in_(lang, url=url, status=run.status, id=run.id))
        for problem in run.problems:
            click.echo(f"  - {_words(problem, lang)}")
        for gate in gates:
            _say_gate(gate, lang)
    return DONE if good else DONE_WITH_FINDINGS


def _say_gate(gate: Any, lang: Lang) -> None:
    """Say how a gate stands, and each condition that keeps it from being passed."""
    state = GATE_STATES.get(gate.state, Text(gate.state, gate.state)).in_(lang)
    click.echo(SAYS["gate"].in_(lang, subject=gate.subject, stage=gate.stage, state=state))
    for row in gate.conditions:
        if row.state != "passed":
            click.echo(f"  - {row.id} {getattr(row, lang)}")


def _words(problem: Any, lang: Lang) -> str:
    """Return a problem in words, whatever shape the server gave it."""
    if isinstance(problem, dict):
        place = str(problem.get("path") or problem.get("place") or "")
        said = problem.get(lang) or problem.get("message") or problem.get("text") or problem
        return f"{place}: {said}" if place else str(said)
    return str(problem)
