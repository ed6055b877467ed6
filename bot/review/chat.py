"""The chat page: the same bot, in a browser.

Works with the small script (JSON in, JSON out) and without (a form whose answer is the page with the last
exchange). Nothing said is kept here: reloading the page empties the screen.
"""

from __future__ import annotations

import base64
import logging
import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from bot.lines import Line, Picture
from bot.pictures import CannotDraw, draw
from bot.review.access import viewer_or_none
from bot.review.config import ReviewConfig, review_config
from bot.review.conversation import ConversationUnavailable, Incoming, Pressed, Text
from bot.review.errors import failure, wants_json
from bot.review.limits import limit_view, place
from bot.review.wording import Notice, notice

logger = logging.getLogger(__name__)

VISITOR_COOKIE = "vigie_visitor"
MAX_TEXT = 4096

_VISITOR = re.compile(r"[0-9a-f]{32}")
_CHOICE = re.compile(r"[!-~]{1,64}")

chat = Blueprint("chat", __name__)


class Unreadable(Exception):
    """The message cannot be passed on; `code` names the notice and `status` the answer."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Exchange:
    """What the page shows: what the visitor typed (None for a button), what is answered, what went wrong.

    `draft` goes back into the writing box.
    """

    said: str | None = None
    lines: tuple[Line, ...] = ()
    notice: Notice | None = None
    draft: str = ""


@chat.before_request
def _only_where_open() -> Response | None:
    """Answer 403 where the chat needs sign-in, 503 where no engine is loaded."""
    if request.endpoint == "chat.hide":
        return None
    config = review_config()
    if not config.open_chat and viewer_or_none() is None:
        abort(403)
    if config.conversation is None:
        return failure(503, "no_chat", config.emergency)
    return None


@chat.get("/")
def page() -> str:
    """The empty chat page."""
    return _page(Exchange())


@chat.get("/chat")
def back_to_page() -> AnyResponse:
    """The address bar of a browser without script ends on /chat: lead back to the page."""
    return redirect(url_for("chat.page"))


@chat.get("/conjugaison")
def hide() -> str:
    """« Quitter vite »: a harmless page that names nothing."""
    return render_template("chat/neutral.html")


@chat.post("/chat")
def say() -> Response:
    """One message in, the bot's lines out; JSON for the script, the page for a form."""
    config = review_config()
    visitor, is_new = _visitor()
    try:
        incoming = _incoming()
    except Unreadable as problem:
        return _refuse(problem.status, problem.code)
    assert config.conversation is not None  # _only_where_open answered otherwise
    try:
        lines = tuple(config.conversation.say(visitor, incoming))
        if not lines:
            raise ConversationUnavailable
    except ConversationUnavailable as problem:
        return _refuse(503, "unavailable", problem.lines or config.emergency)
    answer = _answer(incoming, tuple(replace(line, pause=_pause(line)) for line in lines))
    if is_new:
        _set_visitor(answer, visitor)
    return answer


def limit_messages(app: Flask, limiter: Limiter, config: ReviewConfig) -> None:
    """Limit what one visitor says in a minute, and one address, since a script can throw its cookie away."""
    for times, key in (
        (config.messages_per_minute, lambda: f"visitor {_visitor()[0]}"),
        (config.address_messages_per_minute, place),
    ):
        limit_view(
            app,
            limiter,
            "chat.say",
            f"{times} per minute",
            key,
            deduct_when=lambda answer: answer.status_code in (200, 503),
            # The card comes along, and what was typed stays.
            on_breach=lambda _limit: _refuse(429, "too_fast", config.emergency),
        )


@chat.errorhandler(CSRFError)
def _stale_token(_error: CSRFError) -> Response:
    """Give the typed text back with a fresh token, and the card: it may have been a call for help."""
    return _refuse(400, "csrf", review_config().emergency)


def _pause(line: Line) -> float:
    """Seconds to wait before `line`: help never waits."""
    return 0.0 if line.voice == "help" else round(line.pause * review_config().pacing, 3)


def _visitor() -> tuple[str, bool]:
    """The visitor of this request, and whether the cookie is still to be set: at the first message only."""
    cookie = request.cookies.get(VISITOR_COOKIE, "")
    if _VISITOR.fullmatch(cookie):
        return cookie, False
    if "vigie_visitor" not in g:
        g.vigie_visitor = secrets.token_hex(16)
    return g.vigie_visitor, True


def _set_visitor(answer: Response, visitor: str) -> None:
    # No expiry: on a shared computer, closing the browser forgets who was there.
    secure = review_config().secure_cookies
    answer.set_cookie(VISITOR_COOKIE, visitor, httponly=True, samesite="Lax", secure=secure)


def _incoming() -> Incoming:
    """Read the request. Raises Unreadable."""
    if request.mimetype == "application/json":
        try:
            body = request.get_json()
        except (BadRequest, RecursionError) as error:  # RecursionError: thousands of nested brackets
            raise Unreadable("bad_json") from error
        if not isinstance(body, dict) or len(body.keys() & {"text", "choice"}) != 1:
            raise Unreadable("bad_json")
        fields = body
    elif request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        fields = request.form.to_dict()
    else:
        raise Unreadable("wrong_type", 415)
    # A button of the form sends the writing box along: the button is what was meant.
    if "choice" in fields:
        return _pressed(fields["choice"])
    return _typed(fields.get("text"))


def _pressed(data: object) -> Pressed:
    if not isinstance(data, str) or not _CHOICE.fullmatch(data):
        raise Unreadable("bad_choice")
    return Pressed(data)


def _typed(value: object) -> Text:
    if not isinstance(value, str):
        raise Unreadable("bad_json")
    # A lone surrogate (JSON "\ud800") cannot be encoded, NUL cannot be stored: neither says anything.
    text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "").strip()
    if all(unicodedata.category(sign) in ("Cf", "Cc", "Zs") for sign in text):
        raise Unreadable("empty")
    if len(text) > MAX_TEXT:
        raise Unreadable("too_long", 413)
    return Text(text)


def _answer(incoming: Incoming, lines: tuple[Line, ...]) -> Response:
    if wants_json():
        return jsonify({"lines": [_as_json(line) for line in lines]})
    said = incoming.text if isinstance(incoming, Text) else None
    draft = request.form.get("text", "") if isinstance(incoming, Pressed) else ""
    return make_response(_page(Exchange(said=said, lines=lines, draft=draft)))


def _as_json(line: Line) -> dict[str, Any]:
    """A line for the script; its picture as the address and the words of an image."""
    return line.as_dict() | {"picture": picture(line.picture)}


def picture(drawn: Picture | None) -> dict[str, str] | None:
    """`src` and `alt` of a picture: it is in the page, not on the server. None where there is nothing to see."""
    if drawn is None:
        return None
    try:
        src = f"data:image/png;base64,{base64.b64encode(draw(drawn)).decode()}"
    except CannotDraw:
        logger.exception("a picture cannot be drawn: its words are shown")
        src = ""
    return {"src": src, "alt": drawn.alt}


def _refuse(status: int, code: str, lines: tuple[Line, ...] = ()) -> Response:
    """A refusal inside the chat: the script gets JSON, a form gets its page back with what was typed."""
    if wants_json() or status == 415:
        return failure(status, code, lines)
    draft = request.form.get("text", "")[: 2 * MAX_TEXT]
    return make_response(_page(Exchange(lines=lines, notice=notice(code), draft=draft)), status)


def _page(exchange: Exchange) -> str:
    return render_template(
        "chat/page.html",
        exchange=exchange,
        picture=picture,
        returning=bool(_VISITOR.fullmatch(request.cookies.get(VISITOR_COOKIE, ""))),
        big="grand" in request.args,
        emergency=review_config().emergency,
    )
