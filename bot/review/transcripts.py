"""Transcripts: the list, and one read as a dialogue. Every reading is in the audit log before the page is shown."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.wrappers import Response

from bot.review.access import may_delete_comment_of, scope, viewer
from bot.review.config import team
from bot.review.forms import CommentForm, FilterForm
from bot.review.moments import moment
from bot.review.shown import reread_all, shown
from bot.review.wording import sentence
from bot.store import accounts, review
from bot.store.database import reading, writing
from bot.store.review import ListedClass, ListedPlay, Place, PlayFilter, PlayPage

logger = logging.getLogger(__name__)

transcripts = Blueprint("transcripts", __name__, url_prefix="/equipe/transcriptions")

PAGE_SIZE = 30
LARGEST_ID = 2**31 - 1
PLAY_ID = f"<int(max={LARGEST_ID}):play_id>"
COMMENT_ID = f"<int(max={LARGEST_ID}):comment_id>"


@transcripts.get("/")
def index() -> str:
    """The list: newest day first, as filtered."""
    wanted = _filter()
    asker_scope = scope()
    after, before = _place("apres"), _place("avant")
    with reading(team().database) as connection:
        if (
            wanted.class_id is not None
            and review.class_in_scope(connection, asker_scope, wanted.class_id) is None
        ):
            abort(404)
        classes = review.list_classes(connection, asker_scope) + review.list_classes(
            connection, asker_scope, archived=True
        )
        # One more than a page tells whether there is another.
        if before is not None:
            plays = review.before_place(connection, asker_scope, wanted, before, PAGE_SIZE + 1)
            newer, older = len(plays) > PAGE_SIZE, True
            plays = plays[-PAGE_SIZE:]
        else:
            plays = review.newer_first(connection, asker_scope, wanted, after, PAGE_SIZE + 1)
            newer, older = after is not None, len(plays) > PAGE_SIZE
            plays = plays[:PAGE_SIZE]
    query = _query(wanted)
    return render_template(
        "team/transcripts.html",
        plays=plays,
        form=FilterForm(query, _choices(classes)),
        query=query,
        newer=url_for(".index", **query, avant=_mark(plays[0])) if newer and plays else None,
        older=url_for(".index", **query, apres=_mark(plays[-1])) if older and plays else None,
    )


@transcripts.get(f"/{PLAY_ID}")
def show(play_id: int) -> str:
    """One transcript, and who is before and after it in the list it was opened from."""
    return _page(play_id)


@transcripts.post(f"/{PLAY_ID}/commentaire")
def comment(play_id: int) -> str | Response:
    """Note something for colleagues."""
    form = CommentForm()
    if not form.validate():
        return make_response(_page(play_id, form), 400)
    asker, now = viewer(), moment()
    with writing(team().database) as connection:
        class_id = _class_of(connection, play_id)
        review.add_comment(connection, play_id, asker.id, str(form.comment.data), now.day)
        accounts.note(connection, asker.id, now, "comment", play=play_id, class_id=class_id)
    flash(sentence("comment"))
    return _back(play_id)


@transcripts.post(f"/{PLAY_ID}/commentaire/{COMMENT_ID}/retirer")
def uncomment(play_id: int, comment_id: int) -> Response:
    """Take a comment back."""
    with writing(team().database) as connection:
        class_id = _class_of(connection, play_id)
        if not review.delete_comment(connection, play_id, comment_id, may_delete_comment_of()):
            abort(404)
        accounts.note(connection, viewer().id, moment(), "uncomment", play=play_id, class_id=class_id)
    flash(sentence("uncomment"))
    return _back(play_id)


@transcripts.post(f"/{PLAY_ID}/etiquettes")
def labels(play_id: int) -> Response:
    """Choose the labels."""
    chosen = set(request.form.getlist("label")) & team().words.labels.keys()
    with writing(team().database) as connection:
        class_id = _class_of(connection, play_id)
        review.set_labels(connection, play_id, chosen)
        accounts.note(connection, viewer().id, moment(), "label", play=play_id, class_id=class_id)
    flash(sentence("labels"))
    return _back(play_id)


@transcripts.post(f"/{PLAY_ID}/relue")
def reviewed(play_id: int) -> Response:
    """Mark as read, or as still to read."""
    done = request.form.get("reviewed") == "1"
    with writing(team().database) as connection:
        class_id = _class_of(connection, play_id)
        review.set_reviewed(connection, play_id, done)
        action = "reviewed" if done else "unreviewed"
        accounts.note(connection, viewer().id, moment(), action, play=play_id, class_id=class_id)
    flash(sentence(action))
    return _back(play_id)


def _page(play_id: int, form: CommentForm | None = None) -> str:
    wanted = _filter()
    asker_scope = scope()
    with reading(team().database) as connection:
        page = review.play_page(connection, asker_scope, play_id) or abort(404)
        place = Place(page.play.day, page.play.id)
        before, after = review.neighbours(connection, asker_scope, wanted, place)
    page, verdicts = _reread(page)
    # Written before it is shown: a reading that cannot be noted does not take place.
    with writing(team().database) as connection:
        review.mark_reread(connection, verdicts)
        accounts.note(connection, viewer().id, moment(), "read", play=play_id, class_id=page.play.class_id)
    scenario = team().library.get(page.play.scenario)
    query = _query(wanted)
    return render_template(
        "team/transcript.html",
        page=page,
        play=page.play,
        dialogue=shown(page.lines, scenario, page.version),
        scenario=scenario,
        query=query,
        form=form or CommentForm(),
        deletes=may_delete_comment_of(),
        before=url_for(".show", play_id=before, **query) if before is not None else None,
        after=url_for(".show", play_id=after, **query) if after is not None else None,
    )


def _reread(page: PlayPage) -> tuple[PlayPage, list[tuple[int, bool]]]:
    """Re-read what nobody has; where that fails, those lines stay hidden and will be re-read next time."""
    scenario = team().library.get(page.play.scenario)
    try:
        lines, verdicts = reread_all(page.lines, scenario, page.version, team().reread)
    except Exception as error:  # whatever the re-reader is: nothing unread is shown
        logger.error("the re-reading failed (%s): its lines stay hidden", type(error).__name__, exc_info=True)
        return page, []
    return replace(page, lines=lines), verdicts


def _class_of(connection: Connection, play_id: int) -> int:
    """The class of a transcript whoever asks may read; 404 otherwise."""
    return review.class_of_play(connection, scope(), play_id) or abort(404)


def _back(play_id: int) -> Response:
    return redirect(url_for(".show", play_id=play_id, **_query(_filter())))


def _filter() -> PlayFilter:
    """The filter in the address; what it does not understand it leaves out."""
    asked = request.args
    class_id = asked.get("classe", type=int)
    words = team().words
    return PlayFilter(
        class_id=class_id if class_id is None or 0 < class_id <= LARGEST_ID else 0,
        scenario=asked.get("scene", "")[:64] or None,
        ending=asked.get("fin") if asked.get("fin") in words.endings else None,
        label=asked.get("etiquette") if asked.get("etiquette") in words.labels else None,
        unreviewed=asked.get("relues") == "non",
    )


def _choices(classes: list[ListedClass]) -> dict[str, list[tuple[str, str]]]:
    """What the filter offers, field by field."""
    words = team().words
    archived = words.of("statuses", "archived").lower()
    return {
        "classe": [
            (
                str(one.id),
                f"{one.name} · {one.school}" + (f" ({archived})" if one.status == "archived" else ""),
            )
            for one in classes
        ],
        "scene": [(one.id, one.file.title) for one in team().library.scenarios.values()],
        "fin": list(words.endings.items()),
        "etiquette": list(words.labels.items()),
    }


def _query(wanted: PlayFilter) -> dict[str, Any]:
    """The filter as an address says it."""
    named = {
        "classe": wanted.class_id,
        "scene": wanted.scenario,
        "fin": wanted.ending,
        "etiquette": wanted.label,
        "relues": "non" if wanted.unreviewed else None,
    }
    return {name: value for name, value in named.items() if value is not None}


def _place(name: str) -> Place | None:
    """A place in the list, as `_mark` wrote it."""
    day, _dot, play_id = request.args.get(name, "").partition(".")
    try:
        place = Place(dt.date.fromisoformat(day), int(play_id))
    except ValueError:
        return None
    return place if 0 <= place.id <= LARGEST_ID else None


def _mark(play: ListedPlay) -> str:
    return f"{play.day.isoformat()}.{play.id}"
