"""The Rasa agent in this process: local actions, collected replies, a trained model by explicit path."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.dialogue.tracker_store import WORK_SHEET, SlotsOnlyTrackerStore
from bot.dialogue.understanding import understand
from bot.lines import Choice, Line, Picture


class ModelMissing(Exception):
    """There is no trained model where one is expected."""


class LocalActions(EndpointConfig):
    """Runs custom actions through rasa_sdk's executor, without the HTTP hop.

    Rasa swallows what an action raises (core/processor.py `_run_action`), so it is noted on the work sheet.
    """

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_args: Any, json: Any = None, **_kwargs: Any) -> Any:
        """Run one action call and give rasa_sdk's answer. Raises whatever the action raised."""
        try:
            return await self._executor.run(json)
        except Exception as error:
            WORK_SHEET.get().failure = error
            raise


class CollectedReplies(OutputChannel):
    """Collects lines on the work sheet: they leave once the turn is committed, through the outbox."""

    @classmethod
    def name(cls) -> str:
        """Rasa's name for the channel."""
        return "vigie"

    async def send_response(self, _recipient_id: str, message: dict[str, Any]) -> None:
        """Turn a Rasa response back into a Line; actions put voice, speaker… in its custom part."""
        custom = message.get("custom") or {}
        WORK_SHEET.get().lines.append(
            Line(
                text=message["text"],
                voice=custom.get("voice", "vigie"),
                speaker=custom.get("speaker"),
                clear=custom.get("clear"),
                pause=custom.get("pause", 0.0),
                attachment=tuple(custom["attachment"]) if custom.get("attachment") else None,
                picture=Picture(**custom["picture"]) if custom.get("picture") else None,
                if_refused=custom.get("if_refused"),
                choices=tuple(
                    Choice(button["title"], button["payload"]) for button in message.get("buttons") or ()
                ),
            )
        )


def load_agent(model: Path) -> Agent:
    """Load a trained model. Raises ModelMissing when there is none at `model`.

    The tracker store is set after construction: `Agent.load` would wrap it in one that silently restarts the
    scene when the store fails (engine.md, « Rasa » 1).
    """
    if not model.exists():
        raise ModelMissing(f"no trained model at {model}: run `make train`")
    # Rasa checks each action's answer against a JSON schema: 18 of a turn's 20 ms, for an answer that came
    # from this very process (engine.md, « Rasa » 8).
    RemoteAction.action_response_format_spec = staticmethod(lambda: {"type": "object"})
    agent = Agent(action_endpoint=LocalActions())
    agent.tracker_store = SlotsOnlyTrackerStore(Domain.empty())
    agent.load_model(model.resolve())
    # What components read lazily (the lexicon takes most of a second) must not cost the first teen their turn.
    assert agent.processor is not None
    for slots in ({}, {"situation": "chat"}):
        asyncio.run(understand(agent.processor, "bonjour", "warm-up", slots))
    return agent
