"""Effects once, replies at least once, nobody silenced: kills, duplicates, malformed updates, failing calls, floods."""

import random
import sqlite3
import threading
import time

import pytest

from tests.botapi import BotApi
from tests.e2e.player import SECONDS, enter, is_debrief, moves, next_turn, play_by_buttons


def plays(home):
    """(move, node) of every answer in the transcripts, oldest first, per pseudonym."""
    with sqlite3.connect(home / "vigie.db") as database:
        return database.execute(
            "SELECT plays.chat, play_lines.node, play_lines.move FROM play_lines JOIN plays ON plays.id = play "
            "WHERE voice = 'teen' ORDER BY play_lines.id"
        ).fetchall()


@pytest.fixture
def bot(own):
    """The Bot API of a process that the tests of this file let live; no fault that one injects outlives it."""
    yield own.api
    own.api.faults.clear()


@pytest.fixture
def answers(own):
    """The answers in that process's transcripts since the test began, as `plays` gives them."""
    before = len(plays(own.running.home))
    return lambda: plays(own.running.home)[before:]


def test_after_a_kill_every_update_takes_effect_once_and_every_reply_arrives(starter, api, tmp_path):
    running = starter(api)
    users = [api.user(first_name=f"U{number}") for number in range(6)]
    for user in users:
        enter(user)
        user.press("s:trop_pareil")
        next_turn(user)
    answers = 0
    for kill in range(3):
        for user in users:
            user.say("bof jsp")
            answers += 1
        time.sleep(0.03 * kill)
        running.kill()
        running = starter(api)
        for user in users:
            next_turn(user)
    api.wait_confirmed()
    assert running.stop() == 0
    assert len(plays(tmp_path / "var")) == answers
    assert not api.refused


def test_duplicated_updates_take_effect_once(bot, answers):
    user = bot.user(first_name="Sacha")
    enter(user)
    user.press("s:trop_pareil")
    next_turn(user)
    bot.faults.duplicate(share=1.0)
    for _ in range(3):
        user.say("bof")
        next_turn(user)
    bot.faults.clear()
    bot.wait_confirmed()
    assert len(answers()) == 3


def test_malformed_updates_are_stepped_over(bot):
    user = bot.user(first_name="Sacha")
    for kind in ("no_date", "wrong_types", "no_chat", "nulls", "callback_without_from"):
        bot.malformed(kind)
    user.start()
    assert user.wait_reply(timeout=SECONDS)
    bot.wait_confirmed()


def test_a_429_of_one_chat_holds_up_no_other(bot):
    slow, quick = bot.user(first_name="A"), bot.user(first_name="B")
    bot.faults.too_many(3, chat=slow.id, method="sendMessage", times=1)
    slow.start()
    quick.start()
    started = time.monotonic()
    quick.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    assert time.monotonic() - started < 2.5
    slow.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    assert not bot.impatient


def test_cosmetic_calls_that_fail_change_nothing(starter, api):
    api.faults.error(500, method="setMy*")
    api.faults.refuse(method="setMyName")
    starter(api)
    user = api.user(first_name="Sacha")
    user.start()
    assert user.wait_reply(timeout=SECONDS)


def test_fifty_at_once_with_one_call_in_ten_failing(bot, answers):
    bot.faults.error(500, share=0.04)
    bot.faults.drop(after=False, share=0.03)
    bot.faults.drop(after=True, share=0.02)
    bot.faults.too_many(1, share=0.01)
    failures = []

    def play(number):
        user = bot.user(first_name=f"U{number}")
        draw = random.Random(number)
        try:
            enter(user)
            user.press("s:trop_pareil")
            for _ in range(4):
                shown = next_turn(user)
                if is_debrief(shown):
                    break
                user.press(draw.choice(moves(shown)))
            next_turn(user)
        except Exception as error:
            failures.append((number, repr(error), user.story()))

    threads = [threading.Thread(target=play, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    assert not failures, failures[0]
    bot.faults.clear()
    bot.wait_confirmed()
    assert len({chat for chat, _node, _move in answers()}) == 50
    assert not bot.refused
    assert not bot.impatient


def test_a_thousand_messages_in_a_burst_silence_nobody(bot):
    loud, other = bot.user(first_name="Loud"), bot.user(first_name="Other")
    loud.start()
    loud.wait_reply(timeout=SECONDS)
    for number in range(1000):
        loud.say(f"spam {number}" if number != 500 else "mon beau père me frappe tous les soirs")
    other.start()
    other.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=20)
    loud.wait_for("119", timeout=60)
    bot.wait_confirmed(timeout=120)
    assert len(loud.transcript()) < 1400
    assert not bot.refused


def test_a_blocked_bot_goes_on_for_others(bot):
    gone, other = bot.user(first_name="A"), bot.user(first_name="B")
    enter(gone)
    gone.press("s:trop_pareil")
    gone.block()
    other.start()
    assert other.wait_reply(timeout=SECONDS)


def test_a_scene_goes_on_after_an_orderly_stop(starter, api):
    running = starter(api)
    user = api.user(first_name="Sacha")
    enter(user)
    user.press("s:trop_pareil")
    shown = next_turn(user)
    user.press(moves(shown)[0])
    shown = next_turn(user)
    assert running.stop() == 0
    starter(api)
    assert is_debrief(play_by_buttons_from(user, shown))


def play_by_buttons_from(user, shown):
    user.press(moves(shown)[0])
    return play_by_buttons(user, lambda offered: offered[0])


@pytest.fixture
def api():
    with BotApi(seed=5) as api:
        yield api
