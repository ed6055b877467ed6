"""The talk after a scene: what was done well, who it was, flags seen and missed, the law, reflexes, who to call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.lines import Line
from bot.scenarios.conditions import visible
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import card_values, fill
from bot.scenarios.schema import Bubble, Version
from bot.scenarios.state import FlagMark, Outcome, SceneState
from bot.scenarios.typed import quote
from bot.scenarios.wording import DebriefWords

#: Longer lists are told in several bubbles.
PER_BUBBLE = 3


def lines(
    scenario: Scenario, version: Version, state: SceneState, outcome: Outcome, *, gave_away: Sequence[Bubble]
) -> list[Line]:
    """The debrief, in the coach's voice. `gave_away`: what told the truth on this play's path."""
    words = scenario.wording.debrief
    own, common = version.debrief, scenario.file
    values = card_values(version)
    law = own.law or common.law
    kind = scenario.wording.endings[version.endings[outcome.ending].kind]

    end = [
        fill(words.end, {"ending": kind}),
        fill(words.well, {"well": _well(scenario, version, state, outcome)}),
    ]
    truth = [fill(words.truth, {"truth": own.truth}), *(bubble.text for bubble in gave_away)]
    keep = [
        fill(words.lesson, {"lesson": own.lesson or common.lesson}),
        words.reflexes,
        *(fill(words.reflex, {"reflex": reflex}) for reflex in own.reflexes or common.reflexes),
        fill(words.law, {"law": law.text}),
    ]
    yours = [fill(words.model, {"model": own.model_answer or common.model_answer}), words.own]
    call = fill(
        words.call, {"call": _listed([words.calls.get(name, name) for name in common.call], words.and_)}
    )

    bubbles = ["\n".join(end), "\n".join(truth)]
    if state.feedback == "end":
        bubbles += _grouped(words.answers, _answers(words, version, state))
    bubbles += _grouped(words.seen, _flags(scenario, version, state, outcome.flags_seen, "seen"))
    bubbles += _grouped(words.missed, _flags(scenario, version, state, outcome.flags_missed, "missed"))
    bubbles += ["\n".join(keep), "\n".join(yours), call]
    return [Line(fill(text, values), "coach", pause=0.5) for text in bubbles]


def _well(scenario: Scenario, version: Version, state: SceneState, outcome: Outcome) -> str:
    """One thing done well: the type of the best answer, key moments first, the latest; else the ending's own.

    After an honest person was accused, « tu as vu ce qui clochait » would praise the mistake: the ending's own, then.
    """
    own = version.endings[outcome.ending].well
    if outcome.kind == "hasty":
        return own
    best = None
    for item in state.history:
        node = version.nodes.get(item.node)
        answer = node.answer_to(item.move) if node else None
        if node is None or answer is None or answer.rating != "protective" or not answer.rubric:
            continue
        kind = scenario.rubric.types.get(answer.rubric)
        if kind and kind.praise and (best is None or node.key >= best[0]):
            best = (node.key, kind.praise)
    return best[1] if best else own


def _flags(
    scenario: Scenario, version: Version, state: SceneState, names: Iterable[str], as_mark: str
) -> list[str]:
    """Each flag: the persona's own line, from where it was so marked if it was, then what it says."""
    told = []
    for name in names:
        marks = [mark for mark in state.flags if mark.flag == name and mark.node in version.nodes]
        marks.sort(key=lambda mark: mark.mark != as_mark)
        said = next(
            (b.text for mark in marks for b in _shown_at(version, state, mark) if name in b.flags), None
        )
        if said is None or name not in scenario.file.red_flags:
            continue  # the file was edited since the flag was planted
        said = fill(said, card_values(version))
        explained = scenario.file.red_flags[name]
        frame = scenario.wording.debrief.flag
        told.append(fill(frame, {"quote": quote(said, scenario.wording.longest_quote), "flag": explained}))
    return told


def _shown_at(version: Version, state: SceneState, mark: FlagMark) -> list[Bubble]:
    """What the node said when the flag was planted: what was done or given there or later had not happened."""
    then = replace(state, history=state.history[: mark.history], given=state.given[: mark.given])
    return visible(version.nodes[mark.node].lines, version, then)


def _answers(words: DebriefWords, version: Version, state: SceneState) -> list[str]:
    """In a replay the coach waited: what each answer did. A question was answered on the spot."""
    told = []
    for item in state.history[state.first :]:
        node = version.nodes.get(item.node)
        answer = node.answer_to(item.move) if node else None
        if node is None or answer is None or item.rating == "asked":
            continue
        label = node.buttons.get(item.move, "")
        feedback = fill(answer.feedback, {"quote": label or item.move})
        told.append(fill(words.answer, {"recap": node.recap, "feedback": feedback}))
    return told


def _grouped(title: str, items: Sequence[str]) -> list[str]:
    groups = [items[i : i + PER_BUBBLE] for i in range(0, len(items), PER_BUBBLE)]
    return ["\n".join([title, *group] if not i else group) for i, group in enumerate(groups)]


def _listed(names: Sequence[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
