"""Who wrote which line of a pasted chat, and quotes that are pieces of the input."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.pasted import Piece, clauses_of, lines_of


def test_lines_headed_by_me_and_a_name_have_their_authors() -> None:
    assert lines_of("moi: t'es qui ?\nmax: devine\nmoi: non") == [
        Piece("t'es qui ?", "me"),
        Piece("devine", "other"),
        Piece("non", "me"),
    ]


def test_stamps_and_names_are_taken_off() -> None:
    assert lines_of("[18:02] Max : ici c'est nul\n18h03 - Max: viens sur snap") == [
        Piece("ici c'est nul", "other"),
        Piece("viens sur snap", "other"),
    ]


def test_a_line_without_a_name_continues_the_author_before() -> None:
    assert [piece.author for piece in lines_of("lui: viens\nseule\nmoi: non")] == ["other", "other", "me"]


def test_a_told_text_is_told_even_with_a_colon() -> None:
    assert lines_of("en fait : il veut me voir") == [Piece("en fait : il veut me voir", "told")]


def test_a_long_sentence_is_cut_at_its_joints() -> None:
    told = Piece(
        "il veut pas de visio depuis le début et il me demande de venir seule samedi soir au parking", "told"
    )
    assert [clause.text for clause in clauses_of(told)] == [
        "il veut pas de visio depuis le début",
        "il me demande de venir seule samedi soir au parking",
    ]


@given(st.text(alphabet=st.sampled_from("abé ,.:\n[]18h!? moi"), max_size=120))
def test_every_clause_is_an_exact_piece_of_the_text(text: str) -> None:
    for piece in lines_of(text):
        assert piece.text in text
        for clause in clauses_of(piece):
            assert clause.text in piece.text
