"""The app factory: one Flask app for every page, closed by default."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from bot.review import access, errors, limits, security
from bot.review.accounts import accounts
from bot.review.chat import chat, limit_messages
from bot.review.classes import classes
from bot.review.config import ReviewConfig, Team, remember_config, review_config
from bot.review.headers import add_security_headers
from bot.review.transcripts import transcripts

__all__ = ["ReviewConfig", "create_app"]

#: 4096 characters may take 48 KiB once escaped in JSON or in a form; the rest is the CSRF token.
MAX_BODY_BYTES = 64 * 1024


def create_app(config: ReviewConfig) -> Flask:
    """Build the pages. Makes no connection, reads no environment."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=config.session_key,
        SESSION_COOKIE_NAME="vigie_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        # The token lives as long as its session: someone who comes back after a lesson is not refused.
        WTF_CSRF_TIME_LIMIT=None,
        # Flask-WTF would ask for a Referer over https, which our own Referrer-Policy withholds.
        WTF_CSRF_SSL_STRICT=False,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.jinja_env.globals["has_team"] = config.team is not None
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    remember_config(app.extensions, config)

    app.before_request(_refuse_foreign_hosts)  # before the CSRF check, which reads cookies
    CSRFProtect(app)
    app.after_request(add_security_headers)
    errors.register(app)
    app.register_blueprint(chat)
    limiter = limits.new_limiter(app)
    limit_messages(app, limiter, config)
    if config.team is not None:
        _add_team_pages(app, config, config.team)
        limits.limit_guesses(app, limiter, config.team)
    return app


def _add_team_pages(app: Flask, config: ReviewConfig, team: Team) -> None:
    security.register(app, team, config.session_key, config.secure_cookies)
    access.register(app)
    Bootstrap5(app)
    for part in (classes, transcripts, accounts):
        app.register_blueprint(part)
    titles = {scene.id: scene.file.title for scene in team.library.scenarios.values()}
    app.context_processor(lambda: {"viewer": access.viewer_or_none(), "words": team.words, "titles": titles})


def _refuse_foreign_hosts() -> None:
    """Answer 400 to a `Host` we do not serve. Flask's TRUSTED_HOSTS cannot name an IPv6 address."""
    config = review_config()
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:  # a bracket that never closes
        abort(400)
    if "@" in request.host:  # a name to sign in with, which no browser puts there
        abort(400)
    if name not in config.trusted_hosts and not (config.trust_addresses and _is_address(name)):
        abort(400)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
