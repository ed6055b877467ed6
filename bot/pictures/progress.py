"""The picture of a teen's progress: scenes played to the end, signals by family, badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.pictures.canvas import (
    FAMILY_COLOURS,
    INK,
    MARGIN,
    QUIET,
    WIDTH,
    bar,
    font,
    pill,
    pill_rows,
    sheet,
    wrapped,
)


def progress_card(facts: Mapping[str, Any]) -> Image.Image:
    """`facts`: title, scenes (a line), families: [{label, seen, of}], badges."""
    families, badges = list(facts["families"]), list(facts["badges"])
    rows = pill_rows(badges)
    image, pen = sheet(MARGIN + 100 + len(families) * 84 + len(rows) * 56 + 40)
    pen.text(
        (MARGIN, MARGIN),
        wrapped(facts["title"], font(36, bold=True), WIDTH - 2 * MARGIN, 1)[0],
        INK,
        font(36, bold=True),
    )
    pen.text(
        (MARGIN, MARGIN + 50), wrapped(facts["scenes"], font(24), WIDTH - 2 * MARGIN, 1)[0], QUIET, font(24)
    )
    top = MARGIN + 100
    for place, one in enumerate(families):
        colour = FAMILY_COLOURS[place % len(FAMILY_COLOURS)]
        count = f"{one['seen']} / {one['of']}" if one["of"] else "–"
        [label] = wrapped(one["label"], font(26), WIDTH - 2 * MARGIN - 130, 1)
        pen.text((MARGIN, top), label, INK, font(26))
        pen.text((WIDTH - MARGIN, top), count, colour, font(26, bold=True), anchor="ra")
        bar(
            pen,
            (MARGIN, top + 38, WIDTH - MARGIN, top + 62),
            one["seen"] / one["of"] if one["of"] else 0.0,
            colour,
        )
        top += 84
    for row in rows:
        left = MARGIN
        for badge in row:
            left = pill(pen, left, top, badge)
        top += 56
    return image
