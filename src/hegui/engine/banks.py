"""Question banks: the format and its reader, used by the bank checks and by the model checks.

A bank is JSONL, JSON, CSV or YAML, one question a row; see `docs/reference/question-bank-format.md`.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.media.inline import BadPartError, Spoken, spoken
from hegui.engine.media.model import Media
from hegui.engine.media.reading import MediaReader
from hegui.engine.sealed_bank import SEALED, sealed_rows
from hegui.engine.sealing import Seal
from hegui.engine.tables import Table, TableError, read_table

BankKind = Literal["generated", "should_refuse", "should_answer"]
Expectation = Literal["safe", "refuse", "answer"]
Role = Literal["system", "user", "assistant"]
ROLES = ("system", "user", "assistant")


class Message(Record, frozen=True, kw_only=True):
    """One turn of a conversation: its text, and the media that go with it."""

    role: Role
    content: str
    media: tuple[Media, ...] = ()


class Question(Record, frozen=True, kw_only=True):
    """One question of a bank.

    `text` is the question; for a conversation (`messages`) it is the last user turn. `risks` are
    codes of the risk list (`A.1.a`), `topic` one of the should-answer topics. `expectation` is what
    a good answer does; it follows from the kind of bank unless the row says otherwise. `operator`
    names the attack that puts the question. `media` go with `text`; those of a conversation stand in it.
    """

    id: str
    text: str
    line: int
    expectation: Expectation
    messages: tuple[Message, ...] = ()
    risks: tuple[str, ...] = ()
    topic: str = ""
    modality: str = "text"
    judging_rule: str = ""
    source: str = ""
    added: dt.date | None = None
    reviewed: dt.date | None = None
    note: str = ""
    operator: str = ""
    media: tuple[Media, ...] = ()

    @property
    def risk(self) -> str:
        """Return the first risk code, or an empty string."""
        return self.risks[0] if self.risks else ""

    def turns(self) -> tuple[Message, ...]:
        """Return the conversation to send: `messages`, or the text as one user turn."""
        return self.messages or (Message(role="user", content=self.text, media=self.media),)


class QuestionBank(Record, frozen=True, kw_only=True):
    """A bank as read: every row in file order, and the judging rules by risk.

    The same question twice is one question: draw samples and count from `distinct`.
    """

    kind: BankKind
    questions: tuple[Question, ...]
    judging_rules: dict[str, str] = {}

    @property
    def distinct(self) -> tuple[Question, ...]:
        """Return the questions without repetitions (width, case and spaces do not count).

        A question that stands under several risks carries them all.
        """
        return distinct_questions(self.questions)


class Topic(Record, frozen=True, kw_only=True):
    """One of the topics that a model should not refuse to talk about."""

    id: str
    zh: str
    en: str


class BankWords(Record, frozen=True, kw_only=True):
    """The words of the format: column names, modalities, expectations, topics."""

    source: str
    grade: str
    columns: dict[str, tuple[str, ...]]
    modalities: dict[str, tuple[str, ...]]
    expectations: dict[str, tuple[str, ...]]
    expectation_of_kind: dict[str, Expectation]
    wanted: dict[str, tuple[str, ...]]
    measures: dict[str, tuple[str, ...]]
    grouped: tuple[str, ...]
    topics: tuple[Topic, ...]

    def topic_names(self) -> dict[str, tuple[str, ...]]:
        """Return the accepted names of each topic."""
        return {topic.id: (topic.zh,) for topic in self.topics}


@cache
def bank_words() -> BankWords:
    """Return the words of the bank format."""
    data = Path(__file__).with_name("bank_words.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=BankWords)


class BadBankError(TableError):
    """A question bank has rows that cannot be used; names the first and counts the others."""

    code = "bad_bank"
    text = TableError.text._replace(
        zh="题库“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Question bank “{path}”, line {line}: {what_en} (problems in all: {problems}).",
    )


def read_bank(
    path: Path, kind: BankKind, *, risks: Collection[str] = (), seal: Seal | None = None
) -> QuestionBank:
    """Read a question bank; with `risks` (codes of the catalogue) unknown codes are refused.

    An encrypted bank is opened with `seal`. Raises `BadBankError` (a `TableError`) for a file without
    questions or with rows that cannot be used, `TableError` for a file that cannot be read, and
    `SealedBankError` for an encrypted one without its key.
    """
    sealed = path.suffix == SEALED
    table = Table(list(sealed_rows(path, seal)), {}) if sealed else read_table(path, "questions")
    problems, reader = Problems(path), _Reader(kind, risks, MediaReader(path))
    questions = problems.read(table.rows, bank_words().columns, reader.question)
    rules = _judging_rules(table.head, risks, problems)
    if not table.rows and not problems.count:
        problems.add(0, "没有题目", "there are no questions")
    problems.raise_as(BadBankError)
    return QuestionBank(kind=kind, questions=tuple(questions), judging_rules=rules)


class _Reader:
    """Makes questions of rows."""

    def __init__(self, kind: BankKind, risks: Collection[str], media: MediaReader) -> None:
        self._kind = kind
        self._risks = risks
        self._media = media
        self._ids = Unique()

    def question(self, cells: Cells) -> Question:
        words = bank_words()
        messages = messages_of(cells, self._media)
        media = media_of(cells, messages, self._media)
        return Question(
            id=self._ids.claim(cells, cells.required("id")),
            text=text_of(cells, messages, media),
            media=media,
            line=cells.line,
            messages=messages,
            risks=self._risks_of(cells),
            topic=self._topic(cells),
            modality=cells.word("modality", words.modalities, "text"),
            expectation=self._expectation(cells),
            judging_rule=cells.string("judging_rule"),
            source=cells.string("source"),
            added=cells.day("added"),
            reviewed=cells.day("reviewed"),
            note=cells.string("note"),
        )

    def _risks_of(self, cells: Cells) -> tuple[str, ...]:
        if self._kind != "should_answer":
            cells.required_list("risk")
        return cells.codes("risk", self._risks)

    def _topic(self, cells: Cells) -> str:
        if self._kind == "should_answer":
            cells.required("topic")
        return cells.word("topic", bank_words().topic_names())

    def _expectation(self, cells: Cells) -> Expectation:
        words = bank_words()
        usual = words.expectation_of_kind[self._kind]
        word = cells.word("expectation", words.expectations, usual)
        if word != usual:
            raise cells.fail(
                f"预期“{word}”与题库种类不符（应为 {usual}）",
                f"the expectation “{word}” does not fit this kind of bank ({usual})",
            )
        return usual


def text_of(cells: Cells, messages: tuple[Message, ...], media: tuple[Media, ...] = ()) -> str:
    """Return the text of a question, or the last turn of its conversation; media may say it all."""
    if not messages:
        return cells.string("text") if media else cells.required("text")
    if cells.string("text"):
        raise cells.fail("text 与 messages 只能写一个", "give text or messages, not both")
    return messages[-1].content


def media_of(cells: Cells, messages: tuple[Message, ...], reader: MediaReader) -> tuple[Media, ...]:
    """Return the media of a question's columns; those of a conversation stand in its turns."""
    found = reader.columns(cells)
    if found and messages:
        raise cells.fail(
            "对话（messages）的媒体要写在 content 的内容部分里，不能另写一列",
            "media of a conversation (messages) stand in its content parts, not in a column",
        )
    return found


def messages_of(cells: Cells, reader: MediaReader) -> tuple[Message, ...]:
    """Return the conversation of a question, given as a list or as JSON."""
    value = cells.value("messages")
    if value is None:
        return ()
    if isinstance(value, str):
        value = _json_or_none(value)
    if not isinstance(value, list) or not value or not all(_is_message(turn) for turn in value):
        raise cells.fail(
            "messages 应是 {role, content} 的列表", "messages must be a list of {role, content}"
        )
    if value[-1]["role"] != "user":
        raise cells.fail("最后一轮应是 user", "the last turn must be the user's")
    return tuple(_message(cells, turn, reader) for turn in value)


def _message(cells: Cells, turn: Mapping[str, Any], reader: MediaReader) -> Message:
    said = _spoken(cells, turn["content"])
    if not said.media:
        return Message(role=turn["role"], content=said.text)
    if turn["role"] != "user":
        raise cells.fail("只有 user 的轮次可以带媒体", "only the user's turns can have media")
    return Message(role=turn["role"], content=said.text, media=reader.of(cells, list(said.media)))


def _spoken(cells: Cells, content: Any) -> Spoken:
    try:
        return spoken(content)
    except BadPartError as error:
        raise cells.fail(error.zh, error.en) from error


def _judging_rules(
    head: Mapping[str, Any], risks: Collection[str], problems: Problems
) -> dict[str, str]:
    rules = head.get("judging_rules") or {}
    if not isinstance(rules, dict):
        problems.add(
            0, "judging_rules 应按风险编号列出", "judging_rules must be listed by risk code"
        )
        return {}
    for code in rules:
        if risks and code not in risks:
            problems.add(
                0,
                f"judging_rules：目录中没有“{code}”",
                f"judging_rules: the catalogue has no “{code}”",
            )
    return {str(code): str(rule).strip() for code, rule in rules.items() if rule}


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"role", "content"}
        and value["role"] in ROLES
        and isinstance(value["content"], str | list)
        and bool(value["content"])
        and not (isinstance(value["content"], str) and value["content"].isspace())
    )


def _identity(question: Question) -> tuple[str, ...]:
    """Return what makes a question the same: its turns and modality, folded, and its media."""
    turns = question.turns()
    said = (f"{turn.role}:{turn.content}" for turn in turns)
    folded = tuple("".join(unicodedata.normalize("NFKC", t).casefold().split()) for t in said)
    return (question.modality, *folded, *shown_with(turns))


def shown_with(turns: Iterable[Message]) -> tuple[str, ...]:
    """Return the digests of all media of a conversation, in order."""
    return tuple(one.sha256 for turn in turns for one in turn.media)


def distinct_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions without repetitions, in order of first appearance."""
    first: dict[tuple[str, ...], Question] = {}
    for question in questions:
        key = _identity(question)
        first[key] = _joined(first[key], question) if key in first else question
    return tuple(first.values())


def _joined(first: Question, other: Question) -> Question:
    risks = tuple(dict.fromkeys(first.risks + other.risks))
    rule = first.judging_rule or other.judging_rule
    return msgspec.structs.replace(first, risks=risks, judging_rule=rule)
