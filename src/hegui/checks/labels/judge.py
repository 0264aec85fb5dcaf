"""Judging the labels of one file: a pure function of what was read and of the rules."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from hegui.checks.labels.carriers.registry import Reading
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.value import Value, parse_value
from hegui.common.text import Text

Verdict = Literal["compliant", "noncompliant", "not_found", "inconclusive"]

CARRIER, PLACE, FORM, FIELDS, ENUM = "LBL-C-01", "LBL-C-02", "LBL-C-03", "LBL-C-04", "LBL-C-05"
CHARSET, UNIQUE, CODE, EXTRA = "LBL-C-06", "LBL-C-07", "LBL-C-08", "LBL-C-12"
TOLERANCE = "LBL-W-TOLERANCE"
CODE_FIELDS = ("ContentProducer", "ContentPropagator")
INFO = "info"

NOT_FOUND = Text("各规定位置都没有标识", "no label stands at any of the places of the guide")
OTHER_PLACE = Text("标识不在指南规定的位置", "the label is not at a place of the guide")
NAME = Text("扩展名与文件内容不符", "the extension does not fit the content of the file")
MISSING = Text("缺少字段“{field}”或为空", "the field “{field}” is missing or empty")
PAIR = Text(
    "传播要素不齐：“{field}”为空", "the elements of propagation are incomplete: “{field}” is empty"
)
NOT_IN_ENUM = Text("“{field}”的取值不在规定范围", "“{field}” has a value that is not allowed")
BAD_CHARACTERS = Text(
    "“{field}”含有不允许的字符（只可用可见的 ASCII 字符，不含空格、反斜杠和中文）",
    "“{field}” holds characters that are not allowed (only visible ASCII characters are, without space "
    "and backslash)",
)
REPEATED = Text("标识出现 {count} 次，应恰好一次", "there are {count} labels and should be one")
DIFFERENT = Text("{count} 处标识内容不一致", "the {count} labels do not agree")
BAD_CODE = Text("“{field}”：{what}", "“{field}”: {what}")
UNKNOWN_KEY = Text("有规定之外的字段“{field}”", "there is a field “{field}” beyond the standard")
TWICE = Text("标识被编码两次，已解开读取", "the label is encoded twice; it was unpacked")


class Fault(NamedTuple):
    """One check that a file does not pass: where, how severe, and why in both languages."""

    check: str
    place: str
    severity: str
    note: Text


class Judged(NamedTuple):
    """The verdict on a file and what led to it."""

    verdict: Verdict
    faults: tuple[Fault, ...]


def judge(reading: Reading, rules: Rules) -> Judged:
    """Return the verdict on a file that was read: compliant, noncompliant or not found.

    A failed check of severity major or minor makes it noncompliant; `info` only informs.
    """
    faults = list(_faults(reading, rules))
    if not reading.sites:
        return Judged("not_found", tuple(faults))
    bad = any(fault.severity != INFO for fault in faults)
    return Judged("noncompliant" if bad else "compliant", tuple(faults))


def _faults(reading: Reading, rules: Rules) -> Iterator[Fault]:
    if not reading.name_fits:
        # Whatever the name says, the content was recognised: the check itself is passed.
        yield Fault(CARRIER, reading.carrier, INFO, NAME)
    if not reading.sites:
        yield _fault(rules, PLACE, reading.carrier, NOT_FOUND)
        return
    values = [(site, parse_value(site.text)) for site in reading.sites]
    for site, value in values:
        yield from _site_faults(site, value, rules)
    yield from _repeats(values, rules)


def _fault(rules: Rules, check: str, place: str, note: Text, **values: object) -> Fault:
    filled = note.filled(**values)
    if grade := rules.grade.get(check):
        filled = Text(
            f"{filled.zh}（规则核实程度：{grade.zh}）", f"{filled.en} (rule verified: {grade.en})"
        )
    return Fault(check, place, rules.severity.get(check, INFO), filled)


def _site_faults(site: Site, value: Value, rules: Rules) -> Iterator[Fault]:
    if not site.guide:
        yield _fault(rules, PLACE, site.place, OTHER_PLACE)
    if value.encoded_twice:
        yield _fault(rules, TOLERANCE, site.place, TWICE)
    if value.fields is None:
        yield _fault(rules, FORM, site.place, value.fault or Text("", ""))
        return
    for check, note, field in _field_faults(value.fields, rules):
        yield _fault(rules, check, site.place, note, field=field)
    yield from _code_faults(site, value.fields, rules)


def _field_faults(fields: dict[str, str], rules: Rules) -> Iterator[tuple[str, Text, str]]:
    """Yield check, note and field for what is wrong with the fields of one label."""
    for name in rules.required:
        if not fields.get(name, "").strip():
            yield FIELDS, MISSING, name
    if any(fields.get(name) for name in rules.on_propagation):
        for name in rules.on_propagation:
            if not fields.get(name):
                yield FIELDS, PAIR, name
    for name, allowed in rules.enums.items():
        if fields.get(name) and fields[name] not in allowed:
            yield ENUM, NOT_IN_ENUM, name
    for name, text in fields.items():
        if not rules.allowed.match(text):
            yield CHARSET, BAD_CHARACTERS, _short(name)
        if name not in rules.known:
            yield EXTRA, UNKNOWN_KEY, _short(name)


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:40]}…"


def _code_faults(site: Site, fields: dict[str, str], rules: Rules) -> Iterator[Fault]:
    """Yield faults of provider codes; a provider's name in place of a code is allowed."""
    for name in CODE_FIELDS:
        code = fields.get(name, "")
        if rules.code.looks_like_code(code) and (what := rules.code.fault(code)):
            note = Text(
                BAD_CODE.in_("zh", field=name, what=what.zh),
                BAD_CODE.in_("en", field=name, what=what.en),
            )
            yield _fault(rules, CODE, site.place, note)


def _repeats(values: list[tuple[Site, Value]], rules: Rules) -> Iterator[Fault]:
    if len(values) < 2:
        return
    first = values[0][1]
    same = all(
        value.fields == first.fields
        and (first.fields is not None or site.text == values[0][0].text)
        for site, value in values
    )
    place = ", ".join(site.place for site, _ in values[:4])
    yield _fault(rules, UNIQUE, place, REPEATED if same else DIFFERENT, count=len(values))
