"""Signing in: Flask-Security-Too on plain SQLAlchemy sessions, with our pages and our words.

No mail is ever sent: accounts open, and passwords are renewed, by links that a lead hands over.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from flask import Flask, current_app, request, session
from flask_login import user_logged_in
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MailUtil,
    MfRecoveryForm,
    RoleMixin,
    Security,
    SQLAlchemySessionUserDatastore,
    TwoFactorVerifyCodeForm,
    UserMixin,
    VerifyForm,
)
from flask_security.signals import tf_disabled
from flask_security.utils import get_message, validate_redirect_url
from sqlalchemy.orm import registry, scoped_session, sessionmaker
from werkzeug.exceptions import UnsupportedMediaType

from bot.review.config import Team, team
from bot.review.errors import failure, wants_json
from bot.review.forms import Worded
from bot.review.wording import sentences
from bot.store.accounts import plain_email
from bot.store.models import Account

#: A passphrase, or four random words; no composition rule (ANSSI, NIST 800-63B).
SHORTEST_PASSWORD = 12

#: Pages of Flask-Security that write: their transaction takes the lock at once (bot.store.database).
WRITING = (
    "security.change_password",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.mf_recovery_codes",
    "security.mf_recovery",
)
#: As many as fit on a card in a wallet.
RECOVERY_CODES = 8


class Role(RoleMixin):
    """Flask-Security asks for a class of roles; ours is a column, read by `bot.review.access` alone."""

    name = ""


class User(UserMixin):
    """An account as Flask-Security sees it: the table of `bot.store.models.Account`."""

    # Never used: no telephone is asked of anybody. Flask-Security clears it with the second factor.
    tf_phone_number: str | None = None


registry().map_imperatively(User, Account.__table__)


class SignInForm(Worded, LoginForm):
    """Without « remember me »: computers are shared. A way back to another site is dropped, without a fuss."""

    words = "sign_in"
    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.next.data and not validate_redirect_url(self.next.data):
            self.next.data = ""
        self.email.render_kw = {**(self.email.render_kw or {}), "autocomplete": "username"}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """One sentence, whatever was wrong: it must not tell whether the account exists."""
        valid = bool(LoginForm.validate(self, *args, **kwargs))
        if not valid:
            self.email.errors = self.password.errors = ()
            self.form_errors = [get_message("GENERIC_AUTHN_FAILED")[0]]
        return valid


class ConfirmForm(Worded, VerifyForm):
    """The password once more, before a setting that matters."""

    words = "verify"


class NewPasswordForm(Worded, ChangePasswordForm):
    """One's own password."""

    words = "change_password"


class CodeForm(Worded, TwoFactorVerifyCodeForm):
    """Six digits from a telephone."""

    words = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.render_kw = {**(self.code.render_kw or {}), "inputmode": "numeric"}


class RecoveryForm(Worded, MfRecoveryForm):
    """A code kept on paper, where the telephone is lost."""

    words = "recovery"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.render_kw = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        # Copied from paper: spaces and capitals do not count.
        self.code.data = "".join((self.code.data or "").split()).lower()


class NoMail(MailUtil):
    """Addresses are names to sign in with: nothing is sent, so nothing is looked up."""

    def normalize(self, email: str) -> str:
        """As stored."""
        return plain_email(email)

    def validate(self, email: str) -> str:
        """As stored. Raises ValueError for what cannot be an address."""
        return self.normalize(email)

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Raises RuntimeError: a setting that would send mail was switched on."""
        raise RuntimeError("Vigie sends no mail")


def register(app: Flask, config: Team, session_key: bytes, secure_cookies: bool) -> None:
    """Add sign-in to `app`."""
    app.config.update(_settings(config, session_key, secure_cookies))
    app.config.update(_messages(app))
    rows = scoped_session(sessionmaker(bind=config.database, future=True))
    app.extensions["vigie_rows"] = rows
    app.before_request(_refuse_json)
    app.before_request(_lock_for_writing)
    app.teardown_appcontext(lambda _error: rows.remove())
    security = Security(
        app,
        SQLAlchemySessionUserDatastore(rows, User, Role),
        login_form=SignInForm,
        verify_form=ConfirmForm,
        change_password_form=NewPasswordForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryForm,
        mail_util_cls=NoMail,
    )
    # Sessions only: no token in a header or an address signs anybody in.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    security.unauthn_handler(lambda *_args, **_kwargs: failure(401, "signed_out"))
    user_logged_in.connect(_mark_presence, app)
    tf_disabled.connect(_forget_codes, app)


def _settings(config: Team, session_key: bytes, secure_cookies: bool) -> dict[str, Any]:
    totp_key = hmac.new(session_key, b"vigie/totp", hashlib.sha256).hexdigest()
    settings: dict[str, Any] = {
        "LOGIN_URL": "/equipe/connexion",
        "LOGOUT_URL": "/equipe/deconnexion",
        "LOGOUT_METHODS": ["POST"],
        "VERIFY_URL": "/equipe/verification",
        "CHANGE_URL": "/equipe/mot-de-passe",
        "TWO_FACTOR_SETUP_URL": "/equipe/double-verification",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/equipe/code",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/equipe/codes-de-secours",
        "MULTI_FACTOR_RECOVERY_URL": "/equipe/code/de-secours",
        "TWO_FACTOR_RESCUE_URL": "/equipe/code/secours",
        "TWO_FACTOR_SELECT_URL": "/equipe/code/choix",
        "STATIC_FOLDER_URL": "/equipe/code/statique",
        "POST_LOGIN_VIEW": "classes.index",
        "POST_LOGOUT_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.mine",
        "TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
        "TWO_FACTOR_ERROR_VIEW": "security.login",
        "CHANGEABLE": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": False,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_VALIDITY_COOKIE": {"httponly": True, "secure": secure_cookies, "samesite": "Strict"},
        "TOTP_SECRETS": {"1": totp_key},
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_key_for_codes(session_key)],
        "TOTP_ISSUER": "Vigie",
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "API_ENABLED_METHODS": ["session"],
        "RETURN_GENERIC_RESPONSES": True,
        "JOIN_USER_ROLES": False,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        # Argon2 salts by itself; a second key would lock everybody out the day it is lost.
        "PASSWORD_SINGLE_HASH": ["argon2"],
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    }
    if config.argon2:
        settings["PASSWORD_HASH_PASSLIB_OPTIONS"] = {
            f"argon2__{name}": value for name, value in config.argon2.items()
        }
    return {f"SECURITY_{name}": value for name, value in settings.items()}


def _key_for_codes(session_key: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(session_key, b"vigie/recovery-codes", "sha256"))


def _messages(app: Flask) -> dict[str, tuple[str, str]]:
    """Flask-Security's own sentences, in our words."""
    with app.app_context():
        return {f"SECURITY_MSG_{name}": (said, "") for name, said in sentences("security").items()}


def _refuse_json() -> None:
    """Flask-Security's pages also speak JSON, and would hand out tokens: ours are pages."""
    if request.blueprint == "security" and (request.is_json or wants_json()):
        raise UnsupportedMediaType


def _lock_for_writing() -> None:
    if request.endpoint in WRITING and request.method == "POST":
        current_app.extensions["vigie_rows"].connection(execution_options={"writes": True})


def _forget_codes(_app: Flask, user: User, **_details: Any) -> None:
    # Without a second factor nothing is left to stand in for; set up anew, it gets new ones.
    current_app.extensions["security"].datastore.mf_set_recovery_codes(user, None)


def _mark_presence(_app: Flask, **_details: Any) -> None:
    session["at"] = team().clock()
