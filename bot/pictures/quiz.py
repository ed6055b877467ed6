"""The picture of a quiz: how many traps were seen, how many honest people were believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.pictures.canvas import FAMILY_COLOURS, INK, MARGIN, QUIET, WIDTH, bar, font, sheet, wrapped


def quiz_card(facts: Mapping[str, Any]) -> Image.Image:
    """`facts`: title, and `bars`: [{label, got, of, before: number or None}]."""
    bars = list(facts["bars"])
    title = wrapped(facts["title"], font(36, bold=True), WIDTH - 2 * MARGIN, 2)
    foot = wrapped(facts.get("note", ""), font(22), WIDTH - 2 * MARGIN, 2)
    image, pen = sheet(MARGIN + len(title) * 46 + 20 + len(bars) * 104 + len(foot) * 32 + 24)
    top = MARGIN
    for line in title:
        pen.text((MARGIN, top), line, INK, font(36, bold=True))
        top += 46
    top += 20
    for place, one in enumerate(bars):
        colour = FAMILY_COLOURS[place % len(FAMILY_COLOURS)]
        count = f"{one['got']} / {one['of']}"
        face = font(26)
        room = WIDTH - 2 * MARGIN - int(font(26, bold=True).getlength(count)) - 20
        [label] = wrapped(one["label"], face, room, 1) or [""]
        pen.text((MARGIN, top), label, INK, face)
        pen.text((WIDTH - MARGIN, top), count, colour, font(26, bold=True), anchor="ra")
        box = (MARGIN, top + 40, WIDTH - MARGIN, top + 68)
        bar(pen, box, one["got"] / one["of"] if one["of"] else 0.0, colour)
        if one.get("before") is not None:
            # Where one stood the first time: a notch through the bar.
            x = MARGIN + round((WIDTH - 2 * MARGIN) * one["before"] / one["of"])
            pen.line((x, top + 34, x, top + 74), INK, 4)
        top += 104
    for line in foot:
        pen.text((MARGIN, top - 8), line, QUIET, font(22))
        top += 32
    return image
