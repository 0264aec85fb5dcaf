"""What the ledger must not hold in the clear: secrets in addresses, mail addresses, whole settings.

An entry can never be taken back, so everything that goes into one passes through here.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from hegui.common.hashing import canonical_json, sha256_bytes

URL = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]{1,20}://)([^\s<>\"'“”‘’（）；，。]+)")
MAIL = re.compile(r"[^\s@<>\"'/:,;，；：（(]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)")
SHOWN = 16
"""Characters of a digest that are kept: enough to tell two values apart."""


def digest_only(value: Any) -> Any:
    """Return a digest of a value, with the hosts of the addresses in it; nothing stays nothing."""
    if value in (None, "", [], {}):
        return value
    hosts = sorted({host for text in texts(value) for host in hosts_of(text)})
    digest = sha256_bytes(canonical_json(value)).rpartition(":")[2][:SHOWN]
    return " ".join([*hosts, f"sha256:{digest}"])


def cleaned(value: Any) -> Any:
    """Return a value whose texts hold no secret of an address and no mail address."""
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    return value


def without_secrets(text: str) -> str:
    """Return a text without users, passwords, queries and fragments of addresses, nor mail addresses."""
    if "://" in text:
        text = URL.sub(lambda found: found[1] + _bare(found[2]), text)
    return MAIL.sub(r"…@\1", text) if "@" in text else text


def _bare(rest: str) -> str:
    place, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    cut = "?…" if re.search(r"[?#]", rest) else ""
    return place.rpartition("@")[2] + slash + path + cut


def texts(value: Any) -> list[str]:
    """Return all texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    return [text for part in value for text in texts(part)] if isinstance(value, list) else []


def hosts_of(text: str) -> list[str]:
    """Return the hosts of the addresses in a text."""
    found = []
    for scheme, rest in URL.findall(text):
        try:
            found.append(urlsplit(scheme + rest).hostname or "")
        except ValueError:
            continue
    return [host for host in found if host]
