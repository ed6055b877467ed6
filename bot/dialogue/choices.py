"""From callback data to intents. Anybody can forge callback data: unknown is an answer too."""

from __future__ import annotations

from dataclasses import dataclass

from bot.lines import MAX_CHOICE_BYTES

MOVES = (
    "refuse",
    "accept",
    "ask_proof",
    "delay",
    "set_condition",
    "tell_adult",
    "block_report",
    "share_info",
    "challenge",
    "chat",
    "quit",
    "ask_coach",
)

#: What may follow `c:`; each has an intent `command_<name>` and a rule.
COMMANDS = (
    "start",
    "menu",
    "play",
    "help",
    "pause",
    "stop",
    "resume",
    "discreet",
    "scenes",
    "verify",
    "verify_more",
    "join_class",
    "my_data",
    "my_data_file",
    "erase",
    "privacy",
    "quiz",
    "progress",
    "settings",
    "meaning",
    "clean",
    "no_messages",
)

#: Verb → (intent, how many arguments it may have).
VERBS: dict[str, tuple[str, tuple[int, ...]]] = {
    "a": ("choose_age", (1, 2)),
    "s": ("choose_scene", (1, 2, 3)),
    "m": ("press_move", (3,)),
    "r": ("debrief_choice", (2,)),
    "k": ("check_in_answer", (1,)),
    "h": ("help_answer", (1, 2)),
    "j": ("answer_class", (1, 2)),
    "e": ("answer_erase", (1,)),
    "q": ("quiz_answer", (2, 3)),
    "p": ("choose_setting", (1,)),
    "n": ("choose_reminder", (2,)),
    "l": ("reminder_answer", (2,)),
    "w": ("answer_clean", (1,)),
}
UNKNOWN = "unknown_choice"


@dataclass(frozen=True)
class Chosen:
    """An intent that needed no model, with its arguments."""

    intent: str
    arguments: tuple[str, ...] = ()


def read_choice(data: str) -> Chosen:
    """Read callback data; anything unknown, oversized or malformed is `unknown_choice`."""
    if not data.isascii() or len(data) > MAX_CHOICE_BYTES:
        return Chosen(UNKNOWN)
    verb, *arguments = data.split(":")
    if verb == "c" and len(arguments) == 1 and arguments[0] in COMMANDS:
        return Chosen(f"command_{arguments[0]}")
    intent, allowed = VERBS.get(verb, (UNKNOWN, ()))
    if len(arguments) not in allowed or not all(arguments):
        return Chosen(UNKNOWN)
    if verb == "m" and arguments[2] not in MOVES:
        return Chosen(UNKNOWN)
    return Chosen(intent, tuple(arguments))
