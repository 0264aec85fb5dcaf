"""Values of conditions and rules, by the CEL library, in three-valued logic.

A name that is not set is left out of the context: CEL's `&&` and `||` absorb it where the other
side decides, which is Kleene logic, and else report it as undefined, which means unknown. Every
other error is an error of the catalogue. Results are cached by the digest of the expression and
the values that it reads, since importing the library costs more than evaluating everything.
"""

import atexit
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from hegui.catalogue.syntax import Binary, ExpressionError, Literal, Name, names, parse, walk
from hegui.common.cache import cache_read, cache_write
from hegui.common.text import Text

STORE = ("expressions", "results-1")
MAX_STORED = 60_000
CODES: dict[bool | None, int] = {True: 1, False: 0, None: 2}
RESULTS: dict[int, bool | None] = {code: result for result, code in CODES.items()}
UNDEFINED = "Undefined variable or function: '"


def evaluate(expression: str, values: Mapping[str, Any]) -> bool | None:
    """Return the truth of an expression over values; None when what decides it is unset.

    Values are bool, int, float, words, sets (or lists) of words, and maps from words to integers;
    None counts as unset. Raises `ExpressionError` for anything else that goes wrong.
    """
    context = _context(expression, values)
    key = _key(expression, context)
    store = _STORE.results()
    if key in store:
        return RESULTS[store[key]]
    result = _compute(expression, context)
    _STORE.add(key, CODES[result])
    return result


def evaluate_all(expressions: Iterable[str], values: Mapping[str, Any]) -> dict[str, bool | None]:
    """Return the truth of each expression over the same values."""
    return {expression: evaluate(expression, values) for expression in expressions}


def _context(expression: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the expression reads, in the types it needs."""
    floats = _float_names(expression)
    context = {}
    for name in names(expression):
        value = values.get(name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        if isinstance(value, (set, frozenset, tuple, list)):
            value = sorted(value)
        elif name in floats and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        context[name] = dict(value) if isinstance(value, Mapping) else value
    return context


@lru_cache(maxsize=8192)
def _float_names(expression: str) -> frozenset[str]:
    """Return the names that meet a float in arithmetic: CEL does not mix integers and floats."""
    found = set()
    for node in walk(parse(expression)):
        if isinstance(node, Binary) and node.sign in "+-*/%":
            sides = (node.left, node.right)
            if any(isinstance(s, Literal) and isinstance(s.value, float) for s in sides):
                found |= {s.name for s in sides if isinstance(s, Name)}
    return frozenset(found)


def _key(expression: str, context: dict[str, Any]) -> bytes:
    try:
        told = json.dumps([expression, context], ensure_ascii=False, sort_keys=True)
    except TypeError as error:
        why = Text(f"有不能用的值：{error}", f"it reads a value that cannot be used: {error}")
        raise ExpressionError(expression, why) from error
    return hashlib.sha256(told.encode()).digest()[:16]


def _compute(expression: str, context: dict[str, Any]) -> bool | None:
    """Evaluate with CEL; an undefined name, or a map without the key, is unknown."""
    try:
        result = _program(expression).execute(context)
    except KeyError:
        return None
    except RuntimeError as error:
        if _unset(str(error), expression, context):
            return None
        raise _failed(expression, error) from error
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _failed(expression, error) from error
    if not isinstance(result, bool):
        why = Text("结果不是真或假", "its result is neither true nor false")
        raise ExpressionError(expression, why)
    return result


def _unset(message: str, expression: str, context: dict[str, Any]) -> bool:
    if not message.startswith(UNDEFINED):
        return False
    name = message.removeprefix(UNDEFINED).split("'")[0]
    return name in names(expression) and name not in context


def _failed(expression: str, error: Exception) -> ExpressionError:
    reason = str(error).split(".")[0]
    return ExpressionError(
        expression, Text(f"无法计算（{reason}）", f"it cannot be computed ({reason})")
    )


@lru_cache(maxsize=8192)
def _program(expression: str) -> Any:
    import cel

    parse(expression)
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise _failed(expression, error) from error


class _Store:
    """Results by key: read once, written when the process ends if anything was added."""

    def __init__(self) -> None:
        self._results: dict[bytes, int] | None = None
        self._added: dict[bytes, int] = {}

    def results(self) -> dict[bytes, int]:
        """Return all known results."""
        if self._results is None:
            self._results = self._read()
        return self._results

    def add(self, key: bytes, code: int) -> None:
        """Remember one result."""
        self.results()[key] = code
        if not self._added:
            atexit.register(self.flush)
        self._added[key] = code

    def flush(self) -> None:
        """Write what was added, together with what other processes have written meanwhile."""
        if not self._added:
            return
        merged = self._read() | self._added
        newest = dict(list(merged.items())[-MAX_STORED:])
        cache_write(*STORE, msgspec.msgpack.encode(newest))
        self._added = {}

    def _read(self) -> dict[bytes, int]:
        data = cache_read(*STORE)
        if data is None:
            return {}
        try:
            return msgspec.msgpack.decode(data, type=dict[bytes, int])
        except msgspec.DecodeError:
            return {}


_STORE = _Store()
