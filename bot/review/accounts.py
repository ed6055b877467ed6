"""Accounts: invitations, roles, one's own, and the audit log."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_security import hash_password
from flask_security.proxies import _security
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from bot.review.access import viewer
from bot.review.config import review_config, team
from bot.review.forms import AccountForm, InviteForm, PasswordForm
from bot.review.moments import moment
from bot.review.wording import sentence
from bot.store import accounts as store
from bot.store.accounts import AccountCard, EmailTaken, LastLead, Link, Role
from bot.store.database import reading, writing

accounts = Blueprint("accounts", __name__, url_prefix="/equipe")

LARGEST_ID = 2**31 - 1
AUDIT_SIZE = 50


@accounts.get("/moi")
def mine() -> str:
    """One's own account."""
    with reading(team().database) as connection:
        card = store.account_by_id(connection, viewer().id) or abort(404)
    return render_template("team/mine.html", card=card)


@accounts.get("/comptes")
def index() -> str:
    """Every account, and the links not yet used."""
    return _page()


@accounts.post("/comptes/inviter")
def invite() -> str | Response:
    """Make an invitation: its link is shown once."""
    role = request.form.get("role")
    if role not in store.ROLES:
        abort(400)
    form = InviteForm()
    if not form.validate():
        return make_response(_page(form=form), 400)
    now = team().clock()
    with writing(team().database) as connection:
        token = store.new_link(connection, role, now + store.INVITATION_SECONDS, str(form.note.data))
        store.note(connection, viewer().id, moment(), "link_new")
    return _page(shown_link=_address(token), shown_days=7, form=InviteForm(formdata=None))


@accounts.post(f"/comptes/liens/<int(max={LARGEST_ID}):link_id>/annuler")
def revoke(link_id: int) -> Response:
    """Make a link useless."""
    with writing(team().database) as connection:
        if not store.revoke_link(connection, link_id):
            abort(404)
        store.note(connection, viewer().id, moment(), "link_revoked")
    flash(sentence("link_revoked"))
    return redirect(url_for("accounts.index"))


@accounts.post(f"/comptes/<int(max={LARGEST_ID}):account_id>")
def change(account_id: int) -> str | Response:
    """What a lead does with an account: role, closing, second factor, a link for a new password."""
    wanted = request.form.get("do", "")
    asker = viewer()
    if wanted not in ("role_lead", "role_educator", "account_off", "account_on", "totp_reset", "link_renew"):
        abort(400)
    token = None
    with writing(team().database) as connection:
        card = store.account_by_id(connection, account_id) or abort(404)
        if account_id == asker.id and wanted in ("role_educator", "account_off"):
            return make_response(_page(problem=sentence("not_yourself")), 400)
        try:
            if wanted == "role_lead":
                store.set_role(connection, account_id, "lead")
            elif wanted == "role_educator":
                store.set_role(connection, account_id, "educator")
            elif wanted == "totp_reset":
                store.reset_totp(connection, account_id)
            elif wanted == "link_renew":
                token = _renewal(connection, card)
            else:
                store.set_active(connection, account_id, wanted == "account_on")
        except LastLead:
            return make_response(_page(problem=sentence("last_lead")), 400)
        store.note(connection, asker.id, moment(), wanted, about=account_id)
    if token is not None:
        return _page(shown_link=_address(token), shown_days=1)
    flash(sentence(wanted))
    return redirect(url_for("accounts.index"))


@accounts.get("/journal")
def audit() -> str:
    """Who did what, the newest first."""
    before = request.args.get("avant", type=int)
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    with reading(team().database) as connection:
        entries = store.audit_page(connection, before, AUDIT_SIZE + 1)
    older = entries[AUDIT_SIZE - 1]["id"] if len(entries) > AUDIT_SIZE else None
    return render_template(
        "team/audit.html", entries=entries[:AUDIT_SIZE], older=older, paged=before is not None
    )


@accounts.route("/invitation/<token>", methods=["GET", "POST"])
def accept(token: str) -> str | Response:
    """Use a link: open an account, or choose a new password. A link that is no good says so, and no more."""
    with reading(team().database) as connection:
        link = store.link_of(connection, token, team().clock())
        owner = store.account_by_id(connection, link.account) if link and link.account else None
    if link is None:
        return make_response(render_template("team/link_gone.html"), 404)
    form = PasswordForm(owner.email) if owner else AccountForm()
    if not form.validate_on_submit() or not _use(link, form):
        page = render_template("team/accept.html", form=form, owner=owner)
        return make_response(page, 400 if request.method == "POST" else 200)
    flash(sentence("password_renewed" if owner else "account_new"))
    return redirect(url_for("security.login"))


def _use(link: Link, form: AccountForm | PasswordForm) -> bool:
    """Open the account, or renew the password. False, said in the form, for what stood in the way."""
    hashed = hash_password(_security.password_util.normalize(form.password.data))
    now = moment()
    try:
        with writing(team().database) as connection:
            if isinstance(form, PasswordForm):
                account_id = store.renew_password(connection, link, hashed)
                store.note(connection, account_id, now, "password_renewed")
            else:
                email, name = str(form.email.data), str(form.name.data)
                account_id = store.open_account(connection, link, email, name, hashed, now.day)
                store.note(connection, account_id, now, "account_new")
    except EmailTaken:
        form.refuse(None, "email_taken")
    except LookupError:  # used in another window
        abort(404)
    except OperationalError:
        form.refuse(None, "busy")
    return not form.form_errors


def _renewal(connection: store.Connection, card: AccountCard) -> str:
    expires = team().clock() + store.SHORT_LINK_SECONDS
    return store.new_link(connection, cast(Role, card.role), expires, note=card.name, account=card.id)


def _address(token: str) -> str:
    path = url_for("accounts.accept", token=token)
    return f"{review_config().public_url or request.host_url.rstrip('/')}{path}"


def _page(
    shown_link: str | None = None,
    shown_days: int = 0,
    form: InviteForm | None = None,
    problem: str | None = None,
) -> str:
    with reading(team().database) as connection:
        known = store.list_accounts(connection)
        links = store.open_links(connection, team().clock())
    return render_template(
        "team/accounts.html",
        accounts=known,
        links=links,
        shown_link=shown_link,
        shown_days=shown_days,
        form=form or InviteForm(formdata=None),
        problem=problem,
        now=team().clock(),
    )
