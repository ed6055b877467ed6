"""How often one visitor may speak, and how often a secret may be wrong: Flask-Limiter, counting in this process.

A school stands behind one address, so an address alone must never shut a colleague out. Wrong secrets are counted by
*browser*: one where somebody has signed in before carries a signed cookie that says so (and not who), and has its own
count; browsers that nobody knows share the count of their address. Whoever guesses from a classroom shuts out, for a
quarter of an hour, browsers that were never used here, and no other.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, Response, current_app, g, request, session
from flask_limiter import Limiter
from flask_login import user_logged_in
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.review.config import Team, review_config
from bot.review.errors import failure
from bot.store.accounts import plain_email

#: Quarter of an hour: long for a guesser, bearable for a colleague.
PER_QUARTER = "per 15 minutes"
PER_HOUR = "per 1 hour"

KNOWN_COOKIE = "vigie_browser"
#: Half a year: a browser of the staff room is known from one term to the next.
KNOWN_SECONDS = 180 * 24 * 3600

#: Pages that take a secret. Signing in says whose in the form; the others, in the session.
SIGN_IN = "security.login"
SECOND_STEPS = (
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "security.verify",
    "security.change_password",
)


def new_limiter(app: Flask) -> Limiter:
    """The app's limiter. In memory: no Redis to run; a restart forgets, a replica more allows as much more."""
    # What it logs names addresses and people.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    return Limiter(app=app, key_func=place, storage_uri="memory://", strategy="moving-window")


def limit_view(
    app: Flask, limiter: Limiter, endpoint: str, limit: str, key: Callable[[], str], **options: Any
) -> None:
    """Limit a view that is registered already, ours or Flask-Security's."""
    decorate = limiter.limit(limit, key_func=key, **options)
    app.view_functions[endpoint] = cast(Any, decorate(app.view_functions[endpoint]))


def place() -> str:
    """Where a request comes from, as a key: an address."""
    return f"place {request.remote_addr}"


def limit_guesses(app: Flask, limiter: Limiter, team: Team) -> None:
    """Limit wrong secrets, for one account and for all, and make browsers known where one was right."""
    for endpoint in (SIGN_IN, *SECOND_STEPS):
        account_tries = team.account_tries if endpoint == SIGN_IN else team.code_tries
        for limit, key, exempt in (
            (f"{team.password_tries} {PER_QUARTER}", lambda: f"{_browser()} {_whose()}", None),
            (f"{team.place_tries} {PER_QUARTER}", _browser, None),
            # Many places guessing at one account. Its owner has a browser that is known.
            (f"{account_tries} {PER_HOUR}", _whose, _is_known),
        ):
            limit_view(
                app,
                limiter,
                endpoint,
                limit,
                key,
                methods=["POST"],
                exempt_when=exempt,
                deduct_when=_was_wrong,
                on_breach=lambda _limit: failure(429, "too_many_tries"),
            )
    user_logged_in.connect(_remember_browser, app)
    app.after_request(_make_known)


def _was_wrong(response: Response) -> bool:
    # A right secret leads on; anything else was a try. Whether the account exists makes no difference.
    return response.status_code not in (302, 429, 503)


def _browser() -> str:
    return f"browser {known}" if (known := _known_browser()) else place()


def _whose() -> str:
    who = session.get("_user_id") or session.get("tf_user_id")
    if request.endpoint == SIGN_IN or who is None:
        who = plain_email(request.form.get("email", ""))[:254]
    return f"account {who}"


def _is_known() -> bool:
    return _known_browser() is not None


def _known_browser() -> str | None:
    """The number of a browser where somebody signed in before; None where nobody did, or the cookie is forged."""
    try:
        number = _signer().loads(request.cookies.get(KNOWN_COOKIE, ""), max_age=KNOWN_SECONDS)
    except BadSignature:
        return None
    return str(number)


def _remember_browser(_app: Flask, **_details: Any) -> None:
    g.vigie_new_browser = not _is_known()


def _make_known(response: Response) -> Response:
    if g.get("vigie_new_browser"):
        response.set_cookie(
            KNOWN_COOKIE,
            str(_signer().dumps(secrets.token_hex(8))),
            max_age=KNOWN_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=review_config().secure_cookies,
            path="/equipe",
        )
    return response


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="vigie/browser")
