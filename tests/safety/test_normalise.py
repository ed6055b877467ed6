"""Teen text made plain, whatever is thrown at it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.normalise import MAX_CHARACTERS, normalise, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("J’ai été FORCÉE", "j'ai ete forcee"),
        ("stooooop", "stop"),
        ("créée", "creee"),
        ("c m3chant", "c mechant"),
        ("rdv 13h, 4eD", "rdv 13h, 4ed"),
        ("a.i.d.e", "aide"),
        ("a i d e", "aide"),
        ("j\u200ba\u202ei p\u0336e\u0336ur", "jai peur"),
        ("\u0430ide", "aide"),
        ("ｐｅｕｒ", "peur"),
        ("cœur", "coeur"),
    ],
)
def test_one_message_however_it_is_typed(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_letters_of_another_alphabet_are_left_alone() -> None:
    assert normalise("допоможіть") == "допоможіть"


def test_elisions_are_split_and_glued_ones_left_to_the_lexicon() -> None:
    assert tokens("j'ai dit qu'il m'attend, jai peur") == [
        *("j'", "ai", "dit", "qu'", "il", "m'", "attend", "jai", "peur")
    ]


def test_emoji_are_words() -> None:
    assert tokens("peur 😰!!") == ["peur", "😰"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_raising(text: str) -> None:
    plain = normalise(text)
    assert plain == plain.strip()
    assert all(tokens(text))


@given(st.text(alphabet=st.characters(), max_size=200))
def test_even_lone_surrogates_are_read(text: str) -> None:
    assert "\ud800" not in normalise(text + "\ud800")


@pytest.mark.parametrize(
    "unit",
    ["a\u0301", "\ufdfa", "\ufdfb", "j e ", "a.b", "'", "j'", "\ud800", "👩\u200d👩", "aaab", "\u0336", "é́"],
)
def test_hostile_text_takes_bounded_time(unit: str) -> None:
    hostile = (unit * MAX_CHARACTERS)[:MAX_CHARACTERS]
    started = time.perf_counter()
    tokens(hostile)
    assert time.perf_counter() - started < 0.25
