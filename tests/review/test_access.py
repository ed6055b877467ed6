"""Every route, for everybody: the table below is the rule, and a route that is not in it fails the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from bot.review.access import IDLE_SECONDS, RULES
from bot.review.security import User
from bot.store import accounts
from bot.store.database import writing
from tests.review.conftest import ParrotBot
from tests.review.school import NOW, PASSWORD, School

#: Who asks: nobody signed in, the educator of the class, an educator of another class, a lead.
ASKERS = ("nobody", "own", "other", "lead")


@dataclass(frozen=True)
class Asked:
    """A request: its path as a function of the world below, what it sends, and the status for each asker."""

    path: str
    expected: tuple[int, int, int, int]
    send: dict[str, str] | None = None


GOTO_SIGN_IN, SIGNED_OUT, GONE = 302, 401, 404
STAFF_PAGE = (GOTO_SIGN_IN, 200, 200, 200)
OWN_PAGE = (GOTO_SIGN_IN, 200, GONE, 200)
OWN_FORM = (SIGNED_OUT, 302, GONE, 302)
LEAD_PAGE = (GOTO_SIGN_IN, GONE, GONE, 200)
LEAD_FORM = (SIGNED_OUT, GONE, GONE, 302)
EVERYBODY = (200, 200, 200, 200)
NOT_A_PAGE = (GONE, GONE, GONE, GONE)

CLASS = {"name": "4e C", "school": "Collège des Tilleuls", "teacher": "Mme Morel"}
NEW = {"new_password": "une autre phrase longue", "new_password_confirm": "une autre phrase longue"}

TABLE: dict[tuple[str, str], Asked] = {
    ("static", "GET"): Asked("/static/team.css", EVERYBODY),
    ("bootstrap.static", "GET"): Asked("/bootstrap/static/css/bootstrap.min.css", EVERYBODY),
    ("chat.page", "GET"): Asked("/", EVERYBODY),
    ("chat.back_to_page", "GET"): Asked("/chat", (302, 302, 302, 302)),
    ("chat.hide", "GET"): Asked("/conjugaison", EVERYBODY),
    ("chat.say", "POST"): Asked("/chat", EVERYBODY, {"text": "salut"}),
    ("security.login", "GET"): Asked("/equipe/connexion", (200, 302, 302, 302)),
    ("security.login", "POST"): Asked(
        "/equipe/connexion", (302, 302, 302, 302), {"email": "claire@college.example", "password": PASSWORD}
    ),
    ("security.logout", "POST"): Asked("/equipe/deconnexion", (SIGNED_OUT, 302, 302, 302), {}),
    ("security.verify", "GET"): Asked("/equipe/verification", STAFF_PAGE),
    ("security.verify", "POST"): Asked(
        "/equipe/verification", (SIGNED_OUT, 302, 302, 302), {"password": PASSWORD}
    ),
    ("security.change_password", "GET"): Asked("/equipe/mot-de-passe", STAFF_PAGE),
    ("security.change_password", "POST"): Asked(
        "/equipe/mot-de-passe", (SIGNED_OUT, 302, 302, 302), {"password": PASSWORD, **NEW}
    ),
    ("security.two_factor_setup", "GET"): Asked("/equipe/double-verification", STAFF_PAGE),
    ("security.two_factor_setup", "POST"): Asked(
        "/equipe/double-verification", (SIGNED_OUT, 200, 200, 200), {"setup": "authenticator"}
    ),
    # A forged state leads back to the first step.
    ("security.two_factor_setup_validate", "POST"): Asked(
        "/equipe/double-verification/forge", (SIGNED_OUT, 302, 302, 302), {"code": "000000"}
    ),
    # Without a password given first, back to the start.
    ("security.two_factor_token_validation", "GET"): Asked("/equipe/code", (302, 302, 302, 302)),
    ("security.two_factor_token_validation", "POST"): Asked(
        "/equipe/code", (302, 302, 302, 302), {"code": "000000"}
    ),
    ("security.mf_recovery", "GET"): Asked("/equipe/code/de-secours", (302, 302, 302, 302)),
    ("security.mf_recovery", "POST"): Asked(
        "/equipe/code/de-secours", (302, 302, 302, 302), {"code": "0000-0000-0000"}
    ),
    ("security.mf_recovery_codes", "GET"): Asked("/equipe/codes-de-secours", STAFF_PAGE),
    ("security.mf_recovery_codes", "POST"): Asked(
        "/equipe/codes-de-secours", (SIGNED_OUT, 200, 200, 200), {}
    ),
    ("security.two_factor_rescue", "GET"): Asked("/equipe/code/secours", NOT_A_PAGE),
    ("security.two_factor_rescue", "POST"): Asked("/equipe/code/secours", NOT_A_PAGE, {"help_setup": "help"}),
    ("security.tf_select", "GET"): Asked("/equipe/code/choix", NOT_A_PAGE),
    ("security.tf_select", "POST"): Asked("/equipe/code/choix", NOT_A_PAGE, {}),
    ("security.static", "GET"): Asked("/equipe/code/statique/js/base64.js", NOT_A_PAGE),
    ("accounts.accept", "GET"): Asked("/equipe/invitation/{token}", EVERYBODY),
    ("accounts.accept", "POST"): Asked("/equipe/invitation/{token}", (400, 400, 400, 400), {"name": "Ana"}),
    ("accounts.mine", "GET"): Asked("/equipe/moi", STAFF_PAGE),
    ("accounts.index", "GET"): Asked("/equipe/comptes", LEAD_PAGE),
    ("accounts.invite", "POST"): Asked(
        "/equipe/comptes/inviter",
        (SIGNED_OUT, GONE, GONE, 200),
        {"role": "educator", "note": "Mme Diallo"},
    ),
    ("accounts.revoke", "POST"): Asked("/equipe/comptes/liens/{link}/annuler", LEAD_FORM, {}),
    ("accounts.change", "POST"): Asked("/equipe/comptes/{colleague}", LEAD_FORM, {"do": "role_lead"}),
    ("accounts.audit", "GET"): Asked("/equipe/journal", LEAD_PAGE),
    ("classes.index", "GET"): Asked("/equipe/", STAFF_PAGE),
    ("classes.new", "GET"): Asked("/equipe/classes/nouvelle", STAFF_PAGE),
    ("classes.new", "POST"): Asked("/equipe/classes/nouvelle", (SIGNED_OUT, 302, 302, 302), CLASS),
    ("classes.show", "GET"): Asked("/equipe/classes/{own}", OWN_PAGE),
    ("classes.edit", "GET"): Asked("/equipe/classes/{own}/modifier", OWN_PAGE),
    ("classes.edit", "POST"): Asked("/equipe/classes/{own}/modifier", OWN_FORM, CLASS),
    ("classes.assign", "POST"): Asked("/equipe/classes/{own}/scenes", OWN_FORM, {"scenario": "essai"}),
    ("classes.status", "POST"): Asked("/equipe/classes/{own}/etat", OWN_FORM, {"status": "closed"}),
    ("classes.poster", "GET"): Asked("/equipe/classes/{own}/affiche", OWN_PAGE),
    ("classes.staff", "POST"): Asked(
        "/equipe/classes/{own}/equipe", LEAD_FORM, {"account": "{colleague}", "do": "in"}
    ),
    ("transcripts.index", "GET"): Asked("/equipe/transcriptions/", STAFF_PAGE),
    ("transcripts.show", "GET"): Asked("/equipe/transcriptions/{play}", OWN_PAGE),
    ("transcripts.comment", "POST"): Asked(
        "/equipe/transcriptions/{play}/commentaire", OWN_FORM, {"comment": "à revoir"}
    ),
    ("transcripts.uncomment", "POST"): Asked(
        "/equipe/transcriptions/{play}/commentaire/{comment}/retirer", OWN_FORM, {}
    ),
    ("transcripts.labels", "POST"): Asked(
        "/equipe/transcriptions/{play}/etiquettes", OWN_FORM, {"label": "show_class"}
    ),
    ("transcripts.reviewed", "POST"): Asked(
        "/equipe/transcriptions/{play}/relue", OWN_FORM, {"reviewed": "1"}
    ),
}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }


@pytest.fixture
def school(make_school: Callable[..., School]) -> School:
    # The chat is part of the table too.
    return make_school(conversation=ParrotBot())


def test_every_route_is_in_the_table_and_the_table_names_no_other(school):
    assert routes(school.app) == TABLE.keys()


def test_every_route_has_a_rule_and_there_is_no_rule_without_a_route(school):
    assert {endpoint for endpoint, _method in routes(school.app)} == RULES.keys()


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route[1]} {route[0]}")
def test_who_may_ask_for_what(school, route, asker):
    asked = TABLE[route]
    play = school.play(school.own)
    with writing(school.database) as connection:
        token = accounts.new_link(connection, "educator", NOW + 60)
        link = accounts.link_of(connection, token, NOW)
        assert link
    author = school.visitor(school.educator)
    author.send(f"/equipe/transcriptions/{play}/commentaire", comment="un mot")
    world = {
        "own": school.own,
        "play": play,
        "comment": 1,
        "colleague": school.colleague,
        "token": token,
        "link": link.id,
    }
    account = {"nobody": None, "own": school.educator, "other": school.colleague, "lead": school.lead}[asker]
    visitor = school.visitor(account)

    path = asked.path.format(**world)
    if asked.send is None:
        answer = visitor.get(path)
    else:
        answer = visitor.send(path, **{name: value.format(**world) for name, value in asked.send.items()})

    assert answer.status_code == asked.expected[ASKERS.index(asker)]
    if answer.status_code == 302 and asker == "nobody" and asked.send is None and "equipe" in path:
        assert answer.headers["Location"].startswith("/equipe/connexion")
    if answer.status_code in (401, 404):
        assert "4e B" not in answer.text
        assert "non merci" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/equipe/classes/0",
        "/equipe/classes/999",
        "/equipe/classes/-1",
        "/equipe/classes/1e3",
        "/equipe/classes/99999999999999999999",
        "/equipe/classes/2147483648/affiche",
        "/equipe/transcriptions/999",
        "/equipe/transcriptions/99999999999999999999",
        "/equipe/transcriptions/?classe=999",
        "/equipe/transcriptions/?classe=99999999999999999999",
        "/equipe/classes/1%00",
        "/equipe/classes/1'--",
    ],
)
def test_forged_ids_find_nothing(school, path):
    for account in (school.educator, school.lead):
        page = school.visitor(account).get(path)

        assert page.status_code == 404
        assert "Page introuvable" in page.text


def test_somebody_elses_class_looks_like_one_that_is_not_there(school):
    visitor = school.visitor(school.educator)
    not_mine, not_there = visitor.get(f"/equipe/classes/{school.other}"), visitor.get("/equipe/classes/999")

    assert not_mine.status_code == not_there.status_code
    assert not_mine.text.replace(visitor.token, "") == not_there.text.replace(visitor.token, "")


def test_somebody_elses_transcript_cannot_be_reached_through_ones_own_class(school):
    theirs = school.play(school.other, "loutre")
    visitor = school.visitor(school.educator)

    assert visitor.get(f"/equipe/transcriptions/{theirs}?classe={school.own}").status_code == 404
    assert visitor.send(f"/equipe/transcriptions/{theirs}/relue", reviewed="1").status_code == 404


def test_a_solo_play_is_nobodys_to_read_not_even_a_leads(school):
    solo = school.play(None, "renard", said="pour moi")
    for account in (school.educator, school.lead):
        assert school.visitor(account).get(f"/equipe/transcriptions/{solo}").status_code == 404
        assert "pour moi" not in school.visitor(account).get("/equipe/transcriptions/").text


def test_an_account_closed_meanwhile_is_out_at_once(school):
    visitor = school.visitor(school.educator)
    with writing(school.database) as connection:
        accounts.set_active(connection, school.educator, False)

    assert visitor.get("/equipe/").status_code == 302


def test_after_two_idle_hours_one_signs_in_again_and_is_led_back(school):
    visitor = school.visitor(school.educator)
    school.clock += IDLE_SECONDS + 1

    answer = visitor.get(f"/equipe/classes/{school.own}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/equipe/connexion?next=/equipe/classes/{school.own}"


def test_whoever_keeps_reading_stays_signed_in(school):
    visitor = school.visitor(school.educator)
    for _ in range(4):
        school.clock += IDLE_SECONDS - 60
        assert visitor.get("/equipe/").status_code == 200


def test_off_loopback_the_chat_is_for_whoever_is_signed_in(make_school):
    school = make_school(open_chat=False)

    assert school.visitor().get("/").status_code == 403
    assert "Espace des éducateurs" in school.visitor().get("/").text
    assert school.visitor(school.educator).get("/").status_code == 503  # no engine in this one


def test_no_token_signs_anybody_in(school):
    with school.app.test_request_context("/equipe/"):
        school.app.preprocess_request()
        owner = school.app.extensions["vigie_rows"].query(User).filter_by(id=school.lead).one()
        token = owner.get_auth_token()

    client = school.client()
    assert client.get("/equipe/", headers={"Authentication-Token": token}).status_code == 302
    assert client.get(f"/equipe/?auth_token={token}").status_code == 302
