"""`hegui corpus scan`: every term and every identity number of a corpus, as fast as it can be read."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.corpus.answer import exit_code, left_data, run_data, run_lines
from hegui.cli.corpus.doubtful import doubtful, doubtful_lines
from hegui.cli.corpus.engines import engine_of, engine_options
from hegui.cli.corpus.fields import field_map, files_of, meta_option, text_options
from hegui.cli.fail_on import fail_on_choice
from hegui.cli.options import as_of_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text(
    "扫描完成：{docs} 条文档，{findings} 处命中",
    "Documents scanned: {docs}; findings: {findings}",
)
REPEATED = Text(
    "{count} 条记录的编号在分片内重复，逐条列在 {path}",
    "Records that repeat an id of their shard: {count}; each is listed in {path}",
)
EMPTY = Text("“{path}”中没有一条有文字的文档", "There is no document with text in “{path}”")
SUPPRESSED = Text(
    "另有 {count} 处在放行语之内，已记录、不计数",
    "More places inside allow phrases, written down, not counted: {count}",
)
UNCERTAIN = Text(
    "另有 {count} 处置信度低于 {least}（如落在更长的拉丁单词里），已记录、不计数",
    "More places of a confidence below {least} (such as inside a longer Latin word), written down, not "
    "counted: {count}",
)
OUT = Text("清单：{path}　命中：{findings}", "Manifest: {path}  Findings: {findings}")
COLUMNS = {"zh": ("类别", "命中"), "en": ("kind", "findings")}
TERMS = Text("关键词", "terms")


class NothingAskedError(WrongUseError):
    """A scan is asked for that looks for nothing."""

    code = "corpus_nothing_asked"
    text = Text(
        "--kinds none 又没有 --terms：没有要找的东西；请给出词表、个人信息种类或 --suspicious。",
        "--kinds none without --terms looks for nothing; give terms, kinds of identity or "
        "--suspicious.",
    )


class NoKindsError(WrongUseError):
    """`--kinds` is given and names nothing."""

    code = "corpus_no_kinds"
    text = Text(
        "--kinds 是空的：请写 all、none 或种类名称，用逗号分隔；不写则用默认种类。",
        "--kinds is empty: give all, none or names separated by commas; leave it out for the "
        "default kinds.",
    )


@click.command("scan")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--terms",
    type=FILE,
    multiple=True,
    help="词表：词库格式或每行一词的 TXT，可写多次 Library or plain TXT, repeatable.",
)
@click.option(
    "--out", type=FILE, required=True, help="输出文件夹 Folder for manifest and findings."
)
@text_options
@meta_option
@click.option(
    "--kinds",
    default=None,
    help="个人信息种类：all、none 或名称 Kinds of identity, comma-separated.",
)
@click.option(
    "--variants",
    default="",
    help="词的变体：none、all 或名称，默认依词库 Costly variants; by default as the library says.",
)
@click.option("--suspicious", is_flag=True, help="加查可疑文本 Also look for suspicious text.")
@click.option(
    "--unique-ids", is_flag=True, help="找出分片内重复的编号，较慢 Name repeated ids; slower."
)
@click.option("--digest-key-env", default="", help="摘要密钥所在的环境变量 Variable with the key.")
@fail_on_choice("findings", "bad")
@engine_options
@as_of_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """扫描语料中的关键词与个人信息。Scan a corpus for terms and personal information.

    PATH 可以是文件、文件夹或通配符。PATHS are files, folders or globs.
    退出码：0 完成（无论有无命中，见 --fail-on），2 用法不对，3 有分片读不了。
    Exit codes: 0 completed, whatever was found (see --fail-on), 2 wrong use, 3 a shard failed.
    """
    result = perform(asked, lang)
    if as_json:
        print_json(as_data(result, asked, lang))
    else:
        click.echo("\n".join(as_text(result, asked, lang)))
    counts = {name: result.total(name) for name in ("findings", "bad")}
    return exit_code(result, fail_on, **counts)


def perform(asked: dict[str, Any], lang: Lang) -> Any:
    """Scan with a progress bar on standard error."""
    from hegui.checks.corpus.scanning.asked import scan_key, scan_modes
    from hegui.checks.corpus.scanning.libraries import joined_terms
    from hegui.checks.corpus.scanning.rules import Rules
    from hegui.checks.corpus.scanning.stage import scan_stage
    from hegui.checks.corpus.shards.owner import refuse_other
    from hegui.checks.corpus.shards.run import run
    from hegui.cli.corpus.bar import bar
    from hegui.common.dates import today

    kinds, fields = kinds_of(asked["kinds"]), field_map(asked)
    if kinds == () and not asked["terms"] and not asked["suspicious"]:
        raise NothingAskedError
    engine, files = engine_of(asked), files_of(asked)
    refuse_other(asked["out"], "scan")
    terms, libraries = joined_terms(asked["terms"])
    rules = Rules(
        terms=terms,
        modes=scan_modes(asked["variants"]),
        suspicious=asked["suspicious"],
        kinds=kinds,
        as_of=asked["as_of"] or today(),
        key=scan_key(asked["out"], asked["digest_key_env"], files),
    )
    asked["doubtful"] = doubtful(term.text for term in rules.terms)
    stage = scan_stage(rules, fields, asked["out"], ids=asked["unique_ids"])

    def begin() -> None:
        write_asked(asked["out"], rules, libraries, asked)

    with bar(asked["progress"]) as progress:
        return run(stage, files, engine, resume=asked["resume"], progress=progress, begin=begin)


def write_asked(out: Path, rules: Any, libraries: Any, asked: dict[str, Any]) -> None:
    """Write what was asked for into `scan.json`, so that reports can say what was not."""
    import msgspec

    from hegui.checks.corpus.identity.selection import kind_names
    from hegui.checks.corpus.scanning.origins import FIELDS
    from hegui.common.files import write_atomic
    from hegui.common.hashing import canonical_json

    kinds = kind_names(default=True) if rules.kinds is None else rules.kinds
    told = {
        "schema": "hegui/corpus-scan/1",
        "terms": len(rules.terms),
        "libraries": msgspec.to_builtins(libraries),
        "kinds": list(kinds),
        "variants": str(asked.get("variants") or ""),
        "as_of": rules.as_of.isoformat(),
        "rules": rules.digest,
        **left_data(asked),
        "fields": {name: getattr(field_map(asked), name) for name in FIELDS},
    }
    write_atomic(out / "scan.json", canonical_json(told))


def kinds_of(asked: str | None) -> tuple[str, ...] | None:
    """Return the kinds asked for; None for the default ones."""
    from hegui.checks.corpus.identity.selection import kind_names

    if asked in (None, "all", "none"):
        return {None: None, "all": kind_names(), "none": ()}[asked]
    names = tuple(name.strip() for name in asked.split(",") if name.strip())
    if not names:
        raise NoKindsError
    return names


def by_rule(result: Any) -> dict[str, int]:
    """Return the findings by kind over all shards."""
    found: dict[str, int] = {}
    for line in result.lines:
        for kind, count in line.by_rule.items():
            found[kind] = found.get(kind, 0) + count
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def empty(result: Any) -> list[str]:
    """Return the shards in which there was no document, and nothing that could not be read."""
    told = {failure.shard for failure in result.failures}
    return [line.shard for line in result.lines if not line.docs and line.shard not in told]


def as_data(result: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    from hegui.checks.corpus.scanning.origins import merged

    names = ("docs_hit", "findings", "suppressed", "uncertain", "repeated_ids")
    return {
        **run_data(result, asked, lang),
        **{name: result.total(name) for name in names},
        "by_rule": by_rule(result),
        "by_source": merged(line.by_source for line in result.lines),
        "by_licence": merged(line.by_licence for line in result.lines),
        "empty": empty(result),
        "doubtful_terms": asked["doubtful"],
    }


def as_text(result: Any, asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table
    from hegui.engine.spellings.data import spelling_rules

    out: Path = asked["out"]
    counts = {name: f"{result.total(name):,}" for name in ("docs", "findings")}
    lines = [heading(HEAD.in_(lang, **counts))]
    name, number = COLUMNS[lang]
    rows = [
        (TERMS.in_(lang) if kind == "term" else kind, f"{count:,}")
        for kind, count in by_rule(result).items()
    ]
    if rows:
        lines += ["", table([Column(name), Column(number, "right")], rows), ""]
    if suppressed := result.total("suppressed"):
        lines.append(SUPPRESSED.in_(lang, count=f"{suppressed:,}"))
    if uncertain := result.total("uncertain"):
        lines.append(
            UNCERTAIN.in_(lang, count=f"{uncertain:,}", least=spelling_rules().counted_from)
        )
    if repeated := result.total("repeated_ids"):
        lines.append(REPEATED.in_(lang, count=f"{repeated:,}", path=out / "errors"))
    lines += doubtful_lines(asked["doubtful"], lang)
    lines += [EMPTY.in_(lang, path=shard) for shard in empty(result)]
    lines += run_lines(result, asked, lang)
    lines.append(OUT.in_(lang, path=out / "manifest.jsonl", findings=out / "findings"))
    return lines
