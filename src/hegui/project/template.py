"""A new hegui.yaml as text: what was answered, and everything else as comments to fill in."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from hegui.catalogue.model import Catalogue, Fact
from hegui.common.struct import Record
from hegui.common.text import Lang, Text
from hegui.project.model import Judgement, Organisation, Person

HEAD = Text(
    "hegui 项目文件。没有写出的事实是“未知”，不是“否”；密钥放在环境变量里，不写进这个文件。\n"
    "检查写法：hegui obligations {name}；还有哪些事实最要紧：hegui facts {name}",
    "Project file of hegui. A fact that is not given is unknown, not false; keys belong into "
    "environment variables, never into this file.\n"
    "Check it with: hegui obligations {name}; what matters most next: hegui facts {name}",
)
FACTS = Text(
    "事实。去掉行首的 # 并填上值即可声明；由人判断的事实须写明 value、by、on、reason。",
    "Facts. Remove the # and fill in a value to declare one; a fact for a person to judge needs "
    "value, by, on and reason.",
)
NO_PEOPLE = Text(
    "人员与岗位：批准文件、签署声明、作出判断的人。",
    "People and their roles: who approves documents, signs statements and judges.",
)
SECTIONS = Text(
    """\
# 对象：digest 或 files 标识版本；换了版本，旧证据自动失效。
# subjects:
#   - {id: service, kind: service, name: 服务名称, version: "1.0"}
#   - {id: model, kind: model, name: 模型名称, version: "1.0", files: [model/manifest.json]}
#   - {id: corpus, kind: dataset, name: 训练语料, version: "1.0", files: [corpus]}

# 检查要看的东西。
# targets:
#   endpoints:
#     - {id: chat, subject: service, base_url: "http://127.0.0.1:8000/v1", model: 名称, api_key_env: CHAT_API_KEY}
#   corpora:
#     - {id: corpus, subject: corpus, files: ["corpus/**/*.jsonl"], sources: sources.csv}
#   media:
#     - {id: samples, subject: service, files: [media]}
#   banks:
#     - {id: should-refuse, subject: model, kind: should_refuse, file: banks/should_refuse.jsonl}
#   terms:
#     - {id: terms, subject: model, file: terms.csv}
#   logs:
#     - {id: network, log: network, subject: service, file: exports/network.csv}
#   tickets:
#     - {id: complaints, queue: complaint, subject: service, file: exports/complaints.csv}

# 文件与记录。类型见 hegui catalogue list evidence_types。
# documents:
#   - {id: d01, type: EV-POL, file: documents/policy.docx, date: 2026-01-31, approved_by: 人员编号, approved_on: 2026-02-01}

# 签署声明与人的决定。
# attestations:
#   - {clause: "8.3", condition: noretaliation, by: 人员编号, on: 2026-01-31}
# decisions:
#   - {clause: "7.4", condition: matrix, by: 人员编号, on: 2026-01-31, holds: false, reason: 理由}
""",
    """\
# Subjects: digest or files identify the version; evidence about another version is stale.
# subjects:
#   - {id: service, kind: service, name: name of the service, version: "1.0"}
#   - {id: model, kind: model, name: name of the model, version: "1.0", files: [model/manifest.json]}
#   - {id: corpus, kind: dataset, name: training corpus, version: "1.0", files: [corpus]}

# What the checks look at.
# targets:
#   endpoints:
#     - {id: chat, subject: service, base_url: "http://127.0.0.1:8000/v1", model: name, api_key_env: CHAT_API_KEY}
#   corpora:
#     - {id: corpus, subject: corpus, files: ["corpus/**/*.jsonl"], sources: sources.csv}
#   media:
#     - {id: samples, subject: service, files: [media]}
#   banks:
#     - {id: should-refuse, subject: model, kind: should_refuse, file: banks/should_refuse.jsonl}
#   terms:
#     - {id: terms, subject: model, file: terms.csv}
#   logs:
#     - {id: network, log: network, subject: service, file: exports/network.csv}
#   tickets:
#     - {id: complaints, queue: complaint, subject: service, file: exports/complaints.csv}

# Documents and records. For types see hegui catalogue list evidence_types.
# documents:
#   - {id: d01, type: EV-POL, file: documents/policy.docx, date: 2026-01-31, approved_by: id of a person, approved_on: 2026-02-01}

# Signed statements and decisions of people.
# attestations:
#   - {clause: "8.3", condition: noretaliation, by: id of a person, on: 2026-01-31}
# decisions:
#   - {clause: "7.4", condition: matrix, by: id of a person, on: 2026-01-31, holds: false, reason: the reason}
""",
)


class Answers(Record, frozen=True, kw_only=True):
    """What somebody has answered so far."""

    organisation: Organisation
    facts: dict[str, bool | int | tuple[str, ...] | Judgement] = {}
    people: tuple[Person, ...] = ()
    as_of: dt.date | None = None
    rule_set: str = ""


def project_text(answers: Answers, catalogue: Catalogue, lang: Lang, name: str) -> str:
    """Return the text of a project file with these answers; it loads as it stands."""
    parts = [
        _comment(HEAD.in_(lang, name=name)),
        "schema: hegui/project/1",
        *([f"as_of: {answers.as_of}"] if answers.as_of else []),
        *([f"rule_set: {quoted(answers.rule_set)}"] if answers.rule_set else []),
        f"\norganisation:\n{_organisation(answers.organisation)}\n",
        _comment(FACTS.in_(lang)),
        "facts:",
        *(_fact(fact, answers, lang) for fact in catalogue.facts.values()),
        "",
        *_people(answers.people, lang),
        "",
        SECTIONS.in_(lang),
    ]
    return "\n".join(parts)


def quoted(value: Any) -> str:
    """Return a value as YAML on one line: text in quotes, lists and mappings in flow style."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return str(value)


def _organisation(organisation: Organisation) -> str:
    fields = ("id", "name", "name_en", "credit_code")
    given = ((name, getattr(organisation, name)) for name in fields)
    return "\n".join(f"  {name}: {quoted(value)}" for name, value in given if value)


def _fact(fact: Fact, answers: Answers, lang: Lang) -> str:
    asked = Text(fact.ask_zh or fact.zh, fact.ask_en or fact.en).in_(lang)
    value = answers.facts.get(fact.id)
    lines = [f"  # {asked}"]
    if value is None:
        hint = f"  # [{', '.join(fact.values)}]" if fact.type == "set" else ""
        lines.append(f"  # {fact.id}:{hint}")
    elif isinstance(value, Judgement):
        lines += [f"  {fact.id}:", *_judgement(value)]
    else:
        lines.append(f"  {fact.id}: {quoted(value)}")
    return "\n".join(lines)


def _judgement(value: Judgement) -> Iterator[str]:
    for name in ("value", "by", "on", "reason"):
        yield f"    {name}: {quoted(getattr(value, name))}"


def _people(people: tuple[Person, ...], lang: Lang) -> Iterator[str]:
    yield _comment(NO_PEOPLE.in_(lang))
    if not people:
        yield "# people:\n#   - {id: wang, name: 王某, roles: [compliance_lead]}"
        return
    yield "people:"
    for person in people:
        name, roles = quoted(person.name), quoted(person.roles)
        yield f"  - {{id: {quoted(person.id)}, name: {name}, roles: {roles}}}"


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.splitlines())
