"""Do results fit their records: the findings and journals that each names, and no others?"""

from collections.abc import Collection, Iterator

from hegui.bundle.contents import Contents
from hegui.bundle.layout import FINDINGS, JOURNALS
from hegui.bundle.problems import Problem, problem
from hegui.bundle.sources import Source
from hegui.common.text import Text
from hegui.engine.model import CheckResult


def record_problems(
    source: Source, contents: Contents, listed: Collection[str], intact: set[str]
) -> Iterator[Problem]:
    """Yield where results and records contradict each other; damaged files are not looked into."""
    yield from _unnamed(listed, contents)
    for path, result in contents.results.items():
        if result.findings_file in intact:
            yield from _said("result", result.findings_file, findings_of(source, result))
        yield from _journal(source, path, result, listed, intact)


def _said(code: str, path: str, found: Iterator[Text]) -> Iterator[Problem]:
    for what in found:
        yield problem(code, path, what_zh=what.zh, what_en=what.en)


def _unnamed(listed: Collection[str], contents: Contents) -> Iterator[Problem]:
    """Yield each record that not exactly one result names; a journal may be a folder of files."""
    results = contents.results.values()
    names = [n for result in results for n in (result.findings_file, result.journal_file) if n]
    for path in listed:
        if path.startswith((f"{FINDINGS}/", f"{JOURNALS}/")):
            count = sum(path == name or path.startswith(f"{name}/") for name in names)
            if count != 1:
                what = Text(f"有 {count} 个结果引用此文件", f"{count} results refer to this file")
                yield problem("result", path, what_zh=what.zh, what_en=what.en)


def _journal(
    source: Source, path: str, result: CheckResult, listed: Collection[str], intact: set[str]
) -> Iterator[Problem]:
    if not (result.journal_file or result.run.get("journal") or result.check.startswith("model.")):
        return
    from hegui.bundle import journals

    if not journals.is_asking(result):
        return
    file = journals.journal_of(result, listed)
    if not file:
        what = Text("过程记录不在包里", "its journal is not in the bundle")
        yield problem("result", path, what_zh=what.zh, what_en=what.en)
    elif file in intact:
        try:
            chain = journals.read_chain(source, file)
            groups = journals.groups_of(source, result, intact)
        except journals.BrokenChainError as error:
            yield problem("chain", file, line=error)
        except source.errors() as error:
            yield problem("unreadable", file, why=type(error).__name__)
        else:
            yield from _said("result", path, journals.journal_problems(result, chain, groups))
            yield from _judged(source, result, listed, intact)


def _judged(
    source: Source, result: CheckResult, listed: Collection[str], intact: set[str]
) -> Iterator[Problem]:
    from hegui.bundle.judged import judged_problems

    try:
        yield from judged_problems(source, result, listed, intact)
    except source.errors() as error:
        yield problem("unreadable", result.journal_file, why=type(error).__name__)


def findings_of(source: Source, result: CheckResult) -> Iterator[Text]:
    """Yield where a findings file is not what its result says; nothing where pyarrow is missing."""
    try:
        import pyarrow
        from pyarrow import compute, parquet
    except ImportError:
        return
    names = {"check": result.check, "subject": result.subject}
    rows = 0
    try:
        with source.open(result.findings_file) as file:
            found = parquet.ParquetFile(pyarrow.PythonFile(file), read_dictionary=list(names))
            for batch in found.iter_batches(columns=list(names)):
                rows += batch.num_rows
                for name, value in names.items():
                    if compute.unique(batch[name]).to_pylist() != [value]:
                        yield Text(
                            f"发现里的 {name} 不是 {value}", f"it holds findings of another {name}"
                        )
                        return
    except (pyarrow.ArrowException, KeyError, *source.errors()):
        yield Text("不是有效的发现文件", "it is not a file of findings")
        return
    if rows != result.finding_count:
        yield Text(
            f"结果写 {result.finding_count} 处发现，文件里有 {rows} 处",
            f"the result says {result.finding_count} findings, the file holds {rows}",
        )
