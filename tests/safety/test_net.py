"""The net: a number for everybody, from code that depends on nothing."""

from __future__ import annotations

import ast
import datetime as dt
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.safety.net as net_module
from bot.safety.lexicon import Lexicon
from bot.safety.net import LAST_RESORT, Net
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.safety.resources import Resources
from tests.safety.conftest import AFTERNOON, CONTENT

#: Everything the net stands on.
STANDS_ON = ("net", "matching", "normalise", "numbers", "hours", "safewords")


def said(net: Net, text: str, now: dt.datetime) -> str:
    return "\n".join(line.text for line in net.answer(text, now))


@pytest.mark.parametrize("name", STANDS_ON)
def test_the_net_imports_the_standard_library_only(name: str) -> None:
    path = Path(net_module.__file__).with_name(f"{name}.py")
    modules = {
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    ours = {f"bot.safety.{one}" for one in STANDS_ON} | {"bot.lines"}
    foreign = {module for module in modules if module and module.split(".")[0] not in sys.stdlib_module_names}
    assert foreign <= ours


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("on me force et j'ai que 12 ans", "119"),
        ("jveu mourir", "3114"),
        ("il me suit depuis le bus", "17"),
        ("il menace de publier ma photo", "3018"),
        ("on m'a drogué hier", "15"),
        ("sos", "119"),
        ("aide", "3114"),
    ],
)
def test_a_disclosure_gets_the_card_for_it(net: Net, now: dt.datetime, text: str, number: str) -> None:
    assert number in said(net, text, now)


def test_anything_else_is_an_honest_trouble_and_a_number(net: Net, now: dt.datetime) -> None:
    answer = said(net, "salut ça va ?", now)
    assert "souci technique" in answer
    assert "119" in answer


def test_the_first_number_is_open_now(net: Net, now: dt.datetime) -> None:
    for text in ("jme fais harceler", "on m'a outé au lycée", "il menace de publier ma photo"):
        card = next(line.text for line in net.answer(text, now) if re.search("[🚨📞💬📱]", line.text))
        assert "rouvre" not in card.splitlines()[0]


def test_the_discreet_word_shows_nothing_that_says_help(net: Net, now: dt.datetime) -> None:
    assert said(net, "parapluie", now) == "Bien reçu ☂️"


def test_what_breaks_inside_still_gives_a_number(net: Net, now: dt.datetime) -> None:
    class Broken:
        def matches(self, text: str) -> list[object]:
            raise RuntimeError(text)

    broken = Net(Broken(), net.safe_word, net.cards)  # type: ignore[arg-type]
    assert broken.answer("bonjour", now) == LAST_RESORT
    assert net.answer("bonjour", dt.datetime(2026, 1, 1)) == LAST_RESORT  # noqa: DTZ001


def test_the_last_resort_names_numbers_of_the_resources_open_day_and_night(resources: Resources) -> None:
    text = "\n".join(line.text for line in LAST_RESORT)
    named = set(re.findall(r"\b\d{2,4}\b", text))
    assert named == {"17", "112", "114", "119", "3114"}
    for number in named:
        line = resources.of("fr").get(number)
        assert next(iter(line.channels.values())).hours.always


def test_nothing_forbidden_is_said(net: Net) -> None:
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    openings = {card.opening for card in net.cards.risk.values()} | {line.text for line in LAST_RESORT}
    for text in openings:
        assert not find_forbidden(text, phrases), text


@given(st.text(max_size=400))
def test_any_text_is_answered(net: Net, text: str) -> None:
    assert net.answer(text, AFTERNOON)


def test_hostile_text_is_answered_at_once(net: Net, lexicon: Lexicon) -> None:
    vocabulary = sorted(
        {
            term.text
            for pattern in lexicon.matcher.patterns
            for item in pattern.items
            for a in item.alternatives
            for term in a
        }
    )
    soup = " ".join(vocabulary * 2)[:4096]
    for hostile in (soup, "je " * 1365, "il me a dit que " * 256, "a" * 4096, "\u0336" * 4096, "🆘" * 4096):
        started = time.perf_counter()
        net.answer(hostile, AFTERNOON)
        # 5 ms is the aim on a quiet machine (see the bench); a shared one is given more.
        assert time.perf_counter() - started < 0.2
