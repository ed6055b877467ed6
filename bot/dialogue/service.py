"""The engine as its callers see it: Telegram awaits a turn, a web thread blocks on one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from bot.dialogue.engine import Engine
from bot.dialogue.incoming import Incoming
from bot.dialogue.turn import NoAnswer, Reply, TurnRunner

#: A caller never waits longer than this, whatever happens to the watchdog.
LAST_RESORT_SECONDS = 60.0


@dataclass(frozen=True)
class DialogueService:
    """Turns on the engine thread. `runner` gives the runner in use, or None while no model is loaded."""

    engine: Engine
    runner: Callable[[], TurnRunner | None]

    async def take(self, incoming: Incoming) -> Reply:
        """Take a turn. Raises NoAnswer, TurnOverran, or what the database raises."""
        return await asyncio.wait_for(asyncio.wrap_future(self._submit(incoming)), LAST_RESORT_SECONDS)

    def take_blocking(self, incoming: Incoming) -> Reply:
        """The same, for a thread that is no event loop."""
        return self._submit(incoming).result(LAST_RESORT_SECONDS)

    def _submit(self, incoming: Incoming) -> Future[Reply]:
        runner = self.runner()
        if runner is None:
            raise NoAnswer("no model is loaded")
        return self.engine.submit(lambda ticket: runner.take(ticket, incoming))
