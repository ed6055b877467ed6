"""What goes wrong is told in plain French, and help stays on screen."""

from __future__ import annotations

import logging

import pytest

from bot.review.app import MAX_BODY_BYTES, ReviewConfig
from bot.review.errors import NOTICES
from bot.review.wording import notice

from .conftest import CARD, Chatter


def test_an_unknown_address_is_told_in_french(client):
    page = client.get("/nulle-part")

    assert page.status_code == 404
    assert "Page introuvable" in page.text
    assert 'href="/"' in page.text


def test_a_script_gets_the_same_as_json(client):
    answer = client.get("/nulle-part", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "not_found"


def test_a_wrong_method_is_told_with_the_allowed_ones(chatter):
    answer = chatter.client.put("/chat", headers={"X-CSRFToken": chatter.token})

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "Revenir à la page de départ" in answer.text


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_huge_body_is_refused_in_french(chatter, content_type):
    answer = chatter.client.post(
        "/chat",
        data=b'{"text": "' + b"a" * MAX_BODY_BYTES + b'"}',
        content_type=content_type,
        headers={"X-CSRFToken": chatter.token},
    )

    assert answer.status_code == 413
    assert "beaucoup trop long" in (answer.json["error"]["message"] if answer.is_json else answer.text)


def test_without_a_token_a_form_gets_its_text_back_with_a_fresh_token_and_the_card(client, bot):
    page = client.post("/chat", data={"text": "j'ai peur"})

    assert page.status_code == 400
    assert "j&#39;ai peur</textarea>" in page.text
    assert CARD.text in page.text
    assert 'name="csrf_token"' in page.text
    assert bot.heard == []


def test_with_a_stale_token_the_script_gets_a_fresh_one_that_works(client, bot):
    refused = client.post("/chat", json={"text": "salut"}, headers={"X-CSRFToken": "vieux"})
    again = client.post("/chat", json={"text": "salut"}, headers={"X-CSRFToken": refused.json["csrf_token"]})

    assert refused.status_code == 400
    assert refused.json["lines"][0]["text"] == CARD.text
    assert again.status_code == 200
    assert len(bot.heard) == 1


def test_too_many_messages_are_refused_with_the_card(make_app, bot):
    person = Chatter(make_app(messages_per_minute=3).test_client())
    answers = [person.by_script({"text": "salut"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json["lines"][0]["text"] == CARD.text
    page = person.by_form(text="au secours")
    assert page.status_code == 429
    assert CARD.text in page.text
    assert ">au secours</textarea>" in page.text
    assert len(bot.heard) == 3


def test_one_visitor_too_fast_does_not_slow_another(make_app):
    app = make_app(messages_per_minute=1)
    fast, other = Chatter(app.test_client()), Chatter(app.test_client())
    fast.by_script({"text": "un"})

    assert fast.by_script({"text": "deux"}).status_code == 429
    assert other.by_script({"text": "un"}).status_code == 200


def test_throwing_the_cookie_away_does_not_lift_the_limit_of_the_address(make_app):
    app = make_app(address_messages_per_minute=2)
    answers = [Chatter(app.test_client()).by_script({"text": "salut"}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


def test_a_crash_shows_the_card_and_logs_no_text(chatter, bot, caplog):
    bot.error = RuntimeError("j'ai 12 ans et il m'attend")
    with caplog.at_level(logging.DEBUG):
        by_script, by_form = chatter.by_script({"text": "salut"}), chatter.by_form(text="salut")

    assert by_script.status_code == by_form.status_code == 500
    assert by_script.json["lines"][0]["text"] == CARD.text
    assert CARD.text in by_form.text
    assert "RuntimeError" in caplog.text
    assert "12 ans" not in caplog.text


@pytest.mark.parametrize(
    "code", sorted({*NOTICES.values(), "csrf", "empty", "too_long", "bad_json", "bad_choice", "no_chat"})
)
def test_every_notice_has_its_words(app, code):
    with app.app_context():
        words = notice(code)

    assert words.title
    assert words.message.endswith((".", ":"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"session_key": b"court"}, "session_key"),
        ({"emergency": ()}, "emergency"),
        ({"pacing": -1.0}, "pacing"),
    ],
)
def test_a_config_that_could_not_serve_is_refused_at_once(bot, changes, said):
    fields = {"conversation": bot, "session_key": b"k" * 32, "emergency": (CARD,), **changes}

    with pytest.raises(ValueError, match=said):
        ReviewConfig(**fields)


def test_the_config_does_not_print_its_key(config):
    assert "kkkk" not in repr(config)
