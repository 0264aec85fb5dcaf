"""`hegui init`: write a new hegui.yaml by asking what decides most, or from a file of answers."""

import json
from pathlib import Path

import click

from hegui.catalogue.model import Catalogue
from hegui.cli.interview import count_states, interview
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.common.errors import DONE, WrongUseError
from hegui.common.files import write_atomic
from hegui.common.text import Lang, Text
from hegui.project.template import Answers

WRITTEN = Text(
    "已写出 {path}：{applies} 条义务适用，{not_} 条不适用，{open} 条未定。",
    "Wrote {path}: {applies} obligations apply, {not_} do not, {open} are undetermined.",
)
NEXT = Text(
    "下一步：hegui obligations {path}（哪些义务适用），hegui facts {path}（还缺哪些事实）。",
    "Next: hegui obligations {path} (which obligations apply), hegui facts {path} (what is missing).",
)


class ProjectExistsError(WrongUseError):
    """There is a project file already."""

    code = "project_exists"
    text = Text(
        "“{path}”已经存在，没有改动；要覆盖请加 --force，或换一个文件夹。",
        "“{path}” exists and was left as it is; add --force to replace it, or name another folder.",
    )


class NoAnswersError(WrongUseError):
    """Questions were to be asked and nobody is there to answer."""

    code = "no_answers"
    text = Text(
        "没有终端可供提问；请在终端里运行，或用 --answers 文件 给出回答。",
        "There is no terminal to ask questions on; run it in a terminal, or give the answers with "
        "--answers FILE.",
    )


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path),
    help="从文件读取回答，不再提问 Read the answers from a file and ask nothing.",
)
@click.option("--force", is_flag=True, help="覆盖已有的文件 Replace an existing file.")
@catalogue_option
@lang_option
@json_option
def command(
    folder: Path,
    answers_file: Path | None,
    force: bool,
    catalogue_dirs: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
) -> int:
    """新建 hegui.yaml：先问最要紧的事实，可以跳过。Write a new hegui.yaml, asking first what decides most."""
    from hegui.catalogue import load
    from hegui.project import load_project
    from hegui.project.answers import read_answers
    from hegui.project.loader import FILE_NAME
    from hegui.project.template import project_text

    path = folder / FILE_NAME
    if path.exists() and not force:
        raise ProjectExistsError(path=path)
    catalogue = load(catalogue_dirs)
    answers = read_answers(answers_file, catalogue) if answers_file else asked(catalogue, lang)
    write_atomic(path, project_text(answers, catalogue, lang, FILE_NAME).encode())
    facts = load_project(path, catalogue, digests=False).facts()
    counts = count_states(catalogue, facts)
    if as_json:
        click.echo(json.dumps({"path": str(path), "facts": len(facts), "obligations": counts}))
    else:
        tell(path, counts, lang)
    return DONE


def asked(catalogue: Catalogue, lang: Lang) -> Answers:
    """Return the answers given on the terminal; input that ends is told apart from Ctrl-C."""
    try:
        return interview(catalogue, lang)
    except click.Abort as stop:
        if isinstance(stop.__context__, EOFError):
            raise NoAnswersError from stop
        raise


def tell(path: Path, counts: dict[str, int], lang: Lang) -> None:
    """Say what was written and what to do next."""
    numbers = {"applies": counts["applies"], "not_": counts["does_not_apply"]}
    click.echo(WRITTEN.in_(lang, path=path, open=counts["undetermined"], **numbers))
    click.echo(NEXT.in_(lang, path=path))
