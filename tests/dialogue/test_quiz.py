"""The quiz and the progress as a teen meets them, with the real engine."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.dialogue.incoming import Command, Text
from bot.store.database import reading
from bot.store.models import QuizTaken
from bot.store.turns import read_slots

DAY = 86_400


def slots(talk):
    with reading(talk.database) as connection:
        return read_slots(connection, "renard")[0]


def taken(talk):
    with reading(talk.database) as connection:
        return connection.execute(sa.select(QuizTaken.__table__).order_by(QuizTaken.id)).all()


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


def take_the_quiz(talk, choice=0):
    reply = talk.take(Command("quiz"))
    for _ in range(6):
        fresh = [data for data in datas(reply) if data.startswith("q:") and data.endswith(f":{choice}")]
        reply = talk.press(fresh[0])
    return reply


def play_a_scene(talk):
    talk.press("s:trop_pareil")
    for _ in range(40):
        scene = slots(talk)["scene"]
        if scene["status"] == "ended":
            return
        talk.press(f"m:{scene['play_id']}:{scene['turn']}:refuse")


def test_six_questions_then_a_picture_and_it_is_kept(teen):
    reply = take_the_quiz(teen)
    [picture] = [line.picture for line in lines(reply) if line.picture]
    assert picture.kind == "quiz"
    [row] = taken(teen)
    assert (row.phase, row.band, len(row.answers)) == ("before", "14-15", 6)
    assert "quiz" not in slots(teen)


@pytest.mark.parametrize("words", ["fais moi un quiz", "on fait le quizz"])
def test_it_opens_in_free_text_too(teen, words):
    assert teen.say(words)[-1].startswith("❓ 1 sur 6")


def test_answers_can_be_typed_and_what_is_not_one_is_asked_again(teen):
    teen.take(Command("quiz"))
    assert any("2 sur 6" in text for text in teen.say("b"))
    again = teen.say("hmm chépa trop")
    assert "Choisis A, B, C" in again[0]
    assert "2 sur 6" in again[1]


def test_the_coach_keeps_quiet_during_the_quiz(teen):
    teen.take(Command("quiz"))
    assert "je me tais" in teen.say("tu me conseilles quoi")[0]


def test_something_real_said_during_the_quiz_is_answered_with_help(teen):
    teen.take(Command("quiz"))
    reply = teen.take(Text("mon beau père me frappe presque tous les soirs"))
    assert any(line.voice == "help" for line in lines(reply))


def test_a_quiz_left_is_taken_up_where_it_was(teen):
    reply = teen.take(Command("quiz"))
    teen.press(next(data for data in datas(reply) if data.startswith("q:")))
    teen.press("c:pause")
    teen.clock[0] += 3 * DAY
    assert any("2 sur 6" in line.text for line in lines(teen.take(Command("quiz"))))


def test_a_button_pressed_twice_answers_once(teen):
    first = next(data for data in datas(teen.take(Command("quiz"))) if data.startswith("q:"))
    teen.press(first)
    assert any("2 sur 6" in line.text for line in lines(teen.press(first)))


@pytest.mark.parametrize("forged", ["q:zzz:0:0", "q:study:maybe", "q:a:b:c", "q:x:9"])
def test_forged_buttons_keep_nothing(teen, forged):
    assert teen.press(forged).bubbles
    assert taken(teen) == []


def test_before_then_after_a_scene_the_other_form_and_the_comparison(teen):
    take_the_quiz(teen)
    play_a_scene(teen)
    reply = take_the_quiz(teen)
    first, second = taken(teen)
    assert (first.phase, second.phase) == ("before", "after")
    assert first.form != second.form
    assert any(line.picture and "la première fois" in line.picture.alt for line in lines(reply))


def test_a_study_is_agreed_to_by_button_and_never_by_default(teen):
    reply = take_the_quiz(teen)
    assert {"q:study:yes", "q:study:no"} <= set(datas(reply))
    assert not taken(teen)[0].study
    teen.press("q:study:yes")
    assert taken(teen)[0].study
    teen.press("q:study:no")
    assert not taken(teen)[0].study


def test_what_is_held_says_so(teen):
    take_the_quiz(teen)
    teen.press("c:quiz")
    said = "\n".join(line.text for line in lines(teen.press("c:my_data")))
    assert "tes quiz : 1" in said


@pytest.mark.parametrize(("band", "words"), [("under-11", "11–18"), ("adult", "11–18")])
def test_it_is_not_for_everybody(talk, band, words):
    talk.say("/start")
    talk.press(f"a:{band}")
    assert words in talk.press("c:quiz").bubbles[0].line.text


def test_without_an_age_band_it_asks_for_one(talk):
    talk.say("/start")
    assert "a:11-13" in datas(talk.press("c:quiz"))


def test_progress_is_empty_at_first_and_shows_the_way(teen):
    reply = teen.take(Command("progres"))
    [line] = lines(reply)
    assert line.picture.kind == "progress"
    assert "Pas encore de scène finie" in line.picture.alt
    assert any(data.startswith("s:") for data in datas(reply))


def test_progress_counts_what_was_played(teen):
    play_a_scene(teen)
    [line] = lines(teen.take(Command("progres")))
    assert "Scènes finies : 1 sur" in line.picture.alt
    assert "Premier pas" in line.picture.alt


@pytest.mark.parametrize("words", ["ma progression", "montre ma progression"])
def test_progress_opens_in_free_text_too(teen, words):
    assert teen.take(Text(words)).bubbles[0].line.picture is not None


def test_progress_looked_at_during_a_scene_keeps_its_place(teen):
    teen.press("s:trop_pareil")
    before = place(teen)
    teen.press("c:progress")
    assert slots(teen)["mode"] == "paused"
    assert place(teen) == before
