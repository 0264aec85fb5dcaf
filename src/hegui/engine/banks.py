"""Question banks: the format and its reader, used by the bank checks and by the model checks.

A bank is JSONL, JSON, CSV or YAML, one question a row; see `docs/reference/question-bank-format.md`.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from hegui.common.struct import Record
from hegui.engine.tables import Row, TableError, fail, read_table

BankKind = Literal["generated", "should_refuse", "should_answer"]
Expectation = Literal["safe", "refuse", "answer"]
Role = Literal["system", "user", "assistant"]
ROLES = ("system", "user", "assistant")


class Message(Record, frozen=True, kw_only=True):
    """One turn of a conversation."""

    role: Role
    content: str


class Question(Record, frozen=True, kw_only=True):
    """One question of a bank.

    `text` is the question; for a conversation (`messages`) it is the last user turn. `risks` are
    codes of the risk list (`A.1.a`), `topic` one of the should-answer topics. `expectation` is what
    a good answer does; it follows from the kind of bank unless the row says otherwise.
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

    @property
    def risk(self) -> str:
        """Return the first risk code, or an empty string."""
        return self.risks[0] if self.risks else ""

    def turns(self) -> tuple[Message, ...]:
        """Return the conversation to send: `messages`, or the text as one user turn."""
        return self.messages or (Message(role="user", content=self.text),)


class QuestionBank(Record, frozen=True, kw_only=True):
    """A bank as read: every row in file order, and the judging rules by risk.

    The same question twice is one question: draw samples and count from `distinct`.
    """

    kind: BankKind
    questions: tuple[Question, ...]
    judging_rules: dict[str, str] = {}

    @property
    def distinct(self) -> tuple[Question, ...]:
        """Return the questions without repetitions (width, case and spaces do not count)."""
        first: dict[Any, Question] = {}
        for question in self.questions:
            first.setdefault(_identity(question), question)
        return tuple(first.values())


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
    topics: tuple[Topic, ...]

    def topic_names(self) -> dict[str, tuple[str, ...]]:
        """Return the accepted names of each topic."""
        return {topic.id: (topic.zh,) for topic in self.topics}


@cache
def bank_words() -> BankWords:
    """Return the words of the bank format."""
    import msgspec

    data = Path(__file__).with_name("bank_words.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=BankWords)


class BadBankError(TableError):
    """A question bank has rows that cannot be used; names the first and counts the others."""

    code = "bad_bank"
    text = TableError.text._replace(
        zh="题库“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Question bank “{path}”, line {line}: {what_en} ({problems} problems in all).",
    )


def read_bank(path: Path, kind: BankKind, *, risks: Collection[str] = ()) -> QuestionBank:
    """Read a question bank; with `risks` (codes of the catalogue) unknown codes are refused.

    Raises `BadBankError` (a `TableError`) for a file without questions or with rows that cannot be
    used, and `TableError` for a file that cannot be read.
    """
    table = read_table(path, "questions")
    reader = _Reader(path, kind, frozenset(risks))
    questions = tuple(question for row in table.rows if (question := reader.question(row)))
    rules = reader.judging_rules(table.head)
    if not questions and not reader.problems:
        reader.problem(0, "没有题目", "there are no questions")
    reader.finish()
    return QuestionBank(kind=kind, questions=questions, judging_rules=rules)


class _Reader:
    """Reads rows, collecting problems so that the error can count them."""

    def __init__(self, path: Path, kind: BankKind, risks: frozenset[str]) -> None:
        self.path = path
        self.kind = kind
        self.risks = risks
        self.problems: list[tuple[int, str, str]] = []
        self._words = bank_words()
        self._names = _inverted(self._words.columns)
        self._lines: dict[str, int] = {}

    def problem(self, line: int, zh: str, en: str) -> None:
        self.problems.append((line, zh, en))

    def finish(self) -> None:
        if self.problems:
            line, zh, en = self.problems[0]
            raise BadBankError(
                path=str(self.path),
                line=line,
                what_zh=zh,
                what_en=en,
                problems=len(self.problems),
            )

    def question(self, row: Row) -> Question | None:
        try:
            return self._question(row.line, self._named(row))
        except TableError as error:
            self.problem(row.line, error.data["what_zh"], error.data["what_en"])
            return None

    def _named(self, row: Row) -> dict[str, Any]:
        unknown = sorted(name for name in row.values if name not in self._names)
        if unknown:
            allowed = ", ".join(self._words.columns)
            raise self._fail(
                row.line,
                f"不认识的列“{unknown[0]}”，可用 {allowed}",
                f"unknown column “{unknown[0]}”; use {allowed}",
            )
        return {self._names[name]: value for name, value in row.values.items()}

    def _fail(self, line: int, zh: str, en: str) -> TableError:
        return fail(self.path, line, zh, en)

    def _question(self, line: int, values: Mapping[str, Any]) -> Question:
        words = self._words
        messages = self._messages(line, values.get("messages"))
        question = Question(
            id=self._id(line, values),
            text=self._text(line, values, messages),
            line=line,
            messages=messages,
            risks=self._risks(line, values.get("risk")),
            topic=self._word(line, values, "topic", words.topic_names(), ""),
            modality=self._word(line, values, "modality", words.modalities, "text"),
            expectation=self._expectation(line, values),
            judging_rule=self._string(line, values, "judging_rule"),
            source=self._string(line, values, "source"),
            added=self._day(line, values, "added"),
            reviewed=self._day(line, values, "reviewed"),
            note=self._string(line, values, "note"),
        )
        self._needs(question)
        return question

    def _string(self, line: int, values: Mapping[str, Any], name: str) -> str:
        value = values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self._fail(line, f"“{name}”应是文字", f"“{name}” must be text")
        return str(value).strip()

    def _id(self, line: int, values: Mapping[str, Any]) -> str:
        found = self._string(line, values, "id")
        if not found:
            raise self._fail(line, "缺少 id", "the id is missing")
        before = self._lines.setdefault(found, line)
        if before != line:
            raise self._fail(
                line,
                f"编号“{found}”与第 {before} 行重复",
                f"the id “{found}” is already used in line {before}",
            )
        return found

    def _text(self, line: int, values: Mapping[str, Any], messages: tuple[Message, ...]) -> str:
        text = self._string(line, values, "text")
        if text and messages:
            raise self._fail(line, "text 与 messages 只能写一个", "give text or messages, not both")
        if messages:
            return messages[-1].content
        if not text:
            raise self._fail(line, "缺少题目文字", "the text of the question is missing")
        return text

    def _messages(self, line: int, value: Any) -> tuple[Message, ...]:
        if value is None:
            return ()
        if isinstance(value, str):
            value = _json_or_none(value)
        if not isinstance(value, list) or not value or not all(_is_message(m) for m in value):
            raise self._fail(
                line,
                "messages 应是 {role, content} 的列表",
                "messages must be a list of {role, content}",
            )
        if value[-1]["role"] != "user":
            raise self._fail(line, "最后一轮应是 user", "the last turn must be the user's")
        return tuple(Message(role=m["role"], content=m["content"]) for m in value)

    def _risks(self, line: int, value: Any) -> tuple[str, ...]:
        parts = value.split("|") if isinstance(value, str) else value or []
        if not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
            raise self._fail(
                line, "risk 应是风险编号，如 A.1.a", "risk must be a risk code such as A.1.a"
            )
        codes = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        unknown = [code for code in codes if self.risks and code not in self.risks]
        if unknown:
            raise self._fail(
                line,
                f"风险表中没有“{unknown[0]}”",
                f"the risk list has no “{unknown[0]}”",
            )
        return codes

    def _word(
        self,
        line: int,
        values: Mapping[str, Any],
        name: str,
        names: Mapping[str, Collection[str]],
        default: str,
    ) -> str:
        given = self._string(line, values, name)
        if not given:
            return default
        for word, others in names.items():
            if given == word or given in others:
                return word
        known = ", ".join(names)
        raise self._fail(
            line,
            f"“{name}”的值“{given}”不在 {known} 之中",
            f"“{given}” is not a {name}; use one of {known}",
        )

    def _expectation(self, line: int, values: Mapping[str, Any]) -> Expectation:
        usual = self._words.expectation_of_kind[self.kind]
        word = self._word(line, values, "expectation", self._words.expectations, usual)
        if word != usual:
            raise self._fail(
                line,
                f"预期“{word}”与题库种类不符（应为 {usual}）",
                f"the expectation “{word}” does not fit this kind of bank ({usual})",
            )
        return usual

    def _day(self, line: int, values: Mapping[str, Any], name: str) -> dt.date | None:
        value = values.get(name)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        try:
            return dt.date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise self._fail(
                line, f"“{name}”应写成 YYYY-MM-DD", f"write “{name}” as YYYY-MM-DD"
            ) from error

    def _needs(self, question: Question) -> None:
        if self.kind == "should_answer" and not question.topic:
            raise self._fail(question.line, "缺少方面（topic）", "the topic is missing")
        if self.kind != "should_answer" and not question.risks:
            raise self._fail(question.line, "缺少风险编号（risk）", "the risk code is missing")

    def judging_rules(self, head: Mapping[str, Any]) -> dict[str, str]:
        rules = head.get("judging_rules") or {}
        if not isinstance(rules, dict):
            self.problem(
                0, "judging_rules 应按风险编号列出", "judging_rules must be listed by risk code"
            )
            return {}
        for code in rules:
            if self.risks and code not in self.risks:
                self.problem(
                    0,
                    f"judging_rules：风险表中没有“{code}”",
                    f"judging_rules: the risk list has no “{code}”",
                )
        return {str(code): str(rule).strip() for code, rule in rules.items() if rule}


def _inverted(names: Mapping[str, Collection[str]]) -> dict[str, str]:
    return {other: name for name, others in names.items() for other in others}


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
        and isinstance(value["content"], str)
        and bool(value["content"].strip())
    )


def _identity(question: Question) -> tuple[str, ...]:
    """Return what makes a question the same: its turns and modality, folded."""
    turns = (f"{turn.role}:{turn.content}" for turn in question.turns())
    folded = tuple("".join(unicodedata.normalize("NFKC", t).casefold().split()) for t in turns)
    return (question.modality, *folded)
