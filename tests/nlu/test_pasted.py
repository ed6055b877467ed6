"""Who wrote which line of a pasted chat, in the shapes people paste, and quotes that are pieces of the input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.pasted import Piece, clauses_of, lines_of

#: Shape → text. In each, the other asks for a photo, and the teen says no.
SHAPES = {
    "moi and lui": "lui : envoie une photo\nmoi : non",
    "moi and a name": "moi: t'es qui\nmax: envoie une photo\nmoi: non",
    "a name and elle": "elle: envoie une photo\nsacha: non",
    "two names": "Max: envoie une photo\nLéa: non pk",
    "two handles": "@max.06: envoie une photo\n@lea_: non pk",
    "arrows after names": "lui -> envoie une photo\nmoi -> non",
    "dashes after names": "Lui – envoie une photo\nMoi – non",
    "verbs": "il me dit: envoie une photo\nje lui dis: non",
    "question marks": "???: envoie une photo\nmoi: non",
    "on one line": "lui: envoie une photo moi: non lui: allez",
    "on one line with slashes": "moi : salut / lui : envoie une photo / moi : non",
    "whatsapp on iphone": "[27/11/2026, 18:02:33] Max: envoie une photo\n[27/11/2026, 18:03:01] Léa: non",
    "whatsapp on android": "27/11/2026, 18:02 - Max: envoie une photo\n27/11/2026, 18:03 - Moi: non",
    "stamps in brackets": "[18:02] Max : envoie une photo\n[18:03] Moi : non",
    "stamps after names": "Max (18:02) : envoie une photo\nMoi (18:03) : non",
    "hours in the french way": "18h02 Max: envoie une photo\n18h03 Moi: non",
    "discord": "Max — Aujourd'hui à 18:02\nenvoie une photo\nLea — Aujourd'hui à 18:03\nnon jsp",
    "telegram": "Max, [27.11.2026 18:02]\nenvoie une photo\nLea, [27.11.2026 18:03]\nnon jsp",
    "snapchat": "MAX\nenvoie une photo\nMOI\nnon",
    "messenger": "Vous avez envoyé\nsalut\nMax\nenvoie une photo\nVous avez envoyé\nnon",
    "instagram with names alone": "Max\nenvoie une photo\nLea\nnon\nMax\nallez",
    "in and out": "< envoie une photo\n> non\n< allez",
    "quoted with answers": "> envoie une photo\nnon\n> allez",
    "dashes": "- envoie une photo\n- non\n- allez",
    "ticks and hours at the end": "lui: envoie une photo 18:02\nmoi: non ✓✓",
    "lines that the app adds": "lui: envoie une photo\nVu\nmoi: non\nDistribué",
    "bare lines": "salut ça va\nenvoie une photo\nnon j'ai pas envie",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_the_other_asks_is_heard_and_what_the_teen_answers_is_the_teens(shape: str) -> None:
    pieces = lines_of(SHAPES[shape])
    [asked] = [piece for piece in pieces if "photo" in piece.text]
    answers = [piece for piece in pieces if piece.text.startswith("non")]
    assert asked == Piece("envoie une photo", asked.author)
    assert asked.author != "me"
    assert [piece.author for piece in answers] == ["me"] * len(answers)
    assert answers


@pytest.mark.parametrize("shape", SHAPES)
def test_every_piece_is_a_piece_of_the_input_without_names_or_hours(shape: str) -> None:
    for piece in lines_of(SHAPES[shape]):
        assert piece.text in SHAPES[shape]
        assert not any(mark in piece.text for mark in ("18:0", "Max", "MAX", "✓"))


@pytest.mark.parametrize(
    "text",
    [
        "moi: envoie une photo\nlui: non",
        "Léa: t'es qui\nmoi: envoie une photo\nLéa: non",
        'je lui ai dit "envoie une photo" et il a pas répondu',
    ],
)
def test_what_the_teen_asked_for_is_the_teens(text: str) -> None:
    [asked] = [piece for piece in lines_of(text) if "photo" in piece.text]
    assert asked.author == "me"


def test_of_two_names_the_one_who_leads_is_the_other_whoever_writes_first() -> None:
    pieces = lines_of("Léa: t'es qui ?\nMax: devine\nMax: dis rien à tes parents\nLéa: pk")
    assert [piece.author for piece in pieces] == ["me", "other", "other", "me"]


def test_in_a_group_everybody_else_is_the_other() -> None:
    pieces = lines_of("Max: viens\nTom: allez\nmoi: non")
    assert [piece.author for piece in pieces] == ["other", "other", "me"]


def test_a_line_without_a_name_continues_the_author_before() -> None:
    assert [piece.author for piece in lines_of("lui: viens\nseule\nmoi: non")] == ["other", "other", "me"]


def test_a_sentence_before_a_paste_is_told() -> None:
    pieces = lines_of("il m'a écrit ça hier soir\nlui: viens seule\nmoi: non")
    assert [piece.author for piece in pieces] == ["told", "other", "me"]


@pytest.mark.parametrize(
    "text",
    [
        "en fait : il veut me voir",
        "situation : un mec de 19 ans veut me voir",
        "il veut pas de visio. il dit qu'il a 14 ans",
        "- il veut pas de visio\n- il demande mon adresse\n- il dit que c'est un secret",
        "18:02 il veut me voir",
        "il m'a envoyé ça\n> viens seule samedi",
    ],
)
def test_what_is_told_is_heard_in_full(text: str) -> None:
    assert all(piece.author != "me" for piece in lines_of(text))


def test_a_long_sentence_is_cut_at_its_joints() -> None:
    told = Piece(
        "il veut pas de visio depuis le début et il me demande de venir seule samedi soir au parking", "told"
    )
    assert [clause.text for clause in clauses_of(told)] == [
        "il veut pas de visio depuis le début",
        "il me demande de venir seule samedi soir au parking",
    ]


@given(st.text(alphabet=st.sampled_from("abé ,.:\n[]18h!?<>→-«» moiluje"), max_size=160))
def test_every_clause_is_an_exact_piece_of_the_text(text: str) -> None:
    for piece in lines_of(text):
        assert piece.text in text
        for clause in clauses_of(piece):
            assert clause.text in piece.text


@given(st.text(max_size=400))
def test_no_text_makes_it_stumble(text: str) -> None:
    assert all(piece.author in ("me", "other", "told") for piece in lines_of(text))
