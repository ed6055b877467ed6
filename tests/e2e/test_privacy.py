"""After everything, no Telegram id, name or raw number in the database files, the WAL, the keys or the logs."""

import re
import sqlite3

import pytest

from tests.botapi import TOKEN, BotApi
from tests.e2e.conftest import start
from tests.e2e.player import SECONDS, enter, next_turn

SECRETS = (
    "Zébulonne",
    "Quatremarre",
    "06 12 34 56 78",
    "0612345678",
    "zebulonne_q",
    "zeb.quatremarre@example.org",
    "14 rue des Acacias",
)


@pytest.fixture(scope="module")
def left(model, tmp_path_factory):
    """Somebody who said a lot in a scene, and the process that heard it, stopped."""
    home = tmp_path_factory.mktemp("privacy") / "var"
    with BotApi(seed=6) as api:
        running = start(home, TELEGRAM_BOT_TOKEN=api.token, TELEGRAM_API_URL=api.url)
        running.wait_for("listening on Telegram")
        user = api.user(first_name="Zébulonne", last_name="Quatremarre", username="zebulonne_q")
        enter(user)
        user.press("s:trop_pareil")
        next_turn(user)
        for text in (
            "jmapelle Zébulonne Quatremarre",
            "mon num c 06 12 34 56 78 ou 0612345678",
            "ecri moi sur zeb.quatremarre@example.org",
            "jhabite 14 rue des Acacias",
            "mon insta c @zebulonne_q",
        ):
            user.say(text)
            user.wait_reply(timeout=SECONDS)
            user.settle()
        user.say("stop")
        user.settle()
        running.stop()
    return running, user


def test_what_identifies_a_teen_is_nowhere_on_disk_nor_in_the_logs(left):
    running, user = left
    kept = {path: path.read_bytes() for path in running.home.rglob("*") if path.is_file()}
    assert any(path.name == "vigie.db" for path in kept)
    haystack = b"\n".join(kept.values()) + "".join(running.output).encode()
    for secret in (*SECRETS, str(user.id), TOKEN):
        assert not re.search(re.escape(secret.encode()), haystack, re.IGNORECASE), secret


def test_the_transcript_is_there_and_redacted(left):
    running, _ = left
    with sqlite3.connect(running.home / "vigie.db") as database:
        said = database.execute("SELECT text FROM play_lines WHERE voice = 'teen'").fetchall()
    assert any("[téléphone]" in text for (text,) in said)
