"""Nicknames agree in gender and hurt nobody; codes cannot be misread."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.nicknames import CODE_LENGTH, CODE_SIGNS, new_code, nicknames, plain_code, words


def test_the_same_seed_gives_the_same_nicknames():
    assert list(islice(nicknames(7), 5)) == list(islice(nicknames(7), 5))
    assert next(nicknames(7)) != next(nicknames(8))


def test_adjectives_agree_with_their_animal():
    known = words()
    for name in islice(nicknames(1), 500):
        noun, adjective, number = name.rsplit(" ", 2)
        gender = 0 if noun in known.masculine else 1
        assert adjective in [pair[gender] for pair in known.adjectives]
        assert 1 <= int(number) <= 99


def test_there_are_enough_for_a_school_and_each_word_is_written_once():
    known = words()
    nouns = [*known.masculine, *known.feminine]

    assert len(nouns) * len(known.adjectives) * 99 > 50_000
    assert len(set(nouns)) == len(nouns)
    assert len(set(known.adjectives)) == len(known.adjectives)


def test_codes_use_signs_that_nobody_misreads_and_spell_nothing():
    codes = {new_code() for _ in range(2000)}

    assert len(codes) > 1990
    for code in codes:
        assert len(code) == CODE_LENGTH
        assert not set(code) & set("BGIJLOQSUVZ01258 6AEY") - {"J", "Y"}
        assert not any(word in code for word in words().never_in_codes)


@pytest.mark.parametrize(
    "typed", ["CDF347", "cdf347", " cdf 347 ", "CDF-347", "c.d.f.3.4.7", "ＣＤＦ３４７", "cdf‑347"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert plain_code(typed) == "CDF347"


@pytest.mark.parametrize("typed", ["", "CDF34", "CDF3477", "CDF34O", "CDF34é", "000000", "🦊🦊🦊🦊🦊🦊"])
def test_what_cannot_be_a_code_is_none(typed):
    assert plain_code(typed) is None


@given(st.text(max_size=50))
def test_whatever_is_typed_is_read_or_refused(typed):
    code = plain_code(typed)

    assert code is None or (len(code) == CODE_LENGTH and set(code) <= set(CODE_SIGNS))
