"""`vigie review`: the pages alone, without engine and without chat; and the first account's link."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.keys import Keys, KeysError, load_keys
from bot.privacy.logs import configure_logging
from bot.review.app import create_app
from bot.review.config import ReviewConfig, Team
from bot.review.reach import reached
from bot.review.serve import PortUnavailable, serve
from bot.review.words import load_words
from bot.safety.build import build_net
from bot.safety.lexicon import load_lexicon
from bot.scenarios.library import load_library
from bot.settings import ROOT, Settings
from bot.store import accounts
from bot.store.database import open_database, writing
from bot.store.migrate import migrate

CONTENT = ROOT / "content"
PARIS = ZoneInfo("Europe/Paris")


class ReviewStartError(Exception):
    """The pages cannot start; the message says what to do."""


def serve_review(settings: Settings) -> None:
    """Serve the educators' pages until SIGTERM or SIGINT. Raises ReviewStartError."""
    configure_logging()
    keys, database = _open(settings)
    config = ReviewConfig(
        conversation=None,
        session_key=keys.session,
        emergency=build_net(CONTENT, lambda: dt.datetime.now(PARIS)).answer(""),
        team=load_team(CONTENT, database, lexicon_reader(CONTENT)),
    )
    listen = settings.review_listen
    try:
        app = create_app(reached(config, settings))
        pages = serve(app, listen.host, listen.port, settings.trusted_proxy)
    except PortUnavailable as error:
        database.dispose()
        raise ReviewStartError(f"{error} (VIGIE_REVIEW_LISTEN)") from error
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        url = f"{settings.public_url.text}/" if settings.public_url else pages.url
        link = first_account_link(database, url)
        if link:
            _say(f"nobody can sign in yet: open the first account at {link} (works once, for a day)")
        _say(f"the educators' pages are at {url}equipe/")
        told.wait()
    finally:
        pages.close()
        database.dispose()
        _say("stopped")


def load_team(
    content: Path,
    database: Database,
    reread: Callable[[str], bool],
    bot_username: Callable[[], str | None] = lambda: None,
) -> Team:
    """The educators' part of the config, from the content folder. Raises what the readers raise."""
    library = load_library(content)
    return Team(
        database=database,
        library=library,
        words=load_words(content, library),
        reread=reread,
        bot_username=bot_username,
    )


def lexicon_reader(content: Path) -> Callable[[str], bool]:
    """Re-reading with the lexicon alone: any line of it, however weak, withholds."""
    matcher = load_lexicon(content / "lexicon.yml").matcher
    return lambda text: bool(matcher.matches(text))


def first_account_link(database: Database, base_url: str, now: int | None = None) -> str | None:
    """A one-time link that opens the first lead's account; None when there is a lead.

    For the console, never for a log. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    made_at = int(time.time()) if now is None else now
    with writing(database) as connection:
        if accounts.has_lead(connection):
            return None
        token = accounts.new_link(connection, "lead", made_at + accounts.SHORT_LINK_SECONDS)
    return f"{base_url.rstrip('/')}/equipe/invitation/{token}"


def new_password_link(database: Database, base_url: str, email: str, now: int | None = None) -> str | None:
    """A one-time link for a new password, which also takes the second factor away; None for an unknown address.

    For whoever holds the machine, when the only lead is locked out. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    made_at = int(time.time()) if now is None else now
    with writing(database) as connection:
        card = accounts.account_by_email(connection, email)
        if card is None:
            return None
        accounts.reset_totp(connection, card.id)
        accounts.set_active(connection, card.id, True)
        role: accounts.Role = "lead" if card.role == "lead" else "educator"
        token = accounts.new_link(
            connection, role, made_at + accounts.SHORT_LINK_SECONDS, note=card.name, account=card.id
        )
    return f"{base_url.rstrip('/')}/equipe/invitation/{token}"


def _open(settings: Settings) -> tuple[Keys, Database]:
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        keys = load_keys(settings.home, settings.secret_key)
    except (KeysError, OSError) as error:
        raise ReviewStartError(str(error)) from error
    try:
        migrate(settings.database_url)
        return keys, open_database(settings.database_url)
    except (SQLAlchemyError, OSError, ValueError) as error:
        raise ReviewStartError(
            f"the database cannot be opened ({type(error).__name__}): see VIGIE_DATABASE_URL"
        ) from error


def _say(text: str) -> None:
    """A line for whoever started it: on the console, never in a log file."""
    print(f"vigie: {text}", file=sys.stderr, flush=True)
