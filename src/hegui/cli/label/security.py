"""`hegui label security`: what protects the label of a file, and making such data."""

from pathlib import Path
from typing import Any

import click

from hegui.checks.labels.security.data import Protection
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
STATES = {
    "none": Text("无安全防护数据", "no security data"),
    "unknown": Text("无法判断", "undetermined"),
    "broken": Text("不符", "broken"),
    "integrity": Text("完整", "integrity"),
    "authentic": Text("真实", "authentic"),
}
C2PA = Text("C2PA（{place}）：{what}", "C2PA ({place}): {what}")
PARTS = ("propagator", "c2pa")
PROPAGATOR = Text("ReservedCode2：{what}", "ReservedCode2: {what}")
NO_LABEL = Text("没有可读的隐式标识", "there is no implicit label that can be read")


class PinnedKeyError(WrongUseError):
    """A file is no SM2 public key."""

    code = "label_key"
    text = Text(
        "“{path}”不是 SM2 公钥（PEM、DER 或十六进制）。",
        "“{path}” is no SM2 public key (PEM, DER or hexadecimal).",
    )


class NoLabelError(WrongUseError):
    """Security data was asked for a file without a label."""

    code = "label_absent"
    text = Text(
        "“{name}”没有可读的隐式标识，无从签名；请先写入标识。",
        "“{name}” has no implicit label that can be read, so there is nothing to sign; write one "
        "first.",
    )


@click.command("security")
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, help="可信公钥 A public key that you trust.")
@click.option(
    "--anchors", type=FILE, help="可信的 C2PA 根证书 PEM Certificates that you trust for C2PA."
)
@click.option(
    "--sign",
    type=FILE,
    help="用 SM2 私钥为标识生成 ReservedCode1 的内容 Make the text of ReservedCode1 with a private key.",
)
@click.option(
    "--sign-pass", type=FILE, help="其口令文件（首行）File whose first line opens the key."
)
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """核验标识的安全防护数据与 C2PA 清单。Verify the security data of a label, and C2PA.

    退出码：0 没有不符，1 不符，2 用法不对，3 无法运行。
    Exit codes: 0 nothing is broken, 1 it is, 2 wrong use, 3 could not run.
    """
    found = perform(asked)
    if as_json:
        print_json(found)
    elif asked["sign"]:
        click.echo(found["security_data"])
    else:
        click.echo("\n".join(as_text(found, lang)))
    states = [found.get("state"), *((found.get(part) or {}).get("state") for part in PARTS)]
    return DONE_WITH_FINDINGS if "broken" in states else DONE


def perform(asked: dict[str, Any]) -> dict[str, Any]:
    """Read the label, verify or make its security data, and look for a manifest."""
    from hegui.catalogue import load
    from hegui.checks.labels.carriers import read_label_sites
    from hegui.checks.labels.security import data
    from hegui.checks.labels.security.manifests import as_row, verify_manifest
    from hegui.checks.labels.value import parse_value

    form = data.security_form(load(asked["catalogue_dirs"]))
    sites = read_label_sites(asked["file"]).sites
    fields = parse_value(sites[0].text).fields if sites else None
    if asked["sign"]:
        if fields is None:
            raise NoLabelError(name=asked["file"].name)
        made = data.make_security_data(fields, asked["sign"], form, asked["sign_pass"])
        return {"security_data": made}
    pinned = _pinned(asked["key"]) if asked["key"] else None
    anchors = asked["anchors"].read_bytes() if asked["anchors"] else None
    manifest = as_row(verify_manifest(asked["file"], anchors))
    found: dict[str, Any] = {"file": str(asked["file"]), "c2pa": manifest}
    if fields is None:
        return {**found, "state": "unknown", "reason": NO_LABEL._asdict()}
    own, other = (
        _told(data.verify_security_data(fields, fields.get(name, ""), form, pinned))
        for name in ("ReservedCode1", "ReservedCode2")
    )
    return {**found, **own, "propagator": None if other["state"] == "none" else other}


def _told(seen: Protection) -> dict[str, Any]:
    return {"state": seen.state, "reason": seen.reason._asdict(), "key": seen.key}


def _pinned(path: Path) -> bytes:
    from hegui.checks.labels.security.data import read_public_key

    key = read_public_key(path)
    if key is None:
        raise PinnedKeyError(path=path)
    return key


def as_text(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return the answer for people."""
    lines = [f"{STATES[found['state']].in_(lang)}  {found['reason'][lang]}"]
    if other := found.get("propagator"):
        what = f"{STATES[other['state']].in_(lang)}  {other['reason'][lang]}"
        lines.append(PROPAGATOR.in_(lang, what=what))
    if held := found["c2pa"]:
        lines.append(C2PA.in_(lang, place=held["place"], what=held["reason"][lang]))
    return lines
