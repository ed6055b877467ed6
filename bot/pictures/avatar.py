"""An avatar made of shapes: the same seed, the same avatar. No face, and nothing that looks like a brand."""

from __future__ import annotations

import hashlib
import random

from PIL import Image, ImageDraw

#: Ground, shapes, accent.
PALETTES = (
    ("#dbe4ff", "#3b5bdb", "#f08c00"),
    ("#d3f9d8", "#2b8a3e", "#7048e8"),
    ("#ffe8cc", "#d9480f", "#1971c2"),
    ("#e5dbff", "#6741d9", "#087f5b"),
    ("#c5f6fa", "#0b7285", "#c2255c"),
    ("#fff3bf", "#846800", "#364fc7"),
)
#: Half of the grid is drawn, and mirrored: 5 × 5 cells.
CELLS = 5
#: Drawn larger and reduced: Pillow's own edges are rough.
FINER = 4


def avatar(seed: str, size: int) -> Image.Image:
    """A round avatar of `size` pixels, transparent around the disc."""
    dice = random.Random(hashlib.sha256(seed.encode()).hexdigest())
    ground, shape, accent = dice.choice(PALETTES)
    full = size * FINER
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((0, 0, full - 1, full - 1), fill=ground)
    # The grid stands inside the disc.
    side = round(full * 0.66)
    corner, cell = (full - side) // 2, side / CELLS
    for row in range(CELLS):
        for column in range((CELLS + 1) // 2):
            kind = dice.choice(("none", "none", "disc", "square", "diamond"))
            colour = accent if dice.random() < 0.25 else shape
            for place in {column, CELLS - 1 - column}:
                _cell(pen, kind, corner + place * cell, corner + row * cell, cell, colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _cell(pen: ImageDraw.ImageDraw, kind: str, left: float, top: float, cell: float, colour: str) -> None:
    right, bottom = left + cell, top + cell
    if kind == "disc":
        pen.ellipse((left, top, right, bottom), fill=colour)
    elif kind == "square":
        pen.rectangle((left, top, right, bottom), fill=colour)
    elif kind == "diamond":
        middle, centre = left + cell / 2, top + cell / 2
        pen.polygon([(middle, top), (right, centre), (middle, bottom), (left, centre)], fill=colour)
