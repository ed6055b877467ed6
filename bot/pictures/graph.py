"""A scene's graph as a picture: PNG by Pillow, SVG by hand, from the same layout. No graphviz."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PIL import Image, ImageDraw

from bot.pictures.canvas import INK, PAPER, font, png, wrapped
from bot.scenarios.layout import BOX, Arrow, Box, Layout

COLOURS = {"protective": "#2b8a3e", "neutral": "#6c757d", "vulnerable": "#d9480f"}
#: Told apart without colour too: width of the line, dash of the SVG.
WIDTHS = {"protective": 3, "neutral": 2, "vulnerable": 5}
FILLS = {"node": "#ffffff", "key": "#fff3bf", "ending": "#e7f5ff"}
TEXT_SIZE = 15
LABEL_SIZE = 12
LINES = 4


def graph_png(drawn: Layout, moves: Mapping[str, str]) -> bytes:
    """The picture. `moves` names each move for the reader."""
    image = Image.new("RGB", (drawn.width, drawn.height), PAPER)
    pen = ImageDraw.Draw(image)
    for arrow in drawn.arrows:
        (x1, y1), (x2, y2) = _ends(drawn, arrow)
        colour, width = COLOURS[arrow.rating], WIDTHS[arrow.rating]
        pen.line((x1, y1, x2, y2), colour, width)
        pen.polygon([(x2, y2), (x2 - 7, y2 - 12), (x2 + 7, y2 - 12)], fill=colour)
    for arrow in drawn.arrows:
        x, y = _label_place(drawn, arrow)
        for row, line in enumerate(_label(arrow, moves)):
            box = pen.textbbox((x, y + row * 15), line, font(LABEL_SIZE), anchor="mm")
            pen.rectangle((box[0] - 2, box[1] - 1, box[2] + 2, box[3] + 1), fill=PAPER)
            pen.text((x, y + row * 15), line, COLOURS[arrow.rating], font(LABEL_SIZE), anchor="mm")
    for box_ in drawn.boxes.values():
        frame = (box_.left, box_.top, box_.left + BOX[0], box_.top + BOX[1])
        pen.rounded_rectangle(
            frame, 14, fill=FILLS[box_.kind], outline=INK, width=4 if box_.kind == "key" else 2
        )
        for y, line in _lines(box_):
            pen.text((box_.middle, y), line, INK, font(TEXT_SIZE), anchor="mm")
    return png(image)


def graph_svg(drawn: Layout, moves: Mapping[str, str], title: str) -> str:
    """The same as SVG text, with each arrow's moves as its tooltip too."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width}" height="{drawn.height}"'
        f' viewBox="0 0 {drawn.width} {drawn.height}" role="img" font-family="DejaVu Sans, sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
    ]
    for arrow in drawn.arrows:
        (x1, y1), (x2, y2) = _ends(drawn, arrow)
        colour = COLOURS[arrow.rating]
        dash = ' stroke-dasharray="7 5"' if arrow.rating == "neutral" else ""
        names = escape(", ".join(moves.get(move, move) for move in arrow.moves))
        out += [
            f'<g><title>{names}</title><line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"'
            f' stroke-width="{WIDTHS[arrow.rating]}"{dash}/>',
            f'<polygon points="{x2},{y2} {x2 - 7},{y2 - 12} {x2 + 7},{y2 - 12}" fill="{colour}"/></g>',
        ]
    for arrow in drawn.arrows:
        x, y = _label_place(drawn, arrow)
        for row, line in enumerate(_label(arrow, moves)):
            out.append(
                f'<text x="{x}" y="{y + row * 15}" font-size="{LABEL_SIZE}" text-anchor="middle"'
                f' dominant-baseline="middle" fill="{COLOURS[arrow.rating]}" stroke="{PAPER}" stroke-width="4"'
                f' paint-order="stroke">{escape(line)}</text>'
            )
    for box in drawn.boxes.values():
        out.append(
            f'<rect x="{box.left}" y="{box.top}" width="{BOX[0]}" height="{BOX[1]}" rx="14"'
            f' fill="{FILLS[box.kind]}" stroke="{INK}" stroke-width="{4 if box.kind == "key" else 2}"/>'
        )
        for y, line in _lines(box):
            out.append(
                f'<text x="{box.middle}" y="{y}" font-size="{TEXT_SIZE}" fill="{INK}"'
                f' text-anchor="middle" dominant-baseline="middle">{escape(line)}</text>'
            )
    return "\n".join([*out, "</svg>", ""])


def _ends(drawn: Layout, arrow: Arrow) -> tuple[tuple[int, int], tuple[int, int]]:
    """From the foot of one box to the head of the other, a little apart from the arrows beside it."""
    start, end = drawn.boxes[arrow.start], drawn.boxes[arrow.end]
    leaving = [one for one in drawn.arrows if one.start == arrow.start]
    coming = [one for one in drawn.arrows if one.end == arrow.end]
    leaving.sort(key=lambda one: drawn.boxes[one.end].left)
    coming.sort(key=lambda one: drawn.boxes[one.start].left)
    out = start.left + BOX[0] * (leaving.index(arrow) + 1) // (len(leaving) + 1)
    into = end.left + BOX[0] * (coming.index(arrow) + 1) // (len(coming) + 1)
    return (out, start.top + BOX[1]), (into, end.top)


def _label_place(drawn: Layout, arrow: Arrow) -> tuple[int, int]:
    """Near its start, where arrows have not crossed yet; each a little lower than the one before."""
    (x1, y1), (x2, y2) = _ends(drawn, arrow)
    leaving = sorted(
        (one for one in drawn.arrows if one.start == arrow.start), key=lambda one: drawn.boxes[one.end].left
    )
    y = y1 + 14 + 22 * (leaving.index(arrow) % 3)
    share = (y - y1) / max(y2 - y1, 1)
    return round(x1 + (x2 - x1) * share), y


def _label(arrow: Arrow, moves: Mapping[str, str]) -> list[str]:
    text = ", ".join(moves.get(move, move) for move in arrow.moves) + (" ?" if arrow.conditional else "")
    return wrapped(text, font(LABEL_SIZE), 150, 1)


def _lines(box: Box) -> list[tuple[int, str]]:
    """The lines of a box with their height, around its middle."""
    lines = wrapped(box.text, font(TEXT_SIZE), BOX[0] - 20, LINES)
    first = box.top + BOX[1] // 2 - 9 * (len(lines) - 1)
    return [(first + 18 * row, line) for row, line in enumerate(lines)]
