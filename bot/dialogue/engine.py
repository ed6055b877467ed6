"""The engine thread: one turn at a time, and a watchdog that lets nobody wait behind a stuck one.

Turns are CPU work (Rasa, the model, SQLite), so they share one thread. Python cannot stop a thread: a turn
that overruns is *fenced* — its late result is thrown away — and a fresh thread takes over the queue.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds a turn may take before it commits. A usual one takes 0.02; the net must have answered by 2.
TURN_SECONDS = 1.3
#: Seconds a turn waits behind a stuck engine before the net answers instead.
STUCK_WAIT_SECONDS = 1.5
WATCH_EVERY = 0.05


class TurnOverran(Exception):
    """The turn took too long, or waited behind one that did. It had, and will have, no effect."""


class Ticket(Generic[T]):
    """One turn's way through the engine. Either it is committed or it is fenced, never both."""

    def __init__(self, work: Callable[[Ticket[T]], Coroutine[Any, Any, T]]) -> None:
        self.work = work
        self.future: Future[T] = Future()
        self.queued_at = time.monotonic()
        self.started_at: float | None = None
        self._lock = threading.Lock()
        self._committing = False
        self._fenced = False

    @property
    def fenced(self) -> bool:
        """Whether the turn was given up."""
        return self._fenced

    def enter_commit(self) -> None:
        """Called by the turn right before it writes. Raises TurnOverran once it was fenced."""
        with self._lock:
            if self._fenced:
                raise TurnOverran
            self._committing = True

    def fence(self) -> bool:
        """Give the turn up, unless it is already committing; tells whether it was given up."""
        with self._lock:
            if self._committing or self._fenced or self.future.done():
                return False
            self._fenced = True
            self.future.set_exception(TurnOverran())
        return True

    def resolve(self, result: T) -> None:
        """Hand over the turn's result, unless it was given up."""
        with self._lock:
            if not self._fenced:
                self.future.set_result(result)

    def fail(self, error: Exception) -> None:
        """Hand over what the turn raised, unless it was given up."""
        with self._lock:
            if not self._fenced:
                self.future.set_exception(error)


class Engine:
    """Takes turns in order, in a thread of its own."""

    def __init__(self, turn_seconds: float = TURN_SECONDS, stuck_wait: float = STUCK_WAIT_SECONDS) -> None:
        self._turn_seconds = turn_seconds
        self._stuck_wait = stuck_wait
        self._tickets: queue.Queue[Ticket[Any] | None] = queue.Queue()
        self._waiting: list[Ticket[Any]] = []
        self._current: Ticket[Any] | None = None
        self._last_fence = -1e9
        self._worker = 0
        self._closed = threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the worker and its watchdog."""
        self._start_worker()
        threading.Thread(target=self._watch, name="vigie-watchdog", daemon=True).start()

    def submit(self, work: Callable[[Ticket[T]], Coroutine[Any, Any, T]]) -> Future[T]:
        """Queue a turn; the future fails with TurnOverran, or with what the turn raised."""
        ticket = Ticket(work)
        with self._lock:
            if self._closed.is_set():
                raise RuntimeError("the engine is closed")
            self._waiting.append(ticket)
        self._tickets.put(ticket)
        self._wake.set()
        return ticket.future

    def close(self) -> None:
        """Finish what is queued, then end the worker."""
        with self._lock:
            self._closed.set()
        self._tickets.put(None)
        self._wake.set()

    def _start_worker(self) -> None:
        self._worker += 1
        threading.Thread(
            target=self._work, args=(self._worker,), name=f"vigie-engine-{self._worker}", daemon=True
        ).start()

    def _work(self, number: int) -> None:
        loop = asyncio.new_event_loop()
        while self._worker == number:
            ticket = self._tickets.get()
            if ticket is None:
                break
            with self._lock:
                self._waiting.remove(ticket)
                if ticket.fenced:
                    continue
                ticket.started_at = time.monotonic()
                self._current = ticket
            try:
                ticket.resolve(loop.run_until_complete(ticket.work(ticket)))
            except Exception as error:  # handed to whoever waits on the future, never lost
                ticket.fail(error)
            with self._lock:
                if self._current is ticket:
                    self._current = None
        loop.close()

    def _watch(self) -> None:
        while True:
            self._wake.wait()
            with self._lock:
                idle = self._current is None and not self._waiting
                if idle:
                    self._wake.clear()
                    if self._closed.is_set():
                        return
            if not idle:
                self._give_up_overdue(time.monotonic())
                time.sleep(WATCH_EVERY)

    def _give_up_overdue(self, now: float) -> None:
        with self._lock:
            current, waiting = self._current, list(self._waiting)
        started = current.started_at if current else None
        if current and started is not None and now - started > self._turn_seconds and current.fence():
            logger.error("a turn overran %.1f s: fenced, the engine thread is replaced", self._turn_seconds)
            self._last_fence = now
            with self._lock:
                self._current = None
            self._start_worker()
        if now - self._last_fence < 2 * self._stuck_wait:
            for ticket in waiting:
                if now - ticket.queued_at > self._stuck_wait:
                    ticket.fence()
