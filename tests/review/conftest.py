"""A bot that remembers what it was told and says what the test put in its mouth."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.lines import Choice, Line
from bot.review.app import ReviewConfig, create_app
from bot.review.conversation import Incoming

if TYPE_CHECKING:
    from tests.review.school import School

CARD = Line("Danger tout de suite : 17 ou 112. Tu ne peux pas parler : SMS au 114.", voice="help")


@dataclass
class ParrotBot:
    """A Conversation: `heard` what came in, `answers` (or raises) the same thing each time."""

    answer: list[Line] = field(
        default_factory=lambda: [
            Line(
                "tkt c moi",
                voice="persona",
                speaker="Manon",
                clear="T'inquiète, c'est moi.",
                choices=(Choice("Je veux te voir en appel", "m:p1:1:ask_proof"),),
                pause=2.0,
            )
        ]
    )
    error: Exception | None = None
    heard: list[tuple[str, Incoming]] = field(default_factory=list)

    def say(self, visitor: str, incoming: Incoming) -> list[Line]:
        self.heard.append((visitor, incoming))
        if self.error:
            raise self.error
        return self.answer


@pytest.fixture
def bot() -> ParrotBot:
    return ParrotBot()


@pytest.fixture
def config(bot: ParrotBot) -> ReviewConfig:
    return ReviewConfig(conversation=bot, session_key=b"k" * 32, emergency=(CARD,))


@pytest.fixture
def make_app(config: ReviewConfig) -> Callable[..., Flask]:
    """An app with some settings changed."""

    def make(**changes: Any) -> Flask:
        return create_app(replace(config, **changes))

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def csrf_of(client: FlaskClient) -> str:
    """The token of a freshly opened chat page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


class Chatter:
    """Somebody on the page: `by_script` as the script sends, `by_form` as a browser without script does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = csrf_of(client)

    def by_script(self, body: object) -> Any:
        return self.client.post("/chat", json=body, headers={"X-CSRFToken": self.token})

    def by_form(self, **fields: str) -> Any:
        return self.client.post("/chat", data={"csrf_token": self.token, **fields})


@pytest.fixture
def chatter(client: FlaskClient) -> Chatter:
    return Chatter(client)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database migrated once for all these tests is."""
    return tmp_path_factory.mktemp("migrated") / "template.db"


@pytest.fixture
def make_school(tmp_path: Path, migrated: Path) -> Callable[..., School]:
    """A school with some of the app's settings changed."""
    from tests.review.school import School, fresh_database, small_library

    def make(conversation: Any = None, **options: Any) -> School:
        return School(fresh_database(tmp_path, migrated), small_library(), conversation, options=options)

    return make


@pytest.fixture
def school(make_school: Callable[..., School]) -> School:
    return make_school()
