"""One master secret, three derived keys (HKDF-SHA256, RFC 5869)."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_NAME = "secret.key"
SHORTEST_SECRET = 32


class KeysError(Exception):
    """The master secret cannot be used; the message says why, never what it is."""


@dataclass(frozen=True)
class Keys:
    """32 bytes each; the repr shows none."""

    pseudonym: bytes = field(repr=False)
    encryption: bytes = field(repr=False)
    session: bytes = field(repr=False)


def derive_keys(master: bytes) -> Keys:
    """Derive the keys from a master secret."""

    def derive(purpose: str) -> bytes:
        return HKDF(SHA256(), length=32, salt=None, info=f"vigie/{purpose}".encode()).derive(master)

    return Keys(derive("pseudonym"), derive("encryption"), derive("session"))


def load_keys(home: Path, secret: str | None) -> Keys:
    """Keys from `secret` (VIGIE_SECRET_KEY), else from `<home>/secret.key`, made at first run with mode 600.

    Raises KeysError for a secret that is too short, or a file that is empty or that others can read.
    """
    if secret is not None:
        if len(secret) < SHORTEST_SECRET:
            raise KeysError(f"VIGIE_SECRET_KEY must have at least {SHORTEST_SECRET} characters")
        return derive_keys(secret.encode())
    path = home / FILE_NAME
    if not path.exists():
        _create(path)
    return derive_keys(_read(path))


def _create(path: Path) -> None:
    """Write a whole new file beside, then link it in place: a second process sees all of it, or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(secrets.token_urlsafe(48).encode())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        # Another process was first: its key is the key.
        return
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysError(f"{path} can be read by others: chmod 600 {path}")
    master = path.read_bytes().strip()
    if len(master) < SHORTEST_SECRET:
        raise KeysError(f"{path} is empty or cut short: restore it, or remove it to start anew")
    return master
