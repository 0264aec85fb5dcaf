"""`hegui keys`: make, show and list signing keys; add a signature made elsewhere."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

MADE = Text(
    "私钥（只能由你读取，请备份）：{private}\n公钥（可公开，交给核验方）：{public}\n指纹 {fingerprint}",
    "Private key (yours alone to read; keep a copy): {private}\n"
    "Public key (give it to those who verify): {public}\nFingerprint {fingerprint}",
)
NONE = Text(
    "还没有密钥；hegui keys new 新建一个。", "There are no keys yet; hegui keys new makes one."
)
ADDED = Text(
    "已加入 {algorithm} 签名，公钥指纹 {fingerprint}。",
    "The {algorithm} signature of key {fingerprint} was added.",
)
WRITTEN = Text(
    "已写出待签名的内容：{path}（{size} 字节）。请在保管密钥的设备上对这些字节签名。",
    "Wrote what is to be signed: {path} ({size} bytes). Sign these bytes where the key is kept.",
)
FILE = click.Path(path_type=Path)


@click.group("keys")
def command() -> None:
    """签名密钥。Signing keys: new, list, show; statement and attach for keys kept elsewhere."""


@command.command("new")
@click.argument("name", default="signing")
@click.option("--out", type=FILE, default=None, help="私钥文件 Private key file to write.")
@lang_option
@json_option
def new_command(name: str, out: Path | None, lang: Lang, as_json: bool) -> int:
    """新建 Ed25519 密钥（默认名 signing，从不覆盖）。Make an Ed25519 key; never overwrites."""
    from hegui.bundle.keys import key_path, load_public_key, new_key

    private, public = new_key(out or key_path(name))
    key = load_public_key(public)
    paths = {"private": str(private), "public": str(public)}
    if as_json:
        print_json({**paths, "algorithm": key.algorithm, "fingerprint": key.fingerprint})
    else:
        click.echo(MADE.in_(lang, **paths, fingerprint=key.fingerprint))
    return DONE


@command.command("list")
@lang_option
@json_option
def list_command(lang: Lang, as_json: bool) -> int:
    """列出你的密钥。List your keys."""
    from hegui.bundle.keys import list_keys

    keys = [
        {"name": name, "private": str(path), "fingerprint": key.fingerprint}
        for name, path, key in list_keys()
    ]
    if as_json:
        print_json({"keys": keys})
    else:
        for key in keys:
            click.echo(f"{key['name']}  {key['fingerprint']}  {key['private']}")
        if not keys:
            click.echo(NONE.in_(lang), err=True)
    return DONE


@command.command("show")
@click.argument("name", default="signing")
@json_option
def show_command(name: str, as_json: bool) -> int:
    """打印公钥（名称、私钥或公钥文件），指纹写到标准错误。Print the public key; fingerprint on stderr."""
    from hegui.bundle.keys import pem, public_of

    key = public_of(name)
    text = pem(key).decode()
    if as_json:
        found: dict[str, Any] = {"algorithm": key.algorithm, "fingerprint": key.fingerprint}
        print_json({**found, "public_key": text})
    else:
        click.echo(text, nl=False)  # nothing else, so that it can be sent into a file
        click.echo(f"{key.algorithm} {key.fingerprint}", err=True)
    return DONE


@command.command("statement")
@click.argument("bundle", type=FILE)
@click.option("--out", type=FILE, required=True, help="写到哪个文件 File to write.")
@lang_option
def statement_command(bundle: Path, out: Path, lang: Lang) -> int:
    """写出待签名的内容，供别处的密钥（如 SM2）签名。Write what a key kept elsewhere is to sign."""
    from hegui.bundle.countersign import to_sign
    from hegui.common.files import write_atomic

    data = to_sign(bundle)
    write_atomic(out, data)
    click.echo(WRITTEN.in_(lang, path=out, size=len(data)), err=True)
    return DONE


@command.command("attach")
@click.argument("bundle", type=FILE)
@click.option("--key", "key", type=FILE, required=True, help="签名者的公钥 Public key (PEM).")
@click.option("--signature", type=FILE, required=True, help="签名文件 Signature file.")
@lang_option
def attach_command(bundle: Path, key: Path, signature: Path, lang: Lang) -> int:
    """把别处做的签名（Ed25519 或 SM2）加入结果包。Add a signature that was made elsewhere."""
    from hegui.bundle.countersign import attach
    from hegui.bundle.keys import load_public_key

    public = load_public_key(key)
    attach(bundle, public, signature)
    click.echo(ADDED.in_(lang, algorithm=public.algorithm, fingerprint=public.fingerprint))
    return DONE
