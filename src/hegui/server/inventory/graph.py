"""The picture of the inventory: layers from suppliers to services, drawn on the server.

The layout is a small layered one: a subject stands right of all that it rests on; in each layer
the order follows the middle of the neighbours, swept a few times, so that few lines cross.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hegui.server.inventory.bom.parts import rests_on
from hegui.server.inventory.models import Relation, Subject
from hegui.server.inventory.stages import relation_types
from hegui.server.pages.language import said

WIDTH, HEIGHT = 176, 44
GAP_X, GAP_Y = 88, 16
MARGIN = 12
SWEEPS = 6
LETTERS = 20
"""Width of a name in half-width letters; a Chinese character takes two."""
MAX_NODES = 150
RANK = {"supplier": 0, "dataset": 1, "algorithm": 2, "model": 2, "service": 3}


@dataclass(slots=True)
class Node:
    """A box: its subject and its left upper corner."""

    subject: Subject
    x: int = 0
    y: int = 0

    @property
    def label(self) -> str:
        """Return the name, cut to the width of the box."""
        return cut(self.subject.name)

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.y + HEIGHT // 2

    @property
    def text_x(self) -> int:
        """Return where its texts begin."""
        return self.x + 12

    @property
    def name_y(self) -> int:
        """Return the base line of the name."""
        return self.y + 19

    @property
    def kind_y(self) -> int:
        """Return the base line of the kind."""
        return self.y + 35


@dataclass(frozen=True, slots=True)
class Line:
    """A line from what is used to who uses it."""

    path: str
    type: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The picture; `left_out` subjects are more than can be read."""

    nodes: list[Node]
    lines: list[Line]
    width: int
    height: int
    left_out: int = 0
    box_width: int = WIDTH
    box_height: int = HEIGHT


def draw(subjects: Sequence[Subject], relations: Sequence[Relation]) -> Graph:
    """Return the picture of these subjects; the ones with most relations if there are too many."""
    shown = chosen(subjects, relations)
    nodes = {row.pk: Node(row) for row in shown}
    pairs = [row for row in relations if row.source_id in nodes and row.target_id in nodes]
    below = {pk: set[uuid.UUID]() for pk in nodes}
    for row in pairs:
        user, used = rests_on(row)
        below[user].add(used)
    layers = ordered(layered(nodes, below), below)
    for column, layer in enumerate(layers):
        _place(layer, column, max(map(len, layers)), nodes)
    return Graph(
        nodes=list(nodes.values()),
        lines=[_line(row, nodes) for row in pairs],
        width=2 * MARGIN + len(layers) * (WIDTH + GAP_X) - GAP_X if layers else 0,
        height=2 * MARGIN + max(map(len, layers), default=0) * (HEIGHT + GAP_Y),
        left_out=len(subjects) - len(shown),
    )


def chosen(subjects: Sequence[Subject], relations: Sequence[Relation]) -> list[Subject]:
    """Return at most as many subjects as can be read, those with most relations first."""
    count: dict[uuid.UUID, int] = {}
    for row in relations:
        for end in (row.source_id, row.target_id):
            count[end] = count.get(end, 0) + 1
    most = sorted(subjects, key=lambda row: (-count.get(row.pk, 0), row.name, str(row.pk)))
    return sorted(most[:MAX_NODES], key=lambda row: (RANK[row.type], row.name, str(row.pk)))


def layered(
    nodes: dict[uuid.UUID, Node], below: dict[uuid.UUID, set[uuid.UUID]]
) -> list[list[uuid.UUID]]:
    """Return the layers: each node right of all below it; a circle is cut where it closes."""
    depth: dict[uuid.UUID, int] = {}
    for pk in nodes:
        _deepen(pk, below, depth)
    lonely = {pk for pk in nodes if not below[pk] and not any(pk in v for v in below.values())}
    layers: dict[int, list[uuid.UUID]] = {}
    for pk, node in nodes.items():
        layers.setdefault(RANK[node.subject.type] if pk in lonely else depth[pk], []).append(pk)
    return [layers[number] for number in sorted(layers)]


def _deepen(
    start: uuid.UUID, below: dict[uuid.UUID, set[uuid.UUID]], depth: dict[uuid.UUID, int]
) -> None:
    """Set the depth of a node and of all below it, without recursion."""
    waiting, open_ones = [start], {start}
    while waiting:
        pk = waiting[-1]
        new = [one for one in below[pk] if one not in depth and one not in open_ones]
        if new:
            waiting.append(new[0])
            open_ones.add(new[0])
            continue
        waiting.pop()
        depth[pk] = max((depth[one] + 1 for one in below[pk] if one in depth), default=0)


def ordered(
    layers: list[list[uuid.UUID]], below: dict[uuid.UUID, set[uuid.UUID]]
) -> list[list[uuid.UUID]]:
    """Order each layer by the middle of the neighbours, sweeping to and fro."""
    near: dict[uuid.UUID, set[uuid.UUID]] = {pk: set(used) for pk, used in below.items()}
    for pk, used in below.items():
        for one in used:
            near[one].add(pk)
    for sweep in range(SWEEPS):
        place = {pk: i / len(layer) for layer in layers for i, pk in enumerate(layer)}
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            layer.sort(key=lambda pk: _mean(near[pk], place, place[pk]))
            place.update({pk: i / len(layer) for i, pk in enumerate(layer)})
    return layers


def _mean(near: set[uuid.UUID], place: dict[uuid.UUID, float], own: float) -> float:
    known = [place[pk] for pk in near]
    return sum(known) / len(known) if known else own


def _place(layer: list[uuid.UUID], column: int, tallest: int, nodes: dict[uuid.UUID, Node]) -> None:
    spare = (tallest - len(layer)) * (HEIGHT + GAP_Y) // 2
    for row, pk in enumerate(layer):
        nodes[pk].x = MARGIN + column * (WIDTH + GAP_X)
        nodes[pk].y = MARGIN + spare + row * (HEIGHT + GAP_Y)


def _line(row: Relation, nodes: dict[uuid.UUID, Node]) -> Line:
    user, used = (nodes[pk] for pk in rests_on(row))
    x1, y1, x2, y2 = used.x + WIDTH, used.middle, user.x, user.middle
    if x1 >= x2:
        x1, x2 = used.x + WIDTH, user.x + WIDTH
        bend = max(x1, x2) + GAP_X // 2
        path = f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
    else:
        half = (x1 + x2) // 2
        path = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
    kind = relation_types().get(row.type)
    words = f"{row.source.name} {said(kind.title) if kind else row.type} {row.target.name}"
    return Line(path, row.type, words)


def cut(text: str) -> str:
    """Cut a name to the width of a box."""
    width = 0
    for place, letter in enumerate(text):
        width += 2 if ord(letter) > 0x2E7F else 1
        if width > LETTERS:
            return text[:place] + "…"
    return text
