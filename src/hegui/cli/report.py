"""`hegui report`: write reports from a bundle."""

import os
from pathlib import Path

import click

from hegui.cli.options import json_option
from hegui.common.errors import DONE, WrongUseError
from hegui.common.files import write_atomic
from hegui.common.text import LANGS, Lang, Text, default_lang


class OutputInsideBundleError(WrongUseError):
    """Reports are written beside a sealed bundle, never into it."""

    code = "output_inside_bundle"
    text = Text(
        "“{out}”在结果包里面；封存的结果包不能再写入，请用 --out 指定别的文件夹。",
        "“{out}” is inside the bundle, which is sealed; name another folder with --out.",
    )


class NoFormatError(WrongUseError):
    """No format was named."""

    code = "no_report_format"
    text = Text(
        "--format 是空的；可用：html、pdf、json（以逗号分隔）。",
        "--format names nothing; choose from html, pdf, json (with commas between).",
    )


@click.command("report")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    default="html,pdf",
    show_default=True,
    help="html, pdf, json, junit, sarif",
)
@click.option("--lang", "langs", default=None, help="zh, en 或 zh,en（默认 HEGUI_LANG，否则 zh）")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="写到哪个文件夹 Folder to write to.",
)
@json_option
def command(bundle: Path, formats: str, langs: str | None, out: Path | None, as_json: bool) -> int:
    """由结果包生成报告。Write reports from a bundle; the same bundle gives the same bytes."""
    import json

    from hegui.bundle import open_bundle
    from hegui.reports import render_all
    from hegui.reports.from_bundle import material_of

    folder = out or bundle.parent / f"{bundle.stem}-reports"
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(bundle)):
        raise OutputInsideBundleError(out=folder)
    chosen = split(formats)
    if not chosen:
        raise NoFormatError
    pages = render_all(material_of(open_bundle(bundle)), chosen, languages(langs))
    for name, page in pages.items():
        write_atomic(folder / name, page)
    paths = [str(folder / name) for name in pages]
    click.echo(json.dumps({"reports": paths}, ensure_ascii=False) if as_json else "\n".join(paths))
    return DONE


def split(names: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [name.strip() for name in names.split(",") if name.strip()]


class UnknownLanguageError(WrongUseError):
    """The asked language does not exist."""

    code = "unknown_language"
    text = Text(
        "没有“{lang}”这种语言；可用：zh、en。", "There is no language “{lang}”; choose zh or en."
    )


def languages(langs: str | None) -> list[Lang]:
    """Return the asked languages, the user's language by default."""
    chosen: list[Lang] = []
    for name in split(langs or default_lang()):
        if name not in LANGS:
            raise UnknownLanguageError(lang=name)
        chosen.append(name)
    return chosen
