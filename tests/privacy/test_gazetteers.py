"""The lists are whole, and say what they should about a word."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.privacy.gazetteers import FOLDER, as_words, gazetteers

LISTS = gazetteers()


def test_the_lists_are_long_enough() -> None:
    assert len(LISTS.first_names) >= 1200
    assert len(LISTS.surnames) >= 600
    assert sum(len(places) for places in LISTS.places.values()) >= 1200


def test_every_ambiguous_first_name_is_a_listed_first_name() -> None:
    ambiguous = YAML(typ="safe", pure=True).load(FOLDER / "ambiguous.yml")["first_names"]
    ranked = {name for rank in ambiguous.values() for name in rank.split()}
    assert {name for name in ranked if not set(name.split("-")) <= set(LISTS.first_names)} == set()


def test_no_first_name_has_two_ranks() -> None:
    ambiguous = YAML(typ="safe", pure=True).load(FOLDER / "ambiguous.yml")["first_names"]
    ranked = [name for rank in ambiguous.values() for name in rank.split()]
    assert len(ranked) == len(set(ranked))


def test_every_ambiguous_place_is_a_listed_place() -> None:
    listed = {place for places in LISTS.places.values() for place in places}
    assert LISTS.common_places <= listed


@pytest.mark.parametrize(
    "word", ["rose", "ange", "pierre", "noel", "mai", "max", "jean", "avril", "come", "ben"]
)
def test_a_first_name_that_is_a_word_needs_more_than_itself(word: str) -> None:
    assert LISTS.first_names[word] != "plain"


@pytest.mark.parametrize(
    "word", ["jvais", "tavais", "mangerait", "tjrs", "pffff", "hahaha", "bisouuus", "looool", "rigolent"]
)
def test_teen_spelling_is_ordinary_language(word: str) -> None:
    assert LISTS.is_ordinary(word)


@pytest.mark.parametrize("word", ["gourmelen", "benabdel", "kowalek", "etchebarne"])
def test_a_surname_that_no_list_holds_is_not_ordinary_and_looks_like_a_name(word: str) -> None:
    assert word not in LISTS.surnames
    assert not LISTS.is_ordinary(word)
    assert LISTS.looks_like_name(word) > 0


def test_saint_is_one_word_however_it_is_shortened() -> None:
    assert as_words("St-Étienne") == as_words("saint etienne")


def test_no_plain_first_name_stands_among_the_ordinary_words() -> None:
    plain = {name for name, rank in LISTS.first_names.items() if rank == "plain" and len(name) > 3}
    assert plain & LISTS.ordinary == set()
