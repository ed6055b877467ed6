"""Plain French for everything that goes wrong, as a page or as JSON; help stays on screen.

The log gets the exception's type and frames, never its text, which might quote a message.
"""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bot.lines import Line
from bot.review.config import review_config
from bot.review.wording import Notice, notice

logger = logging.getLogger(__name__)

#: Where the educators' pages are: they are spoken to as adults, and keep what they wrote.
TEAM_PATH = "/equipe"

#: HTTP status → notice. A status that is not here reads as « bad_request » (4xx) or « broken » (5xx).
NOTICES = {
    400: "bad_request",
    401: "signed_out",
    403: "forbidden",
    404: "not_found",
    405: "wrong_method",
    413: "too_big",
    415: "wrong_type",
    429: "too_fast",
    500: "broken",
    503: "unavailable",
}

#: Fields whose form is never written back into a page.
SECRET_FIELDS = frozenset(("password", "password_again", "new_password", "new_password_confirm", "code"))
#: Fields that every form has.
PLUMBING = ("csrf_token", "submit")


def register(app: Flask) -> None:
    """Answer every error of `app` here."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(SQLAlchemyError, _database_error)
    app.register_error_handler(Exception, _crash)


def wants_json() -> bool:
    """A script asked: it sent JSON, or prefers it to HTML."""
    accepted = request.accept_mimetypes
    return request.is_json or accepted["application/json"] > accepted["text/html"]


def failure(status: int, code: str, lines: tuple[Line, ...] = ()) -> Response:
    """The answer to a failed request: the notice `code`, and `lines` (a help card) under it."""
    for_team = on_team_pages()
    what = notice(code, for_team)
    if wants_json():
        body: dict[str, object] = {
            "error": {"code": code, "message": what.message},
            "lines": [line.as_dict() for line in lines],
        }
        if code == "csrf":
            # Only our own origin can read this: the page takes the new token and sends again.
            body["csrf_token"] = generate_csrf()
        return make_response(jsonify(body), status)
    try:
        return make_response(_page(what, lines, for_team), status)
    except SQLAlchemyError:
        # Who is signed in cannot be read: the page does without.
        _forget_user()
        return make_response(_page(what, lines, for_team), status)


def _page(what: Notice, lines: tuple[Line, ...], for_team: bool) -> str:
    if for_team:
        kept = _kept()
        again = bool(kept) and _may_send_again()
        return render_template("team/error.html", notice=what, kept=kept, again=again)
    return render_template("vigie/error.html", notice=what, lines=lines)


def on_team_pages() -> bool:
    """Whether an educators' page was asked, in an app that has some."""
    path = request.path
    return review_config().team is not None and (path == TEAM_PATH or path.startswith(f"{TEAM_PATH}/"))


def _kept() -> list[tuple[str, str]]:
    """What a refused form held, to be shown and perhaps sent again: nothing written is lost."""
    if request.method != "POST" or request.content_length is None:
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # too big to be read
        return []
    if any(name in SECRET_FIELDS for name, _value in fields):
        return []
    return [(name, value) for name, value in fields if name not in PLUMBING]


def _may_send_again() -> bool:
    """Only what our own page sent gets a « send again » button: a foreign site could have filled the form."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirection raised by the router
        return make_response(error.get_response())
    if isinstance(error.response, Response):  # answered already, by a limit
        return error.response
    code = NOTICES.get(status, "bad_request" if status < 500 else "broken")
    lines = review_config().emergency if status == 429 or status >= 500 else ()
    answer = failure(status, code, lines)
    if status == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer


def _csrf_error(_error: CSRFError) -> Response:
    # What was sent may have been a call for help: the card comes with the refusal.
    return failure(400, "csrf", review_config().emergency)


def _database_error(error: SQLAlchemyError) -> Response:
    """Locked, full or gone: nothing was changed, and it may work in a moment."""
    _log(error)
    _forget_user()
    return failure(503, "unavailable", review_config().emergency)


def _crash(error: Exception) -> Response:
    _log(error)
    _forget_user()
    return failure(500, "broken", review_config().emergency)


def _log(error: Exception) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s in %s\n%s", type(error).__name__, request.endpoint, frames)


def _forget_user() -> None:
    """Answer the rest of this request as if nobody were signed in: who is may be what cannot be read."""
    rows = current_app.extensions.get("vigie_rows")
    if rows is not None:
        current_app.login_manager._update_request_context_with_user(None)  # type: ignore[attr-defined]
        rows.remove()
