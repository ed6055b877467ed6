"""The promise of `redact`: placeholders, honest spans, kept words, and no surprise on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.redact import redact
from bot.privacy.spans import PLACEHOLDERS


def test_each_type_has_its_placeholder() -> None:
    said = (
        "jm'appelle lina haddad, 12 rue des Lilas à Roubaix, collège Jean Moulin, 06 12 34 56 78, "
        "lina@exemple.fr, snap: lina_hd, https://exemple.org/moi, code 4821"
    )
    assert redact(said).text == (
        "jm'appelle [prénom] [nom], [adresse] à [lieu], [école], [téléphone], "
        "[e-mail], snap: [pseudo], [lien], code [numéro]"
    )


def test_spans_are_offsets_in_the_input() -> None:
    text = "salut 👋 c'est Léa"
    (span,) = redact(text).spans
    assert (span.type, text[span.start : span.end]) == ("PRE", "Léa")


def test_a_message_without_personal_data_comes_back_as_it_was() -> None:
    text = "mdr t'as vu le match hier ? jsuis dégoûté, 3-2 à la 89e, et j'ai 13 ans lol"
    assert redact(text) == (text, ())


@pytest.mark.parametrize("keep", [("Noa",), ("noa",), ("NOÀ",)])
def test_kept_names_survive_whatever_their_case_and_accents(keep: tuple[str, ...]) -> None:
    assert redact("moi c noa, et toi Inès ?", keep).text == "moi c noa, et toi [prénom] ?"


def test_a_surname_beside_a_kept_first_name_is_hidden() -> None:
    assert redact("je suis Noa Benali", ("Noa",)).text == "je suis Noa [nom]"


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("jsuis au collège des Tilleuls", ("collège des Tilleuls",)),
        ("jsuis au collège Les Tilleuls", ("les Tilleuls",)),
        ("j'habite à Port-Clair", ("Port-Clair",)),
        ("j'habite à port clair", ("Port-Clair",)),
        ("mon num 06 39 98 00 00", ("06 39 98 00 00",)),
    ],
)
def test_kept_values_of_the_role_card_survive(text: str, keep: tuple[str, ...]) -> None:
    assert redact(text, keep).text == text


def test_keeping_a_word_does_not_keep_another_that_holds_it() -> None:
    assert redact("j'habite à Saint-Denis", ("Denis",)).text == "j'habite à [lieu]"


def test_an_empty_kept_value_keeps_nothing() -> None:
    assert redact("salut Léa", ("", " ")).text == "salut [prénom]"


@pytest.mark.parametrize("placeholder", PLACEHOLDERS.values())
def test_a_placeholder_is_left_alone(placeholder: str) -> None:
    assert redact(f"jm'appelle {placeholder} et voilà").spans == ()


#: Bits of messages that, put together, reach every detector and its edges.
BITS = st.sampled_from(
    "noa rose Martin mme m. le el da silva avec c jm'appelle et , . ! - ' @ @lea_b snap : 06 12 34 56 78 +33 zéro "
    "six point o6 rue de des 12 bis avenue Saint- sur collège les lycée habite à Paris nice sens le 93 3018 code "
    "lea@x.fr arobase gmail www.x.fr https://x.fr [prénom] [nom] [lieu] [téléphone] [ prénom] \ue000 \ue009 \n 🎉 "
    "\u202e é\u0301\u0302 <b> &amp; sous jean petit Grand".split(" ")
)
HOSTILE = st.one_of(
    st.text(max_size=200),
    st.builds(str.join, st.sampled_from([" ", "", "-", ". "]), st.lists(BITS, max_size=25)),
)


@settings(max_examples=400, deadline=None)
@given(HOSTILE)
def test_spans_are_in_order_inside_the_text_and_apart(text: str) -> None:
    end = 0
    for span in redact(text).spans:
        assert end <= span.start < span.end <= len(text)
        end = span.end


@settings(max_examples=400, deadline=None)
@given(HOSTILE, st.lists(st.sampled_from(["Noa", "Port-Clair", "collège des Tilleuls", "12"]), max_size=2))
def test_redacting_a_redacted_text_changes_nothing(text: str, keep: list[str]) -> None:
    once = redact(text, keep).text
    assert redact(once, keep) == (once, ())


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_what_is_outside_the_spans_is_untouched(text: str) -> None:
    redaction = redact(text)
    rest, done = [], 0
    for start, end, kind in redaction.spans:
        rest += [text[done:start], PLACEHOLDERS[kind]]
        done = end
    assert redaction.text == "".join([*rest, text[done:]])


@pytest.mark.parametrize(
    "piece",
    [
        "a", "A ", "1", "0.", "06 ", "@", "a@", "a.", "-", "a-", " ", "[", "zero ", "12 rue de ", "saint-", "a-sur-",
        "lea ", "Xavou ", "m.", "mme ", "a arobase ", "a point ", "snap c ", "https://", "www.", "FR76 3000 ", "le ",
        "noa, Rose et ", "L\u0301\u0302\u0303", "\u202elea\u202c ", "👩‍👩‍👧‍👦", '<b onclick="x">',
        "\ue000", "\0", "\ud800",
        "[prénom]", "a%a+", "x#1234", "collège ", "dans le 93 ", "o0", "a" * 64 + "@" + "b" * 63 + ".",
    ],
)  # fmt: skip
def test_4096_hostile_characters_take_bounded_time(piece: str) -> None:
    redact("")
    text = (piece * 4096)[:4096]
    began = time.perf_counter()
    redact(text)
    # A tenth of a second on the slowest of them; the margin is for a busy machine.
    assert time.perf_counter() - began < 2
