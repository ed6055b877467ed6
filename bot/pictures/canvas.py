"""What every picture shares: fonts, colours, text that fits, rounded boxes, PNG bytes."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

#: Pixels: small, so that the words on it are as large as those around it on a phone. It weighs some 10 kB.
WIDTH = 560
MARGIN = 32

INK = "#1d2433"
QUIET = "#525d72"
PAPER = "#ffffff"
GROUND = "#eef1f6"
LINE = "#cfd6e2"
BRAND = "#2f4fc0"
#: Told apart in shades of grey too, and readable under white or on white (4.5:1).
FAMILY_COLOURS = ("#2f4fc0", "#9a3412", "#6b21a8", "#0f766e")


def _fonts() -> Path:
    """DejaVu Sans (free licence), which matplotlib carries; found without importing it."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("matplotlib, whose fonts the pictures are drawn with, is not installed")
    return Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"


@lru_cache(maxsize=32)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans at `size` pixels."""
    return ImageFont.truetype(str(_fonts() / f"DejaVuSans{'-Bold' if bold else ''}.ttf"), size)


@lru_cache(maxsize=4096)
def _is_drawn(sign: str) -> bool:
    """Whether the font has the sign: what it lacks is drawn like U+FFFF, an empty box."""
    if sign.isspace():
        return True
    small = font(20)
    mask, missing = small.getmask(sign), small.getmask("\uffff")
    return (mask.size, bytes(mask)) != (missing.size, bytes(missing)) and mask.size != (0, 0)


def drawable(text: str) -> str:
    """The text less the signs that the font lacks (most emoji); one line, single spaces."""
    return " ".join("".join(sign for sign in text if _is_drawn(sign)).split())


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: int, most_lines: int) -> list[str]:
    """The text cut into lines of at most `width` pixels; what is over `most_lines` ends in an ellipsis."""
    lines: list[str] = []
    for word in drawable(text).split():
        while face.getlength(word) > width:  # a word longer than the line is cut in it
            head = next(n for n in range(len(word) - 1, 0, -1) if face.getlength(word[:n]) <= width)
            lines.append(word[:head])
            word = word[head:]
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most_lines:
        return lines
    last = lines[most_lines - 1]
    while last and face.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most_lines - 1], f"{last.rstrip()}…"]


def sheet(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A card on a plain ground, and its pen."""
    image = Image.new("RGB", (WIDTH, height), GROUND)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((12, 12, WIDTH - 13, height - 13), 28, fill=PAPER, outline=LINE, width=2)
    return image, pen


def pill(pen: ImageDraw.ImageDraw, left: int, top: int, text: str, colour: str = BRAND) -> int:
    """A rounded label; where the next one may begin."""
    face = font(22, bold=True)
    [text] = wrapped(text, face, WIDTH - left - MARGIN - 36, 1) or [""]
    width = int(face.getlength(text)) + 36
    pen.rounded_rectangle((left, top, left + width, top + 42), 21, outline=colour, width=2)
    pen.text((left + 18, top + 21), text, colour, face, anchor="lm")
    return left + width + 14


def pill_rows(badges: list[str]) -> list[list[str]]:
    """Labels in rows that fit the card."""
    face, left = font(22, bold=True), WIDTH
    rows: list[list[str]] = []
    for badge in badges:
        width = int(face.getlength(badge)) + 36
        if left + width > WIDTH - MARGIN:
            rows.append([badge])
            left = MARGIN
        else:
            rows[-1].append(badge)
        left += width + 14
    return rows


def bar(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], share: float, colour: str) -> None:
    """A bar filled up to `share` (0 to 1)."""
    left, top, right, bottom = box
    radius = (bottom - top) // 2
    pen.rounded_rectangle(box, radius, fill=GROUND, outline=LINE, width=2)
    if share > 0:
        end = max(left + 2 * radius, left + round((right - left) * min(share, 1.0)))
        pen.rounded_rectangle((left, top, end, bottom), radius, fill=colour)


def png(image: Image.Image) -> bytes:
    """PNG bytes: few colours, so a palette."""
    out = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
