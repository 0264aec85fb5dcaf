"""Any other HTTP service: a request template, and the path to the answer in its JSON.

A template is a YAML file. In `headers` and `body` a text that is exactly `{{name}}` becomes the
value itself, one that holds `{{name}}` has it put in. Names: prompt, system, messages, model,
temperature, max_tokens, seed, key, account; for media `image`, `audio` and `video` (Base64), each with
`_type` behind it its MIME type, and `media`, the list of all. Paths are written `$.data.choices[0].text`.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from hegui.checks.model.errors import BadTemplateError
from hegui.checks.model.parts import DIGEST, Load, base64_of, turn_of
from hegui.checks.model.request import ChatRequest
from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.targets.address import address, api_key
from hegui.checks.model.targets.reply import Answer, UnusableReplyError, clean, loaded
from hegui.checks.model.targets.wire import HttpWire
from hegui.common.struct import Record
from hegui.engine.media import media_rules
from hegui.engine.tables import read_bytes
from hegui.project.model import Endpoint

NAME = re.compile(r"\{\{(\w+)\}\}")
STEP = re.compile(r"\.?([\w-]+)|\[(\d+)\]")
MOST_BYTES = 1 << 20
KINDS = tuple(media_rules().names)
NAMES = frozenset(
    {
        "prompt",
        "system",
        "messages",
        "model",
        "temperature",
        "max_tokens",
        "seed",
        "key",
        "account",
        "media",
        *(f"{kind}{end}" for kind in KINDS for end in ("", "_type")),
    }
)


class Held(Record, frozen=True, kw_only=True):
    """Where a service says that it held its answer back, and with which value."""

    path: str
    equals: Any


class Template(Record, frozen=True, kw_only=True):
    """How a service is asked, and where its answer stands; its address is that of the endpoint."""

    schema: Literal["hegui/target/1"]
    method: Literal["POST", "PUT", "GET"] = "POST"
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    answer: str
    finish: str = ""
    model: str = ""
    held_back: Held | None = None


def read_template(path: Path) -> Template:
    """Read a template; raise `BadTemplateError`, which says what is wrong with it."""
    data = read_bytes(path, MOST_BYTES)
    try:
        found = msgspec.yaml.decode(data, type=Template)
    except (msgspec.MsgspecError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise BadTemplateError(path=path, what_zh=what, what_en=what) from error
    used = set(NAME.findall(json.dumps([found.headers, found.body])))
    if unknown := sorted(used - NAMES):
        known = ", ".join(sorted(NAMES))
        raise BadTemplateError(
            path=path,
            what_zh=f"没有“{unknown[0]}”这个名称，可用 {known}",
            what_en=f"there is no name “{unknown[0]}”; use {known}",
        )
    for place in (
        found.answer,
        found.finish,
        found.model,
        found.held_back and found.held_back.path,
    ):
        if place and not steps(place):
            raise BadTemplateError(
                path=path,
                what_zh=f"“{place}”不是 $.a.b[0] 形式的路径",
                what_en=f"“{place}” is not a path like $.a.b[0]",
            )
    return found


def uses_account(template: Template) -> bool:
    """Tell whether a template tells a service the account."""
    return "{{account}}" in json.dumps([template.headers, template.body])


def steps(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path; empty when it is none."""
    text = path.removeprefix("$")
    found: list[str | int] = []
    at = 0
    while at < len(text):
        step = STEP.match(text, at)
        if step is None:
            return ()
        found.append(step[1] if step[1] is not None else int(step[2]))
        at = step.end()
    return tuple(found)


def value_at(value: Any, path: str) -> Any:
    """Return what stands at a path, or None."""
    for step in steps(path):
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        elif isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def filled(part: Any, values: Mapping[str, Any]) -> Any:
    """Return a part of a template with its names replaced by values."""
    if isinstance(part, dict):
        return {name: filled(each, values) for name, each in part.items()}
    if isinstance(part, list):
        return [filled(each, values) for each in part]
    if not isinstance(part, str):
        return part
    whole = NAME.fullmatch(part)
    if whole:
        return values[whole[1]]
    return NAME.sub(lambda found: _text(values[found[1]]), part)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class TemplateWire(HttpWire):
    """A line to a service that is asked by a template."""

    def __init__(self, endpoint: Endpoint, habits: ClientSettings) -> None:
        self._template = read_template(Path(endpoint.template))
        place = address(endpoint, "")
        connections = endpoint.concurrency
        super().__init__(place, api_key(endpoint), endpoint.timeout_s, connections, habits)
        self.method = self._template.method
        self._used = set(NAME.findall(json.dumps(self._template.body)))

    def takes(self, request: ChatRequest) -> bool:
        """Tell whether the template has a place for all media of a question."""
        if self._used & {"messages", "media"}:
            return True
        counts = Counter(one.kind for one in request.media)
        return all(kind in self._used and count == 1 for kind, count in counts.items())

    def headers(self) -> dict[str, str]:
        """Return the template's headers; without one that holds the key it goes the usual way."""
        known = {"key": self._key, "account": self.account}
        own = filled(self._template.headers, dict.fromkeys(NAMES, "") | known)
        usual = {} if "{{key}}" in str(self._template.headers) else super().headers()
        return {"Content-Type": "application/json", **usual, **own}

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return the template's body for a question; media by digest unless `load` gives their bytes."""
        turns = (
            [turn_of(turn, load) for turn in request.messages] if self._wants("messages") else []
        )
        system = [turn.content for turn in request.messages if turn.role == "system"]
        values = {
            "prompt": request.prompt,
            "system": "\n".join(system),
            "messages": turns,
            "model": request.model,
            "temperature": request.temperature,
            "max_tokens": request.limit,
            "seed": request.seed,
            "key": "",
            "account": self.account,
            **self._media(request, load),
        }
        made: dict[str, Any] = filled(self._template.body, values)
        return made

    def _wants(self, name: str) -> bool:
        return name in self._used

    def _media(self, request: ChatRequest, load: Load | None) -> dict[str, Any]:
        """Return the values of the names for media; empty texts for a question without."""
        values: dict[str, Any] = dict.fromkeys((*KINDS, *(f"{kind}_type" for kind in KINDS)), "")
        held = {one.sha256: DIGEST + one.sha256 for one in request.media}
        if load is not None:
            held = {one.sha256: base64_of(one, load) for one in request.media}
        for one in request.media:
            values |= {one.kind: held[one.sha256], f"{one.kind}_type": one.type}
        listed = (
            {"kind": one.kind, "type": one.type, "data": held[one.sha256]} for one in request.media
        )
        return values | {"media": list(listed)}

    def parsed(self, data: bytes, *, stream: bool) -> Answer:
        """Return what stands at the template's paths."""
        if stream:
            raise UnusableReplyError("not_stream")
        value = loaded(data)
        own = self._template
        if own.held_back and value_at(value, own.held_back.path) == own.held_back.equals:
            return Answer(text="", finish="content_filter")
        text = value_at(value, own.answer)
        if not isinstance(text, str):
            raise UnusableReplyError("no_answer_at_path")
        return Answer(
            text=clean(text),
            finish=clean(value_at(value, own.finish)) if own.finish else "",
            model=clean(value_at(value, own.model)) if own.model else "",
        )
