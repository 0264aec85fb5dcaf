"""Signing and verifying C2PA manifests through the library c2pa-python, the optional extra `c2pa`.

Nothing is fetched: no certificates, no remote manifests, no time stamps. What the library finds is
told by the codes of the C2PA technical specification 2.1, chapter 15.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hegui.checks.labels.carriers.av.id3 import ENCODINGS, HEADER, content, frames, read_tag
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, data_of
from hegui.checks.labels.carriers.registry import carrier_of
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.security.c2pa import Manifest, find_c2pa, manifests_in
from hegui.checks.labels.security.manifest_keys import ManifestKey, ManifestSignError
from hegui.checks.labels.value import parse_value
from hegui.checks.labels.write.checking import BROKEN as UNREADABLE
from hegui.checks.labels.write.checking import Verify, same_bytes
from hegui.checks.labels.write.errors import NOT_VERIFIED, LabelWriteError
from hegui.common.errors import MissingExtraError
from hegui.common.text import Text

State = Literal["none", "unknown", "broken", "valid", "trusted"]
OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": True},
    "builder": {"thumbnail": {"enabled": False}},
}
GENERATED_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""Digital source type of IPTC for media made by a trained model."""
FORMATS = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
    "tiff": "image/tiff", "mp4": "video/mp4", "wav": "audio/wav", "avi": "video/avi",
    "mp3": "audio/mpeg", "flac": "audio/flac",
}  # fmt: skip
"""Carriers whose manifests the library writes and our own reader can tell apart from the content."""
BY_SUFFIX = {".avif": "image/avif", ".heic": "image/heic", ".heif": "image/heif", ".hif": "image/heif",
             ".mov": "video/quicktime", ".m4a": "audio/mp4"}  # fmt: skip
NOT_SIGNED = Text(
    "{kind} 不能嵌入 C2PA 清单，或签名后无法核对内容",
    "{kind} takes no C2PA manifest, or its content cannot be compared behind the signature",
)
NO_MANIFEST = Text("没有 C2PA 清单", "there is no C2PA manifest")
NO_LIBRARY = Text(
    "有 C2PA 清单，但未安装 c2pa-python，无法核验；请运行 pip install 'hegui[c2pa]'",
    "there is a C2PA manifest, but c2pa-python is not installed, so it was not verified; run pip "
    "install 'hegui[c2pa]'",
)
UNREAD = Text("C2PA 库读不了清单（{what}）", "the C2PA library cannot read the manifest ({what})")
BROKEN = Text("C2PA 清单已失效（{what}）", "the C2PA manifest is not valid any more ({what})")
VALID = Text(
    "C2PA 清单有效，签名后文件未改动；签名证书不在可信名单内，不能说明是谁签的",
    "the C2PA manifest is valid and the file is as it was signed; the certificate is on no trust "
    "list given, so it does not say who signed",
)
TRUSTED = Text(
    "C2PA 清单有效，签名证书可信", "the C2PA manifest is valid and its certificate is trusted"
)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class ManifestState:
    """What is known of the manifest of a file, why, and where it stands.

    `none`: there is none; `unknown`: it was not or could not be verified; `broken`: it does not
    fit the file; `valid`: it does; `trusted`: and its certificate leads to a given anchor.
    """

    state: State
    reason: Text
    place: Manifest | None = None


def library(purpose: Text) -> Any:
    """Return the library; raises `MissingExtraError` without it."""
    try:
        import c2pa
    except (ImportError, OSError) as error:
        raise MissingExtraError(
            library="c2pa-python", purpose=purpose.both(), extra="c2pa"
        ) from error
    return c2pa


def verify_manifest(path: Path, anchors: bytes | None = None) -> ManifestState:
    """Return what the manifest of a file shows; `anchors` are trusted certificates in PEM.

    Raises `OSError`, and `UnreadableMediaError` when the file cannot be looked at.
    """
    place = find_c2pa(path)
    if place is None:
        return ManifestState("none", NO_MANIFEST)
    try:
        c2pa = library(Text("核验 C2PA 清单", "verifying C2PA manifests"))
    except MissingExtraError:
        return ManifestState("unknown", NO_LIBRARY, place)
    with Source.open(path) as source:
        kind = media_type(carrier_of(source).name, source.suffix)
    trust = {"trust": {"user_anchors": anchors.decode("ascii", "replace")}} if anchors else {}
    try:
        with (
            c2pa.Context.from_dict({**OFFLINE, **trust}) as context,
            path.open("rb") as file,
            c2pa.Reader(kind, file, context=context) as reader,
        ):
            state = str(reader.get_validation_state()).lower()
            failed = _failed(reader.get_validation_results())
    except c2pa.C2paError as error:
        return ManifestState("unknown", UNREAD.filled(what=_short(error)), place)
    if state == "trusted":
        return ManifestState("trusted", TRUSTED, place)
    if state == "valid":
        return ManifestState("valid", VALID, place)
    return ManifestState("broken", BROKEN.filled(what=", ".join(failed) or state), place)


def _failed(results: Any) -> list[str]:
    """Return the codes of what failed in the active manifest, a few of them."""
    active = results.get("activeManifest", {}) if isinstance(results, dict) else {}
    codes = [str(one.get("code", "")) for one in active.get("failure", [])]
    kept = [code for code in dict.fromkeys(codes) if code != "signingCredential.untrusted"]
    return kept[:SHOWN]


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def media_type(carrier: str, suffix: str) -> str | None:
    """Return the media type by which the library knows a file, None where it signs none such."""
    if carrier in ("heif", "mp4") and suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    return FORMATS.get(carrier)


@dataclass(frozen=True, slots=True)
class ThenSign:
    """Signs a labelled file before it is swapped in; see `write.writer.Options.then`."""

    key: ManifestKey

    def check(self) -> None:
        """Raise when nothing could be signed: the library is missing, the key does not fit."""
        c2pa = library(PURPOSE)
        with _signer(c2pa, self.key):
            pass

    def kind_of(self, path: Path) -> str:
        """Return the media type of a file, or raise `LabelWriteError`: no manifest goes into it."""
        with Source.open(path) as source:
            carrier, suffix = carrier_of(source).name, source.suffix
        kind = media_type(carrier, suffix)
        if kind is None:
            raise LabelWriteError(path.name, NOT_SIGNED.filled(kind=carrier.upper()))
        return kind

    def __call__(self, labelled: Path, original: Path, text: str | None, verify: Verify) -> None:
        """Put a manifest into `labelled`, the new file beside its destination.

        A manifest of `original` stays as that of its parent. Raises `LabelWriteError` when the
        signed file does not hold the same content and label, `ManifestSignError` when signing fails.
        """
        kind = self.kind_of(original)
        signed = labelled.with_name(f"{labelled.stem}-signed{labelled.suffix}")
        try:
            _sign(self.key, kind, labelled, original, signed, text)
            _compare(labelled, signed, original.name, text, verify)
            os.replace(signed, labelled)
        finally:
            signed.unlink(missing_ok=True)


PURPOSE = Text("--then-sign 用 C2PA 签名", "--then-sign signs by C2PA")


@contextmanager
def _signer(c2pa: Any, key: ManifestKey) -> Iterator[Any]:
    """Yield the library's signer; raises `ManifestSignError` when key and certificate do not fit."""
    try:
        info = c2pa.C2paSignerInfo(
            alg=key.algorithm.encode(), sign_cert=key.chain, private_key=key.private(), ta_url=None
        )
        with c2pa.Signer.from_info(info) as signer:
            yield signer
    except c2pa.C2paError as error:
        raise ManifestSignError(Text(_short(error), _short(error))) from error


def _sign(
    key: ManifestKey, kind: str, labelled: Path, original: Path, signed: Path, text: str | None
) -> None:
    c2pa = library(PURPOSE)
    parent = find_c2pa(original) is not None or not _made_by_ai(text)
    handle = os.open(signed, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with (
        os.fdopen(handle, "w+b") as out,
        labelled.open("rb") as source,
        original.open("rb") as before,
        _signer(c2pa, key) as signer,
        c2pa.Context.from_dict(OFFLINE) as context,
        c2pa.Builder(manifest_of(original.name, kind, parent=parent), context=context) as builder,
    ):
        if parent:
            builder.add_ingredient(
                {"title": original.name, "relationship": "parentOf", "label": PARENT}, kind, before
            )
        builder.sign(signer, kind, source, out)
        out.flush()
        os.fsync(out.fileno())


PARENT = "parent"


def manifest_of(name: str, kind: str, *, parent: bool) -> dict[str, Any]:
    """Return what the manifest says: made by AI, or opened from its parent and labelled."""
    from hegui import __version__

    edited = {"action": "c2pa.edited.metadata", "description": "GB 45438 label"}
    if parent:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}}
        actions: list[Mapping[str, Any]] = [opened, edited]
    else:
        actions = [{"action": "c2pa.created", "digitalSourceType": GENERATED_BY_AI}, edited]
    return {
        "claim_generator_info": [{"name": "hegui", "version": __version__}],
        "title": name,
        "format": kind,
        "assertions": [{"label": "c2pa.actions", "data": {"actions": actions}}],
    }


def _made_by_ai(text: str | None) -> bool:
    """Tell whether a label says for certain that its content was generated, by this provider."""
    fields = (parse_value(text).fields if text else None) or {}
    return fields.get("Label") == "1" and not fields.get("ContentPropagator")


def _compare(labelled: Path, signed: Path, name: str, text: str | None, verify: Verify) -> None:
    """Raise `LabelWriteError` unless the signed file has the label, the content, a valid manifest."""
    with Source.open(labelled) as old, Source.open(signed) as new:
        new.name = old.name = name
        try:
            carrier = carrier_of(new)
            sites = [site.text for site in carrier.sites(new)]
            same = verify == "structure" or same_bytes(_bare(carrier, old), _bare(carrier, new))
        except UNREADABLE as error:
            what = getattr(error, "code", type(error).__name__)
            raise LabelWriteError(name, NOT_VERIFIED, what=f"C2PA: {what}") from error
    if sites != ([] if text is None else [text]):
        raise LabelWriteError(name, NOT_VERIFIED, what="C2PA: label")
    if not same:
        raise LabelWriteError(name, NOT_VERIFIED, what="C2PA: content")
    found = verify_manifest(signed)
    if found.state not in ("valid", "trusted"):
        raise LabelWriteError(name, NOT_VERIFIED, what=f"C2PA: {found.reason.en}")


def _bare(carrier: Carrier, source: Source) -> Iterator[bytes]:
    """Yield the payload without the manifests."""
    if carrier.name in ("mp3", "flac"):
        return _sound(carrier, source)
    cuts = sorted((one.offset, one.end) for one in manifests_in(source))
    return data_of(source, without_ranges(carrier.payload(source), cuts))


def _sound(carrier: Carrier, source: Source) -> Iterator[bytes]:
    """Yield the frames of the tag in front but manifests, and all that is no tag.

    The library spells the tag anew: texts are compared, not their encoding.
    """
    tag = read_tag(source)
    end = tag.end if tag else 0
    known = {manifest.offset + HEADER for manifest in manifests_in(source)}
    if tag is not None:
        for frame in frames(source, tag):
            if frame.start not in known:
                yield frame.id.encode("latin-1") + _words(frame.id, content(source, tag, frame))
    if carrier.name == "mp3":
        yield from source.stream(end, source.size)
        return
    # FLAC has a tag only where the library put one: what the carrier copies begins behind it.
    yield from data_of(source, without_ranges(carrier.payload(source), [(0, end)]))


def _words(frame: str, data: bytes) -> bytes:
    """Return the text of a text frame in UTF-8, the bytes of any other frame."""
    if frame.startswith("T") and data and data[0] < len(ENCODINGS):
        data = data[1:].decode(ENCODINGS[data[0]], "replace").replace("\ufeff", "").encode()
    return data.rstrip(b"\0")


def without_ranges(pieces: Any, cuts: list[tuple[int, int]]) -> Iterator[Piece]:
    """Yield pieces without what they copy from the ranges, which are in order."""
    for piece in pieces:
        if not isinstance(piece, Copy):
            yield piece
            continue
        start = piece.start
        for first, last in cuts:
            if first < piece.end and last > start:
                if first > start:
                    yield Copy(start, first)
                start = min(last, piece.end)
        if start < piece.end:
            yield Copy(start, piece.end)


def as_row(found: ManifestState) -> dict[str, Any] | None:
    """Return the state for JSON, None without a manifest."""
    if found.place is None:
        return None
    return {**found.place._asdict(), "state": found.state, "reason": found.reason._asdict()}
