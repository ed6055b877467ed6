"""Safe words are whole messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.lexicon import Lexicon
from bot.safety.safewords import SAFE_WORDS, SafeWords


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sos", "sos"),
        ("SOS !!!", "sos"),
        ("S.O.S", "sos"),
        ("s o s", "sos"),
        ("/sos", "sos"),
        ("/sos@vigie_bot", "sos"),
        ("🆘", "sos"),
        ("à l’aide", "sos"),
        ("aide", "help"),
        ("Aidez-moi", "help"),
        ("aide moi stp", "help"),
        ("help", "help"),
        ("/aide", "help"),
        ("stop", "stop"),
        ("STOOOOP", "stop"),
        ("/stop", "stop"),
        ("pause ⏸", "pause"),
        ("parapluie", "discreet"),
        ("☂️", "discreet"),
    ],
)
def test_a_message_made_of_the_word_is_the_word(lexicon: Lexicon, text: str, word: str) -> None:
    assert lexicon.safe_words(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "stop jtai dit non",
        "arrete de me parler",
        "tu peux m'aider en maths ?",
        "j'ai oublié mon parapluie",
        "la pause est finie",
        "",
        "😀",
    ],
)
def test_the_word_inside_a_message_is_not(lexicon: Lexicon, text: str) -> None:
    assert lexicon.safe_words(text) is None


def test_every_safe_word_has_a_spelling(lexicon: Lexicon) -> None:
    assert set(lexicon.safe_words.by_key.values()) == set(SAFE_WORDS)


def test_one_spelling_cannot_say_two_words() -> None:
    with pytest.raises(ValueError, match="taken"):
        SafeWords.from_spellings({"stop": ["halte"], "pause": ["Halte !"]})


@given(st.text(max_size=200))
def test_any_text_is_read_without_raising(lexicon: Lexicon, text: str) -> None:
    assert lexicon.safe_words(text) in {None, *SAFE_WORDS}
