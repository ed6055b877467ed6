"""Pictures: real PNGs, the same for the same facts, whatever the words."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.lines import Picture
from bot.pictures import CannotDraw, draw
from bot.pictures.avatar import avatar
from bot.pictures.canvas import WIDTH, drawable, font, wrapped

PROFILE = {
    "seed": "trop_pareil:lilou",
    "name": "Lilou",
    "joined": "Inscription : il y a 3 jours",
    "friends": "Ami·es : 2",
    "posts": "Publications : 0",
    "bio": "dessin, chats, cookies",
    "badges": ["nouvelle"],
}
QUIZ = {
    "title": "Ton quiz",
    "bars": [{"label": "Pièges vus", "got": 2, "of": 3, "before": 1}],
    "note": "Le trait noir : la première fois.",
}
PROGRESS = {
    "title": "Ta progression",
    "scenes": "3 scènes",
    "families": [{"label": "La pression", "seen": 1, "of": 2}, {"label": "T'isoler", "seen": 0, "of": 0}],
    "badges": ["Première scène", "Encore une fois", "Sans se presser"],
}
FACTS = {"profile": PROFILE, "quiz": QUIZ, "progress": PROGRESS}


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("kind", FACTS)
def test_every_kind_is_a_png_that_telegram_takes(kind):
    png = draw(Picture(kind, FACTS[kind], "mots"))
    image = opened(png)
    assert image.format == "PNG"
    assert image.width == WIDTH
    assert image.height <= 4 * WIDTH
    assert len(png) < 100_000


@pytest.mark.parametrize("kind", FACTS)
def test_the_same_facts_give_the_same_bytes(kind):
    assert draw(Picture(kind, FACTS[kind], "a")) == draw(Picture(kind, FACTS[kind], "b"))


@pytest.mark.parametrize("letter", "éèêàçùïôœÉÀŒ·–—«»’…€")
def test_french_letters_and_the_middle_dot_are_in_the_font(letter):
    assert drawable(letter) == letter
    small = font(20)
    assert bytes(small.getmask(letter)) != bytes(small.getmask("\uffff"))


def test_signs_the_font_lacks_are_left_out_not_drawn_as_boxes():
    assert drawable("coucou 🐉 toi") == "coucou toi"


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=400), st.text(min_size=1, max_size=80), st.lists(st.text(max_size=40), max_size=6))
def test_no_words_can_break_a_card(bio, name, badges):
    assert opened(draw(Picture("profile", PROFILE | {"bio": bio, "name": name, "badges": badges}, "mots")))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_wrapped_lines_fit(text):
    face = font(24)
    lines = wrapped(text, face, 200, 3)
    assert len(lines) <= 3
    assert all(face.getlength(line) <= 200 for line in lines)


def test_an_avatar_is_told_by_its_seed():
    assert avatar("a", 64).tobytes() == avatar("a", 64).tobytes()
    assert avatar("a", 64).tobytes() != avatar("b", 64).tobytes()


def test_an_avatar_is_the_same_left_and_right():
    image = avatar("lilou", 128)
    mirrored = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    differing = sum(
        abs(a - b) > 40
        for a, b in zip(image.convert("L").tobytes(), mirrored.convert("L").tobytes(), strict=True)
    )
    assert differing < 0.03 * image.width * image.height


@pytest.mark.parametrize(
    "picture",
    [Picture("profile", {}, "m"), Picture("quiz", {"title": "t"}, "m"), Picture("tableau", {}, "m")],  # type: ignore[arg-type]
)
def test_facts_that_are_not_the_kinds_are_said_so(picture):
    with pytest.raises(CannotDraw):
        draw(picture)
