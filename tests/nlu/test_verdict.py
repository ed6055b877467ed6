"""The verdict rule of design §8."""

from __future__ import annotations

import pytest

from bot.safety.verdict import verdict


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], "ok"),
        (["no_video"], "doubt"),
        (["secrecy"], "doubt"),
        (["threat"], "danger"),
        (["illicit"], "danger"),
        (["meet_alone"], "danger"),
        (["no_video", "move_app"], "doubt"),
        (["no_video", "secrecy"], "danger"),
        (["urgency", "verify_reversal"], "danger"),
        (["no_video", "move_app", "fast_love"], "danger"),
    ],
)
def test_the_verdict_follows_the_flags(flags: list[str], expected: str) -> None:
    assert verdict(flags) == expected
