"""`hegui doctor`: what is installed, what is missing, and what each missing thing would give."""

import importlib
import json
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Literal

import click

from hegui.cli.options import json_option, lang_option
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, HeguiError
from hegui.common.struct import Record
from hegui.common.text import Lang, Text

State = Literal["ok", "missing", "broken"]
_MARKS: dict[State, Text] = {
    "ok": Text("有", "ok"),
    "missing": Text("缺", "missing"),
    "broken": Text("坏", "broken"),
}


class Item(Record, frozen=True, kw_only=True):
    """Something that hegui can use: a library (`module`, `package`) or a program (its names)."""

    id: str
    zh: str
    en: str
    needed: bool
    module: str = ""
    package: str = ""
    program: tuple[str, ...] = ()


class Group(Record, frozen=True, kw_only=True):
    """Items that belong together; `extra` installs them."""

    id: str
    zh: str
    en: str
    items: tuple[Item, ...]
    extra: str = ""


class Found(Record, frozen=True, kw_only=True):
    """What was found of one item; `detail` is a version, a path or the reason."""

    group: str
    id: str
    state: State
    needed: bool
    gives_zh: str
    gives_en: str
    detail: str = ""
    get: str = ""


@click.command("doctor")
@lang_option
@json_option
def command(lang: Lang, as_json: bool) -> int:
    """检查运行环境。Say what is installed and what each missing thing would give."""
    import msgspec

    groups = read_groups()
    found = [look(group, item) for group in groups for item in group.items]
    found += [native_library(), fonts(), cache_state(), *plugins()]
    if as_json:
        report = {"ok": healthy(found), "python": platform.python_version(), "items": found}
        click.echo(json.dumps(msgspec.to_builtins(report), ensure_ascii=False))
    else:
        show(groups, found, lang)
    return DONE if healthy(found) else DONE_WITH_FINDINGS


def healthy(found: list[Found]) -> bool:
    """Tell whether everything is there that a command needs to run."""
    return all(one.state == "ok" for one in found if one.needed)


def read_groups() -> tuple[Group, ...]:
    """Return what hegui can use."""
    import msgspec

    from hegui.project.source import read_source

    data = read_source(Path(__file__).with_name("doctor.yaml")).value
    return msgspec.convert(data, tuple[Group, ...])


def look(group: Group, item: Item) -> Found:
    """Look for one library or program."""
    state, detail = program(item.program) if item.program else library(item)
    get = f"pip install 'hegui[{group.extra}]'" if group.extra else ""
    get = get or (f"pip install {item.package}" if item.package else "")
    return Found(
        group=group.id,
        id=item.id,
        state=state,
        needed=item.needed,
        gives_zh=item.zh,
        gives_en=item.en,
        detail=detail,
        get="" if state == "ok" else get,
    )


def program(names: tuple[str, ...]) -> tuple[State, str]:
    """Look for a program on the path."""
    path = next(filter(None, map(shutil.which, names)), None)
    return ("ok", path) if path else ("missing", "")


def library(item: Item) -> tuple[State, str]:
    """Import a library, as an installed one may still be unusable on this processor."""
    try:
        version = metadata.version(item.package)
    except metadata.PackageNotFoundError:
        return "missing", ""
    try:
        importlib.import_module(item.module)
    except Exception as error:  # noqa: BLE001 - native libraries fail in many ways; all are shown
        return "broken", f"{version}: {type(error).__name__}: {error}"
    return "ok", version


def fonts() -> Found:
    """Look for the fonts of the PDF; without a system font the bundled subset is used."""
    from hegui.reports.fonts import choose_fonts

    state, detail, get = "ok", "", ""
    try:
        detail = ", ".join(choose_fonts().families)
    except HeguiError as error:
        state, detail = "missing", error.message()
        get = "pip install 'hegui[reports]'"
    return Found(
        group="fonts",
        id="cjk",
        state="ok" if state == "ok" else "missing",
        needed=True,
        gives_zh="PDF 中的汉字；系统装有思源黑体时生僻字也能显示",
        gives_en="Chinese characters in PDF; rare ones need Noto Sans CJK SC on the system",
        detail=detail,
        get=get,
    )


def native_library() -> Found:
    """Look for the library that is built with the package where there is a C compiler."""
    from hegui.engine.native.library import SWITCH, library, library_path, switched_off

    here = library() is not None
    return Found(
        group="engines",
        id="native",
        state="ok" if here else "missing",
        needed=False,
        gives_zh="扫描语料再快三分之一以上（从源码安装时有 gcc 或 clang 就会编译）；缺少时结果相同，只是更慢",
        gives_en="scans corpora faster by a third or more (built where gcc or clang is there when hegui "
        "is installed from its sources); without it the findings are the same",
        detail=f"{SWITCH}=0" if switched_off() else str(library_path()) if here else "",
    )


def cache_state() -> Found:
    """Look whether the cache folder of the user can be written; without it commands start slower."""
    from hegui.common.cache import cache_folder
    from hegui.common.files import OutputError, OutputIsFileError, write_atomic

    folder = cache_folder()
    state: State = "ok"
    try:
        write_atomic(folder / ".doctor", b"")
        (folder / ".doctor").unlink(missing_ok=True)
    except (OutputError, OutputIsFileError):
        state = "broken"
    return Found(
        group="fonts",
        id="cache",
        state=state,
        needed=False,
        gives_zh="缓存已解析的规则目录，命令启动更快",
        gives_en="keeps the parsed catalogue, so that commands start faster",
        detail=str(folder),
    )


def plugins() -> list[Found]:
    """Name the plugins that cannot be loaded: no check runs while one is broken."""
    from hegui.engine.registry import load_what_works

    return [
        Found(
            group="plugins",
            id=str(error.data["plugin"]),
            state="broken",
            needed=True,
            gives_zh="它增加的检查；修复或卸载之前，任何检查都不能运行",
            gives_en="the checks it adds; no check can run until it is repaired or uninstalled",
            detail=error.message(),
        )
        for error in load_what_works()
    ]


def show(groups: tuple[Group, ...], found: list[Found], lang: Lang) -> None:
    """Print the groups; a missing item says what it would give and how to get it."""
    titles = {group.id: Text(group.zh, group.en) for group in groups}
    titles["fonts"] = Text("字体与文件夹", "Fonts and folders")
    if any(one.group == "plugins" for one in found):
        titles["plugins"] = Text("检查插件", "Check plugins")
    click.echo(f"Python {platform.python_version()} ({sys.platform}, {platform.machine()})")
    for name, title in titles.items():
        click.echo(f"\n{title.in_(lang)}")
        for one in found:
            if one.group == name:
                show_one(one, lang)
    click.echo()
    if healthy(found):
        click.echo(Text("需要的都齐了。", "Everything that is needed is here.").in_(lang))
    else:
        click.echo(Text("有需要的东西缺失，见上。", "Something needed is missing.").in_(lang))


def show_one(one: Found, lang: Lang) -> None:
    """Print one item."""
    gives = one.gives_zh if lang == "zh" else one.gives_en
    click.echo(f"  [{_MARKS[one.state].in_(lang)}] {one.id}  {one.detail}".rstrip())
    if one.state != "ok":
        click.echo(f"        {gives}")
        if one.get:
            click.echo(f"        {one.get}")
