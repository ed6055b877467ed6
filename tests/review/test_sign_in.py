"""Signing in: passwords, the second factor, guessers, and what an answer gives away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import re
import struct
import time
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from bot.store.accounts import account_by_id, set_active
from bot.store.database import reading, writing
from bot.store.models import Account

from .school import PASSWORD, token_of

SIGN_IN = "/equipe/connexion"


def test_the_right_password_leads_to_the_classes(school):
    visitor = school.visitor()
    answer = visitor.sign_in(school.email(school.educator))

    assert answer.headers["Location"] == "/equipe/"
    assert "4e B" in visitor.get("/equipe/").text


def test_an_address_is_read_whatever_its_case(school):
    assert school.visitor().sign_in("  CLAIRE@College.example ").status_code == 302


def test_one_is_led_back_to_the_page_one_asked_for(school):
    visitor = school.visitor()
    asked = visitor.get(f"/equipe/classes/{school.own}").headers["Location"]
    answer = visitor.send(asked, email="claire@college.example", password=PASSWORD)

    assert answer.headers["Location"] == f"/equipe/classes/{school.own}"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_but_never_to_another_site(school, elsewhere):
    answer = school.visitor().send(
        f"{SIGN_IN}?next={quote(elsewhere)}", email="claire@college.example", password=PASSWORD
    )

    # A path of ours, whatever it says: one slash, then neither a slash nor a backslash.
    assert re.match(r"/[^/\\]", answer.headers["Location"])


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_told_alike(school):
    with writing(school.database) as connection:
        set_active(connection, school.colleague, False)
    pages = [
        school.visitor().sign_in(email, password)
        for email, password in (
            ("claire@college.example", "pas le bon mot de passe"),
            ("personne@college.example", "pas le bon mot de passe"),
            ("idriss@college.example", PASSWORD),
        )
    ]

    told = {re.sub(r'value="[^"]*"', "", page.text) for page in pages}
    assert len(told) == 1
    assert "Adresse ou mot de passe incorrects." in pages[0].text
    assert {page.status_code for page in pages} == {200}


def test_what_was_typed_as_address_is_kept_and_the_password_is_not(school):
    page = school.visitor().sign_in("claire@college.example", "pas le bon").text

    assert 'value="claire@college.example"' in page
    assert "pas le bon" not in page


@pytest.mark.parametrize("email", ["claire@college.example", "personne@college.example"])
def test_a_hundred_wrong_passwords_are_stopped_with_a_clear_page_whoever_they_are_for(school, email):
    visitor = school.visitor()
    answers = [visitor.sign_in(email, f"essai {number}") for number in range(100)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 90
    assert "Trop d&#39;essais" in answers[-1].text
    assert "quart d&#39;heure" in answers[-1].text
    # Even the right one waits: else the answer would tell that it was right.
    assert visitor.sign_in(email, PASSWORD).status_code == 429


def test_one_place_cannot_guess_at_everybody_either(school):
    visitor = school.visitor()
    answers = [visitor.sign_in(f"prof{number}@college.example", "essai") for number in range(61)]

    assert answers[-2].status_code == 200
    assert answers[-1].status_code == 429


def from_elsewhere(visitor, email, password, place="192.0.2.7"):
    visitor.token = visitor.token or token_of(visitor.client)
    return visitor.client.post(
        SIGN_IN,
        data={"csrf_token": visitor.token, "email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": place},
    )


def test_a_guesser_does_not_shut_out_a_colleague_elsewhere(school):
    guesser = school.visitor()
    for number in range(11):
        guesser.sign_in("claire@college.example", f"essai {number}")

    assert from_elsewhere(school.visitor(), "claire@college.example", PASSWORD).status_code == 302


def test_a_guesser_in_a_classroom_does_not_shut_out_the_school_behind_the_same_address(school):
    """Browsers where a colleague signed in before have a count of their own."""
    colleagues = [school.visitor(), school.visitor()]
    for colleague, email in zip(
        colleagues, ("claire@college.example", "idriss@college.example"), strict=True
    ):
        assert colleague.sign_in(email).status_code == 302
        colleague.send("/equipe/deconnexion")
        colleague.token = ""
    guesser = school.visitor()
    for number in range(100):
        guesser.sign_in("claire@college.example" if number % 2 else f"prof{number}@college.example", "essai")
    assert guesser.sign_in("nadia@college.example", "essai").status_code == 429

    assert colleagues[0].sign_in("claire@college.example").status_code == 302
    assert colleagues[1].sign_in("idriss@college.example").status_code == 302


def test_a_browser_that_is_known_is_no_licence_to_guess(school):
    colleague = school.visitor()
    colleague.sign_in("idriss@college.example")
    colleague.send("/equipe/deconnexion")
    colleague.token = ""
    answers = [colleague.sign_in("claire@college.example", f"essai {number}") for number in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2


@pytest.mark.parametrize("cookie", ["", "forgé", "ImFiYyI.aaaa.bbbb"])
def test_a_forged_sign_of_a_known_browser_counts_for_nothing(school, cookie):
    guesser = school.visitor()
    for number in range(10):
        guesser.sign_in("claire@college.example", f"essai {number}")
    guesser.client.set_cookie("vigie_browser", cookie, path="/equipe")

    assert guesser.sign_in("claire@college.example", PASSWORD).status_code == 429


def test_many_places_cannot_guess_at_one_account_for_ever(school):
    visitor = school.visitor()
    email = "claire@college.example"
    answers = [from_elsewhere(visitor, email, f"essai {n}", f"192.0.2.{n // 8}") for n in range(102)]

    assert [answer.status_code for answer in answers] == [200] * 100 + [429] * 2


def test_passwords_are_kept_with_argon2(school):
    with reading(school.database) as connection:
        kept = connection.execute(sa.select(Account.password)).scalars().all()

    assert all(password.startswith("$argon2id$") for password in kept)


def test_no_password_reaches_the_log(school, caplog):
    with caplog.at_level(logging.DEBUG):
        school.visitor().sign_in("claire@college.example", "mot-de-passe-secret")
        school.visitor().sign_in("claire@college.example", PASSWORD)

    assert "mot-de-passe-secret" not in caplog.text
    assert PASSWORD not in caplog.text


def test_nothing_remembers_who_signed_in_once_the_browser_is_closed(school):
    visitor = school.visitor()
    answer = visitor.sign_in("claire@college.example", remember="y")

    cookies = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert cookies.keys() == {"vigie_session", "vigie_browser"}
    assert "Expires" not in cookies["vigie_session"]
    assert "Max-Age" not in cookies["vigie_session"]


def test_what_makes_a_browser_known_signs_nobody_in_and_names_nobody(school):
    visitor = school.visitor()
    cookies = visitor.sign_in("claire@college.example").headers.getlist("Set-Cookie")
    [known] = [cookie for cookie in cookies if cookie.startswith("vigie_browser=")]
    other = school.visitor()
    other.client.set_cookie("vigie_browser", known.partition("=")[2].partition(";")[0], path="/equipe")

    assert other.get("/equipe/").status_code == 302
    for word in ("HttpOnly", "SameSite=Lax", "Path=/equipe"):
        assert word in known
    again = visitor.sign_in("claire@college.example")
    assert not any("vigie_browser" in cookie for cookie in again.headers.getlist("Set-Cookie"))


def test_signing_out_ends_the_session(school):
    visitor = school.visitor()
    visitor.sign_in("claire@college.example")
    visitor.token = ""
    page = visitor.get("/equipe/").text
    visitor.token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]

    assert visitor.send("/equipe/deconnexion").status_code == 302
    assert visitor.get("/equipe/").status_code == 302


def test_a_link_cannot_sign_anybody_out(school):
    visitor = school.visitor(school.educator)

    assert visitor.get("/equipe/deconnexion").status_code == 405
    assert visitor.get("/equipe/").status_code == 200


def test_the_sign_in_pages_speak_no_json(school):
    visitor = school.visitor()
    visitor.get(SIGN_IN)
    answer = visitor.client.post(
        SIGN_IN,
        json={"email": "claire@college.example", "password": PASSWORD},
        headers={"X-CSRFToken": visitor.token or "x"},
    )

    assert answer.status_code in (400, 415)
    assert "token" not in answer.text.replace("csrf_token", "")
    assert visitor.client.get(SIGN_IN, headers={"Accept": "application/json"}).status_code == 415


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(school):
    here, elsewhere = school.visitor(school.educator), school.visitor(school.educator)
    answer = here.send(
        "/equipe/mot-de-passe",
        password=PASSWORD,
        new_password="une phrase toute neuve",
        new_password_confirm="une phrase toute neuve",
    )

    assert answer.headers["Location"] == "/equipe/moi"
    assert here.get("/equipe/moi").status_code == 200
    assert elsewhere.get("/equipe/moi").status_code == 302
    assert school.visitor().sign_in("claire@college.example", "une phrase toute neuve").status_code == 302


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"password": "faux", "new_password": "x" * 12, "new_password_confirm": "x" * 12}, "pas le bon"),
        ({"password": PASSWORD, "new_password": "court", "new_password_confirm": "court"}, "au moins 12"),
        ({"password": PASSWORD, "new_password": "x" * 12, "new_password_confirm": "y" * 12}, "pas les mêmes"),
        ({"password": PASSWORD, "new_password": PASSWORD, "new_password_confirm": PASSWORD}, "différent"),
    ],
)
def test_a_new_password_that_will_not_do_is_told_in_french(school, fields, told):
    page = school.visitor(school.educator).send("/equipe/mot-de-passe", **fields)

    assert page.status_code == 200
    assert told in page.text


# --- the second factor ----------------------------------------------------------------------------------------


def set_up_totp(school, visitor) -> str:
    """Install the second factor as a colleague would; its secret, as the application on the phone has it."""
    page = visitor.send("/equipe/double-verification", setup="authenticator").text
    key = re.search(r'<code class="break">([^<]+)</code>', page)[1].replace(" ", "").replace("-", "")
    state = re.search(r'action="(/equipe/double-verification/[^"]+)"', page)[1]
    answer = visitor.send(state, code=code_of(key))
    assert answer.headers["Location"] == "/equipe/codes-de-secours"
    return key


def code_of(key: str, at: float | None = None) -> str:
    """The six digits a phone shows (RFC 6238)."""
    secret = base64.b32decode(key.upper() + "=" * (-len(key) % 8))
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(secret, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_with_the_second_factor_a_password_is_not_enough(school):
    key = set_up_totp(school, school.visitor(school.educator))
    visitor = school.visitor()
    first = visitor.sign_in("claire@college.example")

    assert first.headers["Location"].startswith("/equipe/code")
    assert visitor.get("/equipe/").status_code == 302
    wrong = visitor.send("/equipe/code", code="000000")
    assert "pas le bon" in wrong.text
    assert visitor.send("/equipe/code", code=code_of(key)).headers["Location"] == "/equipe/"
    assert visitor.get("/equipe/").status_code == 200


def test_codes_are_guessed_no_longer_than_passwords(school):
    set_up_totp(school, school.visitor(school.educator))
    visitor = school.visitor()
    visitor.sign_in("claire@college.example")
    answers = [visitor.send("/equipe/code", code=f"{number:06}").status_code for number in range(12)]

    assert answers[-1] == 429


def test_the_second_factor_is_installed_with_a_drawing_of_our_own_and_no_outside_request(school):
    page = school.visitor(school.educator).send("/equipe/double-verification", setup="authenticator").text

    assert 'src="data:image/svg+xml' in page
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


def test_the_secret_is_not_kept_in_the_clear(school):
    key = set_up_totp(school, school.visitor(school.educator))
    with reading(school.database) as connection:
        kept = connection.execute(sa.select(Account.tf_totp_secret)).scalars().all()

    assert any(kept)
    assert key.upper() not in str(kept).upper()


def test_a_colleague_takes_the_second_factor_away(school):
    visitor = school.visitor(school.educator)
    set_up_totp(school, visitor)
    assert "Retirer" in visitor.get("/equipe/double-verification").text
    visitor.send("/equipe/double-verification", setup="disable")

    assert school.visitor().sign_in("claire@college.example").headers["Location"] == "/equipe/"


def test_a_lost_phone_is_put_right_by_a_lead(school):
    set_up_totp(school, school.visitor(school.educator))
    school.visitor(school.lead).send(f"/equipe/comptes/{school.educator}", do="totp_reset")
    with reading(school.database) as connection:
        card = account_by_id(connection, school.educator)

    assert card is not None
    assert not card.totp
    assert school.visitor().sign_in("claire@college.example").headers["Location"] == "/equipe/"


def test_no_telephone_nor_mail_is_offered_as_a_second_factor(school):
    visitor = school.visitor(school.educator)
    for method in ("sms", "email"):
        answer = visitor.send("/equipe/double-verification", setup=method, phone="0612345678")
        assert answer.status_code == 200
        assert "authr" not in answer.text
    with reading(school.database) as connection:
        assert connection.execute(sa.select(Account.tf_primary_method)).scalars().all() == [None] * 4


# --- codes that stand in for a lost telephone -----------------------------------------------------------------


def codes_of(page: str) -> list[str]:
    return re.findall(r"<li><code>([0-9a-f-]+)</code></li>", page)


def make_codes(school, visitor) -> list[str]:
    set_up_totp(school, visitor)
    return codes_of(visitor.send("/equipe/codes-de-secours").text)


def test_recovery_codes_are_shown_when_made_and_again_only_when_asked(school):
    visitor = school.visitor(school.educator)
    codes = make_codes(school, visitor)

    assert len(set(codes)) == 8
    page = visitor.get("/equipe/codes-de-secours").text
    assert codes_of(page) == []
    assert "Il vous en reste 8." in page
    assert codes_of(visitor.get("/equipe/codes-de-secours?show_codes=1").text) == codes
    assert "Codes de secours (8)" in visitor.get("/equipe/moi").text


def test_a_recovery_code_stands_in_for_the_telephone_once(school):
    first, second, *_rest = make_codes(school, school.visitor(school.educator))
    visitor = school.visitor()
    visitor.sign_in("claire@college.example")
    assert "/equipe/code/de-secours" in visitor.get("/equipe/code").text
    # As copied from paper.
    answer = visitor.send("/equipe/code/de-secours", code=f" {first.upper().replace('-', ' -')} ")
    assert answer.headers["Location"] == "/equipe/"
    assert visitor.get("/equipe/").status_code == 200

    again = school.visitor()
    again.sign_in("claire@college.example")
    assert "déjà servi" in again.send("/equipe/code/de-secours", code=first).text
    assert again.send("/equipe/code/de-secours", code=second).status_code == 302


def test_a_recovery_code_is_worth_nothing_without_the_password(school):
    first, *_rest = make_codes(school, school.visitor(school.educator))
    visitor = school.visitor()

    assert visitor.send("/equipe/code/de-secours", code=first).headers["Location"].startswith(SIGN_IN)
    assert visitor.get("/equipe/").status_code == 302


def test_nor_for_somebody_else(school):
    first, *_rest = make_codes(school, school.visitor(school.educator))
    make_codes(school, school.visitor(school.colleague))
    visitor = school.visitor()
    visitor.sign_in("idriss@college.example")

    assert "déjà servi" in visitor.send("/equipe/code/de-secours", code=first).text


def test_recovery_codes_are_guessed_no_longer_than_passwords(school):
    make_codes(school, school.visitor(school.educator))
    visitor = school.visitor()
    visitor.sign_in("claire@college.example")
    answers = [visitor.send("/equipe/code/de-secours", code="0000-0000-0000") for _ in range(11)]

    assert answers[-1].status_code == 429


def test_new_codes_cancel_the_old_ones(school):
    owner = school.visitor(school.educator)
    old, *_rest = make_codes(school, owner)
    owner.send("/equipe/codes-de-secours")
    visitor = school.visitor()
    visitor.sign_in("claire@college.example")

    assert "déjà servi" in visitor.send("/equipe/code/de-secours", code=old).text


def test_recovery_codes_are_not_kept_in_the_clear(school):
    codes = make_codes(school, school.visitor(school.educator))
    with reading(school.database) as connection:
        kept = str(connection.execute(sa.text("SELECT mf_recovery_codes FROM accounts")).scalars().all())

    assert not any(code in kept for code in codes)


@pytest.mark.parametrize("who", ["oneself", "a lead"])
def test_whoever_takes_the_second_factor_away_takes_its_recovery_codes_along(school, who):
    visitor = school.visitor(school.educator)
    make_codes(school, visitor)
    if who == "oneself":
        visitor.send("/equipe/double-verification", setup="disable")
    else:
        school.visitor(school.lead).send(f"/equipe/comptes/{school.educator}", do="totp_reset")
    with reading(school.database) as connection:
        card = account_by_id(connection, school.educator)

    assert card is not None
    assert (card.totp, card.recovery_codes) == (False, 0)


def test_without_a_second_factor_there_is_nothing_to_stand_in_for(school):
    page = school.visitor(school.educator).get("/equipe/codes-de-secours").text

    assert "mettez d&#39;abord en place" in page or "mettez d'abord en place" in page
