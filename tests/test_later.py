"""Messages Vigie sends by itself: silent, and neutral to whoever sees the screen."""

import datetime as dt
import re

import pytest

from bot.later import cancel, later, later_words
from bot.lines import Line
from bot.quiet_hours import PARIS

AFTERNOON = dt.datetime(2026, 11, 28, 17, tzinfo=PARIS)
#: What would tell whoever looks over a shoulder.
TELLING = re.compile(
    r"\b(aide|help|sos|urgence|danger|grave|violence|harc\w+|chantage|photo|suicid\w+|abus\w*|secret|mal"
    r"|numéros?|victime|peur|sexuel\w*|drogu\w*|rendez-vous|inconnu\w*|parents?|\d{2,})\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("kind", sorted(later_words().kinds))
def test_nothing_in_a_message_or_on_its_buttons_tells_what_it_is_about(kind):
    words = later_words()
    message = words.kinds[kind]
    for text in (words.hello, message.text, *(button.label for button in message.buttons)):
        assert not TELLING.search(text), text


def test_a_message_starts_with_the_same_neutral_line_and_makes_no_sound():
    effect = later("follow_up", AFTERNOON)
    line = Line.from_dict(effect["line"])
    assert line.silent
    assert line.text.splitlines()[0] == later_words().hello
    assert effect["due_at"] == int(AFTERNOON.timestamp())


def test_a_message_at_night_is_refused():
    with pytest.raises(ValueError, match="21 h"):
        later("follow_up", AFTERNOON.replace(hour=22))


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        later("advert", AFTERNOON)


def test_what_waits_can_be_forgotten():
    assert cancel("follow_up") == {"do": "cancel_later", "kind": "follow_up"}


def test_kinds_fit_their_column():
    assert all(re.fullmatch(r"[a-z_]{1,16}", kind) for kind in later_words().kinds)
