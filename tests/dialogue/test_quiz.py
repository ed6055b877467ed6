"""The quiz and the progress as a teen meets them, with the real engine."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from bot.dialogue.incoming import Command, Text
from bot.quiz.run import QuizRun, question
from bot.quiz.schema import load_quiz
from bot.scenarios.typed import fold
from bot.settings import ROOT
from bot.store.classes import join_class
from bot.store.database import reading, writing
from bot.store.models import ClassMember, QuizTaken, SchoolClass
from bot.store.quiz import keep_quiz
from bot.store.turns import read_slots, write_slots

DAY = 86_400
QUIZ = load_quiz(ROOT / "content")
#: As an earlier version kept it: other items, one of knowledge.
OLD_RUN = {
    "run_id": "0ld0ld",
    "phase": "before",
    "form": "a",
    "band": "14-15",
    "answers": dict.fromkeys(("a_blackmail", "a_prove", "a_club", "a_gym", "a_camera", "a_tell"), 0),
    "score": {
        "knowledge": 1, "knowledge_of": 1, "hits": 1, "dangers": 2, "false_alarms": 0, "honest": 2, "intention": 1
    },
}  # fmt: skip


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
    assert "Écris A, B" in again[0]
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


def test_what_was_played_before_the_first_quiz_is_no_play_between_two(teen):
    play_a_scene(teen)
    take_the_quiz(teen)
    reply = take_the_quiz(teen)
    assert [(row.phase, row.plays) for row in taken(teen)] == [("before", 1), ("extra", 1)]
    assert "q:study:yes" not in datas(reply)


def test_practice_shows_the_first_form_again_until_the_second_was_needed(teen):
    take_the_quiz(teen)
    reply = teen.take(Command("quiz"))
    assert "mêmes questions" in lines(reply)[0].text
    take_the_quiz(teen)
    play_a_scene(teen)
    take_the_quiz(teen)
    first, extra, after = taken(teen)
    assert (extra.phase, after.phase) == ("extra", "after")
    assert extra.form == first.form != after.form


def test_a_study_is_agreed_to_by_button_and_never_by_default(teen):
    reply = take_the_quiz(teen)
    assert {"q:study:yes", "q:study:no"} <= set(datas(reply))
    assert not taken(teen)[0].study
    teen.press("q:study:yes")
    assert taken(teen)[0].study
    teen.press("q:study:no")
    assert not taken(teen)[0].study


def test_a_study_agreed_to_is_left_from_my_data_and_nothing_else_is_asked(teen):
    take_the_quiz(teen)
    assert "q:study:no" not in datas(teen.press("c:my_data"))
    teen.press("q:study:yes")
    assert "q:study:no" in datas(teen.press("c:my_data"))
    reply = teen.press("q:study:no")
    assert "pour toi" in lines(reply)[0].text
    assert len(lines(reply)) == 1
    assert not taken(teen)[0].study
    assert "q:study:no" not in datas(teen.press("c:my_data"))


# --- the total of a class


@pytest.fixture
def in_class(teen):
    """The teen is in an open class; its id."""
    fields = {"code": "ABCDEF", "name": "4e B", "school": "Tilleuls", "teacher": "Mme M.", "status": "open"}
    with writing(teen.database) as connection:
        made = connection.execute(sa.insert(SchoolClass).values(since=dt.date(2026, 11, 1), **fields))
        class_id = made.inserted_primary_key[0]
        join_class(connection, class_id, "renard", 1, dt.date(2026, 11, 2))
    return class_id


def counted(talk):
    """What was answered to whether the class's total counts these quizzes; None: not asked yet."""
    with reading(talk.database) as connection:
        return connection.execute(sa.select(ClassMember.quiz_total)).scalar()


def test_the_total_of_a_class_is_asked_about_by_itself_and_never_by_default(teen, in_class):
    reply = take_the_quiz(teen)
    assert not any(data.startswith("q:class:") for data in datas(reply))
    reply = teen.press("q:study:yes")
    assert "4e B" in lines(reply)[-1].text
    assert "n:quiz:h17" not in datas(reply)
    assert counted(teen) is None
    reply = teen.press(f"q:class:{in_class}:yes")
    assert counted(teen) is True
    assert "n:quiz:h17" in datas(reply)
    play_a_scene(teen)
    assert not any(data.startswith("q:class:") for data in datas(take_the_quiz(teen)))


def test_a_yes_to_the_study_is_no_yes_to_the_class_nor_the_other_way_round(teen, in_class):
    take_the_quiz(teen)
    teen.press("q:study:no")
    teen.press(f"q:class:{in_class}:yes")
    assert (taken(teen)[0].study, counted(teen)) == (False, True)


def test_whoever_agreed_to_the_study_before_joining_is_asked_about_the_class_later(teen):
    take_the_quiz(teen)
    teen.press("q:study:yes")
    play_a_scene(teen)
    with writing(teen.database) as connection:
        fields = {"code": "ABCDEF", "name": "4e B", "school": "T", "teacher": "Mme M.", "status": "open"}
        connection.execute(sa.insert(SchoolClass).values(id=7, since=dt.date(2026, 11, 1), **fields))
        join_class(connection, 7, "renard", 1, dt.date(2026, 11, 2))
    assert "q:class:7:no" in datas(take_the_quiz(teen))


def test_minds_are_changed_where_the_class_is_left(teen, in_class):
    def where():
        return [data for data in datas(teen.press("c:join_class")) if data.startswith("q:class:")]

    assert where() == []
    teen.press(f"q:class:{in_class}:yes")
    assert where() == [f"q:class:{in_class}:no"]
    teen.press(where()[0])
    assert counted(teen) is False
    assert where() == [f"q:class:{in_class}:yes"]


@pytest.mark.parametrize(
    "forged", ["q:class:99:yes", "q:class:x:yes", "q:class:99999999999:yes", "q:class:yes"]
)
def test_a_class_one_is_not_in_counts_nothing(teen, in_class, forged):
    assert teen.press(forged).bubbles
    assert counted(teen) is None


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
    assert "a:11-13:quiz" in datas(talk.press("c:quiz"))


def test_the_age_asked_on_the_way_leads_on_to_the_quiz(talk):
    talk.say("/start")
    talk.press("c:quiz")
    reply = lines(talk.press("a:16-18:quiz"))
    assert "16-18" in reply[0].text
    assert reply[-1].text.startswith("❓ 1 sur 6")
    assert slots(talk)["profile"]["band"] == "16-18"
    assert "11–18" not in lines(talk.press("a:adult:quiz"))[-1].text
    assert slots(talk)["mode"] == "menu"


# --- leaving it in the middle


def first_button(reply):
    return next(data for data in datas(reply) if data.startswith("q:"))


@pytest.fixture
def second_question(teen):
    """At the second question, with the first one's keyboard and the second one's still on screen."""
    shown = teen.take(Command("quiz"))
    return teen, shown, teen.press(first_button(shown))


def asked(reply):
    """The number of the question a reply ends with, or None."""
    text = lines(reply)[-1].text
    return int(text[2]) if text.startswith("❓ ") else None


@pytest.mark.parametrize("word", ["stop", "STOP", "Stop !"])
def test_stop_ends_it_and_keeps_no_answer(second_question, word):
    talk, _first, second = second_question
    [line] = lines(talk.take(Text(word)))
    assert "Quiz arrêté" in line.text
    assert "quiz" not in slots(talk)
    assert taken(talk) == []
    assert "fini" in lines(talk.press(first_button(second)))[0].text
    assert slots(talk)["mode"] == "menu"
    assert asked(talk.take(Command("quiz"))) == 1


def test_pause_keeps_the_place_and_resume_finds_it(second_question):
    talk, _first, _second = second_question
    [line] = lines(talk.take(Text("pause")))
    assert "garde ta place" in line.text
    assert "c:quiz" in [choice.data for choice in line.choices]
    assert asked(talk.press("c:resume")) == 2


def test_while_help_is_open_an_old_button_answers_nothing(second_question):
    talk, _first, second = second_question
    talk.take(Text("mon beau père me frappe presque tous les soirs"))
    assert slots(talk)["mode"] == "help"
    reply = talk.press(first_button(second))
    assert "c:quiz" in datas(reply)
    assert asked(reply) is None
    assert slots(talk)["mode"] == "help"
    assert len(slots(talk)["quiz"]["answers"]) == 1
    assert asked(talk.take(Command("quiz"))) == 2


def test_a_check_in_answered_no_shows_the_way_back_and_resumes_nothing(second_question):
    talk, _first, _second = second_question
    talk.take(Text("il m'a demandé une photo"))
    assert slots(talk)["mode"] == "check"
    reply = talk.press("k:no")
    assert datas(reply)[-2:] == ["c:quiz", "c:menu"]
    assert slots(talk)["mode"] == "menu"


def test_left_for_a_scene_both_keep_their_place(second_question):
    talk, first, second = second_question
    talk.press("s:trop_pareil")
    before = place(talk)
    for stale in (first, second):
        reply = talk.press(first_button(stale))
        assert any(data.startswith("m:") for data in datas(reply))
        assert (slots(talk)["mode"], place(talk)) == ("scene", before)
    assert asked(talk.take(Command("quiz"))) == 2
    assert place(talk) == before


def test_a_scene_left_for_the_quiz_waits_until_it_is_over(teen):
    teen.press("s:trop_pareil")
    before = place(teen)
    reply = take_the_quiz(teen)
    assert "c:resume" in datas(reply)
    assert slots(teen)["mode"] == "paused"
    teen.press("c:resume")
    assert (slots(teen)["mode"], place(teen)) == ("scene", before)


def test_stopping_the_quiz_leaves_the_scene_that_waits(teen):
    teen.press("s:trop_pareil")
    before = place(teen)
    teen.take(Command("quiz"))
    teen.say("stop")
    assert (slots(teen)["mode"], place(teen)) == ("paused", before)


def test_a_button_of_a_finished_quiz_does_not_pull_anybody_out_of_a_scene(teen):
    old = first_button(teen.take(Command("quiz")))
    take_the_quiz(teen)
    teen.press("s:trop_pareil")
    before = place(teen)
    reply = teen.press(old)
    assert "fini" in lines(reply)[0].text
    assert (slots(teen)["mode"], place(teen)) == ("scene", before)


def test_a_quiz_under_way_in_an_older_shape_begins_again(teen):
    old = first_button(teen.take(Command("quiz")))
    with writing(teen.database) as connection:
        kept, version = read_slots(connection, "renard")
        kept["quiz"]["answers"] = [0, 1]
        write_slots(connection, "renard", kept, version, teen.clock[0])
    assert "fini" in lines(teen.press(old))[0].text
    assert asked(teen.take(Command("quiz"))) == 1


def test_whoever_said_to_be_an_adult_meanwhile_is_not_counted(second_question):
    talk, _first, second = second_question
    talk.press("a:adult")
    assert "11–18" in lines(talk.press(first_button(second)))[0].text
    assert taken(talk) == []


# --- answers in words


def question_now(talk):
    run = QuizRun.from_slot(slots(talk)["quiz"])
    return question(QUIZ.forms[run.form], run)


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("choice", [0, 1, 2])
@pytest.mark.parametrize("accents", [True, False])
def test_the_words_of_any_choice_are_an_answer_and_alarm_nobody(teen, form, choice, accents):
    teen.take(Command("quiz"))
    with writing(teen.database) as connection:
        kept, version = read_slots(connection, "renard")
        kept["quiz"]["form"] = form
        write_slots(connection, "renard", kept, version, teen.clock[0])
    chosen = {}
    for number in range(1, 7):
        item = question_now(teen)
        chosen[item.id] = choice
        words = item.choices[choice].text
        reply = teen.take(Text(words if accents else fold(words)))
        assert number == 6 or asked(reply) == number + 1, (words, lines(reply)[0].text)
    assert taken(teen)[0].answers == chosen


@pytest.mark.parametrize("words", ["a", "2", "la c", "c'est b", "la première"])
def test_a_letter_or_a_number_is_an_answer(teen, words):
    teen.take(Command("quiz"))
    assert asked(teen.take(Text(words))) == 2


def test_an_answer_that_came_with_something_real_does_not_hide_it(teen):
    teen.take(Command("quiz"))
    said_before = (("t-before", "mon beau père me frappe presque tous les soirs"),)
    reply = teen.take(Text("a"), skipped=said_before)
    assert any(line.voice == "help" for line in lines(reply))
    assert slots(teen)["quiz"]["answers"] == {}


# --- what was kept by an earlier version


def test_results_of_items_that_are_gone_are_still_read(teen):
    with writing(teen.database) as connection:
        keep_quiz(connection, "renard", OLD_RUN, dt.date(2026, 11, 20))
    assert lines(teen.take(Command("progres")))[0].picture.kind == "progress"
    said = "\n".join(line.text for line in lines(teen.press("c:my_data")))
    assert "tes quiz : 1" in said
    assert "a_blackmail" in lines(teen.press("c:my_data_file"))[0].attachment[1]
    play_a_scene(teen)
    reply = take_the_quiz(teen)
    alt = next(line.picture.alt for line in lines(reply) if line.picture)
    assert "(la première fois : 1)" in alt
    assert re.search(r"Ce que tu sais : \d sur 2\.", alt)
    assert taken(teen)[-1].phase == "after"


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
