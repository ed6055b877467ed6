"""« Ça veut dire ? »: slang is found where it stands, explained once, and asked about in many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.glossary import Glossary
from bot.scenarios.play import meaning, open_scene, play_turn
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW, scene_data, scene_from

WORDS = Glossary.parse_obj(
    {"terms": [{"term": "tkt", "also": "t'inkiet", "means": "rassurer"}, {"term": "en vu", "means": "lu"}]}
)


def terms(found):
    return None if found is None else [term.term for term in found]


def test_a_term_is_found_as_a_word_in_any_case_and_spelling():
    assert terms(WORDS.found_in(["Tkt, mis EN VU", "t’inkiet"])) == ["tkt", "en vu"]
    assert terms(WORDS.found_in(["tktt envue"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "ça veut dire quoi tkt ?",
        "sa veu dire koi tkt",
        "c'est quoi tkt",
        "c koi « tkt »",
        "tkt ça veut dire ?",
    ],
)
def test_the_meaning_of_a_word_is_asked_in_many_spellings(text):
    assert terms(WORDS.asked_in(text)) == ["tkt"]


@pytest.mark.parametrize("text", ["ça veut dire quoi ?", "sa veu dire koi", "ça veut dire quoi ça"])
def test_asked_without_a_word_it_is_about_what_is_on_screen(text):
    assert terms(WORDS.asked_in(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "tkt je viens pas",
        "c'est quoi ton jeu",
        "c'est quoi ?",
        "ça veut dire que tu viens pas demain alors ?",
        "si tu dis tkt c'est quoi le plan pour samedi",
    ],
)
def test_another_question_is_for_the_persona(text):
    assert WORDS.asked_in(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    WORDS.asked_in(text)
    assert Glossary().found_in([text]) == ()


def test_a_spelling_explained_twice_is_refused():
    with pytest.raises(ValueError, match="explained twice: tkt"):
        Glossary.parse_obj(
            {"terms": [{"term": "tkt", "means": "a"}, {"term": "b", "also": "TKT", "means": "c"}]}
        )


def test_what_the_glossary_says_is_vigies_own_voice_and_short(library):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    for term in library.glossary.terms:
        assert not [hit for hit in find_forbidden(term.means, phrases) if hit.id != "do_not_worry"], term.term
        assert len(term.means) <= 80


@pytest.fixture
def in_slang(library):
    data = scene_data()
    data["versions"][0]["nodes"]["node_01"]["lines"][0]["text"] = "tkt dsl c grave chelou"
    return scene_from(data, library).__class__(
        scene_from(data, library).file, library.wording, library.rubric, "x", library.glossary
    )


def datas(step):
    return [choice.data for choice in step.lines[-1].choices]


def test_the_button_is_there_when_there_is_something_to_explain(in_slang):
    step = open_scene(in_slang, "11-13", 1, NOW)
    assert "c:meaning" in datas(step)
    assert "c:meaning" not in datas(play_turn(in_slang, step.state, "refuse", None, 1, NOW))


def test_it_explains_each_word_and_the_turn_does_not_move(in_slang):
    step = open_scene(in_slang, "11-13", 1, NOW)
    told = meaning(in_slang, step.state)
    for word in ("tkt", "dsl", "grave", "chelou"):
        assert f"• {word} :" in told.lines[0].text
    assert told.state == step.state
    assert datas(told) == datas(step)


def test_an_unknown_word_is_said_to_be_unknown(sample):
    step = open_scene(sample, "11-13", 1, NOW)
    assert "pas ce mot-là" in meaning(sample, step.state).lines[0].text
