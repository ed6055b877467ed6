"""The main job over a strict Bot API: from `/start` to a debrief, by buttons and in messy words."""

import random

import pytest

from tests.e2e.player import SECONDS, enter, is_debrief, moves, next_turn, play_by_buttons, play_in_words

WORDS = (
    "nn jveu pa",
    "t ki en vrai",
    "chepa",
    "ok vazi",
    "jle di a ma mere",
    "mdr",
    "jte bloke",
    "pk tu demande sa",
    "laisse moi",
    "jsuis o college des tilleuls",
)

pytestmark = pytest.mark.usefixtures("vigie")


def test_first_contact_says_it_is_a_program_and_what_is_never_asked(teen):
    teen.start()
    teen.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    said = "\n".join(shown.text for shown in teen.replies())
    assert "programme" in said
    assert "jamais" in said
    assert "parapluie" in said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_newcomer_reaches_a_debrief_with_buttons_alone(teen, seed):
    draw = random.Random(seed)
    scenes = enter(teen)
    teen.press(draw.choice([data for data in scenes.datas if data.startswith("s:")]))
    assert is_debrief(play_by_buttons(teen, draw.choice))


def test_a_newcomer_reaches_a_debrief_with_words_alone(teen):
    teen.say("/start")
    teen.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    teen.say("jai 12 ans")
    teen.wait_for(lambda shown: "c:play" in shown.datas, timeout=SECONDS)
    teen.say("je veu joué")
    teen.wait_for(lambda shown: any(data.startswith("s:") for data in shown.datas), timeout=SECONDS)
    teen.say("le commentaire")
    assert is_debrief(play_in_words(teen, WORDS))


def test_every_turn_of_a_scene_offers_moves_pause_and_help(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    shown = next_turn(teen)
    for _ in range(4):
        if is_debrief(shown):
            break
        assert 3 <= len(moves(shown)) <= 5
        assert {"c:pause", "c:help"} <= set(shown.datas)
        teen.press(moves(shown)[0])
        shown = next_turn(teen)


def test_feedback_quotes_what_the_teen_wrote(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    next_turn(teen)
    teen.say("mdr t trop gentille toi")
    next_turn(teen)
    assert any("mdr t trop gentille toi" in shown.text for shown in teen.replies())


def test_a_pressed_keyboard_is_retired_and_its_spinner_stopped(teen, shared_api):
    enter(teen)
    teen.press("s:trop_pareil")
    before = next_turn(teen)
    press = teen.press(moves(before)[0])
    next_turn(teen)
    teen.wait_answered(press)
    shared_api.wait(
        lambda: not next(m for m in teen.transcript() if m.message_id == before.message_id).labels
    )


def test_an_old_keyboard_shows_where_things_stand(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    old = next_turn(teen)
    teen.press(moves(old)[0])
    now = next_turn(teen)
    teen.press_stale(old, moves(old)[1])
    again = next_turn(teen)
    assert sorted(moves(again)) == sorted(moves(now))


FORGED = ("m:zzzzzz:0:refuse", "m:a:b:fly", "c:rm", "x", "s:nope", "h:zzz", "k:zzz", "r:a:b", "a:zz")


@pytest.mark.parametrize("data", FORGED)
def test_forged_callback_data_gets_an_answer(teen, data):
    enter(teen)
    teen.press("s:trop_pareil")
    next_turn(teen)
    teen.forge(data)
    assert teen.wait_reply(timeout=SECONDS)


@pytest.mark.parametrize(
    "kind", ["photo", "voice", "sticker", "location", "contact", "document", "video", "dice"]
)
def test_what_is_not_text_gets_an_honest_answer_and_is_never_downloaded(teen, shared_api, kind):
    enter(teen)
    getattr(teen, f"send_{kind}")()
    answer = teen.wait_for(lambda shown: bool(shown.datas), timeout=SECONDS)
    assert any(data == "c:help" or data.startswith("h:") for data in answer.datas)
    assert not shared_api.downloads


@pytest.mark.parametrize(
    "text",
    [
        "🤡🤡🤡",
        "a" * 4096,
        "مرحبا كيف حالك",
        "z̸̡̢̛̗a̵̢̛l̴g̷o̶",
        "<b>gras</b> & <script>alert(1)</script>",
        "/restart",
        '/risk_alarm{"a": 1}',
        "/",
        "\u202egauche",
        "{card.school} {quote} %s",
    ],
)
def test_hostile_text_gets_an_answer_and_the_scene_goes_on(teen, text):
    enter(teen)
    teen.press("s:trop_pareil")
    next_turn(teen)
    teen.say(text)
    assert next_turn(teen)


def test_a_group_is_declined_and_left(shared_api, vigie):
    group = shared_api.group(title="3e B")
    group.member(shared_api.user(first_name="Max")).say("/start")
    shared_api.wait_calls("leaveChat")
    shared_api.wait_confirmed()
    assert not shared_api.refused
