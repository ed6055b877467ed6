"""The door of /progres: a picture, what to play next, badges that name no theme."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker

from actions.content import library, progress_words
from actions.door import Door, Said, Shown, idle_mode, profile
from actions.scene import open_scene_of, proposed
from bot.lines import Choice, Line
from bot.progress import Finished, picture_of, play_next, progress_of
from bot.replies import dialogue_replies
from bot.scenarios.phrasing import fill


class ActionProgress(Door):
    """Where this teen stands, from the plays that are kept."""

    action = "action_progress"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        band = profile(tracker).get("band")
        if band is None:
            return Shown(dialogue_replies().lines("age_unclear"), {"mode": "new", "situation": None})
        words, shelf = progress_words(), library().for_band(band)
        wording = words.wording
        plays = [
            Finished(one["scenario"], tuple(one["seen"]), tuple(one["missed"]))
            for one in said.facts.get("finished", ())
        ]
        mine = progress_of(plays, len(said.facts.get("quizzes", ())))
        why, scene = play_next(mine, proposed(tracker).for_band(band))
        picture = picture_of(mine, words, shelf)
        advice = fill(wording.next[why], {"title": scene.file.title if scene else ""})
        text = fill(wording.text, {"next": advice})
        play = (Choice(fill(wording.play, {"title": scene.file.title}), f"s:{scene.id}"),) if scene else ()
        buttons = wording.buttons
        choices = (
            *play,
            Choice(buttons["list"], "c:scenes"),
            Choice(buttons["quiz"], "c:quiz"),
            Choice(buttons["menu"], "c:menu"),
        )
        mode = "paused" if open_scene_of(tracker) else idle_mode(tracker)
        line = Line(f"{text}\n{wording.kept}", picture=picture)
        return Shown((replace(line, choices=choices),), {"mode": mode, "situation": None, "help": None})
