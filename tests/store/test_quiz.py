"""Quizzes kept by pseudonym: shown, erased, purged, and counted only with consent. On SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store.classes import erase_chat, held_about, join_class, leave_class
from bot.store.database import reading, writing
from bot.store.models import QuizTaken, SchoolClass
from bot.store.quiz import (
    agree_to_study,
    class_to_ask,
    count_in_class,
    finished_plays,
    keep_quiz,
    pairs_of_class,
    quizzes_of,
    runs_for_a_study,
)
from bot.store.retention import QUIZ_DAYS, purge
from bot.store.review import set_status
from bot.store.transcripts import write_record

TODAY = dt.date(2026, 11, 23)
NOW = int(dt.datetime(2026, 11, 23, 12, tzinfo=dt.timezone.utc).timestamp())
SCORE = {"knowledge": 1, "hits": 2, "false_alarms": 0, "intention": 3}


def a_run(run_id="r1", phase="before"):
    return {
        "run_id": run_id,
        "phase": phase,
        "form": "a",
        "band": "11-13",
        "answers": {"a_blackmail": 0},
        "score": SCORE,
        "plays": 2,
    }


def count(database):
    with reading(database) as connection:
        return connection.execute(sa.select(sa.func.count(QuizTaken.id))).scalar()


@pytest.fixture
def taken(database):
    with writing(database) as connection:
        keep_quiz(connection, "renard", a_run(), TODAY)
        keep_quiz(connection, "hibou", a_run(), TODAY)
    return database


def test_a_quiz_is_kept_with_its_day_and_score(taken):
    with reading(taken) as connection:
        [one] = quizzes_of(connection, "renard")
    assert one == {
        "phase": "before",
        "form": "a",
        "day": "2026-11-23",
        "score": SCORE,
        "study": False,
        "plays": 2,
    }


def test_the_same_run_is_kept_once(taken):
    with pytest.raises(IntegrityError), writing(taken) as connection:
        keep_quiz(connection, "renard", a_run(), TODAY)


def test_nobody_is_counted_without_having_agreed(taken):
    with reading(taken) as connection:
        assert runs_for_a_study(connection) == []


def test_agreeing_holds_for_what_comes_later_and_can_be_taken_back(taken):
    with writing(taken) as connection:
        agree_to_study(connection, "renard", True)
        keep_quiz(connection, "renard", a_run("r2", "after"), TODAY)
        keep_quiz(connection, "hibou", a_run("r2", "after"), TODAY)
        assert [chat for chat, _ in runs_for_a_study(connection)] == ["renard", "renard"]
        agree_to_study(connection, "renard", False)
        assert runs_for_a_study(connection) == []


def test_it_is_shown_to_its_taker_and_erased_with_the_rest(taken):
    with writing(taken) as connection:
        [held] = held_about(connection, "renard")["quizzes"]
        assert held["answers"] == {"a_blackmail": 0}
        erase_chat(connection, "renard")
        assert quizzes_of(connection, "renard") == []
        assert quizzes_of(connection, "hibou")


def test_it_is_purged_after_half_a_year(taken):
    with writing(taken) as connection:
        purge(connection, NOW + (QUIZ_DAYS - 1) * 86_400)
    assert count(taken) == 2
    with writing(taken) as connection:
        purge(connection, NOW + (QUIZ_DAYS + 1) * 86_400)
    assert count(taken) == 0


# --- the total of a class


@pytest.fixture
def school_class(database):
    """An open class, and who is in it: renard, hibou."""
    fields = {"code": "ABCDEF", "name": "4e B", "school": "Collège", "teacher": "Mme M.", "status": "open"}
    with writing(database) as connection:
        made = connection.execute(sa.insert(SchoolClass).values(since=TODAY, **fields))
        class_id = made.inserted_primary_key[0]
        for seed, chat in enumerate(("renard", "hibou")):
            join_class(connection, class_id, chat, seed, TODAY)
    return class_id


def take_both(connection, chat, day=TODAY, hits=1):
    """A quiz before and one after."""
    for run_id, phase in (("r1", "before"), ("r2", "after")):
        run = a_run(run_id, phase)
        keep_quiz(connection, chat, {**run, "score": {**SCORE, "hits": hits}}, day)


def test_a_class_counts_only_whoever_said_yes_to_it(database, school_class):
    with writing(database) as connection:
        for chat in ("renard", "hibou", "somebody_else"):
            take_both(connection, chat)
        assert pairs_of_class(connection, school_class) == []
        count_in_class(connection, "renard", school_class, True)
        count_in_class(connection, "hibou", school_class, False)
        count_in_class(connection, "somebody_else", school_class, True)
        assert len(pairs_of_class(connection, school_class)) == 1


def test_one_is_asked_once_per_class_and_only_while_it_is_open(database, school_class):
    with writing(database) as connection:
        assert class_to_ask(connection, "renard") == {"class_id": school_class, "name": "4e B"}
        assert class_to_ask(connection, "somebody_else") is None
        set_status(connection, school_class, "closed", TODAY)
        assert class_to_ask(connection, "renard") is None
        set_status(connection, school_class, "open", TODAY)
        count_in_class(connection, "renard", school_class, False)
        assert class_to_ask(connection, "renard") is None


def test_one_quiz_is_no_pair_and_the_first_of_each_time_counts(database, school_class):
    with writing(database) as connection:
        for chat in ("renard", "hibou"):
            count_in_class(connection, chat, school_class, True)
        keep_quiz(connection, "renard", a_run("r9", "after"), TODAY)
        keep_quiz(connection, "hibou", a_run("r0", "before"), TODAY)
        assert pairs_of_class(connection, school_class) == []
        take_both(connection, "hibou", hits=0)
        [(before, after)] = pairs_of_class(connection, school_class)
    assert (before["hits"], after["hits"]) == (2, 0)


@pytest.mark.parametrize("withdraw", [False, True])
def test_leaving_the_class_takes_ones_quizzes_out_and_coming_back_does_not_bring_them(
    database, school_class, withdraw
):
    with writing(database) as connection:
        take_both(connection, "renard")
        count_in_class(connection, "renard", school_class, True)
        leave_class(connection, "renard", school_class, withdraw=withdraw)
        assert pairs_of_class(connection, school_class) == []
        join_class(connection, school_class, "renard", 0, TODAY)
        assert pairs_of_class(connection, school_class) == []


def test_nothing_new_is_counted_once_the_class_is_closed(database, school_class):
    with writing(database) as connection:
        for chat in ("renard", "hibou"):
            count_in_class(connection, chat, school_class, True)
        take_both(connection, "renard", TODAY)
        set_status(connection, school_class, "closed", TODAY)
        take_both(connection, "hibou", TODAY + dt.timedelta(days=1))
        assert len(pairs_of_class(connection, school_class)) == 1


def test_it_is_told_to_its_owner(database, school_class):
    with writing(database) as connection:
        count_in_class(connection, "renard", school_class, True)
        [held] = held_about(connection, "renard")["classes"]
    assert held["quizzes_counted_in_its_total"] is True


def test_only_plays_that_ended_count_as_finished(database):
    head = {"play_id": "p1", "scenario": "essai", "version": "v"}
    with writing(database) as connection:
        write_record(connection, "renard", {"play": head, "lines": []}, TODAY)
        assert finished_plays(connection, "renard") == []
        ended = {
            "play": head,
            "lines": [],
            "ending": "safe",
            "flags_seen": ["secrecy"],
            "flags_missed": ["threat"],
        }
        write_record(connection, "renard", ended, TODAY)
        [play] = finished_plays(connection, "renard")
    assert play == {
        "scenario": "essai",
        "day": "2026-11-23",
        "ending": "safe",
        "seen": ["secrecy"],
        "missed": ["threat"],
    }


def test_a_play_of_which_only_the_ending_is_kept_counts_too_and_has_no_version_and_no_line(database):
    record = {
        "play": {"play_id": "p1", "scenario": "essai", "version": ""},
        "lines": [],
        "unrecorded": True,
        "ending": "safe",
        "flags_seen": ["secrecy"],
        "flags_missed": [],
    }
    with writing(database) as connection:
        write_record(connection, "renard", record, TODAY)
        [play] = finished_plays(connection, "renard")
        [held] = held_about(connection, "renard")["plays"]
    assert play["ending"] == "safe"
    assert (held["version"], held["lines"], held["shared_with_a_class"]) == ("", [], False)
