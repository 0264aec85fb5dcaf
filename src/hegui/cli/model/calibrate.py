"""`hegui model calibrate`: measure a judge against people."""

from pathlib import Path
from typing import Any, Literal

import click

from hegui.cli.fail_on import fail_on_choice
from hegui.cli.going_on import JudgingStoppedError, resumable, with_journal
from hegui.cli.model.judge import kept, rows
from hegui.cli.model.options import key_options
from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
DIRECTIONS: dict[str, Literal["at_least", "at_most"]] = {
    "at-least": "at_least",
    "at-most": "at_most",
}
ERRORS = Text(
    "{name}：标注 {labels}，灵敏度 {sens}，特异度 {spec}，kappa {kappa}",
    "{name}: {labels} labels, sensitivity {sens}, specificity {spec}, kappa {kappa}",
)
ALONE = Text(
    "判定者自己的数（不含任何置信结论）：{k}/{n}",
    "The judge alone, without any confidence: {k}/{n}",
)
RATE = Text(
    "“{counts}”的比率：{estimate}，单侧 95% 界 {lower} 至 {upper}（{method}，标注 {labels}）",
    "Rate of “{counts}”: {estimate}, one-sided 95 % bounds {lower} to {upper} ({method}, {labels} labels)",
)
METHODS = {
    "prediction_powered": Text("按标注校准了判定者", "the judge calibrated by labels"),
    "labels_only": Text("标注太少，只用人的标注", "labels are few: people's labels alone"),
}
PICKED = Text(
    "标注的不是按种子随机抽出的回答，不给置信结论；用 --draw 抽出要标注的回答。",
    "The labelled answers are not the random draw of this seed, so nothing is called supported; draw "
    "the answers to label with --draw.",
)
SUPPORTED = {
    True: Text("支持（95%）：是", "Supported at 95 %: yes"),
    False: Text("支持（95%）：否", "Supported at 95 %: no"),
    None: Text("支持（95%）：未定", "Supported at 95 %: undetermined"),
}
SHEET = Text("待标注 {count} 条：{path}", "{count} answers to label: {path}")


@click.command("calibrate")
@click.argument("file", type=FILE)
@click.option(
    "--judge", "judge", default="refusal", show_default=True, help="判定者 Judge by name."
)
@click.option("--judges", "defined", type=FILE, help="定义判定者的文件 File that defines judges.")
@click.option("--labels", type=FILE, help="人填好的标注表 Sheet that people filled.")
@click.option(
    "--draw", type=click.IntRange(min=1), help="抽多少条来标注 Answers to draw for labels."
)
@click.option("--sheet", type=FILE, help="要写的标注表 Sheet to write (CSV, XLSX, JSONL).")
@click.option(
    "--measure",
    default="",
    help="检查的编号 Id of a check; FILE is the folder of a test, or of a job in a bundle.",
)
@click.option("--counts", default="safe", show_default=True, help="算哪种判定 Verdict to count.")
@click.option("--limit", type=click.FloatRange(0, 1), help="限值 Limit of the rate.")
@click.option("--side", type=click.Choice(list(DIRECTIONS)), default="at-least", show_default=True)
@click.option("--seed", required=True, help="抽样种子 Seed of the draw.")
@click.option("--out", type=FILE, help="保存判定者日志 Folder for journals of judges.")
@fail_on_choice("unsupported")
@key_options
@progress_option
@catalogue_option
@lang_option
@json_option
@resumable(with_journal, JudgingStoppedError)
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """用人的标注校准判定者：灵敏度、特异度、kappa，以及计入其误差的比率。Measure a judge.

    先 --draw 300 --sheet labels.csv 抽出要标注的回答，填好“结论”，再用 --labels 给回来（种子相同）。
    Draw answers with --draw and --sheet, have people fill in 结论, and give the sheet with --labels and
    the same --seed. --measure model.accuracy：FILE 是 hegui model test 的文件夹，或结果包里一个任务的文件夹
    （bundle/journals/检查），“结论”填 是/否（这个回答该不该计入）。
    With --measure FILE is the folder of a test or of a job in a bundle, and people fill in yes or no: does
    the measure count it.
    """
    measured = of_measure(asked) if asked["measure"] else None
    answers = measured.answers if measured else rows(asked["file"], asked)
    if asked["draw"]:
        return draw(answers, asked, lang)
    if asked["labels"] is None:
        raise click.UsageError("--labels, or --draw and --sheet")
    found = by_measure(measured, asked) if measured else calibrated(answers, asked, lang)
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(as_text(found, lang)))
    failed = asked["fail_on"] and found.supported is not True
    return DONE_WITH_FINDINGS if failed else DONE


def draw(answers: list[Any], asked: dict[str, Any], lang: Lang) -> int:
    """Write the sheet of answers to label: readable by its owner only, and without any verdict."""
    from hegui.checks.model.calibrating import drawn_for_people
    from hegui.checks.model.calibrating.calibrate import answer_key
    from hegui.common.files import OWNER
    from hegui.common.hashing import sha256_bytes
    from hegui.engine.rows.writing import Sheet, write_tables

    path = asked["sheet"]
    if path is None:
        raise click.UsageError("--sheet FILE")
    chosen = set(drawn_for_people(answers, asked["draw"], asked["seed"]).ids)
    table = [
        (one.id, one.question, one.answer, "", "", "", sha256_bytes(one.answer.encode()))
        for one in answers
        if answer_key(one) in chosen
    ]
    head = ("编号", "问题", "回答", "结论", "审核人", "说明", "回答摘要")
    write_tables(path, [Sheet("labels", head, table, {1: 40, 2: 60})], OWNER)
    click.echo(SHEET.in_(lang, count=len(table), path=path))
    return DONE


def of_measure(asked: dict[str, Any]) -> Any:
    """Return the answers of a measure in the folder of a test, with its judge's verdicts."""
    from hegui.checks.model.calibrating.measured import CHECKS, read_measured
    from hegui.engine.sealing import read_seal

    if asked["measure"] not in CHECKS:
        raise click.UsageError(f"--measure: {', '.join(CHECKS)}")
    seal = read_seal(asked["key_env"], asked["key_file"])
    return read_measured(asked["file"], asked["measure"], seal)


def by_measure(measured: Any, asked: dict[str, Any]) -> Any:
    """Hold the verdicts of a measure's judge against the labels."""
    from hegui.checks.model.calibrating import calibrate
    from hegui.checks.model.calibrating.calibrate import YES

    return calibrate(
        measured.answers,
        measured.judgements,
        filled(asked["labels"], measure=True),
        counts=YES,
        seed=asked["seed"],
        limit=asked["limit"],
        direction=DIRECTIONS[asked["side"]],
    )


def filled(path: Path, *, measure: bool = False) -> list[Any]:
    """Return the labels of a sheet; raise `NoLabelsError` where nobody has filled in any yet."""
    from hegui.checks.model.judges.errors import NoLabelsError
    from hegui.checks.model.judges.people import read_sheet

    labels = read_sheet(path, measure=measure)
    if not labels:
        raise NoLabelsError(path=path)
    return labels


def calibrated(answers: list[Any], asked: dict[str, Any], lang: Lang) -> Any:
    """Ask the judge and hold its verdicts against the labels."""
    from hegui.catalogue import load
    from hegui.checks.model.calibrating import calibrate
    from hegui.checks.model.judges import judge_answers, read_judges
    from hegui.cli.model.asking import shown_progress

    labels = filled(asked["labels"])
    with kept(asked["out"]) as folder, shown_progress(asked["progress"], lang) as told:
        judgements = judge_answers(
            asked["judge"],
            answers,
            judges=read_judges(asked["defined"]),
            catalogue=load(asked["catalogue_dirs"]),
            folder=folder,
            progress=told,
        )
    return calibrate(
        answers,
        judgements,
        labels,
        counts=asked["counts"],
        seed=asked["seed"],
        limit=asked["limit"],
        direction=DIRECTIONS[asked["side"]],
    )


def as_text(found: Any, lang: Lang) -> list[str]:
    """Return the lines for people."""
    lines = [_errors(found.judge, found.errors, lang)]
    lines += [_errors(name, one, lang) for name, one in found.by_language.items()]
    lines.append(ALONE.in_(lang, k=found.judge_rate["k"], n=found.judge_rate["n"]))
    rate = found.rate
    lines.append(
        RATE.in_(
            lang,
            counts=found.counts,
            estimate=_share(rate.estimate),
            lower=_share(rate.lower),
            upper=_share(rate.upper),
            method=METHODS[rate.method].in_(lang),
            labels=rate.labels,
        )
    )
    if not found.random:
        lines.append(PICKED.in_(lang))
    if found.limit is not None:
        lines.append(SUPPORTED[found.supported].in_(lang))
    return lines


def _errors(name: str, one: Any, lang: Lang) -> str:
    kappa = one.kappa.kappa
    return ERRORS.in_(
        lang,
        name=name,
        labels=one.labels,
        sens=_rating(one.sensitivity),
        spec=_rating(one.specificity),
        kappa="—" if kappa is None else f"{kappa:.2f}",
    )


def _rating(one: Any) -> str:
    return f"{one.k}/{one.n} (≥ {one.lower:.1%})"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.2%}"
