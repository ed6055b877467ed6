"""Faults on purpose: which calls go wrong, and how, decided by a seeded plan that can be repeated.

A rule names calls by method (shell patterns, any case) and chat, then picks some of them: `nth` (1 is the first
matching call), a `share` of them, or all; `times` caps how often it strikes. The draw depends on the seed, the rule
and the rank of the call only, never on threads.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import RLock
from typing import Any, Literal

from .rules import Refusal, retry_after

Kind = Literal[
    "limit",
    "error",
    "drop_before",
    "drop_after",
    "slow_before",
    "slow_after",
    "refuse",
    "duplicate",
    "malformed",
]
UPDATE_KINDS = ("duplicate", "malformed")

HTML_502 = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass
class Rule:
    """One entry of the plan. `seen` counts matching calls, `hits` those that went wrong."""

    kind: Kind
    methods: tuple[str, ...]
    chat: int | None
    nth: frozenset[int] | None
    share: float | None
    times: int | None
    draw: str
    seconds: float = 0.0
    code: int = 0
    description: str = ""
    html: bool = False
    seen: int = 0
    hits: int = 0

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether this call goes wrong. Counts it."""
        if not any(fnmatchcase(method.lower(), pattern) for pattern in self.methods):
            return False
        if self.chat is not None and chat != self.chat:
            return False
        self.seen += 1
        if self.times is not None and self.hits >= self.times:
            return False
        if self.nth is not None and self.seen not in self.nth:
            return False
        if self.share is not None and random.Random(f"{self.draw}:{self.seen}").random() >= self.share:
            return False
        self.hits += 1
        return True

    def answer(self) -> Refusal:
        """The answer a `limit`, `error` or `refuse` rule gives."""
        if self.kind == "limit":
            return retry_after(int(self.seconds))
        return Refusal(self.code, self.description)


@dataclass
class Faults:
    """The plan. `given` lists, in order, every fault that struck: (kind, method, chat)."""

    seed: int = 0
    rules: list[Rule] = field(default_factory=list)
    given: list[tuple[str, str, int | None]] = field(default_factory=list)
    flood: tuple[int, float] | None = None
    _lock: RLock = field(default_factory=RLock, repr=False)
    _made: int = 0

    def too_many(
        self,
        retry_after: int = 1,
        *,
        method: str | Iterable[str] = "sendMessage",
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """429 with `parameters.retry_after`. Calls to that chat before the delay is over are refused again, and
        listed in `BotApi.impatient`."""
        return self._add("limit", method, chat, nth, share, times, seconds=retry_after)

    def error(
        self,
        code: int = 500,
        *,
        html: bool = False,
        method: str | Iterable[str] = "sendMessage",
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """A 5xx without effect, as JSON, or as the HTML page of a gateway."""
        words = {
            500: "Internal Server Error",
            502: "Bad Gateway",
            503: "Service Unavailable",
            504: "Gateway Timeout",
        }
        description = words.get(code, "Error")
        return self._add(
            "error", method, chat, nth, share, times, code=code, description=description, html=html
        )

    def drop(
        self,
        *,
        after: bool,
        method: str | Iterable[str] = "sendMessage",
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """Close the connection without an answer: before the call took effect, or `after` it did."""
        return self._add("drop_after" if after else "drop_before", method, chat, nth, share, times)

    def slow(
        self,
        seconds: float,
        *,
        after: bool = True,
        method: str | Iterable[str] = "sendMessage",
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """Answer late; the effect comes at once (`after`) or late too. A client that hangs up meanwhile counts as a
        lost answer."""
        return self._add(
            "slow_after" if after else "slow_before", method, chat, nth, share, times, seconds=seconds
        )

    def refuse(
        self,
        code: int = 400,
        description: str = "Bad Request: refused by the test",
        *,
        method: str | Iterable[str],
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """A plain refusal, such as `method="setMy*"` for cosmetic calls."""
        return self._add("refuse", method, chat, nth, share, times, code=code, description=description)

    def flood_limit(self, *, burst: int, per_second: float) -> None:
        """Telegram's own limit: more than `burst` messages at once to a chat, then `per_second`, and it says 429."""
        self.flood = (burst, per_second)

    def duplicate(
        self,
        *,
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """Hand out an update twice, under the same id, in a row."""
        return self._add("duplicate", "update", chat, nth, share, times)

    def malform(
        self,
        shape: str = "no_date",
        *,
        chat: int | None = None,
        nth: int | Iterable[int] | None = None,
        share: float | None = None,
        times: int | None = None,
    ) -> Rule:
        """Slip a malformed update in before a real one (shapes: see `world.MALFORMED`)."""
        return self._add("malformed", "update", chat, nth, share, times, description=shape)

    def clear(self) -> None:
        """Forget every rule: from now on nothing goes wrong. `given` stays."""
        with self._lock:
            self.rules.clear()
            self.flood = None

    def decide(self, method: str, chat: int | None) -> Rule | None:
        """The first rule that strikes this call, if any."""
        with self._lock:
            for rule in self.rules:
                if rule.kind not in UPDATE_KINDS and rule.strikes(method, chat):
                    self.given.append((rule.kind, method, chat))
                    return rule
        return None

    def decide_update(self, chat: int | None) -> list[Rule]:
        """Every rule that strikes an update about to be queued."""
        with self._lock:
            struck = [r for r in self.rules if r.kind in UPDATE_KINDS and r.strikes("update", chat)]
            self.given += [(rule.kind, "update", chat) for rule in struck]
        return struck

    def _add(
        self,
        kind: Kind,
        method: str | Iterable[str],
        chat: int | None,
        nth: int | Iterable[int] | None,
        share: float | None,
        times: int | None,
        **more: Any,
    ) -> Rule:
        methods = (method,) if isinstance(method, str) else tuple(method)
        ranks = None if nth is None else frozenset([nth] if isinstance(nth, int) else nth)
        if share is not None and not 0 <= share <= 1:
            raise ValueError(f"share must lie between 0 and 1, not {share}")
        with self._lock:
            self._made += 1
            rule = Rule(
                kind=kind,
                methods=tuple(name.lower() for name in methods),
                chat=chat,
                nth=ranks,
                share=share,
                times=times,
                draw=f"{self.seed}:{self._made}:{kind}",
                **more,
            )
            self.rules.append(rule)
        return rule
