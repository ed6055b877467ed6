"""Longer messages made of the voices' own lines, for training only.

Written voices keep harmless lines short and risks long, so that a model learns « long means risk » and
flags every long message of a real teen (measured: of the authentic SMS flagged by mistake, four in five had
more than sixteen words). Three sorts of lines undo that; each keeps the voice it was made of, so that a
voice left out is left out of them too:

- harmless lines of one voice put end to end, as long as risks are;
- a risk with a harmless line before or after it, which stays a risk;
- what is said to the persona in a scene, as something said outside: ordinary talk to somebody.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.nlu.corpus import Example

_JOINTS = (" ", ", ", ". ", "\n", " et ", " mais ", " mdr ", " ", " ... ", " du coup ", " sinon ")
#: Harmless lines of a voice below which nothing is made of it.
_LEAST = 20
#: Lengths, in words, below which a made line would teach nothing.
_SHORTEST = 10
#: Made lines for each risk, and for each harmless line. Voices write long ones of their own, so that few made ones
#: teach as much; with none, risks beside ordinary talk are heard less (73 % of them instead of 82 %).
_MIXED_SHARE = 0.12
_LONG_SHARE = 0.1


def made_longer(examples: Sequence[Example], seed: int = 7) -> list[Example]:
    """The three sorts of made lines of `examples`; nothing where there is too little to make them of."""
    outside = [example for example in examples if not example.in_scene]
    goals = [
        words for example in outside if example.category and (words := _words(example.text)) >= _SHORTEST
    ]
    calm = _by_voice(example for example in outside if example.kind in ("chatter", "hard"))
    chatter = _by_voice(example for example in outside if example.kind == "chatter")
    risks = _by_voice(example for example in outside if example.category)
    made: list[Example] = []
    for voice in sorted(calm):
        if len(calm[voice]) >= _LEAST and goals:
            chance = random.Random(f"{seed} long {voice}")
            made += [
                _end_to_end(calm[voice], chance.choice(goals), chance)
                for _ in range(round(_LONG_SHARE * len(calm[voice])))
            ]
    for voice in sorted(chatter):
        if len(chatter[voice]) >= _LEAST and voice in risks:
            chance = random.Random(f"{seed} mixed {voice}")
            made += [
                _mixed(chance.choice(risks[voice]), chance.choice(chatter[voice]), chance)
                for _ in range(round(_MIXED_SHARE * len(risks[voice])))
            ]
    return made + [
        replace(example, intent="chatter", context="idle", situation=None, kind="said")
        for example in examples
        if example.situation is not None or example.kind == "inplay"
    ]


def _by_voice(examples: Iterable[Example]) -> dict[str, list[Example]]:
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[example.voice].append(example)
    return dict(found)


def _words(text: str) -> int:
    return len(text.split())


def _end_to_end(lines: Sequence[Example], goal: int, chance: random.Random) -> Example:
    first = chance.choice(lines)
    text = first.text
    while _words(text) < 0.8 * goal:
        text += chance.choice(_JOINTS) + chance.choice(lines).text
    return replace(first, text=text, kind="long")


def _mixed(risk: Example, line: Example, chance: random.Random) -> Example:
    joint = chance.choice(_JOINTS)
    before = chance.random() < 0.5
    text = line.text + joint + risk.text if before else risk.text + joint + line.text
    return replace(risk, text=text, kind="mixed")
