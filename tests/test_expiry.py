"""What help remembers is forgotten within 48 hours."""

import datetime as dt

from bot.expiry import EXPIRING, LONGEST_SECONDS, expiry, unexpired
from bot.quiet_hours import PARIS
from bot.scenarios.resting import SECONDS

NOW = 1_000_000
LIVE = {"mode": "help", "profile": {"band": "14-15"}}


def test_nothing_is_kept_longer_than_48_hours_with_a_purge_every_hour():
    assert LONGEST_SECONDS + 3600 <= 48 * 3600
    assert SECONDS <= LONGEST_SECONDS
    now = dt.datetime(2026, 11, 27, 12, tzinfo=PARIS)
    assert expiry(now) == int(now.timestamp()) + LONGEST_SECONDS


def test_what_is_over_goes_and_the_rest_stays():
    slots = {**LIVE, "help": {"until": NOW}, "resting": {"themes": ["abuse"], "until": NOW + 1}}
    assert unexpired(slots, NOW) == {**LIVE, "resting": {"themes": ["abuse"], "until": NOW + 1}}


def test_nothing_over_is_the_same_object():
    assert unexpired(LIVE, NOW) is LIVE


def test_a_shape_without_an_end_is_over():
    for shape in (["meetup"], {"category": "abuse"}, "x"):
        assert unexpired({"checks": shape}, NOW) == {}


def test_every_slot_that_may_name_a_theme_expires():
    assert set(EXPIRING) == {"help", "verify", "checks", "resting"}


def test_a_scene_lasts_unless_it_says_until_when():
    playing = {"scene": {"scenario": "essai"}}
    assert unexpired(playing, NOW) is playing
    assert unexpired({"scene": None}, NOW) == {"scene": None}
    assert unexpired({**LIVE, "scene": {"scenario": "essai", "until": NOW}}, NOW) == LIVE
