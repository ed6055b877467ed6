"""The real agent, once, and a runner on a fresh database per test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine as Database

from bot.dialogue.engine import Engine
from bot.dialogue.incoming import Body, Incoming, Pressed, read_text
from bot.dialogue.service import DialogueService
from bot.dialogue.turn import Reply, TurnRunner
from bot.privacy.keys import derive_keys
from bot.quiz.schema import load_quiz
from bot.quiz.typed import as_pressed
from bot.settings import MODEL, ROOT
from bot.store.database import open_database
from bot.store.migrate import migrate

NOW = 1_795_446_000  # a Monday afternoon in Paris


@pytest.fixture(scope="session")
def agent():
    """The trained model, loaded as the bot loads it."""
    from actions.warm_up import warm_up
    from bot.dialogue.agent import load_agent

    warm_up()
    if not MODEL.exists():
        pytest.fail("no trained model: run `make train` (or `make test`, which does)")
    return load_agent(MODEL)


@pytest.fixture(scope="session")
def net():
    """The net as the bot builds it."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from bot.safety.build import build_net

    return build_net(ROOT / "content", lambda: dt.datetime.fromtimestamp(NOW, ZoneInfo("Europe/Paris")))


@dataclass
class Talk:
    """One chat with a runner: says things, counts updates."""

    service: DialogueService
    database: Database
    clock: list[int]
    ids: Iterator[int]

    def take(self, body: Body, turn_id: str | None = None, chat: str = "renard", **more: object) -> Reply:
        """One turn."""
        turn = turn_id or f"t{next(self.ids)}"
        return self.service.take_blocking(Incoming(turn, chat, body, self.clock[0], b"sealed", **more))  # type: ignore[arg-type]

    def say(self, text: str, chat: str = "renard") -> list[str]:
        """Typed words; the texts that answer."""
        return [bubble.line.text for bubble in self.take(read_text(text), chat=chat).bubbles]

    def press(self, data: str, chat: str = "renard") -> Reply:
        """A button."""
        return self.take(Pressed(data), chat=chat)


@pytest.fixture
def talk(agent, net, tmp_path: Path) -> Iterator[Talk]:
    """A chat on a fresh database. The clock stands still; tests move it."""
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    migrate(url)
    clock = [NOW]
    runner = TurnRunner(
        agent=agent,
        database=open_database(url),
        keys=derive_keys(b"k" * 32),
        clock=lambda: clock[0],
        dice=lambda: 7,
        safe_word=net.safe_word,
        commands={
            "start": "start",
            "jouer": "play",
            "menu": "menu",
            "aide": "help",
            "quiz": "quiz",
            "progres": "progress",
            "reglages": "settings",
        },
        as_pressed=partial(as_pressed, load_quiz(ROOT / "content")),
    )
    engine = Engine()
    engine.start()
    yield Talk(DialogueService(engine, lambda: runner), runner.database, clock, itertools.count(1))
    engine.close()
    runner.database.dispose()
