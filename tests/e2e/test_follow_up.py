"""A message the next day, only where it was asked for, at the hour that was chosen, neutral and silent, once."""

import datetime as dt

import pytest

from bot.quiet_hours import PARIS
from tests.e2e.player import SECONDS, enter

REAL = "mon beau père me frappe presque tous les soirs"
#: What whoever looks on must not read.
TELLING = ("aide", "119", "danger", "frappe", "sos", "3018")


@pytest.fixture
def teen(own):
    own.set_clock(15)
    user = own.api.user(first_name="Sacha")
    enter(user)
    yield user
    assert not own.api.refused, own.api.refused


def until_offer(teen, text=REAL):
    teen.say(text)
    teen.wait_for(lambda shown: "h:go" in shown.datas, timeout=SECONDS)
    teen.press("h:go")
    teen.wait_for(lambda shown: "h:follow_up" in shown.datas, timeout=SECONDS)
    teen.press("h:follow_up")
    return teen.wait_for(lambda shown: "h:tomorrow:17" in shown.datas, timeout=SECONDS)


def due(own):
    return own.rows("SELECT kind, due_at, address, body FROM due")


def silent_sends(own, user):
    return [send for send in own.api.world.sends if send.silent and send.chat_id == user.id]


def test_it_comes_the_next_day_at_the_hour_chosen_neutral_silent_and_once(teen, own):
    until_offer(teen)
    teen.press("h:tomorrow:17")
    teen.wait_for("demain vers 17 h", timeout=SECONDS)
    [(kind, due_at, address, body)] = due(own)
    moment = dt.datetime.fromtimestamp(due_at, PARIS)
    assert (kind, moment.hour) == ("follow_up", 17)
    assert str(teen.id).encode() not in address
    assert b"Vigie" not in body
    own.set_clock(16, day=1, minute=59)
    teen.quiet(6.0)
    own.set_clock(17, day=1, minute=1)
    shown = teen.wait_for("Coucou, c'est Vigie.", timeout=SECONDS)
    assert not any(word in shown.text.lower() for word in TELLING)
    assert [send.text for send in silent_sends(own, teen)] == [shown.text]
    assert due(own) == []
    teen.press("h:next_day:same")
    teen.wait_for("119", timeout=SECONDS)
    teen.quiet(6.0)
    assert len(silent_sends(own, teen)) == 1


def test_an_hour_in_words_is_understood_and_one_at_night_is_not_taken(teen, own):
    before = len(due(own))
    until_offer(teen)
    teen.say("vers 23h")
    teen.wait_for("Je n'écris pas la nuit", timeout=SECONDS)
    teen.say("ok alors 18h")
    teen.wait_for("demain vers 18 h", timeout=SECONDS)
    assert len(due(own)) == before + 1


def test_it_can_be_called_off_from_my_data(teen, own):
    before = len(due(own))
    until_offer(teen)
    teen.press("h:tomorrow:17")
    teen.wait_for("demain vers 17 h", timeout=SECONDS)
    teen.say("/mesdonnees")
    teen.wait_for("un petit message le lendemain", timeout=SECONDS)
    teen.wait_for(lambda shown: "c:no_messages" in shown.datas, timeout=SECONDS)
    teen.press("c:no_messages")
    teen.wait_for("je ne t'écrirai pas en premier", timeout=SECONDS)
    assert len(due(own)) == before


def test_erasing_takes_it_away(teen, own):
    before = len(due(own))
    until_offer(teen)
    teen.press("h:tomorrow:17")
    teen.wait_for("demain vers 17 h", timeout=SECONDS)
    teen.say("/effacer")
    teen.wait_for(lambda shown: "e:yes" in shown.datas, timeout=SECONDS)
    teen.press("e:yes")
    teen.wait_for("C'est effacé", timeout=SECONDS)
    assert len(due(own)) == before


def test_an_urgent_flow_offers_none_and_a_forged_button_gives_none(teen, own):
    before = len(due(own))
    teen.say("je suis suivie là maintenant par un mec jai peur")
    teen.wait_for(lambda shown: "h:safe_yes" in shown.datas, timeout=SECONDS)
    for data in ("h:follow_up", "h:tomorrow:17"):
        teen.forge(data)
        teen.wait_for(lambda shown: shown.labels == ["Je suis en sécurité maintenant"], timeout=SECONDS)
    teen.press("h:safe_yes")
    teen.wait_for(lambda shown: "h:safe_no" in shown.datas, timeout=SECONDS)
    teen.forge("h:tomorrow:17")
    teen.wait_for(lambda shown: shown.labels == ["Je suis en sécurité maintenant"], timeout=SECONDS)
    assert len(due(own)) == before
    assert not any("h:follow_up" in shown.datas for shown in teen.replies())


def test_after_a_night_of_outage_it_comes_in_the_morning(teen, own):
    until_offer(teen)
    teen.press("h:tomorrow:20")
    teen.wait_for("demain vers 20 h", timeout=SECONDS)
    own.set_clock(23, day=1)
    teen.quiet(6.0)
    own.set_clock(8, day=2, minute=1)
    teen.wait_for("Coucou, c'est Vigie.", timeout=SECONDS)
