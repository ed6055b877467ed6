"""What surrounds a scene: the coach anywhere, pauses, plain spelling, slang, leaving and coming back days later."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.dialogue.incoming import Command, Pressed, Text
from bot.store.database import reading
from bot.store.models import Play, PlayLine
from bot.store.turns import read_slots

DAY = 86_400


def slots(talk):
    with reading(talk.database) as connection:
        return read_slots(connection, "renard")[0]


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
    talk.press("a:11-13")
    return talk


@pytest.fixture
def playing(teen):
    teen.press("s:trop_pareil")
    return teen


def finish(talk):
    for _ in range(40):
        scene = slots(talk)["scene"]
        if scene["status"] == "ended":
            return
        talk.press(f"m:{scene['play_id']}:{scene['turn']}:refuse")
    raise AssertionError("no debrief")


# --- the coach


def test_in_a_scene_three_levels_and_the_turn_does_not_move(playing):
    turn = slots(playing)["scene"]["turn"]
    said = [lines(playing.take(Text("conseil stp je fais quoi là")))[0] for _ in range(3)]
    assert len({line.text for line in said}) == 3
    assert all(line.voice == "coach" for line in said)
    assert slots(playing)["scene"]["turn"] == turn


def test_at_the_menu_three_levels_and_then_the_third_again(teen):
    teen.press("c:menu")
    said = [teen.say("tu me conseilles quoi")[0] for _ in range(4)]
    assert len(set(said)) == 3
    assert said[2] == said[3]


def test_in_a_pause_the_hint_of_the_place_that_waits_and_nothing_resumes(playing):
    playing.press("c:pause")
    first = playing.take(Text("tu me conseilles quoi"))
    assert lines(first)[0].voice == "coach"
    assert "c:resume" in datas(first)
    assert not [data for data in datas(first) if data.startswith("m:")]
    assert slots(playing)["mode"] == "paused"
    assert lines(playing.take(Text("tu me conseilles quoi")))[0].text != lines(first)[0].text


def test_after_a_scene_asking_the_coach_is_not_taken_for_ones_own_sentence(playing):
    finish(playing)
    said = [playing.take(Text("tu me conseilles quoi")) for _ in range(3)]
    assert len({lines(reply)[0].text for reply in said}) == 3
    assert any(data.startswith("r:") for data in datas(said[0]))
    assert slots(playing)["mode"] == "debrief"


def test_in_front_of_the_list_too(teen):
    teen.press("c:play")
    assert lines(teen.take(Text("tu me conseilles quoi")))[0].voice == "coach"


def test_a_new_scene_starts_the_levels_again(teen):
    teen.press("c:menu")
    first = teen.say("tu me conseilles quoi")
    teen.press("s:trop_pareil")
    teen.press("c:stop")
    assert teen.say("tu me conseilles quoi") == first


# --- pauses and spelling


def test_the_persona_takes_its_time_unless_the_teen_says_otherwise(teen):
    assert any(line.pause for line in lines(teen.press("s:trop_pareil")))
    teen.press("p:fast")
    assert not any(line.pause for line in lines(teen.press("c:resume")))
    teen.press("p:slow")
    assert any(line.pause for line in lines(teen.press("c:resume")))


def test_the_choice_is_kept_and_the_button_offers_the_other_one(teen):
    assert "p:slow" in datas(teen.press("p:fast"))
    assert "p:fast" not in datas(teen.press("c:settings"))
    assert slots(teen)["profile"] == {"met": True, "band": "11-13", "pauses": False}


def test_in_plain_spelling_bubbles_show_their_version_claire(teen):
    teen.press("p:clear")
    persona = [line for line in lines(teen.press("s:trop_pareil")) if line.voice == "persona"]
    assert persona[0].text == "Waouh, ton dragon est super ! Tu dessines depuis longtemps ?"
    assert persona[0].clear is None


def test_settings_opened_in_a_scene_keep_its_place(playing):
    before = place(playing)
    assert "c:resume" in datas(playing.take(Pressed("c:settings")))
    assert slots(playing)["mode"] == "paused"
    playing.press("c:resume")
    assert place(playing) == before


@pytest.mark.parametrize("forged", ["p:rm", "p:met", "p:"])
def test_a_forged_setting_sets_nothing(teen, forged):
    before = slots(teen)["profile"]
    assert teen.press(forged).bubbles
    assert slots(teen)["profile"] == before


# --- slang


def test_slang_on_screen_is_explained_by_button_and_the_turn_stays(playing):
    reply = playing.press("c:meaning")
    assert "« longtemps »" in lines(reply)[0].text
    assert [data for data in datas(reply) if data.startswith("m:")]
    assert slots(playing)["scene"]["history"] == []


@pytest.mark.parametrize("text", ["sa veut dire koi lgtps ?", "ça veut dire quoi ?"])
def test_and_by_words(playing, text):
    assert "« longtemps »" in playing.say(text)[0]
    assert slots(playing)["scene"]["history"] == []


def test_outside_a_scene_too(teen):
    assert "ne t'inquiète pas" in teen.say("ça veut dire quoi tkt")[0]


def test_the_button_of_a_scene_that_is_gone_says_how_to_ask(teen):
    assert "ça veut dire quoi" in lines(teen.press("c:meaning"))[0].text


# --- leaving, coming back


def test_taken_up_days_later_with_one_line_to_remember_by(playing):
    scene = slots(playing)["scene"]
    playing.press(f"m:{scene['play_id']}:0:chat")
    before = slots(playing)["scene"]
    playing.press("c:pause")
    playing.clock[0] += 6 * DAY
    said = lines(playing.press("c:resume"))
    assert said[0].text.startswith("▶️ On reprend. ")
    assert "\n" not in said[0].text
    assert slots(playing)["scene"]["node"] == before["node"]


def test_another_scene_leaves_no_trace_of_the_first(teen):
    teen.press("s:trop_pareil")
    reply = teen.press("s:trop_pareil:other")
    assert slots(teen)["scene"]["scenario"] != "trop_pareil"
    assert any("🎬" in line.text for line in lines(reply))
    assert "trop_pareil" not in str(slots(teen))
    with reading(teen.database) as connection:
        for table in (Play, PlayLine):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


def test_once_answered_a_scene_no_longer_offers_another(playing):
    scene = slots(playing)["scene"]
    reply = playing.press(f"m:{scene['play_id']}:0:chat")
    assert not [data for data in datas(reply) if data.endswith(":other")]


def test_the_slash_command_opens_the_settings(teen):
    assert "p:fast" in datas(teen.take(Command("reglages")))
