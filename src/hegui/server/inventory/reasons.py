"""Why a condition of a gate is passed, blocked or open, in words."""

import datetime as dt
from collections.abc import Sequence

from hegui.common.text import Text
from hegui.server.inventory.judgements import Judgement, Said, Version
from hegui.server.pages.words import VERDICTS

NO_CONDITION = Text(
    "这个阶段对这类对象没有门禁条款；没有条件不等于通过",
    "this stage has no condition for subjects of this kind; no condition is not a pass",
)
NOT_JUDGED = Text("尚无评估结论", "no assessment has judged it yet")
GATE_STATES = {
    "passed": Text("通过", "passed"),
    "blocked": Text("未通过", "not passed"),
    "open": Text("未定", "undetermined"),
}


def verdict_words(said: Said, one: Judgement, doubts: Sequence[Text]) -> Text:
    """Return a verdict, where it stands, who gave it, and why it does not count."""
    word = VERDICTS.get(said.verdict, VERDICTS["undetermined"])
    by_zh, by_en = ("（人工判定）", " (by a person)") if said.person else ("", "")
    return _told(Text(f"{word.zh}{by_zh}", f"{word.en}{by_en}"), one, doubts)


def gate_words(state: str, one: Judgement, doubts: Sequence[Text]) -> Text:
    """Return the state of a gate of the overall conclusion, where it stands, why it does not count."""
    return _told(GATE_STATES.get(state, GATE_STATES["open"]), one, doubts)


def _told(said: Text, one: Judgement, doubts: Sequence[Text]) -> Text:
    title = one.title or Text("你无权查看的评估", "an assessment that you may not see")
    signed = Text("已签署", "signed") if one.signed else Text("未签署", "not signed")
    zh = f"{said.zh}：“{title.zh}”（{one.as_of}，{signed.zh}）"
    en = f"{said.en}: “{title.en}” ({one.as_of}, {signed.en})"
    if not doubts:
        return Text(zh, en)
    return Text(
        f"{zh}；不作数：{'；'.join(row.zh for row in doubts)}",
        f"{en}; it does not count: {'; '.join(row.en for row in doubts)}",
    )


def other_version(now: Version, then: Version) -> Text:
    """Say that something was judged about another version."""
    return Text(
        f"评的是版本 {_short(then, now)}，现在是 {_short(now, then)}",
        f"it is about version {_short(then, now)}, the current one is {_short(now, then)}",
    )


def version_unknown(now: Version, then: Version) -> Text:
    """Say which version is unknown, so that nobody can tell whether they are the same."""
    if not any(now):
        return Text("对象没有登记当前版本", "the subject has no current version recorded")
    if not any(then):
        return Text("未写明评的是哪个版本", "it does not say which version it is about")
    return Text(
        "两个版本一个只有摘要、一个只有版本号，无法比对",
        "one version has only a digest and the other only a label: they cannot be compared",
    )


def aged(day: dt.date, days: int) -> Text:
    """Say that a judgement is too old."""
    return Text(f"{day} 的结论已超过 {days} 天", f"it is of {day}, more than {days} days ago")


def judged_again() -> Text:
    """Say that a person's verdict rests on something older."""
    return Text(
        "人工判定的依据已有变化，须重新判定",
        "what the person's verdict rests on has changed; it must be judged again",
    )


def _short(version: Version, other: Version) -> str:
    """Return the label of a version; the digest where the label tells them not apart."""
    shown = version.label if version.label != other.label else ""
    return shown or version.digest[:19]
