"""A small school for the tests: two leads, two educators, a class each, and what is played in them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy.engine import Engine

from bot.review.app import create_app
from bot.review.config import ReviewConfig, Team
from bot.review.words import Words, load_words
from bot.scenarios.library import Library
from bot.scenarios.schema import read_content
from bot.scenarios.wording import Rubric, SceneWording
from bot.store import accounts, review
from bot.store.classes import join_class
from bot.store.database import open_database, reading, writing
from bot.store.migrate import migrate
from bot.store.models import Account, Play
from bot.store.quiz import count_in_class, keep_quiz
from bot.store.review import ClassFields
from bot.store.transcripts import write_record
from tests.review.conftest import CARD
from tests.scenarios.sample import scene_data, scene_from

CONTENT = Path(__file__).parents[2] / "content"
#: Monday 23 November 2026, 14:30 in Paris.
NOW = 1_795_440_600
TODAY = dt.date(2026, 11, 23)
PASSWORD = "quatre mots bien longs"
#: As cheap as argon2 lets us: the tests hash dozens of passwords.
CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


@lru_cache(maxsize=1)
def small_library() -> Library:
    """Two scenes: « Un essai », and « Le banc d'essai », which needs two trained adults and leaves no transcript."""
    wording = read_content(CONTENT / "replies" / "scene.yml", SceneWording)
    rubric = read_content(CONTENT / "rubric.yml", Rubric)
    shelf = Library({}, wording, rubric)
    plain = scene_from(scene_data(), shelf)
    delicate = scene_from(
        scene_data()
        | {"id": "delicat", "title": "Le banc d'essai", "own_choice_only": True, "unrecorded": True},
        shelf,
    )
    return Library({plain.id: plain, delicate.id: delicate}, wording, rubric)


@lru_cache(maxsize=1)
def known_words() -> Words:
    """The words of the pages."""
    return load_words(CONTENT, small_library())


def fresh_database(folder: Path, template: Path) -> Engine:
    """A migrated SQLite database: a copy of one migrated once."""
    if not template.exists():
        migrate(f"sqlite:///{template}")
    path = folder / "vigie.db"
    shutil.copy(template, path)
    return open_database(f"sqlite:///{path}")


@dataclass
class School:
    """The app over its database, and who is in it. `doubted` are the texts that the re-reading withholds."""

    database: Engine
    library: Library
    conversation: Any = None
    clock: int = NOW
    doubted: set[str] = field(default_factory=set)
    username: str | None = "vigie_bot"
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.team = Team(
            database=self.database,
            library=self.library,
            words=known_words(),
            reread=self.reread,
            bot_username=lambda: self.username,
            clock=lambda: self.clock,
            argon2=CHEAP,
        )
        self.app: Flask = create_app(
            ReviewConfig(
                conversation=self.conversation,
                session_key=b"k" * 32,
                emergency=(CARD,),
                team=self.team,
                **self.options,
            )
        )
        with self.app.app_context():
            self._hash = hash_password(PASSWORD)
        self.lead = self.account("Nadia Roche", "lead")
        self.other_lead = self.account("Paul Vasseur", "lead")
        self.educator = self.account("Claire Morel", "educator")
        self.colleague = self.account("Idriss Benali", "educator")
        self.own = self.school_class(self.educator, "4e B", ["essai"])
        self.other = self.school_class(self.colleague, "3e C", ["essai"])

    def reread(self, text: str) -> bool:
        if text == "panne":
            raise RuntimeError("the re-reader is down")
        return text in self.doubted

    def account(self, name: str, role: str) -> int:
        email = f"{name.split()[0].lower()}@college.example"
        with writing(self.database) as connection:
            token = accounts.new_link(connection, role, self.clock + 60)  # type: ignore[arg-type]
            link = accounts.link_of(connection, token, self.clock)
            assert link
            return accounts.open_account(connection, link, email, name, self._hash, TODAY)

    def email(self, account: int) -> str:
        with reading(self.database) as connection:
            card = accounts.account_by_id(connection, account)
        assert card
        return card.email

    def school_class(self, account: int, name: str, scenarios: Sequence[str]) -> int:
        fields = ClassFields(name, "Collège des Tilleuls", "Mme Morel")
        with writing(self.database) as connection:
            return review.create_class(connection, account, fields, scenarios, TODAY)

    def join(self, class_id: int, chat: str, seed: int = 1) -> str:
        with writing(self.database) as connection:
            return join_class(connection, class_id, chat, seed, TODAY).nickname

    def take_the_quiz(self, class_id: int, chat: str, hits: int, agreed: bool = True) -> None:
        """Somebody of the class takes the quiz before and after, and sees `hits` traps of two the second time."""
        self.join(class_id, chat, seed=crc32(chat.encode()))
        score = {
            "knowledge": 1,
            "knowledge_of": 2,
            "dangers": 2,
            "false_alarms": 1,
            "honest": 2,
            "intention": 0,
        }
        with writing(self.database) as connection:
            for phase, seen in (("before", 0), ("after", hits)):
                run = {
                    "run_id": phase,
                    "phase": phase,
                    "form": "a",
                    "band": "14-15",
                    "answers": {},
                    "plays": 0,
                }
                keep_quiz(connection, chat, {**run, "score": {**score, "hits": seen}}, TODAY)
            count_in_class(connection, chat, class_id, agreed)

    def play(
        self,
        class_id: int | None,
        chat: str = "renard",
        *,
        said: str = "non merci",
        lines: Sequence[dict[str, Any]] | None = None,
        ending: str | None = "safe",
        day: dt.date = TODAY,
        scenario: str = "essai",
        version: str = "essai_fake",
        **outcome: Any,
    ) -> int:
        """A play with one answer; its id. Joins the class first when nobody did."""
        if class_id is not None:
            self.join(class_id, chat, seed=crc32(chat.encode()))
        with writing(self.database) as connection:
            count = connection.execute(sa.select(sa.func.count(Play.id))).scalar_one()
            record = {
                "play": {"play_id": f"p{count}", "scenario": scenario, "version": version},
                "lines": lines if lines is not None else exchange(0, said),
                "ending": ending,
                "flags_seen": outcome.get("seen", ["secrecy"]),
                "flags_missed": outcome.get("missed", []),
            }
            write_record(connection, chat, record, day, class_id)
            return connection.execute(sa.select(sa.func.max(Play.id))).scalar_one()

    def client(self, account: int | None = None) -> FlaskClient:
        """A browser, signed in as an account without the trouble of a password."""
        client = self.app.test_client()
        if account is not None:
            with reading(self.database) as connection:
                name = connection.execute(
                    sa.select(Account.fs_uniquifier).where(Account.id == account)
                ).scalar_one()
            with client.session_transaction() as session:
                session.update(_user_id=name, _fresh=True, at=self.clock, fs_paa=time.time())
        return client

    def visitor(self, account: int | None = None) -> Visitor:
        return Visitor(self.client(account))


@dataclass
class Visitor:
    """Somebody at a browser: `send` posts a form with the token of a page, as a browser would."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def send(self, path: str, **fields: Any) -> Any:
        if not self.token:
            self.token = token_of(self.client)
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Any:
        return self.send("/equipe/connexion", email=email, password=password, **more)


def token_of(client: FlaskClient) -> str:
    """A CSRF token of this browser's session."""
    page = client.get("/equipe/connexion", follow_redirects=True).text
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def exchange(number: int, said: str = "non", **more: Any) -> list[dict[str, Any]]:
    """One exchange at a decision point as a turn records it."""
    question = [{"voice": "persona", "speaker": "Lou", "text": f"question {number}"}] if number == 0 else []
    return [
        *question,
        {
            "voice": "teen",
            "text": said,
            "node": f"node_{number + 1:02}",
            "move": "refuse",
            "rating": "protective",
            "flags": [],
            **more,
        },
        {"voice": "persona", "speaker": "Lou", "text": f"réponse {number}"},
        {"voice": "coach", "speaker": None, "text": f"« {said} » conseil {number}"},
        {"voice": "persona", "speaker": "Lou", "text": f"question {number + 1}"},
    ]


MakeSchool = Callable[..., School]
