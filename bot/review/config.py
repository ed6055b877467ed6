"""Everything the pages are told, in frozen objects read once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from sqlalchemy.engine import Engine as Database

from bot.lines import Line
from bot.review.conversation import Conversation
from bot.review.words import Words
from bot.scenarios.library import Library

#: Host names a browser may use for a page that listens on loopback. Anything else is DNS rebinding
#: (a foreign site pointing its own name at 127.0.0.1), or a proxy nobody told us about.
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")

_EXTENSION = "vigie"


@dataclass(frozen=True)
class Team:
    """What the educators' pages need.

    database: migrated, open. library: the scenes that may be assigned. words: `load_words(...)`.
    reread: whether a teen's line may be about something real, at a lower threshold than in play; such a line is
        withheld. It is asked once per line, before anybody reads it; it may be slow, and may raise.
    bot_username: the Telegram bot's, without @, once it is known: without it the sheet shows the code alone.
    clock: seconds since the epoch.
    password_tries: wrong secrets for one account from one browser, in a quarter of an hour (bot.review.limits).
    place_tries: the same, whoever they are for; browsers that nobody knows count as one, by address.
    account_tries: wrong passwords for one account from browsers that nobody knows, in an hour. code_tries: the same
        of codes and other secrets asked after a right password.
    argon2: cost of the password hash; None for the library's own.
    """

    database: Database
    library: Library
    words: Words
    reread: Callable[[str], bool]
    bot_username: Callable[[], str | None] = lambda: None
    clock: Callable[[], int] = lambda: int(time.time())
    password_tries: int = 10
    place_tries: int = 60
    account_tries: int = 100
    code_tries: int = 20
    argon2: dict[str, int] | None = None


@dataclass(frozen=True)
class ReviewConfig:
    """Settings of the pages.

    conversation: the bot, or None where no engine is loaded (`vigie review` alone): the chat page says so.
    session_key: signs the session cookie (CSRF token, sign-in); at least 16 bytes.
    emergency: the help card shown whenever a page cannot do better (429, 500, offline); never empty.
    team: the educators' pages; None: there are none, only the chat.
    secure_cookies: cookies only over https.
    pacing: factor on the persona's pauses, 0 for none.
    open_chat: the chat page needs no sign-in (design §8: loopback only).
    trusted_hosts: accepted `Host` names. trust_addresses: an IP address is accepted too.
    public_url: what links that leave the page start with; None: what the browser asked.
    messages_per_minute: for one visitor. address_messages_per_minute: for one address, since a whole school
        may share one and a script can throw its cookie away.
    """

    conversation: Conversation | None
    session_key: bytes = field(repr=False)
    emergency: tuple[Line, ...]
    team: Team | None = None
    secure_cookies: bool = False
    pacing: float = 1.0
    open_chat: bool = True
    trusted_hosts: tuple[str, ...] = LOOPBACK_NAMES
    trust_addresses: bool = False
    public_url: str | None = None
    messages_per_minute: int = 40
    address_messages_per_minute: int = 1200

    def __post_init__(self) -> None:
        if len(self.session_key) < 16:
            raise ValueError("session_key must be at least 16 bytes long")
        if not self.emergency:
            raise ValueError("emergency must hold at least one line")
        if self.pacing < 0:
            raise ValueError("pacing cannot be negative")


def review_config() -> ReviewConfig:
    """The config of the app that serves the current request. Raises KeyError for a foreign app."""
    return cast(ReviewConfig, current_app.extensions[_EXTENSION])


def team() -> Team:
    """The educators' part of the config, in a request for one of their pages."""
    found = review_config().team
    if found is None:
        raise RuntimeError("an educators' page was asked of an app that has none")
    return found


def remember_config(extensions: dict[str, object], config: ReviewConfig) -> None:
    """Put `config` where `review_config` finds it."""
    extensions[_EXTENSION] = config
