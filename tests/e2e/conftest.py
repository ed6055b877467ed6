"""The real command against the stand-in Bot API: one shared process to talk to, others to kill and break."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.quiet_hours import PARIS
from bot.settings import MODEL, ROOT
from tests.botapi import BotApi, User

START_SECONDS = 90


@dataclass
class Running:
    """A `vigie run` of ours, its home, and everything it wrote."""

    process: subprocess.Popen[str]
    home: Path
    output: list[str] = field(default_factory=list)

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        """Wait until it has written these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(words in line for line in self.output):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {words!r}:\n" + "".join(self.output))

    def kill(self) -> None:
        """Kill -9, as a power cut would."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@dataclass(frozen=True)
class Own:
    """A process, its Bot API, and the file that moves its clock (see moved_clock.py)."""

    api: BotApi
    running: Running
    moved: Path

    def set_clock(self, hour: int, *, day: int = 0, minute: int = 0) -> None:
        """Set it, and Telegram's, to a time in Paris, `day` days from today."""
        today = dt.datetime.now(PARIS).date() + dt.timedelta(days=day)
        moment = dt.datetime.combine(today, dt.time(hour, minute), PARIS)
        seconds = int(moment.timestamp() - time.time())
        self.api.world.shift = float(seconds)
        self.moved.write_text(str(seconds))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What its database answers."""
        with sqlite3.connect(self.running.home / "vigie.db") as database:
            return database.execute(query).fetchall()


def start(home: Path, moved: Path | None = None, **environ: str) -> Running:
    """Start `vigie run` on this home; `moved` is a file with the seconds by which its clock is moved."""
    command = [str(ROOT / ".venv" / "bin" / "vigie"), "run"]
    if moved is not None:
        command = [str(ROOT / ".venv" / "bin" / "python"), "-m", "tests.e2e.moved_clock", str(moved)]
    base = {name: value for name, value in os.environ.items() if not name.startswith(("VIGIE_", "TELEGRAM_"))}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={
            **base,
            "VIGIE_HOME": str(home),
            "VIGIE_PACING": "0",
            "VIGIE_REVIEW_LISTEN": "127.0.0.1:0",
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(process, home)
    threading.Thread(target=lambda: running.output.extend(process.stdout or ()), daemon=True).start()
    return running


Starter = Callable[..., Running]


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make test` trains it first."""
    if not MODEL.exists():
        pytest.fail("no trained model: run `make train` (or `make test`, which does)")
    return MODEL


@pytest.fixture
def starter(model: Path, tmp_path: Path) -> Iterator[Starter]:
    """Starts processes, and sees to it that none outlives the test."""
    started: list[Running] = []

    def begin(
        api: BotApi | None = None, home: Path | None = None, moved: Path | None = None, **environ: str
    ) -> Running:
        telegram: Mapping[str, str] = (
            {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url} if api else {}
        )
        running = start(home or tmp_path / "var", moved, **telegram, **environ)
        started.append(running)
        running.wait_for("listening on Telegram" if api else "the chat page is at")
        return running

    yield begin
    for running in started:
        if running.process.poll() is None:
            running.kill()


@pytest.fixture(scope="module")
def own(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """A process for one file of tests, whose disk and clock they look at and move."""
    home = tmp_path_factory.mktemp("own")
    moved = home / "moved"
    moved.write_text("0")
    with BotApi(seed=4) as api:
        running = start(home / "var", moved, TELEGRAM_BOT_TOKEN=api.token, TELEGRAM_API_URL=api.url)
        running.wait_for("listening on Telegram")
        yield Own(api, running, moved)
        running.kill()


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API of this test's own."""
    with BotApi(seed=1) as api:
        yield api


@pytest.fixture(scope="session")
def shared_api() -> Iterator[BotApi]:
    """The Bot API of the shared process."""
    with BotApi(seed=2) as api:
        yield api


@pytest.fixture(scope="session")
def vigie(model: Path, shared_api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for all tests that only talk to it."""
    running = start(
        tmp_path_factory.mktemp("vigie"),
        TELEGRAM_BOT_TOKEN=shared_api.token,
        TELEGRAM_API_URL=shared_api.url,
    )
    running.wait_for("listening on Telegram")
    yield running
    running.kill()


@pytest.fixture
def teen(shared_api: BotApi) -> Iterator[User]:
    """Somebody new to talk to the shared process; Telegram refuses nothing of what it is sent meanwhile."""
    before = len(shared_api.refused)
    yield shared_api.user(first_name="Sacha")
    assert not shared_api.refused[before:]
