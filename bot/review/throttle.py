"""How often one visitor, and one address, may speak, and how often a secret may be wrong. In memory, for a while."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import cast

from flask import current_app

WINDOW = 60.0


class Throttle:
    """Moving windows of one minute: at most `per_visitor` and `per_address` messages in any of them.

    In memory, one process: a replica more allows as much more, which is fine for keeping an engine breathing.
    """

    def __init__(
        self, per_visitor: int, per_address: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = {"visitor": per_visitor, "address": per_address}
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], deque[float]] = {}
        self._swept = clock()

    def allows(self, visitor: str, address: str) -> bool:
        """Count one message. False, and nothing counted, when either window is full."""
        now = self._clock()
        keys = (("visitor", visitor), ("address", address))
        with self._lock:
            self._sweep(now)
            windows = [self._times.get(key, deque()) for key in keys]
            for window in windows:
                while window and window[0] <= now - WINDOW:
                    window.popleft()
            if any(len(window) >= self._limits[key[0]] for key, window in zip(keys, windows, strict=True)):
                return False
            for key, window in zip(keys, windows, strict=True):
                window.append(now)
                self._times[key] = window
            return True

    def __len__(self) -> int:
        """Windows held."""
        return len(self._times)

    def _sweep(self, now: float) -> None:
        """Once a minute, forget who has been silent for one: thrown-away cookies do not pile up."""
        if now - self._swept < WINDOW:
            return
        self._swept = now
        self._times = {key: window for key, window in self._times.items() if window[-1] > now - WINDOW}


def throttle() -> Throttle:
    """The throttle of the app that serves the current request."""
    return cast(Throttle, current_app.extensions["vigie_throttle"])


class Attempts:
    """Wrong secrets per key over a moving window of `seconds`. In memory: a restart forgets them."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def allows(self, keys: Sequence[str], limits: Sequence[int]) -> bool:
        """Whether every key still bears one more try. Counts nothing."""
        with self._lock:
            self._forget()
            return all(len(self._times.get(key, ())) < limit for key, limit in zip(keys, limits, strict=True))

    def count(self, keys: Sequence[str]) -> None:
        """Count one wrong secret against each key."""
        with self._lock:
            self._forget()
            for key in keys:
                self._times.setdefault(key, deque()).append(self._clock())

    def __len__(self) -> int:
        """Keys held."""
        return len(self._times)

    def _forget(self) -> None:
        oldest = self._clock() - self._seconds
        for key in list(self._times):
            times = self._times[key]
            while times and times[0] <= oldest:
                times.popleft()
            if not times:
                del self._times[key]
