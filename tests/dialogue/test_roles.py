"""Who to play, asked before the scene opens; and scenes of which only the ending is kept."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from actions import content
from bot.expiry import LONGEST_SECONDS
from bot.store import review
from bot.store.accounts import link_of, new_link, open_account
from bot.store.classes import held_about, join_class
from bot.store.database import reading, writing
from bot.store.live import purge_expired
from bot.store.models import LiveState, Play, PlayLine
from bot.store.quiz import finished_plays
from bot.store.review import ClassFields
from bot.store.turns import read_slots
from tests.scenarios.sample import of_two_roles, scene_data, scene_from

DISCLOSURE = "mon beau père me frappe presque tous les soirs"
DAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def shelf():
    """All the scenes and « Un essai », of two roles and unrecorded; read once, not at each test."""
    real = content.library()
    data = of_two_roles(scene_data()) | {"unrecorded": True}
    for one in (replace(real, scenarios={**real.scenarios, "essai": scene_from(data, real)}), real):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(content, "load_library", lambda _folder, one=one: one)
            content.library.cache_clear()
            content.library()
        if one is not real:
            yield one


@pytest.fixture
def teen(talk, shelf):
    """A chat of somebody of 12, in front of that shelf."""
    talk.say("/start")
    talk.press("a:11-13")
    return talk


def datas(reply):
    return [choice.data for bubble in reply.bubbles for choice in bubble.line.choices]


def texts(reply):
    return "\n".join(bubble.line.text for bubble in reply.bubbles)


def slots(talk):
    with reading(talk.database) as connection:
        return read_slots(connection, "renard")[0]


def held(talk, table):
    with reading(talk.database) as connection:
        return [dict(row) for row in connection.execute(sa.select(table.__table__)).mappings()]


def move(talk, name):
    scene = slots(talk)["scene"]
    return talk.press(f"m:{scene['play_id']}:{scene['turn']}:{name}")


def play_to_the_end(talk, name="refuse"):
    while slots(talk)["mode"] == "scene":
        reply = move(talk, name)
    return reply


def school_class(connection, *scenarios):
    """The number of a class that was given these scenes."""
    link = link_of(connection, new_link(connection, "educator", 10), 0)
    account = open_account(connection, link, "claire@college.example", "Claire", "$argon2id$", DAY)
    fields = ClassFields("4e B", "collège des Tilleuls", "Mme Roche")
    return review.create_class(connection, account, fields, scenarios, DAY)


# --- who to play


@pytest.mark.parametrize("way", ["button", "title", "command"])
def test_however_a_scene_is_chosen_the_note_and_the_question_come_first(teen, way):
    if way == "button":
        reply = teen.press("s:essai")
    else:
        teen.press("c:scenes")
        lines = teen.say("un essai" if way == "title" else "/jouer un essai")
        assert "Rien de grave." in lines[0]
        return
    assert "Rien de grave." in texts(reply)
    assert datas(reply) == ["s:essai:as:essai_sam", "s:essai:as:essai_friend", "s:essai:other", "c:help"]
    assert slots(teen)["mode"] == "scenes"


def test_a_button_opens_the_scene_in_that_role(teen):
    teen.press("s:essai")
    reply = teen.press("s:essai:as:essai_friend")
    assert "Ta carte : Lina" in texts(reply)
    assert slots(teen)["scene"]["version"] == "essai_friend"


@pytest.mark.parametrize(
    ("text", "version"), [("sam", "essai_sam"), ("l'ami", "essai_friend"), ("2", "essai_friend")]
)
def test_the_role_can_be_typed(teen, text, version):
    teen.press("s:essai")
    teen.say(text)
    assert slots(teen)["scene"]["version"] == version


def test_words_that_name_nobody_get_the_question_again(teen):
    teen.press("s:essai")
    said = teen.say("bof jsp")
    words = content.library().wording.opening
    assert said == [words.role_unclear, words.role]
    teen.say("sam")
    assert slots(teen)["scene"]["version"] == "essai_sam"


def test_another_scene_can_be_named_instead(teen):
    teen.press("s:essai")
    teen.say("le commentaire")
    assert slots(teen)["scene"]["scenario"] == "trop_pareil"


def test_a_name_typed_in_front_of_the_list_is_not_a_role(teen):
    teen.press("s:essai")
    teen.press("c:scenes")
    teen.say("sam")
    assert slots(teen)["mode"] == "scenes"
    assert slots(teen).get("scene") is None


def test_une_autre_opens_another_scene_and_leaves_no_trace(teen):
    teen.press("s:essai")
    teen.press("s:essai:other")
    assert slots(teen)["scene"]["scenario"] != "essai"
    assert held(teen, Play) == []


@pytest.mark.parametrize("way_out", ["c:menu", "c:help", "c:pause", "c:stop", "c:resume", "c:scenes"])
def test_going_away_from_the_question_leaves_no_trace_and_no_scene(teen, way_out):
    teen.press("s:essai")
    assert teen.press(way_out).bubbles
    assert held(teen, Play) == []
    assert datas(teen.press("s:essai:as:essai_sam"))


def test_the_question_comes_again_after_a_running_scene_and_closes_it(teen):
    teen.press("s:trop_pareil")
    reply = teen.press("s:essai")
    assert "s:essai:as:essai_sam" in datas(reply)
    assert slots(teen)["scene"] == {"scenario": "essai", "status": "role"}


@pytest.mark.parametrize(
    "data",
    [
        "s:essai:as:gone",
        "s:essai:as",
        "s:essai:essai_sam",
        "s:essai:other:essai_sam",
        "s:essai:as:lilou_fake",
        "s:trop_pareil:as:lilou_fake",  # fake or genuine is never chosen
        "s:gone:as:essai_sam",
        "s:+:as:essai_sam",
    ],
)
def test_forged_or_old_data_gets_the_list(teen, data):
    reply = teen.press(data)
    assert any(item.startswith("s:+:") for item in datas(reply))
    assert slots(teen).get("scene") is None


def test_a_role_of_another_age_gets_the_list(teen):
    teen.press("s:essai")
    teen.press("a:16-18")
    teen.press("s:essai:as:essai_sam")
    assert slots(teen).get("scene") is None


def test_playing_again_keeps_the_role(teen):
    teen.press("s:essai:as:essai_friend")
    play_to_the_end(teen)
    teen.press(f"r:{slots(teen)['scene']['play_id']}:all")
    assert slots(teen)["scene"]["version"] == "essai_friend"
    assert slots(teen)["mode"] == "scene"


# --- unrecorded


def test_only_that_it_was_finished_is_kept(teen):
    teen.press("s:essai:as:essai_friend")
    play_to_the_end(teen)
    [play] = held(teen, Play)
    assert (play["scenario"], play["version"], play["ending"], play["class_id"]) == (
        "essai",
        "",
        "safe",
        None,
    )
    assert play["flags_seen"] == ["secrecy"]
    assert held(teen, PlayLine) == []
    with reading(teen.database) as connection:
        [finished] = finished_plays(connection, "renard")
        told = held_about(connection, "renard")["plays"]
    assert finished["scenario"] == "essai"
    assert [(one["version"], one["lines"]) for one in told] == [("", [])]


@pytest.mark.parametrize(
    "way_out", ["pause", "sos", f"en vrai {DISCLOSURE}", "/menu", "stop", "je veux arrêter de jouer"]
)
@pytest.mark.parametrize("answers", [0, 1])
def test_no_way_out_of_it_leaves_a_mark(teen, way_out, answers):
    teen.press("s:essai:as:essai_sam")
    for _ in range(answers):
        move(teen, "chat")
    teen.say(way_out)
    teen.press("c:resume")
    teen.say("bof jsp")
    assert held(teen, Play) == []
    assert held(teen, PlayLine) == []
    assert not (slots(teen).get("scene") or {}).get("left")


def test_a_class_that_was_given_the_scene_reads_nothing_of_it(teen):
    with writing(teen.database) as connection:
        number = school_class(connection, "essai")
        join_class(connection, number, "renard", 1, DAY)
    teen.press("s:essai:as:essai_sam")
    play_to_the_end(teen, "accept")
    [play] = held(teen, Play)
    assert play["class_id"] is None
    assert held(teen, PlayLine) == []


def test_before_joining_a_class_it_is_not_among_what_the_class_will_see(teen):
    with writing(teen.database) as connection:
        number = school_class(connection, "essai", "trop_pareil")
        code = review.class_in_scope(connection, review.Scope(None), number).code
    teen.press("c:join_class")
    told = "\n".join(teen.say(code))
    assert "Le commentaire" in told
    assert "Un essai" not in told


def test_the_version_is_forgotten_with_what_is_kept_for_playing_again(teen):
    teen.press("s:essai:as:essai_friend")
    play_to_the_end(teen)
    assert "essai_friend" in json.dumps(held(teen, LiveState), default=str)
    assert "Lina" not in json.dumps(held(teen, LiveState), default=str)
    with writing(teen.database) as connection:
        purge_expired(connection, teen.clock[0] + LONGEST_SECONDS)
    assert "essai_friend" not in json.dumps(held(teen, LiveState), default=str)
    assert teen.say("et maintenant")


def test_a_scene_that_is_recorded_has_no_such_end(teen):
    teen.press("s:trop_pareil")
    play_to_the_end(teen, "block_report")
    assert "until" not in slots(teen)["scene"]
    assert held(teen, PlayLine)
