"""What is sealed can only be read with the key, and only as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.crypto import CryptoError, seal, unseal
from bot.privacy.keys import Keys, derive_keys

KEYS = derive_keys(b"the master secret of this module's properties")


@given(st.binary(max_size=2000))
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert unseal(KEYS, seal(KEYS, data)) == data


def test_text_comes_back_as_utf8(keys: Keys) -> None:
    assert unseal(keys, seal(keys, "ça va Léa ? 👋")).decode() == "ça va Léa ? 👋"


def test_what_is_sealed_does_not_show(keys: Keys) -> None:
    assert b"message" not in seal(keys, "un message")


def test_sealing_twice_gives_two_texts(keys: Keys) -> None:
    assert seal(keys, "pareil") != seal(keys, "pareil")


def test_another_key_is_refused(keys: Keys, other_keys: Keys) -> None:
    with pytest.raises(CryptoError):
        unseal(other_keys, seal(keys, "un message"))


def test_a_changed_byte_is_refused(keys: Keys) -> None:
    sealed = bytearray(seal(keys, "un message"))
    sealed[len(sealed) // 2] ^= 1
    with pytest.raises(CryptoError):
        unseal(keys, bytes(sealed))


@given(st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(CryptoError):
        unseal(KEYS, data)


def test_the_error_shows_neither_key_nor_content(keys: Keys, other_keys: Keys) -> None:
    with pytest.raises(CryptoError) as refusal:
        unseal(other_keys, seal(keys, "un message"))
    assert "message" not in str(refusal.value)
