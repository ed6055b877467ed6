"""With the database locked, gone or read-only: an answer within two seconds, and help for a disclosure."""

import os
import sqlite3
import time
from contextlib import closing

import pytest

from tests.e2e.player import SECONDS, enter, moves, next_turn

DISCLOSURE = "mon beau père me frappe tous les soirs"
WITHIN = 2.5  # two seconds, and what the loopback and a busy machine take


@pytest.fixture
def teen(api):
    return api.user(first_name="Sacha")


def answered(user, text, wanted):
    started = time.monotonic()
    user.say(text)
    user.wait_for(lambda shown: wanted in shown.text, timeout=SECONDS)
    return time.monotonic() - started


def test_a_locked_database_does_not_silence_vigie(starter, api, teen, tmp_path):
    starter(api)
    enter(teen)
    teen.press("s:trop_pareil")
    before = next_turn(teen)
    lock = sqlite3.connect(tmp_path / "var" / "vigie.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        assert answered(teen, "bof", "souci technique") < WITHIN
        assert answered(teen, DISCLOSURE, "Merci de me le dire") < WITHIN
        assert answered(teen, "sos", "Je suis là") < WITHIN
        api.wait_confirmed()
    finally:
        lock.rollback()
        lock.close()
    teen.press_stale(before, moves(before)[0])
    assert next_turn(teen)


def test_a_button_that_had_no_effect_can_be_pressed_again(starter, api, teen, tmp_path):
    starter(api)
    enter(teen)
    teen.press("s:trop_pareil")
    move = moves(next_turn(teen))[0]
    with closing(sqlite3.connect(tmp_path / "var" / "vigie.db", isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        teen.press(move)
        teen.wait_for("souci technique", timeout=SECONDS)
    teen.press(move)
    assert move not in moves(next_turn(teen))


@pytest.mark.skipif(os.geteuid() == 0, reason="not tested as root, whom no file mode stops")
def test_a_read_only_database_does_not_silence_vigie(starter, api, teen, tmp_path):
    starter(api)
    enter(teen)
    for path in (tmp_path / "var").glob("vigie.db*"):
        path.chmod(0o400)
    assert answered(teen, DISCLOSURE, "Merci de me le dire") < WITHIN


def test_a_database_that_is_gone_does_not_silence_vigie(starter, api, teen, tmp_path):
    starter(api)
    enter(teen)
    for path in (tmp_path / "var").glob("vigie.db*"):
        path.rename(path.with_suffix(".moved"))
    assert answered(teen, "bof", "souci technique") < WITHIN
    assert answered(teen, DISCLOSURE, "Merci de me le dire") < WITHIN
    api.wait_confirmed()
