"""What Vigie writes first: only after a yes, silent, at the hour chosen, and stopped at a word."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.dialogue.incoming import Command, Incoming, Pressed
from bot.store.database import reading, writing
from bot.store.models import DueMessage
from bot.store.retention import purge
from bot.store.turns import read_slots

PARIS = ZoneInfo("Europe/Paris")


def slots(talk):
    with reading(talk.database) as connection:
        return read_slots(connection, "renard")[0]


def waiting(talk):
    """What waits: its kind, and in how many days at which hour in Paris."""
    today = dt.datetime.fromtimestamp(talk.clock[0], PARIS).date()
    with reading(talk.database) as connection:
        found = connection.execute(
            sa.select(DueMessage.kind, DueMessage.due_at).order_by(DueMessage.due_at)
        ).all()
    times = [(row.kind, dt.datetime.fromtimestamp(row.due_at, PARIS)) for row in found]
    return [(kind, (at.date() - today).days, at.hour) for kind, at in times]


def place(talk):
    """Where the scene stands."""
    scene = slots(talk)["scene"]
    return scene["node"], scene["turn"], scene["history"]


def lines(reply):
    return [bubble.line for bubble in reply.bubbles]


def datas(reply):
    return [choice.data for line in lines(reply) for choice in line.choices]


@pytest.fixture
def teen(talk):
    talk.say("/start")
    talk.press("a:14-15")
    return talk


def play_to_the_end(talk):
    reply = talk.press("s:trop_pareil")
    for _ in range(40):
        scene = slots(talk)["scene"]
        if scene["status"] == "ended":
            return reply
        reply = talk.press(f"m:{scene['play_id']}:{scene['turn']}:refuse")
    raise AssertionError("no debrief")


def test_it_is_offered_once_after_the_first_scene(teen):
    assert "n:play:h17" in datas(play_to_the_end(teen))
    teen.press("n:play:no")
    assert "n:play:h17" not in datas(play_to_the_end(teen))
    assert waiting(teen) == []


def test_a_yes_brings_two_messages_at_the_hour_chosen(teen):
    teen.press("n:play:h17")
    assert waiting(teen) == [("reminder", 10, 17), ("reminder", 42, 17)]


def test_saying_yes_again_moves_them_and_adds_none(teen):
    teen.press("n:play:h17")
    teen.press("n:play:h12")
    assert waiting(teen) == [("reminder", 10, 12), ("reminder", 42, 12)]


def test_a_no_later_on_forgets_what_waits(teen):
    teen.press("n:play:h17")
    assert "c'est arrêté" in lines(teen.press("n:play:no"))[0].text.lower()
    assert waiting(teen) == []


def test_the_settings_turn_them_on_and_off(teen):
    assert "n:play:ask" in datas(teen.press("c:settings"))
    assert "n:play:h12" in datas(teen.press("n:play:ask"))
    teen.press("n:play:h12")
    assert "n:play:no" in datas(teen.press("c:settings"))


def test_opened_it_is_one_message_one_choice_and_a_word_of_the_coach(teen):
    opened = teen.press("l:play:open")
    [line] = lines(opened)
    assert line.voice == "narrator"
    assert len(line.choices) >= 2
    [answer] = lines(teen.press(line.choices[0].data))
    assert answer.voice == "coach"
    assert "n:play:no" in [choice.data for choice in answer.choices]


def test_put_off_nothing_is_held_against_anybody(teen):
    assert "Pas de souci" in lines(teen.press("l:play:no"))[0].text


def test_it_works_for_somebody_whose_state_is_long_gone(talk):
    assert lines(talk.press("l:play:open"))[0].choices


def test_a_scene_that_waits_goes_on_waiting(teen):
    teen.press("s:trop_pareil")
    before = place(teen)
    teen.press("l:play:open")
    assert slots(teen)["mode"] == "paused"
    assert place(teen) == before


def take_the_quiz(talk):
    reply = talk.take(Command("quiz"))
    for _ in range(6):
        reply = talk.press(next(data for data in datas(reply) if data.startswith("q:")))
    return reply


def test_the_quiz_of_three_months_later_is_offered_after_a_quiz_and_only_then(teen):
    reply = take_the_quiz(teen)
    assert "n:quiz:h17" not in datas(reply)
    assert "n:quiz:h17" in datas(teen.press("q:study:no"))
    teen.press("n:quiz:h17")
    assert waiting(teen) == [("later_quiz", 90, 17)]


def test_ninety_days_later_it_is_the_third_time_with_the_first_form(teen):
    teen.take(Command("quiz"))
    first = slots(teen)["quiz"]["form"]
    take_the_quiz(teen)
    teen.clock[0] += 90 * 86_400
    teen.press("c:quiz")
    assert (slots(teen)["quiz"]["phase"], slots(teen)["quiz"]["form"]) == ("later", first)


def test_asked_for_after_the_first_quiz_it_comes_three_months_after_the_second(teen):
    take_the_quiz(teen)
    teen.press("n:quiz:h17")
    teen.clock[0] += 30 * 86_400
    play_to_the_end(teen)
    reply = take_the_quiz(teen)
    assert waiting(teen) == [("later_quiz", 90, 17)]
    assert any("dans trois mois" in line.text for line in lines(reply))
    teen.clock[0] += 90 * 86_400
    teen.press("c:quiz")
    assert slots(teen)["quiz"]["phase"] == "later"


def test_nothing_is_moved_for_whoever_asked_for_nothing(teen):
    take_the_quiz(teen)
    play_to_the_end(teen)
    take_the_quiz(teen)
    assert waiting(teen) == []


def test_three_months_later_the_state_is_gone_and_the_message_still_leads_to_the_quiz(teen):
    take_the_quiz(teen)
    teen.clock[0] += 90 * 86_400
    with writing(teen.database) as connection:
        purge(connection, teen.clock[0])
    assert slots(teen) is None
    reply = teen.press("c:quiz")
    assert "a:14-15:quiz" in datas(reply)
    teen.press("a:14-15:quiz")
    assert slots(teen)["quiz"]["phase"] == "later"


@pytest.mark.parametrize("forged", ["n:play:h03", "n:x:h17", "l:skate:9", "l:nothing:0", "l:skate:x"])
def test_forged_buttons_start_nothing(teen, forged):
    assert teen.press(forged).bubbles
    assert waiting(teen) == []


def test_on_the_chat_page_it_is_not_offered_and_says_why_when_forged(teen):
    def on_the_page(data):
        return teen.service.take_blocking(Incoming(f"w{data}", "renard", Pressed(data), teen.clock[0], None))

    assert "n:play:ask" not in datas(on_the_page("c:settings"))
    assert "Sur cette page" in lines(on_the_page("n:play:h17"))[0].text
    assert waiting(teen) == []
