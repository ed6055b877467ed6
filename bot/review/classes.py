"""Classes: opening one, its code and sheet, its scenes, closing it."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.quiz.together import together
from bot.review.access import scope, viewer
from bot.review.config import team
from bot.review.forms import ClassForm
from bot.review.moments import moment
from bot.review.wording import sentence
from bot.store import accounts, review
from bot.store.classes import ClassCard
from bot.store.database import reading, writing
from bot.store.quiz import pairs_of_class
from bot.store.review import STATUSES, ClassFields

classes = Blueprint("classes", __name__, url_prefix="/equipe")

#: Past the largest id a column holds, an address names nothing.
CLASS_ID = "<int(max=2147483647):class_id>"


@dataclass(frozen=True)
class SceneForm:
    """The scenes ticked, and what is wrong with them."""

    chosen: frozenset[str]
    problem: str | None = None


@classes.get("/")
def index() -> str:
    """The asker's classes."""
    archived = "archives" in request.args
    with reading(team().database) as connection:
        listed = review.list_classes(connection, scope(), archived)
    return render_template("team/classes.html", classes=listed, archived=archived)


@classes.route("/classes/nouvelle", methods=["GET", "POST"])
def new() -> str | Response:
    """Open a class."""
    form = ClassForm()
    if not form.validate_on_submit():
        return _form_page(form)
    asker, now = viewer(), moment()
    with writing(team().database) as connection:
        class_id = review.create_class(connection, asker.id, _fields(form), (), now.day)
        accounts.note(connection, asker.id, now, "class_new", class_id=class_id)
    flash(sentence("class_new"))
    return redirect(url_for("classes.show", class_id=class_id))


@classes.get(f"/classes/{CLASS_ID}")
def show(class_id: int) -> str:
    """One class: code, scenes, nicknames, figures."""
    return _page(class_id)


@classes.route(f"/classes/{CLASS_ID}/modifier", methods=["GET", "POST"])
def edit(class_id: int) -> str | Response:
    """Rewrite what is said of a class."""
    with reading(team().database) as connection:
        card = review.class_in_scope(connection, scope(), class_id) or abort(404)
    form = ClassForm(data=vars(ClassFields(card.name, card.school, card.teacher)))
    if not form.validate_on_submit():
        return _form_page(form, card)
    with writing(team().database) as connection:
        if review.class_in_scope(connection, scope(), class_id) is None:  # no longer
            abort(404)
        review.edit_class(connection, class_id, _fields(form))
        accounts.note(connection, viewer().id, moment(), "class_edit", class_id=class_id)
    flash(sentence("class_edit"))
    return redirect(url_for("classes.show", class_id=class_id))


@classes.post(f"/classes/{CLASS_ID}/scenes")
def assign(class_id: int) -> str | Response:
    """Choose the scenes that the class reads."""
    shelf = team().library.scenarios
    chosen = frozenset(request.form.getlist("scenario")) & shelf.keys()
    with writing(team().database) as connection:
        card = review.class_in_scope(connection, scope(), class_id) or abort(404)
        # A scene that left the library stays assigned until somebody unticks what they can see.
        delicate = {name for name in chosen - set(card.scenarios) if shelf[name].file.own_choice_only}
        if delicate and "two_adults" not in request.form:
            return make_response(_page(class_id, SceneForm(chosen, "two_adults")), 400)
        review.assign(connection, class_id, chosen)
        asker, now = viewer(), moment()
        accounts.note(connection, asker.id, now, "class_scenes", class_id=class_id)
        if delicate:
            accounts.note(connection, asker.id, now, "class_two_adults", class_id=class_id)
    flash(sentence("class_scenes"))
    return redirect(url_for("classes.show", class_id=class_id))


@classes.post(f"/classes/{CLASS_ID}/etat")
def status(class_id: int) -> Response:
    """Open, close or archive."""
    wanted = request.form.get("status")
    if wanted not in STATUSES:
        abort(400)
    with writing(team().database) as connection:
        if review.class_in_scope(connection, scope(), class_id) is None:
            abort(404)
        now = moment()
        review.set_status(connection, class_id, wanted, now.day)
        accounts.note(connection, viewer().id, now, f"class_{wanted}", class_id=class_id)
    flash(sentence(f"class_{wanted}"))
    return redirect(url_for("classes.show", class_id=class_id))


@classes.post(f"/classes/{CLASS_ID}/equipe")
def staff(class_id: int) -> Response:
    """Let a colleague read a class, or no more."""
    account_id = request.form.get("account", type=int)
    joins = request.form.get("do") == "in"
    with writing(team().database) as connection:
        known = review.class_in_scope(connection, scope(), class_id)
        colleague = (
            accounts.account_by_id(connection, account_id)
            if account_id is not None and 0 < account_id < 2**31
            else None
        )
        if known is None or colleague is None:
            abort(404)
        (review.add_staff if joins else review.remove_staff)(connection, class_id, colleague.id)
        accounts.note(
            connection,
            viewer().id,
            moment(),
            "class_staff_in" if joins else "class_staff_out",
            class_id=class_id,
            about=colleague.id,
        )
    flash(sentence("class_staff"))
    return redirect(url_for("classes.show", class_id=class_id))


@classes.get(f"/classes/{CLASS_ID}/affiche")
def poster(class_id: int) -> str:
    """The sheet to print: code, QR code, what the class will and will not see."""
    with reading(team().database) as connection:
        card = review.class_in_scope(connection, scope(), class_id) or abort(404)
    link = _deep_link(card)
    return render_template("team/poster.html", card=card, link=link, qr=qr_path(link) if link else None)


@dataclass(frozen=True)
class QrPath:
    """A QR code as one SVG path over a square of `side` units."""

    side: int
    path: str


def qr_path(text: str) -> QrPath:
    """Draw a QR code: a unit square per dark module, quiet zone included."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    squares = [
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    ]
    return QrPath(len(matrix), "".join(squares))


def _deep_link(card: ClassCard) -> str | None:
    username = team().bot_username()
    return f"https://t.me/{username}?start={card.code}" if username else None


def _fields(form: ClassForm) -> ClassFields:
    return ClassFields(str(form.name.data), str(form.school.data), str(form.teacher.data))


def _form_page(form: ClassForm, card: ClassCard | None = None) -> Response:
    page = render_template("team/class_form.html", form=form, card=card)
    return make_response(page, 400 if request.method == "POST" else 200)


def _page(class_id: int, scenes: SceneForm | None = None) -> str:
    asker = viewer()
    with reading(team().database) as connection:
        card = review.class_in_scope(connection, scope(), class_id) or abort(404)
        members = review.nicknames_of(connection, class_id)
        figures = review.figures(connection, class_id)
        quiz = together(pairs_of_class(connection, class_id))
        colleagues = accounts.staff_of(connection, class_id)
        others = (
            [one for one in accounts.list_accounts(connection) if one.active and one not in colleagues]
            if asker.is_lead
            else []
        )
    return render_template(
        "team/class.html",
        card=card,
        members=members,
        figures=figures,
        quiz=quiz,
        staff=colleagues,
        others=others,
        shelf=list(team().library.scenarios.values()),
        scenes=scenes or SceneForm(frozenset(card.scenarios)),
        link=_deep_link(card),
    )
