"""A debrief quotes what was said in this very play, filled in as it was shown."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest

from bot.scenarios.library import load_library
from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from bot.scenarios.typed import quote
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NOW

SCENES = sorted(load_library(CONTENT).scenarios)
#: A flag: the line, and what it says; a reflex may begin with a quote of its own.
QUOTED = re.compile(r"^• « (.+?)…? » (?=[A-ZÀÉÊ])", re.MULTILINE)


def played(scenario, version, band, seed):
    """What was shown before the debrief, and the coach's debrief."""
    draw = random.Random(seed)
    step = open_scene(scenario, band, seed, NOW, variant=version.variant, role=version.role)
    shown = [line.text for line in step.lines]
    while step.state.status == "playing":
        step = play_turn(scenario, step.state, draw.choice(ANSWERED_MOVES), None, seed, NOW)
        shown += [line.text for line in step.lines if line.voice != "coach"]
    return "\n".join(shown), "\n".join(line.text for line in step.lines if line.voice == "coach")


@pytest.mark.parametrize("name", SCENES)
def test_what_is_quoted_was_shown_and_nothing_is_left_to_fill_in(library, name):
    scenario = library.get(name)
    for version in scenario.file.versions:
        for band, seed in product(version.bands, range(12)):
            shown, debrief = played(scenario, version, band, seed)
            said = quote(shown, len(shown))  # without guillemets, as any quote
            assert all(quoted in said for quoted in QUOTED.findall(debrief)), (version.id, band, seed)
            assert "{" not in shown + debrief
