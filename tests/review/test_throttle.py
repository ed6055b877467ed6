"""The speed limit."""

from __future__ import annotations

import pytest

from bot.review.throttle import Throttle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_after_the_first_message_one_more_passes(clock):
    throttle = Throttle(2, 100, clock)
    said = []
    for clock.now in (0, 30, 59, 60, 61, 90):
        said.append(throttle.allows("me", "here"))

    assert said == [True, True, False, True, False, True]


def test_a_refused_message_does_not_prolong_the_wait(clock):
    throttle = Throttle(1, 100, clock)
    throttle.allows("me", "here")
    for clock.now in range(1001, 1060):
        assert not throttle.allows("me", "here")
    clock.now = 1060

    assert throttle.allows("me", "here")


def test_a_refused_visitor_does_not_use_up_the_address(clock):
    throttle = Throttle(1, 2, clock)

    assert [throttle.allows("me", "here") for _ in range(5)] == [True] + [False] * 4
    assert throttle.allows("you", "here")


def test_silent_visitors_are_forgotten(clock):
    throttle = Throttle(5, 10_000, clock)
    for number in range(500):
        throttle.allows(f"visitor {number}", "here")
    clock.now += 61
    throttle.allows("me", "there")

    assert len(throttle) == 2
