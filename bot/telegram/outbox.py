"""The storage thread: outbox rows that were sent, what is on screens, what is due, the purge; off the main loop.

It has its own short transactions, so that a stuck engine stops no pending reply, and a locked database stops no
sending: a row that cannot be deleted yet is tried again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence

from sqlalchemy.engine import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import reading, writing
from bot.store.due import move_due, next_due
from bot.store.models import OutboxRow
from bot.store.retention import HOUR, KEPT_SECONDS, purge, scrub
from bot.store.screen import OnScreen, note_on_screen, take_screen
from bot.store.turns import Pending, delete_sent, pending_bubbles

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
#: How often what is due is looked for: nobody waits for it to the minute.
DUE_EVERY = 5.0


class OutboxKeeper:
    """Start it, read what a stopped process left, then tell it which rows were sent."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._sent: queue.Queue[int | None] = queue.Queue()
        #: What is on screens, and the chats that were erased, in the order in which it happened.
        self._shown: queue.SimpleQueue[OnScreen | str] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="vigie-storage", daemon=True)
        self._next_purge = 0.0
        self._next_look = 0.0
        self._deliver: Callable[[Sequence[Pending]], None] | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def pending(self) -> list[Pending]:
        """What is still to be sent, oldest first. Raises SQLAlchemyError when the database cannot be read."""
        with reading(self._database) as connection:
            return pending_bubbles(connection, self._clock() - KEPT_SECONDS[OutboxRow])

    def forget(self, row: int) -> None:
        """The row was sent: delete it soon. Never blocks."""
        self._sent.put(row)

    def shown(self, chat: str, message: bytes) -> None:
        """A message is on a screen: remember its sealed id. Never blocks."""
        self._shown.put(OnScreen(chat, message, self._clock()))

    def erased(self, chat: str) -> None:
        """Everything of a chat was erased: what was on its screen before is not remembered. Never blocks."""
        self._shown.put(chat)

    def deliver_to(self, deliver: Callable[[Sequence[Pending]], None] | None) -> None:
        """From now on, hand what is due to `deliver`, once it is in the outbox; it is called on the storage thread.

        Without it nothing is moved: what waits, waits.
        """
        self._deliver = deliver

    def close(self, seconds: float = 3.0) -> None:
        """Delete what is known to be sent, then end."""
        self._sent.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        closing = False
        rows: list[int] = []
        on_screen: list[OnScreen] = []
        erased: list[str] = []
        quiet = True
        while not (closing and not rows and not on_screen and not erased and self._shown.empty()):
            try:
                item = self._sent.get(timeout=RETRY_SECONDS) if not closing else None
                while True:
                    if item is None:
                        closing = True
                    else:
                        rows.append(item)
                    item = self._sent.get_nowait()
            except queue.Empty:
                pass
            while not self._shown.empty():
                shown = self._shown.get()
                if isinstance(shown, OnScreen):
                    on_screen.append(shown)
                else:
                    on_screen = [one for one in on_screen if one.chat != shown]
                    erased.append(shown)
            try:
                if rows or on_screen or erased:
                    with writing(self._database) as connection:
                        if rows:
                            delete_sent(connection, rows)
                        for chat in erased:
                            # Written by us between the erasure and the word of it.
                            take_screen(connection, chat)
                        if on_screen:
                            note_on_screen(connection, on_screen)
                    rows, on_screen, erased, quiet = [], [], [], False
                elif not quiet:
                    # A moment without traffic: what was deleted, and erased, leaves the log too.
                    quiet = scrub(self._database)
                if self._purge_when_due():
                    quiet = False
                self._move_what_is_due()
            except SQLAlchemyError as error:
                logger.warning("the outbox cannot be written now: %s", type(error).__name__)
                if closing:
                    return
                time.sleep(RETRY_SECONDS)

    def _move_what_is_due(self) -> None:
        deliver = self._deliver
        if deliver is None or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + DUE_EVERY
        now = self._clock()
        with reading(self._database) as connection:
            first = next_due(connection)
        if first is None or first > now:
            return
        with writing(self._database) as connection:
            moved = move_due(connection, now)
        if moved:
            deliver(moved)

    def _purge_when_due(self) -> bool:
        """Whether there was a purge just now."""
        if time.monotonic() < self._next_purge:
            return False
        with writing(self._database) as connection:
            purge(connection, self._clock())
        self._next_purge = time.monotonic() + HOUR
        return True
