"""`hegui label code`: a provider's code, part by part, with its check digit."""

from typing import Any

import click

from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

NAMES = {
    "format": Text("格式", "format"),
    "subject_type": Text("主体类型", "kind of subject"),
    "binding": Text("绑定方式", "binding"),
    "subject": Text("主体代码", "subject"),
    "service_type": Text("服务类型", "kind of service"),
    "model_or_app": Text("模型或应用", "model or app"),
}
VALID = Text("结构与校验位相符。", "Its structure and check digit are right.")
OTHER = Text(
    "绑定方式“{binding}”的主体代码规则未知，未核对。",
    "How a subject with the binding “{binding}” is spelled is not known, so it was not checked.",
)


@click.command("code")
@click.argument("code")
@lang_option
@json_option
def command(code: str, lang: Lang, as_json: bool) -> int:
    """核对 27 位服务提供者编码（TC260-PG-20252A）。Look over a provider's code.

    只核对，不编造：主体代码须由合规部门提供。It only checks; the code must come from its owner.
    退出码：0 相符，1 不符。Exit codes: 0 right, 1 wrong.
    """
    from hegui.cli.label.rows import rules

    rule = rules().code
    fault = rule.fault(code)
    parts: list[dict[str, Any]] = [
        {"name": s.name, "pos": s.pos, "value": code[s.start : s.end], "known": s.known_as(code)}
        for s in rule.segments
    ]
    valid = fault is None and rule.alphabet.match(code) is not None
    open_part = valid and not rule.checks_subject(code)
    if as_json:
        what = fault.in_(lang) if fault else None
        print_json(
            {
                "code": code,
                "valid": valid,
                "subject_checked": not open_part,
                "fault": what,
                "parts": parts,
            }
        )
        return DONE if valid else DONE_WITH_FINDINGS
    click.echo("\n".join(_text(parts, fault.in_(lang) if fault else "", lang)))
    if valid:
        binding = next(p["value"] for p in parts if p["name"] == "binding")
        click.echo((OTHER if open_part else VALID).in_(lang, binding=binding))
    return DONE if valid else DONE_WITH_FINDINGS


def _text(parts: list[dict[str, Any]], fault: str, lang: Lang) -> list[str]:
    from hegui.cli.ending import harmless
    from hegui.cli.table import fields

    rows = [
        (f"{p['pos']:>5}  {NAMES[p['name']].in_(lang)}", f"{p['value']}  {p['known']}".rstrip())
        for p in parts
    ]
    return [harmless(line) for line in [fields(rows), *([fault] if fault else [])]]
