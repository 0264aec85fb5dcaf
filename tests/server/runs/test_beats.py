"""The log of a run says when the database was away, and loses no line over it."""

from hegui.server.runs.execution.beats import Beats


def test_a_database_that_was_away_is_told_once() -> None:
    now = [0.0]
    beats = Beats(clock=lambda: now[0])
    beats.take({"event": "planned", "total": 3})
    beats.lines()
    beats.away()
    assert beats.fresh_lines(), "what was not taken is written again"
    now[0] = 7.2
    beats.away()
    beats.back()
    beats.back()
    assert [line["zh"] for line in beats.lines()] == [
        "共 3 项检查",
        "数据库约 7 秒没有应答；检查没有中断，什么都没有丢",
    ]
