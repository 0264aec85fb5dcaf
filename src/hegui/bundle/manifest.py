"""bundle.json: the list of files with their digests, the roots over it, and the signed envelope."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from hegui.bundle.layout import MANIFEST, is_report, odd_path
from hegui.bundle.problems import Problem, problem
from hegui.common.hashing import canonical_json
from hegui.common.merkle import merkle_root
from hegui.common.struct import Record

MAX_BYTES = 256 << 20

Hex64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Size = Annotated[int, Meta(ge=0, le=1 << 53)]


class Entry(Record, frozen=True, kw_only=True):
    """One file: relative path, size in bytes and SHA-256."""

    path: str
    size: Size
    sha256: Hex64


class Versions(Record, frozen=True, kw_only=True):
    """What made the bundle."""

    hegui: str
    catalogue: str
    catalogue_digest: str


class Key(Record, frozen=True, kw_only=True):
    """A public key that travels with the bundle: base64 of its SubjectPublicKeyInfo (DER).

    `keyid` is the SHA-256 of the same DER bytes.
    """

    keyid: Hex64
    algorithm: Literal["Ed25519", "SM2"]
    public_key: str


class Signature(Record, frozen=True, kw_only=True):
    """A DSSE signature."""

    keyid: Hex64
    sig: str


class Envelope(Record, frozen=True, kw_only=True, rename={"payload_type": "payloadType"}):
    """A DSSE envelope."""

    payload: str
    payload_type: Literal["application/vnd.in-toto+json"]
    signatures: Annotated[tuple[Signature, ...], Meta(min_length=1, max_length=8)]


class Manifest(Record, frozen=True, kw_only=True):
    """The whole of bundle.json. `root` covers every entry, `content` all but reports/."""

    schema: Literal["hegui/bundle/1"]
    versions: Versions
    entries: tuple[Entry, ...]
    root: Hex64
    content: Hex64
    keys: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=8)]
    envelope: Envelope


class Roots(NamedTuple):
    """The Merkle roots over all entries, and over all that are not reports."""

    root: str
    content: str


def roots_of(entries: Sequence[Entry]) -> Roots:
    """Return both roots over entries in their order."""
    return Roots(root_of(entries), content_of(entries))


def root_of(entries: Iterable[Entry]) -> str:
    """Return the Merkle root over entries in their order; a leaf names path, size and digest."""
    return merkle_root([f"{e.path}\0{e.size}\0{e.sha256}".encode() for e in entries])


def content_of(entries: Iterable[Entry]) -> str:
    """Return the Merkle root over all entries that are not reports."""
    return root_of(e for e in entries if not is_report(e.path))


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order of a manifest: by path in UTF-8 bytes."""
    return tuple(sorted(entries, key=lambda e: e.path.encode("utf-8", "surrogateescape")))


class LooseJsonError(ValueError):
    """JSON that is valid to some readers and not to others."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise LooseJsonError("a key stands there twice")
    return found


def _constant(name: str) -> Any:
    raise LooseJsonError(f"{name} is not a JSON value")


def strict_json(data: bytes) -> Any:
    """Return the value of UTF-8 JSON; raise `ValueError` for duplicate keys, NaN and the like."""
    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except RecursionError as error:
        raise LooseJsonError("it is nested too deeply") from error


def parse_manifest(data: bytes) -> tuple[Manifest | None, list[Problem]]:
    """Return the manifest and what is wrong with its form; None when it cannot be used at all."""
    try:
        value = strict_json(data)
    except ValueError as error:
        return None, [problem("json", MANIFEST, why=error)]
    try:
        problems = [] if canonical_json(value) == data else [problem("canonical", MANIFEST)]
        manifest = msgspec.convert(value, Manifest)
    except (ValueError, RecursionError) as error:
        return None, [problem("shape", MANIFEST, why=error)]
    return manifest, problems + list_problems(manifest.entries)


def list_problems(entries: Sequence[Entry]) -> list[Problem]:
    """Return what is wrong with a list of entries: odd or repeated paths, order."""
    problems = [
        problem("odd_path", e.path, why_zh=odd.zh, why_en=odd.en)
        for e in entries
        if (odd := odd_path(e.path))
    ]
    seen: set[str] = {MANIFEST}
    for entry in entries:
        if entry.path.casefold() in seen:
            problems.append(problem("twice", entry.path))
        seen.add(entry.path.casefold())
    if in_order(entries) != tuple(entries):
        problems.append(problem("order", MANIFEST))
    return problems


def root_problems(manifest: Manifest) -> list[Problem]:
    """Return where the roots are not those of the list."""
    said = Roots(manifest.root, manifest.content)
    return [
        problem("root", MANIFEST, expected=expected, found=found)
        for expected, found in zip(roots_of(manifest.entries), said, strict=True)
        if expected != found
    ]
