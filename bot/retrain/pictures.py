"""Small inline SVG pictures: they take the page's colours (CSS variables), hold no script and ask for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup, escape

from bot.retrain.gates import Gate
from bot.retrain.measures import Confusion

_CELL = 38
_LEFT = 104
_TOP = 92


def confusion_picture(
    confusion: Confusion,
    order: Sequence[str],
    last: str,
    title: str,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> Markup:
    """A heat map: a row per truth, shaded by its share of the row, a column per reading; `last` comes last.

    `elsewhere`: truths that are right in a column of another name, and have none of their own.
    """
    rows = [name for name in order if name in confusion]
    read = {found for row in confusion.values() for found in row}
    columns = [name for name in order if (name in read or name in rows) and name not in elsewhere]
    columns += sorted(read - {*columns, last}) + ([last] if last in read else [])
    width, height = _LEFT + _CELL * len(columns) + 40, _TOP + _CELL * len(rows) + 8
    parts: list[str] = []
    for across, name in enumerate(columns):
        x, y = _LEFT + _CELL * across + _CELL // 2, _TOP - 8
        parts.append(f'<text x="{x}" y="{y}" transform="rotate(-45 {x} {y})">{escape(name)}</text>')
    for down, truth in enumerate(rows):
        y, total = _TOP + _CELL * down, sum(confusion[truth].values())
        parts.append(f'<text x="{_LEFT - 8}" y="{y + _CELL // 2 + 4}" class="end">{escape(truth)}</text>')
        for across, found in enumerate(columns):
            count = confusion[truth].get(found, 0)
            paint = "right" if found == elsewhere.get(truth, truth) else "off"
            told = f"{truth} read as {found}: {count} of {total}"
            parts.append(_cell(_LEFT + _CELL * across, y, count / total, count, paint, told))
    return Markup(
        f'<svg class="confusion" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _cell(x: int, y: int, share: float, count: int, paint: str, told: str) -> str:
    side, number = _CELL - 2, ""
    if count:
        ink = "strong" if share > 0.55 else ""
        number = f'<text x="{x + side // 2}" y="{y + _CELL // 2 + 4}" class="mid {ink}">{count}</text>'
    ground = f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="4" class="ground"/>'
    heat = (
        f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="4" class="{paint}" opacity="{share:.2f}"/>'
    )
    return f"<g><title>{escape(told)}</title>{ground}{heat}{number}</g>"


def gauge(gate: Gate, value: float | None, interval: tuple[float, float] | None) -> Markup:
    """Where a figure stands between nothing and all, with its interval, its floor and its goal."""
    if value is None:
        return Markup("")
    width, most = 150, max(2.5 * gate.floor, value) if gate.most else 1.0

    def at(number: float) -> float:
        return round(min(number, most) / most * width, 1)

    low, high = interval or (value, value)
    told = f"{gate.shown(value)}, floor {gate.bound(gate.floor)}, goal {gate.bound(gate.goal)}"
    return Markup(
        f'<svg class="gauge {gate.state(value)}" viewBox="0 0 {width} 22" width="{width}" height="22" role="img" '
        f'aria-label="{escape(told)}"><rect class="track" y="8" width="{width}" height="6" rx="3"/>'
        f'<rect class="fill" y="8" width="{max(2, at(value))}" height="6" rx="3"/>'
        f'<line class="spread" x1="{at(low)}" x2="{at(high)}" y1="11" y2="11"/>'
        f'<line class="floor" x1="{at(gate.floor)}" x2="{at(gate.floor)}" y1="2" y2="20"/>'
        f'<line class="aim" x1="{at(gate.goal)}" x2="{at(gate.goal)}" y1="5" y2="17"/></svg>'
    )


def trend(values: Sequence[float], title: str) -> Markup:
    """A line over the runs so far; nothing for fewer than two."""
    if len(values) < 2:
        return Markup("")
    width, height = 90, 22
    low, high = min(values), max(values)
    step = width / (len(values) - 1)

    def up(value: float) -> float:
        return height / 2 if high == low else 3 + (high - value) / (high - low) * (height - 6)

    points = " ".join(f"{index * step:.1f},{up(value):.1f}" for index, value in enumerate(values))
    return Markup(
        f'<svg class="trend" viewBox="-3 0 {width + 6} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}"><polyline points="{points}"/>'
        f'<circle cx="{width}" cy="{up(values[-1]):.1f}" r="3"/></svg>'
    )
