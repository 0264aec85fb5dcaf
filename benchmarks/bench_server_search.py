"""The index of words on PostgreSQL: words common alone and rare together, and the usual ones.

A cluster of its own with 100,000 entries of each of three kinds; the time is that of the statement
for one kind, the median of several, since the database's processor time is in other processes. Asked
for: a search over nine kinds in 50 ms. `walk` is the plain statement that leaves the way to the
planner. Skipped where PostgreSQL is not installed.
"""

import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

KINDS = ("a", "b", "c")
COUNT = 100_000
MOST = 27
TRIES = 7
WORDS = ("备案", "评估", "日志", "记录", "合同", "语料", "标识", "模型")
HALVES = ("甲乙", "丙丁", "戊己")
TOGETHER = 0.0005
ASKED = {
    "three words, each in half, together in few": HALVES,
    "a word in half": HALVES[:1],
    "two words, together in a quarter": HALVES[:2],
    "a word in none": ("没有",),
    "a number in one": ("012345",),
}
TABLE = (
    "CREATE TABLE core_searchentry (id bigserial PRIMARY KEY, scope varchar(100), record uuid, "
    "text text, pairs text)",
    "CREATE INDEX core_searchentry_scope ON core_searchentry (scope, id)",
)


def bench(case: Any) -> None:
    """Fill a table like that of the server and ask."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ["DJANGO_SETTINGS_MODULE"] = "hegui.server.settings.django"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEGUI_DATA"] = folder
        import django

        django.setup()
        measure(case)


def measure(case: Any) -> None:
    """Ask in both ways."""
    import psycopg

    from hegui.server.core.search import _postgresql
    from hegui.server.core.search_tables import POSTGRESQL
    from hegui.server.core.words import needed
    from tests.server.operations.cluster import own_cluster

    with own_cluster() as cluster, psycopg.connect(cluster.url, autocommit=True) as link:
        for statement in TABLE:
            link.execute(statement)
        fill(link)
        for statement in (*POSTGRESQL, "ANALYZE core_searchentry"):
            link.execute(statement)
        for name, words in ASKED.items():
            terms = needed(words)
            for way, (sql, args) in {
                "hegui": _postgresql("orgb", list(words), terms, MOST),
                "walk": walk("orgb", words, terms),
            }.items():
                found, seconds = asked(link, sql, args)
                case.figure(f"{name}, {way}", seconds, found=found)


def fill(link: Any) -> None:
    """Write the entries of all kinds, in turns."""
    from hegui.server.core.words import folded, pairs

    drawn = random.Random(1)
    copied = "COPY core_searchentry (scope, record, text, pairs) FROM STDIN"
    with link.cursor().copy(copied) as rows:
        for number in range(COUNT):
            for kind in KINDS:
                text = folded(title(number, drawn))
                scope = f"org{kind}"
                rows.write_row((scope, uuid.uuid4(), text, " ".join([scope, *pairs(text)])))


def title(number: int, drawn: random.Random) -> str:
    """Return a title that holds each of the three words in half of the cases, all of them rarely."""
    held = [word for word in HALVES if drawn.random() < 0.5]
    if len(held) == len(HALVES) and drawn.random() >= TOGETHER:
        held.pop()
    return " ".join([*drawn.sample(WORDS, 3), *held, f"{number:06d}"])


def walk(scope: str, words: Any, terms: list[str]) -> tuple[str, list[Any]]:
    """Return the plain statement, whose way the planner chooses."""
    from hegui.server.core.search import _holding
    from hegui.server.core.search_tables import VECTOR

    sql = (
        "SELECT e.record FROM core_searchentry e WHERE e.scope = %s AND "
        f"{VECTOR.replace('pairs', 'e.pairs')} @@ %s::tsquery{_holding('e', list(words))} "
        "ORDER BY e.id DESC LIMIT %s"
    )
    return sql, [scope, " & ".join(terms), *words, MOST]


def asked(link: Any, sql: str, args: Any) -> tuple[int, float]:
    """Return how many were found, and the median of the seconds."""
    times = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        found = len(link.execute(sql, args).fetchall())
        times.append(time.perf_counter() - begun)
    return found, round(statistics.median(times), 4)
