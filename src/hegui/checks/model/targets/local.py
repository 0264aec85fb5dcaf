"""Targets that are not asked over the network: recorded answers, and a Python function."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from hegui.checks.model.errors import BadFunctionError
from hegui.checks.model.failures import Attempt
from hegui.checks.model.parts import Load, turn_of
from hegui.checks.model.request import ChatRequest
from hegui.checks.model.targets.reply import Answer, clean
from hegui.checks.model.targets.wire import DETAIL, Tried
from hegui.engine.media import MediaChangedError, loaded
from hegui.engine.rows.reading import stream_rows
from hegui.engine.tables import fail

Function = Callable[[list[dict[str, Any]]], Any]
"""Takes the turns (`role`, `content`) and returns the answer's text, or None where it has none.

`content` is a text, or a list of content parts where media go with it."""


class LocalWire:
    """What all local targets share."""

    local = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def takes(self, request: ChatRequest) -> bool:
        """Tell whether a question can be asked whole: it can."""
        return True

    def body(self, request: ChatRequest, load: Load | None = None) -> dict[str, Any]:
        """Return what a question is, for the journal; media by digest without `load`."""
        return {"messages": [turn_of(turn, load) for turn in request.messages]}

    def without_key(self, text: str) -> str:
        """Return the text; there is no key."""
        return text


class RecordedWire(LocalWire):
    """Answers that were given earlier: a table with `id` and `answer` (`finish`, `model` if known).

    A question without a row, or with an empty one, has no answer. Raises `TableError` for a file
    that cannot be read, a row without an id and an id that comes twice.
    """

    def __init__(self, path: Path) -> None:
        self._answers: dict[str, Answer] = {}

        def refuse(line: int, zh: str, en: str) -> None:
            raise fail(path, line, zh, en)

        for row in stream_rows(path, "answers", refuse):
            name, text = row.values.get("id"), row.values.get("answer")
            if name is None or not isinstance(text, str | None):
                raise fail(
                    path, row.line, "应有 id 和文字 answer", "it needs an id and a text answer"
                )
            if str(name) in self._answers:
                raise fail(path, row.line, f"编号“{name}”重复", f"the id “{name}” comes twice")
            if text is not None:
                self._answers[str(name)] = Answer(
                    text=clean(text),
                    finish=clean(row.values.get("finish")),
                    model=clean(row.values.get("model")),
                )

    async def attempt(self, request: ChatRequest) -> Tried:
        """Look the answer up."""
        answer = self._answers.get(request.item)
        failure = "" if answer else "not_recorded"
        return Tried(Attempt(failure=failure), answer)


class FunctionWire(LocalWire):
    """A Python function, called in threads; an exception is a failed attempt."""

    def __init__(self, function: Function, threads: int) -> None:
        self._function = function
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="target")

    async def __aexit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def attempt(self, request: ChatRequest) -> Tried:
        """Call the function."""
        begun = time.monotonic()
        loop = asyncio.get_running_loop()
        failure = detail = ""
        answer = None
        try:
            said = await loop.run_in_executor(self._threads, self._said, request)
        except MediaChangedError as error:
            failure, detail = error.code, error.data["name"]
        except Exception as error:  # noqa: BLE001 - whatever a function raises is a failed attempt
            failure, detail = "function_failed", type(error).__name__
        else:
            answer = Answer(text=clean(said)) if isinstance(said, str) else None
            failure = "" if answer else "function_failed"
            detail = "" if answer else f"returned {type(said).__name__}"
        ms = round(1000 * (time.monotonic() - begun))
        return Tried(Attempt(failure=failure, detail=detail[:DETAIL], ms=ms), answer)

    def _said(self, request: ChatRequest) -> Any:
        """Call the function with the turns; media are in them as content parts of the chat API."""
        return self._function(self.body(request, loaded)["messages"])


def load_function(name: str) -> Function:
    """Return the function `module:name`; raise `BadFunctionError` when there is none."""
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, SyntaxError) as error:
        raise BadFunctionError(name=name) from error
    if not callable(found):
        raise BadFunctionError(name=name)
    function: Function = found
    return function
