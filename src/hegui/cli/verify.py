"""`hegui verify`: check every file and signature of a bundle and recompute its verdicts."""

from pathlib import Path

import click

from hegui.bundle.problems import lines
from hegui.bundle.verify import Verification
from hegui.cli.options import json_option, lang_option
from hegui.cli.table import fields
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

PASSED = Text("核验通过：{path}", "Verified: {path}")
FAILED = Text("核验未通过：{path}，{count} 处问题", "Not verified: {path}, {count} problem(s)")
LEVELS = {
    "authentic": Text("真实：由给定的公钥签名", "authentic: signed by the given key"),
    "integrity": Text(
        "完整：自签名以来未变；签名者身份未核（用 --key 核对）",
        "integrity: unchanged since it was signed; who signed it is open (check with --key)",
    ),
    "none": Text("无", "none"),
}
NAMES = {
    "shows": Text("说明", "shows"),
    "key": Text("公钥指纹", "key"),
    "signed": Text("签名时间（签名者所称）", "signed (by the signer's clock)"),
    "digest": Text("结果包摘要", "bundle digest"),
    "files": Text("文件", "files"),
    "verdicts": Text("结论", "verdicts"),
}
RECOMPUTED = Text("已重新计算，逐项相符", "recomputed, every one agrees")


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--key", "key", default="", help="签名者的公钥（文件或名称） The signer's public key."
)
@click.option(
    "--reports/--no-reports",
    default=True,
    help="是否重新生成报告比对（默认是） Render the reports again and compare.",
)
@lang_option
@json_option
def command(bundle: Path, key: str, reports: bool, lang: Lang, as_json: bool) -> int:
    """核验结果包（文件夹或 zip）。Verify a bundle, a folder or a zip, and recompute its verdicts.

    退出码：0 通过，1 有问题，2 用法不对（如路径不存在）。
    Exit codes: 0 verified, 1 problems, 2 wrong use, such as a path that is not there.
    """
    from hegui.assess.rendering import report_problems
    from hegui.bundle import verify
    from hegui.bundle.keys import public_of
    from hegui.cli.output import print_json

    public = public_of(key) if key else None
    found = verify(bundle, public, recheck=report_problems if reports else None)
    if as_json:
        print_json(found.as_dict(lang))
    else:
        click.echo("\n".join(text_of(found, bundle, lang)))
    return DONE if found.ok else DONE_WITH_FINDINGS


def text_of(found: Verification, bundle: Path, lang: Lang) -> list[str]:
    """Return the answer as lines for people."""
    head = PASSED if found.ok else FAILED
    out = [head.in_(lang, path=bundle, count=len(found.problems))]
    out += lines(found.problems, lang)
    if found.digest:
        out.append(fields(facts(found, lang)))
    return out + [f"! {getattr(note, lang)}" for note in found.notes]


def facts(found: Verification, lang: Lang) -> list[tuple[str, str]]:
    """Return what a reader should know besides the problems."""
    keys = [f"{key.algorithm} {key.fingerprint}" for key in found.signers]
    rows = [("shows", LEVELS[found.level].in_(lang))]
    rows += [("key", key) for key in keys]
    rows += [
        ("signed", found.signed_at),
        ("digest", found.digest),
        ("files", f"{found.files:,} / {found.size:,} B"),
        ("verdicts", RECOMPUTED.in_(lang) if found.ok else ""),
    ]
    return [(NAMES[name].in_(lang), value) for name, value in rows]
