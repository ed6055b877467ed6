"""Doors to the scenes: the list, a choice, a turn, and what follows a debrief. Pause, stop, resume: actions.leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.coach import advice_after, general_advice, wants_coach
from actions.content import library, resting_table
from actions.door import Door, Said, Shown, idle_mode, profile
from actions.reminders import offer_after_a_scene
from actions.transcript import record_of
from bot.expiry import expiry
from bot.lines import Choice, Line
from bot.replies import dialogue_replies
from bot.scenarios import play
from bot.scenarios.library import Library, Scenario
from bot.scenarios.roles import role_named, roles_of, spellings
from bot.scenarios.schema import Version
from bot.scenarios.state import SceneState, Step
from bot.scenarios.typed import bare

#: Scenes told at once: more would be a wall. What stands for a scene in the button that shows the next ones.
LISTED = 4
MORE = "+"
#: Status, in the slot, of a scene whose role is asked for: no play yet.
ASKED_ROLE = "role"
#: Slots of a chat in which no scene is open.
NO_SCENE: Mapping[str, Any] = {"scene": None, "situation": None, "keep_words": None, "checks": None}


class ActionListScenes(Door):
    """The scenes for this age band; `/jouer titre` opens one at once."""

    action = "action_list_scenes"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        named = scene_named(" ".join(said.arguments), tracker)
        return _opened(named, tracker, said) if named else scene_list(tracker)


class ActionChooseScene(Door):
    """A scene by button or by its title, or « une autre », which leaves no trace."""

    action = "action_choose_scene"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        if said.text is not None:
            return _typed(said.text, said, tracker)
        band = profile(tracker).get("band")
        scenario_id, *more = said.arguments
        if scenario_id == MORE:
            start = int(more[0]) if more and more[0].isdecimal() else 0
            return scene_list(tracker, start=start)
        if more == [play.OTHER]:
            other = proposed(tracker).other_than(scenario_id, band or "")
            return (
                _opened(other, tracker, said) if other else scene_list(tracker, replies.lines("nothing_else"))
            )
        scenario = proposed(tracker).get(scenario_id)
        if scenario is not None and band in scenario.file.ages:
            if not more:
                return _opened(scenario, tracker, said)
            roles = {role.id: role for role in roles_of(scenario.file, band)}
            if more[0] == play.AS_ROLE and (role := roles.get(more[-1])):
                return _opened(scenario, tracker, said, role)
        return scene_list(tracker, replies.lines("scene_gone"))


class ActionPlayTurn(Door):
    """One message, or one button, of a running scene. The rules live in bot.scenarios.play."""

    action = "action_play_turn"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        opened = open_scene_of(tracker)
        if opened is None:
            return Shown(replies.lines("stale_button_no_scene"))
        scenario, state = opened
        move = said.intent
        if tracker.get_slot("mode") != "scene":
            # Paused, or help is open: an old keyboard resumes nothing by itself.
            return Shown(still_paused(tracker))
        if said.text is not None and (terms := library().glossary.asked_in(said.text)) is not None:
            return _played(scenario, play.meaning(scenario, state, terms))
        if said.intent == "press_move":
            play_id, turn, move = said.arguments
            if (play_id, turn) != (state.play_id, str(state.turn)):
                return scene_again(scenario, state, replies.lines("stale_button"))
        if said.facts.get("insult"):
            return Shown(replies.lines("insult_in_scene"), {"mode": "paused", "situation": None})
        step = play.play_turn(scenario, state, move, said.text, said.seed, said.now)
        shown = _played(scenario, step)
        offered = offer_after_a_scene(said, tracker) if step.learnt.outcome else ()
        slots = {**shown.slots, "record": record_of(scenario, state, step, said)}
        if step.state.unrecorded and step.state.status == "ended":
            # It is there to be replayed, for as long as help remembers: which version it was is then forgotten.
            slots |= {"scene": {**slots["scene"], "until": expiry(said.now)}, "keep_words": None}
        return Shown((*shown.lines, *offered), slots)


class ActionMeaning(Door):
    """« Ça veut dire ? »: the slang on screen, in plain words."""

    action = "action_meaning"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        opened = open_scene_of(tracker)
        if opened is None:
            return Shown(dialogue_replies().lines("meaning_which"))
        if tracker.get_slot("mode") != "scene":
            return Shown(still_paused(tracker))
        return _played(opened[0], play.meaning(*opened))


class ActionDebriefChoice(Door):
    """After a debrief: replay from the turn that went wrong, all of it, or the teen's own sentence."""

    action = "action_debrief_choice"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        kept = kept_scene(tracker)
        if said.text is not None:
            if kept is not None and wants_coach(said):
                return advice_after(*kept, tracker)
            return Shown(replies.lines("own_sentence"), {"mode": idle_mode(tracker)})
        play_id, what = said.arguments
        if kept is None or play_id != kept[1].play_id or kept[1].status != "ended" or what not in REPLAYS:
            return Shown(replies.lines("stale_button_no_scene"))
        scenario, state = kept
        step = play.replay(scenario, state, said.seed, said.now, whole=what == "all")
        shown = _played(scenario, step)
        return Shown(shown.lines, {**shown.slots, "checks": None})


def open_scene_of(tracker: Tracker) -> tuple[Scenario, SceneState] | None:
    """The scene under way, paused or not; None when there is none, or it is gone from the library."""
    kept = kept_scene(tracker)
    return kept if kept is not None and kept[1].status == "playing" else None


def kept_scene(tracker: Tracker) -> tuple[Scenario, SceneState] | None:
    """The scene in the slot, ended or not. A state of an older shape counts as none: the list offers a new play."""
    slot = tracker.get_slot("scene")
    scenario = library().get(slot["scenario"]) if slot else None
    if scenario is None:
        return None
    try:
        return scenario, SceneState.from_slot(slot)
    except ValueError:
        return None


def proposed(tracker: Tracker) -> Library:
    """The scenes that may be proposed now: those on a theme that was just real life rest, and nothing says so."""
    themes = (tracker.get_slot("resting") or {}).get("themes", ())
    if not themes:
        return library()
    kept = {name: one for name, one in library().scenarios.items() if not resting_table().rests(one, themes)}
    return replace(library(), scenarios=kept)


def still_paused(tracker: Tracker) -> tuple[Line, ...]:
    """Words while a scene is paused. One that rests is not put forward; « reprendre » still takes it up."""
    return dialogue_replies().lines("still_paused_at_rest" if rests(tracker) else "still_paused")


def rests(tracker: Tracker) -> bool:
    """Whether the open scene is on a theme that rests."""
    opened = open_scene_of(tracker)
    return opened is not None and proposed(tracker).get(opened[0].id) is None


def back_in_scene(tracker: Tracker) -> Shown:
    """The open scene's place, again; the menu's mode when none is open."""
    opened = open_scene_of(tracker)
    return scene_again(*opened) if opened else Shown((), {"mode": idle_mode(tracker), **NO_SCENE})


def scene_list(tracker: Tracker, before: Sequence[Line] = (), start: int = 0) -> Shown:
    """The list for this band from scene `start` on, a button per scene, a few at a time.

    The age question comes first where no band is known.
    """
    replies = dialogue_replies()
    band = profile(tracker).get("band")
    if band is None:
        return Shown((*before, *replies.lines("age_unclear")), {"mode": "new", "situation": None})
    scenes = proposed(tracker).for_band(band)
    if not scenes:
        none = "none_today" if library().for_band(band) else "no_scene"
        return Shown((*before, *replies.lines(none)), {"mode": "menu", "situation": None})
    if not 0 <= start < len(scenes):
        start = 0
    page = scenes[start : start + LISTED]
    listed = "\n".join(_listed(one) for one in page)
    *rest, last = replies.lines("scene_list", list=listed)
    choices = tuple(Choice(one.file.title, f"s:{one.id}") for one in page)
    if len(scenes) > LISTED:
        after = start + LISTED if start + LISTED < len(scenes) else 0
        key = "scene_list_more" if after else "scene_list_again"
        choices += (Choice(replies.label(key), f"s:{MORE}:{after}"),)
    return Shown(
        (*before, *rest, replace(last, choices=choices)), {"mode": "scenes", "help": None, **NO_SCENE}
    )


def _listed(scenario: Scenario) -> str:
    """One scene of the list: title, minutes, ages, what it is about, what to know before."""
    file = scenario.file
    first, last = file.ages[0].partition("-")[0], file.ages[-1].rpartition("-")[2]
    [line] = dialogue_replies().lines(
        "scene_listed",
        title=file.title,
        minutes=str(file.minutes),
        ages=f"{first}–{last}",
        summary=file.summary,
        note=file.content_note,
    )
    return line.text


def scene_named(text: str, tracker: Tracker) -> Scenario | None:
    """The scene whose title or number in the list a teen wrote."""
    scenes = proposed(tracker).for_band(profile(tracker).get("band") or "")
    wanted = bare(text)
    if wanted.isdigit() and 1 <= int(wanted) <= len(scenes):
        return scenes[int(wanted) - 1]
    found = [
        one for one in scenes if wanted and (bare(one.file.title) in wanted or wanted in bare(one.file.title))
    ]
    if len(found) == 1 and len(wanted) > 2:
        return found[0]
    return scenes[0] if len(scenes) == 1 and wanted in YES else None


#: What agrees to the only scene there is.
YES = frozenset(
    (
        "oui",
        "ok",
        "vasy",
        "vas y",
        "go",
        "daccord",
        "d accord",
        "yes",
        "ouais",
        "oue",
        "wi",
        "allez",
        "c parti",
    )
)
REPLAYS = ("key", "all")


def _typed(text: str, said: Said, tracker: Tracker) -> Shown:
    """Words in front of the list, or of the question who to play."""
    asked = _role_asked(tracker)
    if asked is not None:
        scenario, roles = asked
        if (role := role_named(text, roles)) is not None:
            return _opened(scenario, tracker, said, role)
    if wants_coach(said):
        return general_advice(tracker)
    if (named := scene_named(text, tracker)) is not None:
        return _opened(named, tracker, said)
    if asked is not None:
        return _role_question(*asked, before=[Line(asked[0].wording.opening.role_unclear)])
    return scene_list(tracker, dialogue_replies().lines("scene_unclear"))


def _opened(scenario: Scenario, tracker: Tracker, said: Said, role: Version | None = None) -> Shown:
    """A new play; where the scene has several roles, the question which one comes first."""
    band = profile(tracker).get("band") or scenario.file.ages[0]
    if role is None and (roles := roles_of(scenario.file, band)):
        return _role_question(scenario, roles)
    step = play.open_scene(scenario, band, said.seed, said.now, role=role.role if role else None)
    shown = _played(scenario, step)
    return Shown(shown.lines, {**shown.slots, "checks": None})


def _role_question(scenario: Scenario, roles: Sequence[Version], before: Sequence[Line] = ()) -> Shown:
    """Who to play. Nothing is open yet: « une autre », or going away, leaves no trace."""
    slots: dict[str, Any] = {
        **NO_SCENE,
        "mode": "scenes",
        "help": None,
        "scene": {"scenario": scenario.id, "status": ASKED_ROLE},
        # Names of the labels are invented: typed, they survive redaction.
        "keep_words": sorted(
            {word for role in roles for label in spellings(role.role or "") for word in label.split()}
        ),
    }
    lines = play.role_question(scenario, roles)
    return Shown((*before, *lines[1:]) if before else lines, slots)


def _role_asked(tracker: Tracker) -> tuple[Scenario, tuple[Version, ...]] | None:
    """The scene whose role was asked for last, and its roles, where it can still be played."""
    slot = tracker.get_slot("scene")
    if not slot or slot.get("status") != ASKED_ROLE:
        return None
    scenario = proposed(tracker).get(slot["scenario"])
    roles = roles_of(scenario.file, profile(tracker).get("band") or "") if scenario else ()
    return (scenario, roles) if scenario and roles else None


def scene_again(scenario: Scenario, state: SceneState, before: Sequence[Line] = ()) -> Shown:
    """The same node once more; after a stale button its own line stands for the recap."""
    step = play.resume(scenario, state)
    lines = (*before, *step.lines[1:]) if before else step.lines
    return _played(scenario, replace(step, lines=lines))


def _played(scenario: Scenario, step: Step) -> Shown:
    state = step.state
    slots: dict[str, Any] = {
        "mode": "scene" if state.status == "playing" else "debrief",
        "scene": state.as_slot(),
        "situation": play.situation(scenario, state),
        "keep_words": _keep_words(scenario, state),
        "help": None,
    }
    if state.turn == 0:
        slots["coach"] = None
    return Shown(step.lines, slots)


def _keep_words(scenario: Scenario, state: SceneState) -> list[str]:
    """Role-card values and names of the scene: invented, so they survive redaction."""
    version = scenario.file.version(state.version)
    if version is None:
        return []
    card = version.role_card
    bubbles = [bubble for ask in version.persona.asks.values() for bubble in ask.reply]
    for node in version.nodes.values():
        bubbles += [*node.lines, *(bubble for answer in node.answers for bubble in answer.reply)]
        bubbles += [bubble for ask in node.asks.values() for bubble in ask.reply]
    speakers = {bubble.speaker for bubble in bubbles if bubble.speaker}
    return [card.first_name, card.school, card.town, version.persona.name, *sorted(speakers)]
