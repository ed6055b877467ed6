"""What typed words answer to help: whole words, and « pas le jeu » is no game."""

import pytest

from actions.help import GAME_WORDS, REAL_WORDS, folded_words, says


@pytest.mark.parametrize("text", ["c'était pour le jeu", "c t une blague", "Je rigolais"])
def test_the_game_is_recognised(text):
    assert says(folded_words(text), GAME_WORDS)


@pytest.mark.parametrize("text", ["jeudi il revient", "un jeune de ma classe", "il vient jeudi"])
def test_a_word_inside_another_says_nothing(text):
    assert not says(folded_words(text), GAME_WORDS)
    assert not says(folded_words(text), REAL_WORDS)


@pytest.mark.parametrize("text", ["c'est pas le jeu", "en vrai", "dans ma vraie vie"])
def test_real_life_is_recognised(text):
    assert says(folded_words(text), REAL_WORDS)
