"""Standard output and standard error that never break a command.

A reader that goes away (`| head -1`) does not change the answer or the exit code; a terminal that
cannot show a character gets its escape; a closed stream is /dev/null, so that no file of ours ever
takes its number.
"""

import codecs
import io
import os
import sys
from typing import Any

from hegui.common.files import OutputError, why


class Sink(io.FileIO):
    """A stream whose reader may go away; when it cannot be written, that is said once."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(number, "w", closefd=False)
        self._label = name
        self._broken = False

    def write(self, data: Any, /) -> int:
        """Write, or drop what nobody can get any more."""
        try:
            return len(data) if self._broken else super().write(data)
        except BrokenPipeError:
            self._broken = True
        except OSError as error:
            self._broken = True
            raise OutputError(path=self._label, why=why(error)) from error
        return len(data)


def steady_streams(as_json: bool) -> None:
    """Put steady streams in the place of the interpreter's; JSON is UTF-8 wherever it goes."""
    hold_numbers()
    if os.name == "posix":
        sys.stdout = steady(sys.stdout, 1, "<stdout>", utf8=as_json)
        sys.stderr = steady(sys.stderr, 2, "<stderr>", utf8=False)


def hold_numbers() -> None:
    """Open /dev/null for every standard stream that is closed."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the system gives the lowest free number: this one


def steady(stream: Any, number: int, name: str, *, utf8: bool) -> io.TextIOWrapper:
    """Return a stream that writes to the same place and never raises for what it is given."""
    sink = Sink(number, name)
    return io.TextIOWrapper(
        io.BufferedWriter(sink),
        encoding="utf-8" if utf8 else encoding_of(stream),
        errors="backslashreplace",
        line_buffering=number == 2 or sink.isatty(),
    )


def encoding_of(stream: Any) -> str:
    """Return the encoding of a stream; ASCII (a locale that says nothing) is taken as UTF-8."""
    name = codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name
    return "utf-8" if name == "ascii" else name
