"""Encrypted question banks: the rows of a bank as JSON lines, encrypted as one text.

The file is one JSON object with `format` and `sealed`. The plain rows never touch the disk.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.sealing import Seal
from hegui.engine.tables import Row, TableError, fail, read_bytes

FORMAT = "hegui/sealed-bank/1"
SEALED = ".sealed"


class SealedBankError(TableError):
    """An encrypted bank is read without its key, or with another one."""

    code = "bank_sealed"
    text = Text(
        "题库“{path}”是加密的，没有密钥或密钥不符；请用 --key-env 或 --key-file 给出加密时的密钥，"
        "在项目文件里用题库的 key_env 或检查的 bank_key_env。",
        "The bank “{path}” is encrypted and the key is missing or another one; give the key it was "
        "encrypted with by --key-env or --key-file, or in a project file by key_env of the bank or "
        "bank_key_env of the check.",
    )


class SealedBank(Record, frozen=True, kw_only=True):
    """What the file holds."""

    format: str
    sealed: str


def sealed_bytes(data: bytes, seal: Seal) -> bytes:
    """Return rows that are JSON lines as an encrypted file."""
    made = SealedBank(format=FORMAT, sealed=seal.closed(data, FORMAT.encode()))
    return msgspec.json.encode(made) + b"\n"


def sealed_rows(path: Path, seal: Seal | None) -> Iterator[Row]:
    """Yield the rows of an encrypted bank; raise `SealedBankError` without the right key."""
    try:
        held = msgspec.json.decode(read_bytes(path), type=SealedBank)
    except msgspec.MsgspecError as error:
        raise fail(path, 0, "不是加密的题库文件", "it is no encrypted bank") from error
    data = seal.opened(held.sealed, FORMAT.encode()) if seal else None
    if data is None or held.format != FORMAT:
        raise SealedBankError(path=str(path), line=0, what_zh="", what_en="")
    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, line in enumerate(data.splitlines(), start=1):
        yield Row(number, decoder.decode(line))
