"""The fields of a target's form, made from the record of its kind in the project file."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
from django import forms
from msgspec import inspect

from hegui.common.text import Text
from hegui.server.pages.language import say_lazy
from hegui.server.runs.shapes import OFFERED, OWN, record_of

LABELS = {
    "base_url": Text("接口地址（OpenAI 兼容）", "Address (OpenAI-compatible)"),
    "model": Text("模型名称", "Model name"),
    "api_key_env": Text("密钥所在的环境变量", "Environment variable of the key"),
    "stream": Text("要求流式返回", "Ask for a stream"),
    "limit_name": Text("回答上限的参数名", "Name of the limit of an answer"),
    "seed": Text("随机种子", "Random seed"),
    "system": Text("系统提示词", "System prompt"),
    "temperature": Text("温度", "Temperature"),
    "max_tokens": Text("最多生成的词元数", "Most tokens per answer"),
    "concurrency": Text("同时提问数", "Questions at a time"),
    "timeout_s": Text("超时（秒）", "Timeout in seconds"),
    "attempts": Text("最多尝试次数", "Attempts at most"),
    "price_in": Text("每百万提问词元的价格", "Price of a million tokens asked"),
    "price_out": Text("每百万回答词元的价格", "Price of a million tokens answered"),
    "max_cost": Text("每项检查最多花费", "Most that one check may cost"),
    "max_requests": Text("每项检查最多请求数", "Most requests of one check"),
    "files": Text("文件（每行一个文件、文件夹或通配）", "Files (a file, folder or glob per line)"),
    "fields.text": Text("正文字段", "Field of the text"),
    "fields.id": Text("编号字段", "Field of the id"),
    "fields.texts": Text("多个正文字段（每行一个）", "Fields of text, one per line"),
    "fields.shape": Text("记录的形状", "Shape of a record"),
    "fields.encoding": Text("文字编码", "Encoding of the text"),
    "fields.source": Text("来源字段", "Field of the source"),
    "fields.licence": Text("许可字段", "Field of the licence"),
    "fields.language": Text("语言字段", "Field of the language"),
    "fields.date": Text("采集日期字段", "Field of the date of collection"),
    "fields.url": Text("网址字段", "Field of the URL"),
    "fields.type": Text("类型字段", "Field of the type"),
    "fields.synthetic": Text("是否合成数据的字段", "Field that says whether it is synthetic"),
    "sources": Text("来源登记表", "Register of sources"),
    "kind": Text("种类", "Kind"),
    "index": Text("已建好的索引", "An index made before"),
    "reviewed": Text("评审结果", "The reviewer's file"),
    "second": Text("第二人评审结果", "The second reviewer's file"),
    "adjudicated": Text("裁定结果", "The file of decisions"),
    "people": Text("标注人员（每行一个文件）", "Annotators (a file per line)"),
    "items": Text("标注条目（每行一个文件）", "Items (a file per line)"),
    "rules": Text("标注规则版本（每行一个文件）", "Versions of rules (a file per line)"),
    "batches": Text("批次（每行一个文件）", "Batches (a file per line)"),
    "file": Text("文件", "File"),
    "updated": Text("最近更新日期", "Last updated on"),
    "log": Text("日志种类", "Kind of log"),
    "time_field": Text("时间字段", "Field of the time"),
    "required_fields": Text("必须有的字段（每行一个）", "Fields that must be there, one per line"),
    "service_started": Text("服务开始日期", "Service started on"),
    "retention_configured_days": Text("配置的保存天数", "Configured retention in days"),
    "queue": Text("工单种类", "Kind of tickets"),
    "opened_field": Text("受理时间字段", "Field of the opening"),
    "closed_field": Text("办结时间字段", "Field of the closing"),
    "limit_days": Text("办理时限（天）", "Limit in days"),
}
WRITTEN_ONLY = {
    "Endpoint": ("template", "file", "journal_key_env"),
    "Bank": ("key_env",),
}
"""Fields that a written declaration may set and the form does not offer: they need a file beside the
declaration, or a key that a working process is not given."""
ALWAYS = ("base_url",)
"""Fields that are required here, whatever a declaration may leave out."""
CHOICES = {
    "chat": Text("对话", "chat"),
    "images": Text("生成图像", "images"),
    "": Text("自动识别", "detected automatically"),
    "generated": Text("生成内容测试题", "questions for generated content"),
    "should_refuse": Text("应拒答题", "questions to refuse"),
    "should_answer": Text("非拒答题", "questions to answer"),
    "work": Text("受保护的作品", "protected works"),
    "blocked": Text("封禁的文本", "blocked texts"),
    "test_set": Text("测试集", "test set"),
    "text": Text("文本", "text"),
    "any": Text("混合（逐条识别）", "mixed (told from each record)"),
    "gb18030": Text("GB 18030（含 GBK）", "GB 18030 (GBK included)"),
    "messages": Text("对话（messages）", "conversations (messages)"),
    "prompt-response": Text("提问与回答", "prompt and response"),
    "chosen-rejected": Text("选中与落选的回答", "chosen and rejected answers"),
}
HELP = {
    "max_cost": Text(
        "与价格同一货币；可能超出前停止，没问到的算没有回答。须写价格。",
        "In the currency of the prices; asking stops before, and what was not asked has no answer. "
        "Needs a price.",
    ),
    "api_key_env": Text(
        "只写变量名；管理员把密钥放进服务器的环境变量，并在 HEGUI_TARGET_SECRETS 中分给本组织和这个地址。",
        "The name only; the operator sets the variable itself, and binds it to this organisation "
        "and this host in HEGUI_TARGET_SECRETS.",
    ),
    "base_url": Text(
        "例如 https://model.example.com/v1。指向内部网络的地址须由管理员先放行。",
        "Such as https://model.example.com/v1. Private addresses must be allowed by the operator.",
    ),
}


def setting_fields(kind: str) -> dict[str, forms.Field]:
    """Return the form fields of a kind of target, named `set-<name>`."""
    record = record_of(kind)
    return {
        f"set-{name}": made(name, field, OFFERED.get(f"{record.__name__}.{name}"))
        for name, field in flat(record)
    }


def flat(record: Any, prefix: str = "") -> Iterator[tuple[str, inspect.Field]]:
    """Yield the fields of a record, those of a record inside it with their path."""
    shape = inspect.type_info(record)
    assert isinstance(shape, inspect.StructType)
    for field in shape.fields:
        if isinstance(field.type, inspect.StructType):
            yield from flat(field.type.cls, f"{field.name}.")
        elif field.name in WRITTEN_ONLY.get(record.__name__, ()):
            continue
        elif prefix or field.name not in OWN:
            yield f"{prefix}{field.name}", field


def made(name: str, field: inspect.Field, offered: tuple[str, ...] | None = None) -> forms.Field:
    """Return the form field for one setting; of a choice only what is `offered`."""
    text, tip = LABELS.get(name, Text(name, name)), HELP.get(name)
    common: dict[str, Any] = {
        "label": say_lazy(text.zh, text.en),
        "required": field.required or name in ALWAYS,
        "help_text": say_lazy(tip.zh, tip.en) if tip else "",
    }
    if field.default not in (msgspec.NODEFAULT, None, (), ""):
        common["initial"] = field.default
    kind = field.type
    if isinstance(kind, inspect.UnionType):
        kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
    if offered:
        kind = inspect.LiteralType(offered)
    return typed(name, kind, common)


def typed(name: str, kind: inspect.Type, common: dict[str, Any]) -> forms.Field:
    """Return the field that fits a type."""
    if isinstance(kind, inspect.BoolType):
        return forms.BooleanField(**common)
    if isinstance(kind, inspect.IntType):
        return forms.IntegerField(min_value=0, max_value=10**9, **common)
    if isinstance(kind, inspect.FloatType):
        return forms.FloatField(min_value=0, max_value=10**9, **common)
    if isinstance(kind, inspect.DateType):
        widget = forms.DateInput(attrs={"type": "date"})
        return forms.DateField(widget=widget, **common)
    if isinstance(kind, inspect.LiteralType):
        return forms.ChoiceField(choices=[(v, chosen(v)) for v in kind.values], **common)
    if isinstance(kind, inspect.VarTupleType) or name == "system":
        return forms.CharField(
            widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **common
        )
    return forms.CharField(max_length=500, **common)


def chosen(value: Any) -> Any:
    """Return the words of a value that can be chosen."""
    text = CHOICES.get(value)
    return say_lazy(text.zh, text.en) if text else value


def to_settings(kind: str, typed_in: dict[str, Any]) -> dict[str, Any]:
    """Return the settings from what was typed: nothing typed means the default."""
    found: dict[str, Any] = {}
    for name, field in flat(record_of(kind)):
        value = typed_in.get(f"set-{name}")
        if value in (None, "") or value is False:
            continue
        if isinstance(field.type, inspect.VarTupleType):
            value = [line.strip() for line in str(value).splitlines() if line.strip()]
        if isinstance(value, dt.date):
            value = value.isoformat()
        head, dot, tail = name.partition(".")
        if dot:
            found.setdefault(head, {})[tail] = value
        else:
            found[name] = value
    return found


def from_settings(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Return what the form shows of settings."""
    found: dict[str, Any] = {}
    for name, _ in flat(record_of(kind)):
        head, dot, tail = name.partition(".")
        value = settings.get(head)
        value = value.get(tail) if dot and isinstance(value, dict) else value
        if value is not None:
            found[f"set-{name}"] = "\n".join(value) if isinstance(value, list) else value
    return found
