"""The integrity of a bundle: the seal over the list, and every file against the list."""

from dataclasses import dataclass

from hegui.bundle.keys import PublicKey
from hegui.bundle.layout import MANIFEST
from hegui.bundle.manifest import (
    MAX_BYTES,
    Key,
    Manifest,
    Roots,
    parse_manifest,
    root_problems,
)
from hegui.bundle.problems import Problem, problem
from hegui.bundle.signatures import holds, parse_public_key
from hegui.bundle.sources import Source, read_whole
from hegui.bundle.statement import (
    Outcome,
    claims,
    pae,
    statement,
    strict_b64,
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What bundle.json says and who signed it; every key here has a signature that holds."""

    manifest: Manifest
    payload: bytes
    signed_at: str
    signers: tuple[PublicKey, ...]


def check_seal(source: Source) -> tuple[Seal | None, list[Problem]]:
    """Return the seal and what is wrong with bundle.json; None when it cannot be used at all."""
    data = read_whole(source, MANIFEST, MAX_BYTES)
    if isinstance(data, Problem):
        return None, [data]
    manifest, problems = parse_manifest(data)
    if manifest is None:
        return None, problems
    problems += root_problems(manifest)
    payload = b""
    signers: tuple[PublicKey, ...] = ()
    try:
        payload = strict_b64(manifest.envelope.payload)
    except ValueError:
        problems.append(problem("encoding", MANIFEST, what="envelope.payload"))
    else:
        signers, found = check_signatures(manifest, payload)
        problems += found + claim_problems(manifest, payload)
    signed_at = str(claims(payload).get("signedAt", ""))
    return Seal(manifest, payload, signed_at, signers), problems


def check_signatures(
    manifest: Manifest, payload: bytes
) -> tuple[tuple[PublicKey, ...], list[Problem]]:
    """Return the keys whose signatures hold, and what is wrong with keys and signatures."""
    ids = [key.keyid for key in manifest.keys]
    signed = [signature.keyid for signature in manifest.envelope.signatures]
    problems = []
    if ids != signed or len(set(ids)) < len(ids):
        problems.append(problem("key", MANIFEST, why="keys and signatures do not pair"))
    signers = []
    for key, signature in zip(manifest.keys, manifest.envelope.signatures, strict=False):
        try:
            public, raw = check_key(key), strict_b64(signature.sig)
        except ValueError as error:
            problems.append(problem("key", MANIFEST, why=error))
            continue
        if holds(public, raw, pae(payload)):
            signers.append(public)
        else:
            values = {"algorithm": public.algorithm, "fingerprint": public.fingerprint}
            problems.append(problem("signature", MANIFEST, **values))
    return tuple(signers), problems


def check_key(key: Key) -> PublicKey:
    """Return a key that travels in bundle.json; raise `ValueError` when it is not what it says."""
    public = parse_public_key(strict_b64(key.public_key))
    if public.algorithm != key.algorithm or public.fingerprint != key.keyid:
        raise ValueError("the key is not the one that its fingerprint names")
    return public


def claim_problems(manifest: Manifest, payload: bytes) -> list[Problem]:
    """Return whether the statement names other roots or versions than bundle.json."""
    versions = manifest.versions
    expected = {
        "root": manifest.root,
        "content": manifest.content,
        "catalogue": versions.catalogue,
        "catalogueDigest": versions.catalogue_digest,
        "version": versions.hegui,
    }
    said = claims(payload)
    if said and all(said.get(name) == value for name, value in expected.items()):
        return []
    return [problem("statement", MANIFEST)]


def statement_problems(seal: Seal, outcome: Outcome) -> list[Problem]:
    """Return whether the signed statement is the one that this bundle and outcome give."""
    manifest = seal.manifest
    roots = Roots(manifest.root, manifest.content)
    expected = statement(manifest.entries, roots, manifest.versions, outcome, seal.signed_at)
    if seal.signed_at and seal.payload == expected:
        return []
    return [problem("statement", MANIFEST)]
