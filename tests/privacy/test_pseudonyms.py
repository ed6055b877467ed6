"""A pseudonym is stable, says nothing, and belongs to one channel."""

from __future__ import annotations

import re

from bot.privacy.keys import Keys
from bot.privacy.pseudonyms import pseudonym


def test_the_same_person_has_the_same_pseudonym(keys: Keys) -> None:
    assert pseudonym(keys, 4711) == pseudonym(keys, 4711)


def test_a_number_and_its_digits_are_the_same_person(keys: Keys) -> None:
    assert pseudonym(keys, 4711) == pseudonym(keys, "4711")


def test_two_people_have_two_pseudonyms(keys: Keys) -> None:
    assert len({pseudonym(keys, chat_id) for chat_id in range(1000)}) == 1000


def test_channels_are_apart(keys: Keys) -> None:
    assert pseudonym(keys, 4711, "telegram") != pseudonym(keys, 4711, "web")


def test_another_key_gives_another_pseudonym(keys: Keys, other_keys: Keys) -> None:
    assert pseudonym(keys, 4711) != pseudonym(other_keys, 4711)


def test_it_is_url_safe_short_and_holds_no_identifier(keys: Keys) -> None:
    found = pseudonym(keys, 1234567890)
    assert re.fullmatch(r"[A-Za-z0-9_-]{27}", found)
    assert "1234567890" not in found


def test_the_separator_cannot_be_forged_by_an_identifier(keys: Keys) -> None:
    assert pseudonym(keys, "web:1", "telegram") != pseudonym(keys, "1", "web")
