"""What can be wrong with a bundle: each problem names one file by its literal relative path."""

from collections.abc import Iterable
from typing import NamedTuple

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Lang, Text, default_lang

LISTED = 20
"""How many problems a message lists; all are counted."""

KINDS = {
    "missing": Text("缺少此文件。", "This file is missing."),
    "added": Text("这个文件不在封存清单里。", "This file is not in the sealed list."),
    "added_folder": Text("这个文件夹不在封存清单里。", "This folder is not in the sealed list."),
    "not_a_file": Text(
        "应是普通文件，不能是符号链接或设备。", "This must be a plain file, not a link or a device."
    ),
    "unreadable": Text("无法读取：{why}。", "It cannot be read: {why}."),
    "size": Text(
        "大小应为 {expected} 字节，现为 {found} 字节。",
        "Its size should be {expected} bytes and is {found} bytes.",
    ),
    "digest": Text(
        "内容与封存时不同：SHA-256 应为 {expected}，现为 {found}。",
        "Its content is not what was sealed: the SHA-256 should be {expected} and is {found}.",
    ),
    "odd_path": Text("路径{why_zh}。", "The path {why_en}."),
    "twice": Text("这个名称出现两次。", "This name stands there twice."),
    "too_large": Text(
        "过大，不予读取（{size} 字节）。", "It is too large to be read ({size} bytes)."
    ),
    "json": Text("不是有效的 JSON：{why}。", "It is not valid JSON: {why}."),
    "canonical": Text(
        "写法不是规范形式（空白、键的次序或转义有出入）。",
        "It is not in canonical form (white space, order of keys or escapes differ).",
    ),
    "shape": Text("结构不符：{why}。", "It does not have the right shape: {why}."),
    "order": Text("清单没有按路径排序。", "The list is not sorted by path."),
    "root": Text(
        "Merkle 根与清单不符：应为 {expected}，写的是 {found}。",
        "The Merkle root does not fit the list: it should be {expected} and says {found}.",
    ),
    "encoding": Text("“{what}”的编码不规范。", "“{what}” is not in its strict encoding."),
    "key": Text(
        "公钥无效或与其指纹不符：{why}。",
        "A public key is not valid or not its fingerprint's: {why}.",
    ),
    "signature": Text(
        "{algorithm} 签名不成立（公钥指纹 {fingerprint}）。",
        "The {algorithm} signature does not hold (key {fingerprint}).",
    ),
    "statement": Text(
        "签名声明的内容与结果包不符。", "The signed statement does not say what the bundle holds."
    ),
    "wrong_key": Text(
        "结果包由公钥 {found} 签名，不是给定的公钥 {expected}。",
        "The bundle is signed by key {found}, not by the given key {expected}.",
    ),
    "zip": Text("压缩包有问题：{why_zh}。", "The archive is not acceptable: {why_en}."),
    "catalogue": Text(
        "与其摘要所指的规则目录不同。", "It is not the catalogue that its digest names."
    ),
    "verdict": Text(
        "重新计算得到不同的结果：{where} 应为 {expected}，写的是 {found}。",
        "Recomputing gives another answer: {where} should be {expected} and says {found}.",
    ),
    "judging": Text("无法重新计算结论：{why}。", "The verdicts cannot be recomputed: {why}."),
    "evidence": Text(
        "证据“{id}”与结果包不符：{what_zh}。", "Evidence “{id}” does not fit the bundle: {what_en}."
    ),
    "result": Text("检查结果不一致：{what_zh}。", "The result is not consistent: {what_en}."),
    "chain": Text(
        "日志第 {line} 行不成立：不是日志记录，或哈希链断开。",
        "Line {line} of the journal does not hold: it is no record, or the chain of hashes breaks.",
    ),
    "rendering": Text("无法由结果包重新生成：{why}。", "It cannot be rendered again: {why}."),
    "foreign_report": Text(
        "这不是报告的名称；reports/ 里只能有随包的报告。",
        "This is not the name of a report; reports/ holds the bundle's reports and nothing else.",
    ),
    "not_pdf": Text("不是可读的 PDF。", "It is not a PDF that can be read."),
    "other_number": Text(
        "首页没有本结果包的报告编号 {number}。",
        "Its first page does not show this bundle's report number {number}.",
    ),
    "report": Text(
        "报告与由结果包重新生成的不同。",
        "The report is not what the bundle gives when rendered again.",
    ),
}
"""Code -> sentence."""
NO_BUNDLE = Text(
    "缺少此文件，所以这个文件夹不是结果包。", "This file is missing, so the folder is no bundle."
)


class Problem(NamedTuple):
    """One problem: the file's literal path relative to the bundle, a stable code, a sentence."""

    path: str
    code: str
    what: Text

    def as_dict(self, lang: Lang) -> dict[str, str]:
        """Return `{path, what, code}`."""
        return {"path": self.path, "what": getattr(self.what, lang), "code": self.code}


def problem(code: str, path: str, **values: object) -> Problem:
    """Return a problem of this kind with its sentence filled in both languages."""
    text = KINDS[code]
    return Problem(path, code, Text(text.in_("zh", **values), text.in_("en", **values)))


def visible(path: str) -> str:
    """Return a path as a terminal may show it: control characters escaped, one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)


def lines(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """Return one line per problem, cut at `LISTED` with a line that counts the rest."""
    found = list(problems)
    shown = [f"  {visible(p.path)}: {visible(getattr(p.what, lang))}" for p in found[:LISTED]]
    if len(found) > LISTED:
        more = Text("  ……另有 {n} 处。", "  … and {n} more.")
        shown.append(more.in_(lang, n=len(found) - LISTED))
    return shown


class DamagedBundleError(HeguiError):
    """A bundle has problems, so that nothing in it may be relied on; `problems` holds all."""

    code = "damaged_bundle"
    exit_code = 1
    text = Text(
        "结果包“{path}”有 {count} 处问题，不能使用；请向出具方重新索取。",
        "The bundle “{path}” has {count} problem(s) and cannot be used; ask its maker for a good copy.",
    )

    def __init__(self, path: object, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(path=str(path), count=len(self.problems))

    def message(self, lang: Lang | None = None) -> str:
        """Return the sentence and a line per problem."""
        lang = lang or default_lang()
        return "\n".join([super().message(lang), *lines(self.problems, lang)])


class BundleMissingError(WrongUseError):
    """There is nothing where the user said that a bundle is."""

    code = "bundle_missing"
    text = Text(
        "找不到结果包“{path}”：请检查路径；hegui assess 生成结果包。",
        "There is no bundle “{path}”: check the path; hegui assess makes a bundle.",
    )


class UnsealableError(HeguiError):
    """A folder cannot be sealed."""

    code = "unsealable"
    text = Text(
        "文件夹“{path}”不能封存：{problem}",
        "The folder “{path}” cannot be sealed: {problem}",
    )

    def __init__(self, path: object, problem: Problem) -> None:
        self.problem = problem
        super().__init__(path=str(path), problem=f"{visible(problem.path)}: {problem.what.en}")

    def message(self, lang: Lang | None = None) -> str:
        """Return the sentence in this language."""
        lang = lang or default_lang()
        found = f"{visible(self.problem.path)}: {getattr(self.problem.what, lang)}"
        return self.text.in_(lang, path=self.data["path"], problem=found)
