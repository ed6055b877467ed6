"""A teen at the phone: plays a scene to its debrief, by buttons or in words."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.botapi import Shown, User

MOVE = "m:"
SECONDS = 15.0


def enter(user: User, band: str = "11–13 ans") -> Shown:
    """From nothing to the list of scenes, by buttons."""
    user.start()
    user.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    user.press(band)
    user.wait_for(lambda shown: "c:play" in shown.datas, timeout=SECONDS)
    user.press("c:play")
    return user.wait_for(lambda shown: any(data.startswith("s:") for data in shown.datas), timeout=SECONDS)


def open_scene(user: User, scene: str) -> None:
    """From the list, by buttons: turn pages until the scene is there; its first role, where it asks for one."""
    for _ in range(10):
        shown = user.wait_for(lambda shown: "s:+:" in " ".join(shown.datas), timeout=SECONDS)
        if f"s:{scene}" in shown.datas:
            user.press(f"s:{scene}")
            shown = user.wait_for(lambda shown: bool(roles(shown) or moves(shown)), timeout=SECONDS)
            if roles(shown):
                user.press(roles(shown)[0])
            return
        user.press(next(data for data in shown.datas if data.startswith("s:+:")))
    raise AssertionError(f"{scene} is on no page of the list:\n" + user.story())


def roles(shown: Shown) -> list[str]:
    """The roles a message offers."""
    return [data for data in shown.datas if ":as:" in data]


def moves(shown: Shown) -> list[str]:
    """The moves a message offers."""
    return [data for data in shown.datas if data.startswith(MOVE)]


def is_debrief(shown: Shown) -> bool:
    """Whether a message closes a play."""
    return any(data.startswith("r:") for data in shown.datas)


def next_turn(user: User) -> Shown:
    """The message that ends the bot's turn: it offers moves, or what follows a debrief."""
    return user.wait_for(lambda shown: bool(moves(shown)) or is_debrief(shown), timeout=SECONDS)


def play_by_buttons(user: User, choose: Callable[[Sequence[str]], str]) -> Shown:
    """Press until the debrief."""
    shown = next_turn(user)
    for _ in range(60):
        if is_debrief(shown):
            return shown
        user.press(choose(moves(shown)))
        shown = next_turn(user)
    raise AssertionError("no debrief after 60 answers:\n" + user.story())


def play_in_words(user: User, words: Sequence[str], seed: int = 1) -> Shown:
    """Type until the debrief."""
    draw = random.Random(seed)
    shown = next_turn(user)
    for _ in range(60):
        if is_debrief(shown):
            return shown
        user.say(draw.choice(words))
        shown = next_turn(user)
    raise AssertionError("no debrief after 60 answers:\n" + user.story())
