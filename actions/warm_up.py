"""Reading all content at start: a fault shows then, and no first turn waits for it."""

from __future__ import annotations

from actions.content import library, progress_words, quiz, reminders, resting_table
from actions.door import coaching
from actions.help import help_book
from actions.verify import verify_words
from bot.later import later_words
from bot.replies import dialogue_replies


def warm_up() -> None:
    """Read every file that actions speak from. Raises what the readers raise."""
    library()
    quiz()
    progress_words()
    reminders()
    resting_table()
    help_book()
    coaching()
    verify_words()
    later_words()
    dialogue_replies()
