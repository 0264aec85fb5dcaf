"""`hegui model judge`: judge recorded answers."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import msgspec

from hegui.cli.going_on import JudgingStoppedError, resumable, with_journal
from hegui.cli.model.options import key_options
from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
JUDGEMENTS = "judgements.jsonl"
DIFFER = Text("判定者意见不一的回答：{count}", "answers on which judges disagree: {count}")


@click.command("judge")
@click.argument("file", type=FILE)
@click.option(
    "--judge", "judge", default="refusal", show_default=True, help="判定者 Judge by name."
)
@click.option("--judges", "defined", type=FILE, help="定义判定者的文件 File that defines judges.")
@click.option("--out", type=FILE, help="保存判定和日志 Folder for judgements and journals.")
@key_options
@progress_option
@catalogue_option
@lang_option
@json_option
@resumable(with_journal, JudgingStoppedError)
def command(
    file: Path,
    judge: str,
    defined: Path | None,
    out: Path | None,
    progress: str,
    catalogue_dirs: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
    **key: Any,
) -> int:
    """判定已有的回答：每行 id、question、answer。Judge recorded answers, one JSON object a line.

    FILE 也可以是 hegui model test 的输出文件夹。FILE may be the folder of hegui model test. refusal 是内置的判定者；其余在 --judges 文件里定义：模型、护栏模型、插件、人工、多个合并。
    The judge `refusal` is built in; others (models, guard models, plug-ins, people, several together)
    are defined in the file given with --judges.
    """
    from hegui.catalogue import load
    from hegui.checks.model.judges import judge_answers, read_judges
    from hegui.cli.model.asking import shown_progress
    from hegui.reports.model import model_words

    answers = rows(file, key)
    with kept(out) as folder, shown_progress(progress, lang) as told:
        found = judge_answers(
            judge,
            answers,
            judges=read_judges(defined),
            catalogue=load(catalogue_dirs),
            folder=folder,
            progress=told,
        )
    together = told_apart(answers, found)
    if out is not None:
        write(out, found, together)
    about = {"judge": judge, "digest": found[0].digest if found else ""}
    counts = dict(sorted(Counter(one.verdict for one in found).items()))
    if as_json:
        more = {"together": together[0]} if together else {}
        print_json({**about, "counts": counts, **more, "answers": [shown(one) for one in found]})
    else:
        for one in found:
            click.echo("\t".join(line(part) for part in (one.id, one.verdict, one.reason)))
        names = model_words(lang)["verdict_words"]
        summary = ", ".join(f"{names.get(word, word)} {n:,}" for word, n in counts.items())
        click.echo(f"{summary}  ({judge} {about['digest'][:16]})", err=True)
        if together:
            click.echo(DIFFER.in_(lang, count=together[0]["disagreements"]), err=True)
    return DONE


def shown(one: Any) -> dict[str, str]:
    """Return a judgement without what the judge wrote word for word: it may quote the answer."""
    from hegui.common.hashing import sha256_bytes

    said = {name: getattr(one, name) for name in ("id", "verdict", "reason", "judge", "digest")}
    return {**said, "raw_sha256": sha256_bytes(one.raw.encode())} if one.raw else said


def line(text: str) -> str:
    """Return a text that cannot move the cursor of a terminal."""
    from hegui.checks.model.judges.verdicts import one_line

    return one_line(text)


@contextmanager
def kept(out: Path | None) -> Iterator[Path]:
    """Yield the folder for the journals of judges; without one they are forgotten."""
    from hegui.common.files import make_folder

    if out is not None:
        yield make_folder(out)
        return
    with TemporaryDirectory() as folder:
        yield Path(folder)


def told_apart(answers: list[Any], found: list[Any]) -> Any:
    """Return how far several judges agree and where not; None for one judge alone."""
    from hegui.checks.model.judges.disagreeing import compared, disagreements

    if not any(one.said for one in found):
        return None
    differ = disagreements(answers, found)
    return compared(found, len(differ)), differ


def write(out: Path, found: list[Any], together: Any = None) -> None:
    """Write all judgements, also what the judge wrote word for word, for their owner only.

    What several judges disagree on stands beside them, without any word of an answer.
    """
    from hegui.checks.model.judges.disagreeing import COMPARED, DISAGREEMENTS
    from hegui.checks.model.judges.disagreeing import lines as told_lines
    from hegui.common.files import OWNER, write_atomic
    from hegui.common.hashing import canonical_json

    for name in (COMPARED, DISAGREEMENTS):
        (out / name).unlink(missing_ok=True)
    if together:
        write_atomic(out / COMPARED, canonical_json(together[0]))
        write_atomic(out / DISAGREEMENTS, told_lines(together[1]))
    lines = b"".join(msgspec.json.encode(one) + b"\n" for one in found)
    write_atomic(out / JUDGEMENTS, lines, OWNER)


def rows(file: Path, key: dict[str, Any]) -> list[Any]:
    """Return the recorded answers of a file, or of a finished test."""
    from hegui.checks.model.judges.answers import read_recorded
    from hegui.engine.sealing import read_seal

    return list(read_recorded(file, read_seal(key["key_env"], key["key_file"])))
