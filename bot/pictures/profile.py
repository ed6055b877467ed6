"""The card of a profile on an invented site: what it shows, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.pictures.avatar import avatar
from bot.pictures.canvas import INK, LINE, MARGIN, QUIET, WIDTH, font, pill, pill_rows, sheet, wrapped

AVATAR = 128
TEXT = MARGIN + AVATAR + 26


def profile_card(facts: Mapping[str, Any]) -> Image.Image:
    """`facts`: seed, name, joined, friends, posts (lines ready to be read), bio, badges."""
    name_face, fact_face, bio_face = font(34, bold=True), font(24), font(26)
    names = wrapped(facts["name"], name_face, WIDTH - TEXT - MARGIN, 2)
    bio = wrapped(facts["bio"], bio_face, WIDTH - 2 * MARGIN - 12, 5)
    rows = pill_rows(list(facts["badges"]))
    counts = 3
    head = max(AVATAR, len(names) * 50 + counts * 34) + 2 * MARGIN
    image, pen = sheet(head + len(bio) * 38 + (30 if bio else 0) + len(rows) * 54 + 30)

    round_face = avatar(facts["seed"], AVATAR)
    image.paste(round_face, (MARGIN, MARGIN), round_face)
    top = MARGIN
    for line in names:
        pen.text((TEXT, top), line, INK, name_face)
        top += 50
    top += 8
    for fact in (facts["joined"], facts["friends"], facts["posts"]):
        [shown] = wrapped(fact, fact_face, WIDTH - TEXT - MARGIN, 1) or [""]
        pen.text((TEXT, top), shown, QUIET, fact_face)
        top += 34
    top = head
    if bio:
        pen.line((MARGIN, top - 14, WIDTH - MARGIN, top - 14), LINE, 2)
        for line in bio:
            pen.text((MARGIN + 6, top), line, INK, bio_face)
            top += 38
        top += 16
    for row in rows:
        left = MARGIN
        for badge in row:
            left = pill(pen, left, top, badge)
        top += 54
    return image
