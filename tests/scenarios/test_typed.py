"""What a teen typed, as the scene reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenarios.schema import Ask, RoleCard
from bot.scenarios.typed import asked, fields_given, masked, quote

CARD = RoleCard(first_name="Noa", age=12, school="collège des Tilleuls", town="Port-Clair", about="")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Noa", {"first_name"}),
        ("c noa et toi", {"first_name"}),
        ("j'ai 12 ans", {"age"}),
        ("14 piges", {"age"}),
        ("COLLEGE DES TILLEULS", {"school"}),
        ("au tilleuls", {"school"}),
        ("port-clair", {"town"}),
        ("à Port-Clair, collège des Tilleuls", {"town", "school"}),
        ("[ECOLE]", {"school"}),
        ("je suis à ‹ville›", {"town"}),
        ("<TEL>", {"number"}),
        ("06 12 34 56 78", {"number"}),
        ("tiens ma photo", {"photo"}),
        ("non je te dis rien", set()),
        ("noah ou personne", set()),
    ],
)
def test_the_fields_a_text_gives(library, text, fields):
    assert set(fields_given(text, CARD, library.wording.given)) == fields


@pytest.mark.parametrize("text", ["je suis à [LIE]", "[prénom] ok", "mon num <TEL>", "‹ECOLE_1›"])
def test_a_masked_text_is_noticed(library, text):
    assert masked(text, library.wording.given)


@pytest.mark.parametrize("text", ["Noa", "[lol]", "{quote}", "a < b > c", ""])
def test_an_unmasked_text_is_not(library, text):
    assert not masked(text, library.wording.given)


def test_a_question_is_found_by_whole_words_whatever_its_accents():
    table = {"age": Ask(words=["quel âge"], reply="12")}
    assert asked("t'as QUEL AGE ?", table) == ("age", table["age"])
    assert asked("quel agent secret", table) is None


def test_a_node_answers_the_personas_question_its_own_way():
    persona = {"age": Ask(words=["quel âge"], reply="12")}
    node = {"age": Ask(reply="12 et demi")}
    found = asked("quel âge ?", node, persona)
    assert found == ("age", node["age"])


def test_a_quote_is_one_short_line_without_guillemets_or_controls():
    assert quote("non\n«\u202eje»\tveux pas", 60) == "non je veux pas"


@given(st.text())
def test_any_text_can_be_quoted_and_never_runs_long(text):
    shown = quote(text, 60)
    assert len(shown) <= 60
    assert "\n" not in shown


def test_a_long_quote_stops_at_a_word():
    assert quote("un deux trois quatre", 12) == "un deux…"
