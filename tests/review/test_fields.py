"""What adults type, cleaned: names that teens read, addresses, notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.fields import comment_field, email_field, name_field


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("4e B", "class"),
        ("Terminale STMG 2026-2027", "class"),
        ("6e 3 (latin)", "class"),
        ("Collège Saint-Exupéry", "school"),
        ("Lycée Jean Moulin n° 2", "school"),
        ("Centre social L'Arche & Cie", "school"),
        ("M. D'Ângelo-Nguyễn", "person"),
        ("Mme Özgür, vie scolaire", "person"),
    ],
)
def test_ordinary_names_pass_as_typed(typed, kind):
    assert name_field(f"  {typed}  ", kind, 60).problem is None
    assert name_field(f"  {typed}  ", kind, 60).value == typed


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "missing"),
        (" \t\n ", "missing"),
        ("a" * 61, "too_long_name"),
        ("Mme 7", "too_many_digits"),
        ("site.fr", "not_a_name"),
        ("http://x", "not_a_name"),
        ("moi@x", "not_a_name"),
        ("<b>", "not_a_name"),
        ("M\u202eorel", "not_a_name"),
        ("M\x00orel", "not_a_name"),
        ("...", "not_a_name"),
        ("🙂 Morel", "not_a_name"),
    ],
)
def test_what_is_not_a_name_is_told(typed, problem):
    assert name_field(typed, "person", 60).problem == problem


@pytest.mark.parametrize("typed", ["a@b.fr", "Prenom.Nom@ac-lyon.fr", "x+y@z.example", "moi@localhost"])
def test_an_address_passes(typed):
    assert email_field(typed).problem is None


@pytest.mark.parametrize(
    "typed", ["a", "a@b", "a b@c.fr", "a@b.fr\n", "<a@b.fr>", "a@@b.fr", "a" * 250 + "@b.fr"]
)
def test_what_is_no_address_is_told(typed):
    field = email_field(typed)

    assert field.problem == "not_an_email" or (typed.strip() != typed and field.value == typed.strip())


@given(st.text(max_size=300))
def test_whatever_is_noted_can_be_stored_and_shown(typed):
    field = comment_field(typed)

    assert "\0" not in field.value
    assert "\r" not in field.value
    assert field.problem is not None or field.value.strip()


@given(st.text(max_size=100))
def test_a_name_that_passes_holds_nothing_but_a_name(typed):
    field = name_field(typed, "school", 60)
    if field.problem is None:
        assert not set(field.value) & set('<>@:"{}\\\u202e\u200b\n')
