"""`vigie quiz-export`, as a researcher runs it."""

from __future__ import annotations

import datetime as dt

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.quiz.schema import load_quiz
from bot.store.database import open_database, writing
from bot.store.migrate import migrate
from bot.store.quiz import agree_to_study, keep_quiz
from tests.quiz.conftest import CONTENT

ANSWERS = {item.id: 0 for item in load_quiz(CONTENT).forms["a"].items}
SCORE = {"knowledge": 1, "hits": 2, "false_alarms": 0, "intention": 3}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("VIGIE_DATABASE_URL", raising=False)
    return tmp_path / "var"


def exported(tmp_path):
    run = CliRunner().invoke(app, ["quiz-export", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    return run.output, (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")


def test_before_anybody_took_part_the_tables_are_empty(home, tmp_path):
    said, people = exported(tmp_path)
    assert "0 people" in said
    assert people.count("\n") == 1


def test_those_who_agreed_are_there_without_their_pseudonym(home, tmp_path):
    home.mkdir()
    url = f"sqlite:///{home / 'vigie.db'}"
    migrate(url)
    with writing(open_database(url)) as connection:
        for n in range(8):
            run = {
                "run_id": "r",
                "phase": "before",
                "form": "a",
                "band": "11-13",
                "answers": ANSWERS,
                "score": SCORE,
                "plays": 0,
            }
            keep_quiz(connection, f"secret{n}", run, dt.date(2026, 11, 23))
            agree_to_study(connection, f"secret{n}", n < 6)
    said, people = exported(tmp_path)
    assert "6 people" in said
    assert "secret" not in people
    assert people.count("\n") == 7
    assert (tmp_path / "out" / "codebook.csv").read_text(encoding="utf-8").count("a_telling") == 5


def test_whose_first_quiz_was_of_an_earlier_version_is_said_to_be_left_out(home, tmp_path):
    home.mkdir()
    url = f"sqlite:///{home / 'vigie.db'}"
    migrate(url)
    run = {
        "run_id": "r",
        "phase": "before",
        "form": "a",
        "band": "11-13",
        "answers": {"x": 0},
        "score": SCORE,
    }
    with writing(open_database(url)) as connection:
        keep_quiz(connection, "secret", run, dt.date(2026, 11, 23))
        agree_to_study(connection, "secret", True)
    said, people = exported(tmp_path)
    assert "other items than today's: fewer than 5" in said
    assert people.count("\n") == 1
