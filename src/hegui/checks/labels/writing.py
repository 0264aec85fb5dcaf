"""One wish, many files: write a label where there is none, add propagation where there is one."""

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.labels.carriers import CARRIERS, Reading, Site, read_label_sites
from hegui.checks.labels.companions import carry_record
from hegui.checks.labels.judge import INFO, judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.security.c2pa import find_c2pa
from hegui.checks.labels.security.data import Form, make_security_data
from hegui.checks.labels.security.manifests import ThenSign
from hegui.checks.labels.value import parse_value
from hegui.checks.labels.write import (
    LabelWriteError,
    Options,
    aigc_label,
    label_text,
    patch,
    propagated,
    rewrite,
)
from hegui.checks.labels.write.checking import Verify
from hegui.checks.labels.write.errors import HAS_LABEL, HAS_MANIFEST, NO_LABEL
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

PLACEHOLDER = re.compile(r"\{(\w+)\}")
EXISTS = Text(
    "“{target}”已存在，覆盖请用 --overwrite",
    "“{target}” is there already; use --overwrite to replace it",
)


class LabelValueError(WrongUseError):
    """What is to be written would be no label by the rules."""

    code = "label_value"
    text = Text("要写的标识不合规则：{zh}。", "The label to be written breaks a rule: {en}.")


NEEDED = Text("请给出 --producer 和 --content-id", "give --producer and --content-id")
PAIRED = Text(
    "--propagator 与 --propagate-id 须一起给出", "give --propagator and --propagate-id together"
)
SAME_ID = Text(
    "{count} 个文件不能共用一个内容编号，请在编号里用 {{uuid}}、{{sha256}} 或 {{stem}}",
    "{count} files cannot share one content id; use {{uuid}}, {{sha256}} or {{stem}} in it",
)
PATCHED = Text(
    "--then-sign 须与 --out 或 --in-place 一起给出：签名会改动文件结构",
    "give --then-sign with --out or --in-place: a signature changes the structure of the file",
)
UNKNOWN = Text("编号里有未知的占位“{name}”", "there is an unknown placeholder “{name}” in an id")


class Seal(NamedTuple):
    """The SM2 private key that signs labels, in PEM, the form of their security data, and the file
    whose first line opens the key."""

    key: Path
    form: Form
    password: Path | None = None


class Wish(NamedTuple):
    """What is to be written into files, and where they are to go."""

    producer: str = ""
    content_id: str = ""
    label: str = "1"
    propagator: str = ""
    propagate_id: str = ""
    out: Path | None = None
    patch: bool = False
    overwrite: bool = False
    verify: Verify = "full"
    fsync: bool = False
    force: bool = False
    dry_run: bool = False
    seal: Seal | None = None
    """Puts security data into the reserved code of whoever writes: 1 of the generator, 2 of the
    propagator, who signs the same three fields of the generator."""
    then: ThenSign | None = None
    """Signs the file by C2PA once it is labelled."""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


SCHEMES: dict[str, Callable[[Path], str]] = {
    "uuid": lambda _path: uuid.uuid4().hex,
    "sha256": _sha256,
    "stem": lambda path: path.stem,
}
"""How parts of content ids are made; a program may add its own."""


def made_id(template: str, path: Path) -> str:
    """Return an id with its placeholders filled for a file."""
    return PLACEHOLDER.sub(lambda found: SCHEMES[found[1]](path), template)


def check_wish(wish: Wish, count: int, rules: Rules) -> None:
    """Raise `LabelValueError` when the wish is incomplete or its label would break a rule.

    A label that is to be sealed is sealed once for trial: raises `SealError`.
    """
    if bool(wish.producer) != bool(wish.content_id) or not (wish.producer or wish.propagator):
        raise _wrong(NEEDED)
    if bool(wish.propagator) != bool(wish.propagate_id):
        raise _wrong(PAIRED)
    for template in filter(None, (wish.content_id, wish.propagate_id)):
        names = PLACEHOLDER.findall(template)
        if unknown := [name for name in names if name not in SCHEMES]:
            raise _wrong(UNKNOWN.filled(name=unknown[0]))
        if count > 1 and not names:
            raise _wrong(SAME_ID.filled(count=count))
    if wish.then:
        if wish.patch:
            raise _wrong(PATCHED)
        wish.then.check()
    check_label(_label(wish, PLACEHOLDER.sub("0", wish.content_id) or "0", "0"), rules)


def _wrong(text: Text) -> LabelValueError:
    return LabelValueError(zh=text.zh, en=text.en)


def _label(wish: Wish, content_id: str, propagate_id: str) -> dict[str, str]:
    pair = (wish.propagator, propagate_id) if wish.propagator else ("", "")
    label = aigc_label(
        wish.producer or "0", content_id, label=wish.label, propagator=pair[0], propagate_id=pair[1]
    )
    if wish.seal:
        field = "ReservedCode1" if wish.producer else "ReservedCode2"
        label[field] = sealed(wish.seal, label)
    return label


def sealed(seal: Seal, fields: Mapping[str, str]) -> str:
    """Return the security data over a label's three fields; raises `SealError`."""
    return make_security_data(fields, seal.key, seal.form, seal.password)


def check_label(label: dict[str, str], rules: Rules) -> None:
    """Raise `LabelValueError` with the first rule that a label breaks, however minor."""
    judged = judge(Reading("", True, [Site("--", label_text(label))]), rules)
    for fault in judged.faults:
        if fault.severity != INFO:
            raise LabelValueError(
                zh=f"{fault.check} {fault.note.zh}", en=f"{fault.check} {fault.note.en}"
            )


def perform(wish: Wish, root: Path, path: Path) -> dict[str, Any]:
    """Do to one file what is wished; return what was done, where it is and where the label stands.

    Raises `LabelWriteError` and what reading and writing raise; the file is then as it was.
    """
    reading = read_label_sites(path)
    if wish.then:
        wish.then.kind_of(path)
    elif not wish.force and (manifest := find_c2pa(path)):
        raise LabelWriteError(path.name, HAS_MANIFEST.filled(place=manifest.place))
    text, action = _wanted(wish, path, reading)
    target = path if wish.out is None else wish.out / path.absolute().relative_to(root)
    if wish.out is not None and target.exists() and not wish.overwrite:
        raise LabelWriteError(path.name, EXISTS.filled(target=target))
    if wish.dry_run:
        place = CARRIERS[reading.carrier].place
        return {"out": str(target), "action": f"would-{action}", "place": place}
    if wish.patch:
        patch(path, text)
    else:
        options = Options(wish.verify, wish.fsync, wish.force, wish.then)
        rewrite(path, text, None if wish.out is None else target, options=options)
        if wish.out is not None:
            carry_record(path, target)
    places = [site.place for site in read_label_sites(target).sites]
    done = {"out": str(target), "action": action, "place": ", ".join(places)}
    return done | {"c2pa": "signed"} if wish.then else done


def _wanted(wish: Wish, path: Path, reading: Reading) -> tuple[str, str]:
    """Return the text of the label and whether it is written or added to."""
    propagate_id = made_id(wish.propagate_id, path)
    if wish.producer:
        if reading.sites:
            raise LabelWriteError(path.name, HAS_LABEL, place=reading.sites[0].place)
        return label_text(_label(wish, made_id(wish.content_id, path), propagate_id)), "write"
    if not reading.sites:
        raise LabelWriteError(path.name, NO_LABEL)
    if len({site.text for site in reading.sites}) > 1:
        raise LabelWriteError(path.name, HAS_LABEL, place=reading.sites[1].place)
    there = reading.sites[0].text
    fields = parse_value(there).fields
    reserved = sealed(wish.seal, fields) if wish.seal and fields else ""
    text = propagated(
        there,
        path.name,
        propagator=wish.propagator,
        propagate_id=propagate_id,
        reserved=reserved,
    )
    return text, "propagate"
