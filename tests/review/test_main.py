"""`vigie review`: the pages alone, as a process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.review.main import ReviewStartError, load_team, serve_review
from bot.settings import ROOT, Settings
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.review.school import CONTENT

START = """
import os, sys
from bot.review.main import serve_review
from bot.settings import Settings
settings = Settings.from_env(os.environ)
serve_review(settings)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"rasa", "tensorflow", "telegram"}))
"""


class Running:
    """The process, and what it said on the console until its pages were up."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env={
                **os.environ,
                "VIGIE_HOME": str(home),
                "VIGIE_REVIEW_LISTEN": "127.0.0.1:0",
                "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said += line
            if "educators' pages are at" in line:
                break

    @property
    def url(self) -> str:
        found = re.search(r"pages are at (http://\S+)", self.said)
        assert found, self.said
        return found[1]

    def stop(self) -> tuple[int, str]:
        """Its exit code, and what it printed."""
        self.process.send_signal(signal.SIGTERM)
        printed, _said = self.process.communicate(timeout=20)
        return self.process.returncode, printed


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def running(home: Path) -> Iterator[Running]:
    started = Running(home)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate()


def test_it_serves_the_pages_says_how_to_open_the_first_account_and_stops_cleanly(running, home):
    link = re.search(r"open the first account at (http://\S+/equipe/invitation/[\w-]+)", running.said)
    assert link
    page = urllib.request.urlopen(link[1], timeout=5).read().decode()
    assert "Ouvrir votre compte" in page
    assert "Se connecter" in urllib.request.urlopen(running.url, timeout=5).read().decode()

    # No engine was loaded, and the link is in no file.
    assert running.stop() == (0, "[]\n")
    token = link[1].rpartition("/")[2].encode()
    assert not [path for path in home.rglob("*") if path.is_file() and token in path.read_bytes()]


def test_a_database_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    settings = Settings.from_env(
        {"VIGIE_HOME": str(tmp_path), "VIGIE_DATABASE_URL": f"sqlite:///{tmp_path}/file/vigie.db"}
    )

    with pytest.raises(ReviewStartError, match="VIGIE_DATABASE_URL"):
        serve_review(settings)


def test_a_short_secret_is_told(tmp_path):
    settings = Settings.from_env({"VIGIE_HOME": str(tmp_path), "VIGIE_SECRET_KEY": "court"})

    with pytest.raises(ReviewStartError, match="VIGIE_SECRET_KEY"):
        serve_review(settings)


def test_the_team_is_made_of_the_real_content(tmp_path):
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    migrate(url)
    team = load_team(CONTENT, open_database(url), lambda _text: False)

    assert "trop_pareil" in team.library.scenarios
    known = team.words
    assert set(known.endings) == {"none", *team.library.wording.endings}
    assert set(known.ratings) == {"protective", "neutral", "vulnerable"}
    assert {flag for one in team.library.scenarios.values() for flag in one.file.red_flags} <= set(
        known.flags
    )
