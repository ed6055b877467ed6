"""Who may see what: decided here, and nowhere else.

Two tables. `RULES` says who may ask for an address at all; an address that is not in it does not exist. `scope()` says
whose classes, and so whose transcripts, a query may touch: every query of `bot.store.review` takes one. What somebody
may not see is answered like what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_login import current_user
from flask_security import logout_user
from werkzeug.wrappers import Response as AnyResponse

from bot.review.config import review_config, team
from bot.review.errors import failure
from bot.store.review import Scope

#: open: anybody. staff: whoever is signed in. lead: leads. nobody: there is no such page.
Audience = Literal["open", "staff", "lead", "nobody"]

RULES: Mapping[str, Audience] = {
    # The chat page has its own door (chat._only_where_open).
    "static": "open",
    "bootstrap.static": "open",
    "chat.page": "open",
    "chat.back_to_page": "open",
    "chat.hide": "open",
    "chat.say": "open",
    # Signing in and out, one's own account: Flask-Security's pages under our addresses.
    "security.login": "open",
    "security.logout": "staff",
    "security.verify": "staff",
    "security.change_password": "staff",
    "security.two_factor_setup": "staff",
    "security.two_factor_setup_validate": "staff",
    "security.two_factor_token_validation": "open",
    "security.mf_recovery_codes": "staff",
    "security.mf_recovery": "open",
    # Its pages that we do not use: help by e-mail, several second factors, its style sheet.
    "security.two_factor_rescue": "nobody",
    "security.tf_select": "nobody",
    "security.static": "nobody",
    "accounts.accept": "open",
    "accounts.mine": "staff",
    "accounts.index": "lead",
    "accounts.invite": "lead",
    "accounts.revoke": "lead",
    "accounts.change": "lead",
    "accounts.audit": "lead",
    "classes.index": "staff",
    "classes.new": "staff",
    "classes.show": "staff",
    "classes.edit": "staff",
    "classes.assign": "staff",
    "classes.status": "staff",
    "classes.poster": "staff",
    "classes.staff": "lead",
    "transcripts.index": "staff",
    "transcripts.show": "staff",
    "transcripts.comment": "staff",
    "transcripts.uncomment": "staff",
    "transcripts.labels": "staff",
    "transcripts.reviewed": "staff",
}

#: Staff rooms share computers: after this long without a page, sign in again.
IDLE_SECONDS = 2 * 3600
#: The session is rewritten at most this often to say that somebody is there.
TOUCH_SECONDS = 300


class Viewer(NamedTuple):
    """Who asks."""

    id: int
    name: str
    role: str

    @property
    def is_lead(self) -> bool:
        """Whether this is a lead."""
        return self.role == "lead"


def viewer() -> Viewer:
    """Who asks; on staff pages only (the gate answered otherwise)."""
    found = viewer_or_none()
    if found is None:
        abort(404)
    return found


def viewer_or_none() -> Viewer | None:
    """Who asks, None for somebody who is not signed in."""
    if review_config().team is None or not current_user.is_authenticated:
        return None
    return Viewer(current_user.id, current_user.name, current_user.role)


def scope() -> Scope:
    """The classes that whoever asks may read: a lead all, an educator their own."""
    asker = viewer()
    return Scope(account=None if asker.is_lead else asker.id)


def may_delete_comment_of() -> int | None:
    """Whose comments whoever asks may delete: their own; None, anybody's, for a lead."""
    asker = viewer()
    return None if asker.is_lead else asker.id


def register(app: Flask) -> None:
    """Put the gate before every page of `app`."""
    app.before_request(_gate)


def _gate() -> AnyResponse | None:
    if request.endpoint is None:  # no such address, or not this method: the router says so
        return None
    audience = RULES.get(request.endpoint, "nobody")
    if audience == "nobody":
        abort(404)
    if request.endpoint not in ("static", "bootstrap.static"):
        _leave_if_idle()
    if audience == "open":
        return None
    asker = viewer_or_none()
    if asker is None:
        return _sign_in_first()
    if audience == "lead" and not asker.is_lead:
        abort(404)
    return None


def _leave_if_idle() -> None:
    if "_user_id" not in session:
        return
    now = team().clock()
    at = cast(int, session.get("at", now))
    if now - at > IDLE_SECONDS:
        logout_user()
        session.pop("at", None)
    elif "at" not in session or now - at > TOUCH_SECONDS:
        session["at"] = now


def _sign_in_first() -> AnyResponse | Response:
    """To the sign-in page, and back afterwards; what a form sent is shown, never sent on."""
    if request.method in ("GET", "HEAD"):
        here = request.full_path.rstrip("?")
        return redirect(url_for("security.login", next=here))
    return failure(401, "signed_out")
