"""Spelling views: one reading for the many spellings of a sentence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.spelling import plain, sound, views


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("jsui o college", "je suis o college"),
        ("chui tte seule", "je suis toute seul"),
        ("tkt", "t'inquiete"),
        ("c ki", "c'est qui"),
        ("g peur", "j'ai peur"),
        ("cé bon", "c'est bon"),
        ("pk tu dis sa", "pourquoi tu dis ca"),
        ("kelkun ma suivi", "quelqu'un m'a suivi"),
        ("jpeu pas", "je peut pas"),
        ("il mappelle", "il m'appelle"),
        ("jtenvoie koi", "je t'envoyer quoi"),
        ("ma daronne", "ma mere"),
        ("tes ou", "t'es ou"),
        ("ta vu", "t'as vu"),
        ("ta photo", "ta photo"),
        ("J’AI PEUUUUR", "j'ai peur"),
        ("m0rt", "mort"),
    ],
)
def test_sms_spelling_reads_as_standard_french(typed: str, standard: str) -> None:
    assert views(typed).standard == standard


@pytest.mark.parametrize(
    "word", ["jeu", "lundi", "mais", "sont", "lune", "dans", "sport", "merci", "semaine"]
)
def test_a_whole_word_is_not_cut_as_a_glued_pronoun(word: str) -> None:
    assert views(word).words == (word,)


@pytest.mark.parametrize(
    ("one", "other"), [("koman", "coman"), ("foto", "photo"), ("fesai", "faisait"), ("ke", "que")]
)
def test_spellings_of_a_word_share_their_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@given(st.text(max_size=300))
def test_any_text_has_views(text: str) -> None:
    seen = views(text)
    assert seen.raw == text
    assert len(seen.words) == len(seen.sounds)
    assert not any(unicodedata.combining(char) for char in plain(text))


def test_letters_set_apart_make_their_word() -> None:
    assert plain("a.i.d.e moi") == "aide moi"
