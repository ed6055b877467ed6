"""« 🧹 Nettoyer l'écran »: after a word about proof, both sides' messages go; what Telegram keeps is said."""

import pytest

from tests.botapi import BotApi
from tests.e2e.player import SECONDS, enter

DAY = 24 * 3600


@pytest.fixture
def api(own):
    return own.api


@pytest.fixture
def teen(own):
    user = own.api.user(first_name="Sacha")
    enter(user)
    return user


def texts(api, user):
    with api.world.changed:
        return [message.text or "" for message in api.world.shown(user.id)]


def ask(teen):
    teen.say("/nettoyer")
    shown = teen.wait_for(lambda shown: "w:yes" in shown.datas, timeout=SECONDS)
    assert "preuve" in shown.text
    return shown


def test_the_screen_is_left_with_an_ordinary_greeting(teen, api):
    teen.say("mon beau père me frappe presque tous les soirs")
    teen.wait_for(lambda shown: "h:go" in shown.datas, timeout=SECONDS)
    ask(teen)
    teen.press("w:yes")
    teen.wait_for("Salut ! Moi c'est Vigie", timeout=SECONDS)
    teen.settle()
    assert texts(api, teen) == ["Salut ! Moi c'est Vigie. On fait quoi ?"]


def test_no_leaves_everything(teen, api):
    before = ask(teen)
    teen.press("w:no")
    teen.wait_for("je laisse tout", timeout=SECONDS)
    assert before.text in texts(api, teen)


def test_what_telegram_keeps_is_said_in_honest_words(teen, api):
    old = teen.say("un vieux secret").message_id
    teen.wait_reply(timeout=SECONDS)
    with api.world.changed:
        api.world.messages[teen.id][old].at -= 2 * DAY + 60
    ask(teen)
    teen.press("w:yes")
    shown = teen.wait_for("pas tout", timeout=SECONDS)
    assert "Supprimer" in shown.text
    assert "un vieux secret" in texts(api, teen)
    assert "/nettoyer" not in texts(api, teen)


def test_the_ids_on_disk_are_sealed_and_gone_once_used(teen, own):
    said = teen.say("bof jsp").message_id
    teen.wait_reply(timeout=SECONDS)
    ask(teen)
    teen.quiet(2.0)
    kept = [row[0] for row in own.rows("SELECT message FROM screen")]
    assert len(kept) > 3
    assert not any(str(said).encode() in message for message in kept)
    before = len(kept)
    teen.press("w:yes")
    teen.wait_for("Salut ! Moi c'est Vigie", timeout=SECONDS)
    teen.quiet(2.0)
    assert len(own.rows("SELECT message FROM screen")) < before


def test_a_restart_forgets_none(starter):
    # Its own process: it is stopped and started again.
    with BotApi(seed=5) as own_api:
        running = starter(own_api)
        teen = own_api.user(first_name="Sacha")
        enter(teen)
        teen.settle()
        running.stop()
        starter(own_api)
        ask(teen)
        teen.press("w:yes")
        teen.wait_for("Salut ! Moi c'est Vigie", timeout=SECONDS)
        teen.settle()
        assert texts(own_api, teen) == ["Salut ! Moi c'est Vigie. On fait quoi ?"]
        assert not own_api.refused


def test_the_discreet_word_leads_to_it_under_a_harmless_name(teen):
    teen.say("parapluie")
    shown = teen.wait_for(lambda shown: "c:clean" in shown.datas, timeout=SECONDS)
    assert "☂" in shown.text
    assert not any("nettoy" in label.lower() for label in shown.labels)
