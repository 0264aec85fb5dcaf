"""Raw JSON strings without `\\u`: where they end, and where places in them are when decoded.

Such a string has only escapes of two characters for one, so that nothing need be decoded to tell.
"""

from operator import itemgetter

import msgspec

STRING = msgspec.json.Decoder(str)
BACKSLASH, QUOTE = b'\\"'

Match = tuple[int, int, int]
"""Number of the key, start and end in bytes."""
Candidate = tuple[int, int]
"""Number of the prefilter, and an end in bytes."""


class RawString:
    """A string in a raw block, and what was seen in it; places are those of the block."""

    __slots__ = ("candidates", "data", "end", "matches", "start")

    def __init__(self, data: bytes, start: int, end: int = 0) -> None:
        self.data, self.start, self.end = data, start, end or string_end(data, start)
        self.matches: list[Match] = []
        self.candidates: list[Candidate] = []

    def text(self) -> str:
        """Return the decoded string."""
        data, start, end = self.data, self.start, self.end
        if data.find(BACKSLASH, start, end) < 0:
            return data[start:end].decode()
        text: str = STRING.decode(memoryview(data)[start - 1 : end + 1])
        return text

    def decoded_matches(self) -> list[Match]:
        """Return the matches with their places in the decoded string, in bytes."""
        data, base, found = self.data, self.start, []
        for key, start, end in self.matches:
            first = decoded_length(data[base:start])
            found.append((key, first, first + decoded_length(data[start:end])))
        return found

    def decoded_candidates(self) -> list[Candidate]:
        """Return the candidates with their ends in the decoded string, in bytes."""
        data, base = self.data, self.start
        return [(number, decoded_length(data[base:end])) for number, end in self.candidates]

    def candidates_in_characters(self) -> list[Candidate]:
        """Return the candidates with their ends in characters of the decoded string, in order."""
        data, at, count, found = self.data, self.start, 0, []
        for number, end in sorted(self.candidates, key=itemgetter(1)):
            count += characters(data[at:end])
            at = end
            found.append((number, count))
        return found


def decoded_length(raw: bytes) -> int:
    """Return how many bytes a part of a raw JSON string without `\\u` is long when decoded."""
    backslashes = raw.count(b"\\")
    return len(raw) - backslashes + raw.count(rb"\\") if backslashes else len(raw)


def characters(raw: bytes) -> int:
    """Return how many characters a part of a raw JSON string without `\\u` stands for."""
    count, find = len(raw.decode("utf-8", "replace")), raw.find
    at = find(BACKSLASH)
    while at >= 0:
        count -= 1
        at = find(BACKSLASH, at + 2)
    return count


def string_end(data: bytes, start: int) -> int:
    """Return where a raw JSON string that begins at `start` has its closing quote."""
    end = data.find(QUOTE, start)
    while data[end - 1] == BACKSLASH and escaped(data, start, end):
        end = data.find(QUOTE, end + 1)
    return end


def escaped(data: bytes, start: int, at: int) -> bool:
    """Tell whether an odd number of backslashes stands before a place in a string."""
    return bool((at - start - len(data[start:at].rstrip(b"\\"))) % 2)
