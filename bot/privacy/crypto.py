"""Sealing what must still be sent: where to, and what."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from bot.privacy.keys import Keys


class CryptoError(Exception):
    """Sealed with another key, or changed since."""


def seal(keys: Keys, data: bytes | str) -> bytes:
    """Encrypt and authenticate (Fernet)."""
    return _fernet(keys).encrypt(data.encode() if isinstance(data, str) else data)


def unseal(keys: Keys, sealed: bytes) -> bytes:
    """Inverse of `seal`. Raises CryptoError."""
    try:
        return _fernet(keys).decrypt(sealed)
    except InvalidToken as error:
        raise CryptoError("sealed with another key, or changed since") from error


def _fernet(keys: Keys) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.encryption))
