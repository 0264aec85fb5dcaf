"""Sealing: list every file of a finished folder, sign the list, write bundle.json last."""

import datetime as dt
from pathlib import Path

from hegui import __version__
from hegui.bundle.contents import record, verdicts_of
from hegui.bundle.keys import PublicKey, SigningKey, ephemeral_key
from hegui.bundle.layout import CATALOGUE, MANIFEST, REQUIRED, VERDICTS
from hegui.bundle.manifest import (
    Entry,
    Envelope,
    Key,
    Manifest,
    Signature,
    Versions,
    content_of,
    in_order,
    list_problems,
    roots_of,
)
from hegui.bundle.problems import UnsealableError, problem
from hegui.bundle.sources import FolderSource, Unreadable, hash_files
from hegui.bundle.statement import Outcome, b64, outcome_of, pae, statement, time_text
from hegui.catalogue.model import Catalogue
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json


def entries_of(folder: Path, *, without: str = "") -> tuple[Entry, ...]:
    """Return the entries of all files of a folder but bundle.json and those below `without`.

    Raises `UnsealableError` for links, devices, unreadable files and odd names.
    """
    source = FolderSource(folder)
    if source.problems:
        raise UnsealableError(folder, source.problems[0])
    paths = [p for p in source.sizes if p != MANIFEST and not (without and p.startswith(without))]
    entries = []
    for path, digest in hash_files(source, paths).items():
        if isinstance(digest, Unreadable):
            raise UnsealableError(folder, problem("unreadable", path, why=digest.why))
        entries.append(Entry(path=path, size=source.sizes[path], sha256=digest))
    found = in_order(entries)
    if problems := list_problems(found):
        raise UnsealableError(folder, problems[0])
    return found


def content_digest(folder: Path) -> str:
    """Return the digest over everything but reports/, which a report can therefore name."""
    return content_of(entries_of(folder, without="reports/"))


def seal(
    folder: Path, key: SigningKey | None = None, *, signed_at: dt.datetime | None = None
) -> Manifest:
    """Seal a finished folder by writing its bundle.json, and return what was written.

    Without `key` a key is made for this bundle and forgotten: the signature then shows integrity
    only. `signed_at` is now unless given; it is what the signer says, no time authority is asked.
    Raises `UnsealableError`, or `OutputError` when bundle.json cannot be written.
    """
    (folder / MANIFEST).unlink(missing_ok=True)
    remove_empty(folder)
    entries = entries_of(folder)
    versions, outcome = described(folder, entries)
    moment = time_text(signed_at or dt.datetime.now(dt.UTC))
    payload = statement(entries, roots_of(entries), versions, outcome, moment)
    manifest = signed(entries, versions, payload, key)
    write_atomic(folder / MANIFEST, canonical_json(manifest))
    return manifest


def signed(
    entries: tuple[Entry, ...], versions: Versions, payload: bytes, key: SigningKey | None
) -> Manifest:
    """Return the manifest with its envelope signed."""
    key = key or ephemeral_key()
    name = key.public.fingerprint
    roots = roots_of(entries)
    return Manifest(
        schema="hegui/bundle/1",
        versions=versions,
        entries=entries,
        root=roots.root,
        content=roots.content,
        keys=(public_record(key.public),),
        envelope=Envelope(
            payload=b64(payload),
            payload_type="application/vnd.in-toto+json",
            signatures=(Signature(keyid=name, sig=b64(key.sign(pae(payload)))),),
        ),
    )


def public_record(key: PublicKey) -> Key:
    """Return a public key as it travels in bundle.json."""
    return Key(keyid=key.fingerprint, algorithm=key.algorithm, public_key=b64(key.der))


def described(folder: Path, entries: tuple[Entry, ...]) -> tuple[Versions, Outcome]:
    """Return versions and outcome as the folder's own files state them."""
    there = {entry.path for entry in entries}
    for path in REQUIRED:
        if path not in there:
            raise UnsealableError(folder, problem("missing", path))
    try:
        path = CATALOGUE
        catalogue = record(Catalogue)((folder / CATALOGUE).read_bytes())
        path = VERDICTS
        outcome = outcome_of(verdicts_of((folder / VERDICTS).read_bytes()))
    except ValueError as error:
        raise UnsealableError(folder, problem("shape", path, why=error)) from error
    return versions_of(catalogue), outcome


def versions_of(catalogue: Catalogue) -> Versions:
    """Return what makes a bundle now with this catalogue."""
    return Versions(
        hegui=__version__, catalogue=catalogue.version, catalogue_digest=catalogue.digest
    )


def remove_empty(folder: Path) -> None:
    """Remove empty folders: nothing seals them, so a bundle has none."""
    for path in sorted(folder.rglob("*"), key=lambda p: -len(p.parts)):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()
