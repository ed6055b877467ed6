"""A locked database, a stale page, a session that ended: a clear page, nothing lost, nothing leaked."""

from __future__ import annotations

import logging
import re
from html import unescape

import pytest

from bot.review.main import lexicon_reader
from bot.store.database import writing
from tests.review.school import CONTENT, School

COMMENT = "Une remarque longue à retaper"


def kept(page: str) -> bool:
    return COMMENT in unescape(page)


def test_reading_goes_on_while_somebody_writes(school):
    with writing(school.database):
        visitor = school.visitor(school.educator)
        assert visitor.get("/equipe/").status_code == 200
        assert visitor.get(f"/equipe/classes/{school.own}").status_code == 200
        assert visitor.sign_in("claire@college.example").status_code == 302


def test_a_transcript_is_not_shown_while_its_reading_cannot_be_written_down(school):
    play = school.play(school.own, said="non merci")
    visitor = school.visitor(school.educator)
    with writing(school.database):
        page = visitor.get(f"/equipe/transcriptions/{play}")

    assert page.status_code == 503
    assert "Rien n&#39;a été changé" in page.text
    assert "non merci" not in page.text
    assert visitor.get(f"/equipe/transcriptions/{play}").status_code == 200


def test_what_was_written_while_the_database_was_locked_can_be_sent_again(school):
    play = school.play(school.own)
    visitor = school.visitor(school.educator)
    visitor.get("/equipe/")
    path = f"/equipe/transcriptions/{play}/commentaire"
    token = re.search(
        r'name="csrf_token"[^>]* value="([^"]+)"', visitor.get("/equipe/classes/nouvelle").text
    )[1]
    with writing(school.database):
        page = visitor.client.post(
            path, data={"csrf_token": token, "comment": COMMENT}, headers={"Sec-Fetch-Site": "same-origin"}
        )

    assert page.status_code == 503
    assert kept(page.text)
    assert f'action="{path}"' in page.text
    fresh = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text.partition(f'action="{path}"')[2])[
        1
    ]
    assert visitor.client.post(path, data={"csrf_token": fresh, "comment": COMMENT}).status_code == 302
    assert kept(visitor.get(f"/equipe/transcriptions/{play}").text)


def test_opening_an_account_while_locked_keeps_the_form_and_the_link(school):
    lead = school.visitor(school.lead)
    page = lead.send("/equipe/comptes/inviter", role="educator", note="Ana").text
    path = re.search(r"http://localhost(/equipe/invitation/[\w-]+)", page)[1]
    fields = {
        "name": "Ana Diallo",
        "email": "ana@college.example",
        "password": "quatre mots bien longs",
        "password_again": "quatre mots bien longs",
    }
    visitor = school.visitor()
    visitor.get(path)
    visitor.token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', visitor.get(path).text)[1]
    with writing(school.database):
        page = visitor.send(path, **fields)

    assert page.status_code == 400
    assert "occupée" in page.text
    assert 'value="Ana Diallo"' in page.text
    assert visitor.send(path, **fields).status_code == 302


def test_changing_ones_password_while_locked_says_so(school):
    visitor = school.visitor(school.educator)
    visitor.token = re.search(
        r'name="csrf_token"[^>]* value="([^"]+)"', visitor.get("/equipe/classes/nouvelle").text
    )[1]
    with writing(school.database):
        page = visitor.send(
            "/equipe/mot-de-passe",
            password="quatre mots bien longs",
            new_password="une phrase toute neuve",
            new_password_confirm="une phrase toute neuve",
        )

    assert page.status_code == 503
    assert "neuve" not in page.text


def test_a_database_that_is_gone_gives_a_clear_page_and_a_quiet_log(school, tmp_path, caplog):
    visitor = school.visitor(school.educator)
    for path in tmp_path.glob("vigie.db*"):
        path.unlink()
    with caplog.at_level(logging.DEBUG):
        for path in ("/equipe/", "/equipe/connexion", "/equipe/nulle-part", "/nulle-part"):
            page = visitor.get(path)
            assert page.status_code == 503
            assert "Traceback" not in page.text
            # Before anybody is looked up, too: a form without its token.
            assert visitor.client.post("/equipe/classes/nouvelle", data={"name": "x"}).status_code == 400
    assert str(tmp_path) not in caplog.text


def test_a_session_that_ended_shows_what_was_written(school):
    visitor = school.visitor()
    page = visitor.send("/equipe/transcriptions/1/commentaire", comment=COMMENT)

    assert page.status_code == 401
    assert "plus connecté" in page.text
    assert kept(page.text)


@pytest.mark.parametrize(("site", "again"), [("same-origin", True), ("cross-site", False), (None, False)])
def test_only_what_our_own_page_sent_can_be_sent_again_with_one_press(school, site, again):
    """Else a foreign site could fill a form in, and let an educator press the button."""
    visitor = school.visitor(school.educator)
    visitor.get("/equipe/")
    page = visitor.client.post(
        f"/equipe/classes/{school.own}/etat",
        data={"csrf_token": "vieux", "status": "archived", "comment": COMMENT},
        headers={"Sec-Fetch-Site": site} if site else {},
    )

    assert page.status_code == 400
    assert "Page à rafraîchir" in page.text
    assert kept(page.text)
    assert ("Renvoyer" in page.text) is again
    assert "4e B" in visitor.get("/equipe/").text


def test_a_form_without_a_token_changes_nothing(school):
    visitor = school.visitor(school.educator)
    answer = visitor.client.post(f"/equipe/classes/{school.own}/etat", data={"status": "archived"})

    assert answer.status_code == 400
    assert "4e B" in visitor.get("/equipe/").text


def test_a_huge_form_is_refused_in_french(school):
    page = school.visitor(school.educator).send("/equipe/classes/nouvelle", name="a" * 100_000)

    assert page.status_code == 413
    assert "beaucoup trop long" in page.text


def test_educators_are_spoken_to_as_adults_and_teens_as_teens(school):
    visitor = school.visitor(school.educator)

    assert "que vous puissiez lire" in visitor.get("/equipe/nulle-part").text
    assert "mal recopiée" in visitor.get("/nulle-part").text


@pytest.mark.parametrize(
    "path", ["/equipe/", "/equipe/classes/nouvelle", "/equipe/transcriptions/", "/equipe/moi"]
)
def test_pages_hold_no_inline_script_nor_style_nor_outside_address(school, path):
    page = school.visitor(school.educator).get(path)

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_the_session_cookie_is_for_the_server_and_secure_where_asked(make_school):
    school: School = make_school(secure_cookies=True)
    answer = school.app.test_client().get("/equipe/connexion", base_url="https://localhost")

    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


# --- vigie review ---------------------------------------------------------------------------------------------


def test_the_lexicon_rereads_where_no_engine_is_loaded():
    doubts = lexicon_reader(CONTENT)

    assert doubts("je veux mourir")
    assert not doubts("non merci, je reste sur le forum")
