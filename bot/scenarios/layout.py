"""Where each box of a scene's graph goes: layers from the start down, few crossings. No drawing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.scenarios.schema import Version

BOX = (210, 84)
GAP = (34, 96)
MARGIN = 40
SWEEPS = 6

Kind = Literal["node", "key", "ending"]


@dataclass(frozen=True)
class Box:
    """A node or an ending, with the corner of its box in pixels."""

    name: str
    kind: Kind
    text: str
    left: int
    top: int

    @property
    def middle(self) -> int:
        return self.left + BOX[0] // 2


@dataclass(frozen=True)
class Arrow:
    """What some moves of one rating lead to. `conditional`: only when something happened before."""

    start: str
    end: str
    rating: str
    moves: tuple[str, ...]
    conditional: bool


@dataclass(frozen=True)
class Layout:
    """A drawing to be: boxes by name, arrows, and its size."""

    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def layout(version: Version, endings: Mapping[str, str]) -> Layout:
    """Lay a version out: the start on top, endings at the bottom. `endings` names each kind for the reader."""
    arrows = arrows_of(version)
    layers = _layers(version, arrows)
    widest = max(len(layer) for layer in layers)
    width = 2 * MARGIN + widest * BOX[0] + (widest - 1) * GAP[0]
    boxes = {}
    for depth, layer in enumerate(layers):
        used = len(layer) * BOX[0] + (len(layer) - 1) * GAP[0]
        left = (width - used) // 2
        top = MARGIN + depth * (BOX[1] + GAP[1])
        for place, name in enumerate(layer):
            node = version.nodes.get(name)
            kind: Kind = "ending" if node is None else "key" if node.key else "node"
            text = node.recap if node else f"{name} · {endings[version.endings[name].kind]}"
            boxes[name] = Box(name, kind, text, left + place * (BOX[0] + GAP[0]), top)
    height = 2 * MARGIN + len(layers) * BOX[1] + (len(layers) - 1) * GAP[1]
    return Layout(boxes, arrows, width, height)


def arrows_of(version: Version) -> tuple[Arrow, ...]:
    """One arrow for each node, target and rating; a target that does not exist has none."""
    places = {*version.nodes, *version.endings}
    found: dict[tuple[str, str, str], tuple[list[str], bool]] = {}
    for name, node in version.nodes.items():
        for answer in node.answers:
            for branch in answer.to:
                if branch.to in places:
                    moves, conditional = found.get((name, branch.to, answer.rating), ([], False))
                    moves += answer.moves
                    found[name, branch.to, answer.rating] = (moves, conditional or branch.when is not None)
    return tuple(
        Arrow(start, end, rating, tuple(dict.fromkeys(moves)), conditional)
        for (start, end, rating), (moves, conditional) in found.items()
    )


def _layers(version: Version, arrows: Sequence[Arrow]) -> list[list[str]]:
    """Names by depth: one below everything that leads to it. A way back (under a condition) is cut where it closes."""
    after: dict[str, list[str]] = {name: [] for name in (*version.nodes, *version.endings)}
    for arrow in arrows:
        after[arrow.start].append(arrow.end)
    depth = dict.fromkeys(after, 0)
    order = _topological(after, version.start)
    turn = {name: at for at, name in enumerate(order)}
    for name in order:
        for target in after[name]:
            if turn[target] > turn[name]:  # else it closes a loop
                depth[target] = max(depth[target], depth[name] + 1)
    last = max(depth.values())
    for name in version.endings:
        depth[name] = max(last, 1)
    layers = [[name for name in after if depth[name] == level] for level in range(max(depth.values()) + 1)]
    layers = [layer for layer in layers if layer]
    before: dict[str, list[str]] = {name: [] for name in after}
    for name, targets in after.items():
        for target in targets:
            before[target].append(name)
    for sweep in range(SWEEPS):
        neighbours = before if sweep % 2 == 0 else after
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            _by_neighbours(layer, neighbours, layers)
    return layers


def _by_neighbours(
    layer: list[str], neighbours: Mapping[str, Sequence[str]], layers: Sequence[list[str]]
) -> None:
    """Sort a layer by the mean place of what its boxes are joined to."""
    place = {name: at / max(len(one), 1) for one in layers for at, name in enumerate(one)}

    def mean(name: str) -> float:
        joined = [place[other] for other in neighbours[name]]
        return sum(joined) / len(joined) if joined else place[name]

    layer.sort(key=mean)


def _topological(after: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """Names, each before what it leads to; start first. Depth first, without recursion."""
    order: list[str] = []
    seen: set[str] = set()
    for root in (start, *after):
        stack: list[tuple[str, int]] = [(root, 0)] if root in after and root not in seen else []
        seen.update(name for name, _ in stack)
        while stack:
            name, place = stack.pop()
            if place < len(after[name]):
                stack.append((name, place + 1))
                target = after[name][place]
                if target not in seen:
                    seen.add(target)
                    stack.append((target, 0))
            else:
                order.append(name)
    return order[::-1]
