"""The committed content, loaded once, and two moments: an afternoon and a night in Paris."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.safety.cards import load_net_words, net_cards
from bot.safety.help import Help
from bot.safety.lexicon import Lexicon, load_lexicon
from bot.safety.net import Net
from bot.safety.plan import PlanWords, load_plan_words
from bot.safety.resources import Resources, load_resources
from bot.safety.wording import HelpWords, load_help_words

CONTENT = Path(__file__).parents[2] / "content"
PARIS = ZoneInfo("Europe/Paris")
#: A Monday.
AFTERNOON = dt.datetime(2026, 11, 23, 15, 0, tzinfo=PARIS)
NIGHT = dt.datetime(2026, 11, 24, 1, 30, tzinfo=PARIS)


@pytest.fixture(scope="session")
def content() -> Path:
    return CONTENT


@pytest.fixture(scope="session")
def resources() -> Resources:
    return load_resources(CONTENT / "resources")


@pytest.fixture(scope="session")
def words() -> HelpWords:
    return load_help_words(CONTENT / "replies" / "help.yml")


@pytest.fixture(scope="session")
def plan() -> PlanWords:
    return load_plan_words(CONTENT / "replies" / "plan.yml")


@pytest.fixture(scope="session")
def helping(words: HelpWords, plan: PlanWords, resources: Resources) -> Help:
    return Help(words, plan, resources)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(CONTENT / "lexicon.yml")


@pytest.fixture(scope="session")
def net(lexicon: Lexicon, words: HelpWords, resources: Resources) -> Net:
    cards = net_cards(resources, words, load_net_words(CONTENT / "replies" / "net.yml"))
    return Net(lexicon.matcher, lexicon.safe_words, cards)


@pytest.fixture(params=[AFTERNOON, NIGHT], ids=["afternoon", "night"])
def now(request: pytest.FixtureRequest) -> dt.datetime:
    moment: dt.datetime = request.param
    return moment
