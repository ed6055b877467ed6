"""After everything, no Telegram id, name or raw number in the database files, the WAL, the keys or the logs."""

import re

from tests.botapi import TOKEN
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


def test_what_identifies_a_teen_is_nowhere_on_disk_nor_in_the_logs(starter, api, tmp_path):
    running = starter(api)
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
    kept = {path: path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file()}
    assert any(path.name == "vigie.db" for path in kept)
    haystack = b"\n".join(kept.values()) + "".join(running.output).encode()
    for secret in (*SECRETS, str(user.id), TOKEN):
        assert not re.search(re.escape(secret.encode()), haystack, re.IGNORECASE), secret


def test_the_transcript_is_there_and_redacted(starter, api, tmp_path):
    import sqlite3

    running = starter(api)
    user = api.user(first_name="Sacha")
    enter(user)
    user.press("s:trop_pareil")
    next_turn(user)
    user.say("mon num c 06 12 34 56 78")
    next_turn(user)
    running.stop()
    with sqlite3.connect(tmp_path / "var" / "vigie.db") as database:
        [(text,)] = database.execute("SELECT text FROM play_lines WHERE voice = 'teen'").fetchall()
    assert "[téléphone]" in text
