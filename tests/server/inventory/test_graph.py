"""The layout of the picture."""

import itertools
from uuid import UUID

from hegui.server.core.ids import new_id
from hegui.server.inventory.graph import HEIGHT, MAX_NODES, WIDTH, cut, draw
from hegui.server.inventory.models import Relation, Subject

KINDS = ("supplier", "dataset", "model", "service")
TYPES = {"dataset": "supplied_by", "model": "trained_on", "service": "derived_from"}


def chain(count: int) -> tuple[list[Subject], list[Relation]]:
    """Return subjects in four kinds, each resting on one of the kind before."""
    subjects = [
        Subject(id=new_id(), type=KINDS[n % 4], key=str(n), name=f"{KINDS[n % 4]} {n}")
        for n in range(count)
    ]
    relations = [
        Relation(id=new_id(), source=row, target=subjects[n - 1], type=TYPES[row.type])
        for n, row in enumerate(subjects)
        if n % 4
    ]
    return subjects, relations


def test_boxes_do_not_overlap_and_rest_leftwards() -> None:
    subjects, relations = chain(MAX_NODES)
    graph = draw(subjects, relations)
    places: dict[UUID, tuple[int, int]] = {n.subject.pk: (n.x, n.y) for n in graph.nodes}
    boxes = sorted(places.values())
    for (x1, y1), (x2, y2) in itertools.pairwise(boxes):
        assert x1 != x2 or y2 - y1 >= HEIGHT
    for row in relations:
        assert places[row.target_id][0] + WIDTH < places[row.source_id][0]
    assert all(x + WIDTH <= graph.width and y + HEIGHT <= graph.height for x, y in boxes)


def test_too_many_are_told() -> None:
    graph = draw(*chain(MAX_NODES + 30))
    assert (len(graph.nodes), graph.left_out) == (MAX_NODES, 30)


def test_circles_are_drawn_all_the_same() -> None:
    one, two = (Subject(id=new_id(), type="model", key=k, name=k) for k in "ab")
    pairs = [(one, two), (two, one)]
    lines = [Relation(source=a, target=b, type="derived_from") for a, b in pairs]
    assert len(draw([one, two], lines).lines) == 2
    assert draw([], []).nodes == []


def test_long_names_are_cut_by_width() -> None:
    assert cut("云鹿大模型七十亿参数对话版") == "云鹿大模型七十亿参数…"
    assert cut("short") == "short"
