"""Pseudonyms: who somebody is never reaches the database, the tracker, a log or a page."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Literal

from bot.privacy.keys import Keys

#: 160 bits: no two people share one, and 27 characters fit every column.
DIGEST_BYTES = 20


def pseudonym(keys: Keys, identifier: int | str, channel: Literal["telegram", "web"] = "telegram") -> str:
    """The pseudonym of a chat id or of a visitor's cookie: HMAC-SHA256, 27 URL-safe characters.

    The same identifier on another channel, or under another key, gives an unrelated one.
    """
    digest = hmac.new(keys.pseudonym, f"{channel}:{identifier}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:DIGEST_BYTES]).rstrip(b"=").decode()
