"""Quizzes kept by pseudonym: shown, erased, purged, and counted only with consent. On SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store.classes import erase_chat, held_about
from bot.store.database import reading, writing
from bot.store.models import QuizTaken
from bot.store.quiz import agree_to_study, finished_plays, keep_quiz, quizzes_of, runs_for_a_study
from bot.store.retention import QUIZ_DAYS, purge
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
