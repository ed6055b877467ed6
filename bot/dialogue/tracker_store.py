"""A tracker store that keeps slots only, on the turn's own work sheet.

Events hold text and make a turn cost more the longer a chat lasts (engine.md, « Rasa » 3). The turn reads and
writes the database itself, in one transaction; this store never touches it.
"""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.lines import Line
from bot.store.turns import Slots

#: Slots that live for one turn: actions leave them for the turn runner.
TRANSIENT_SLOTS = frozenset({"record", "effects", "session_started_metadata"})


@dataclass
class WorkSheet:
    """What one turn has read and produced so far."""

    slots: Slots | None
    lines: list[Line] = field(default_factory=list)
    saved: Slots | None = None
    failure: Exception | None = None


WORK_SHEET: contextvars.ContextVar[WorkSheet] = contextvars.ContextVar("vigie_work_sheet")


class SlotsOnlyTrackerStore(TrackerStore):
    """Rebuilds a listening tracker from slots; keeps what slots a turn ends with."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Put the tracker's slots on the work sheet, transient ones included; the turn sorts them."""
        WORK_SHEET.get().saved = {
            name: value for name, value in tracker.current_slot_values().items() if value is not None
        }

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a known chat, in an open session and listening; None for a new one."""
        slots = WORK_SHEET.get().slots
        if slots is None:
            return None
        return listening_tracker(sender_id, slots, self.domain.slots)


def listening_tracker(sender_id: str, slots: Slots, domain_slots: list[Slot]) -> DialogueStateTracker:
    """A tracker as Rasa would have it after a finished turn that left these slots."""
    known = {slot.name for slot in domain_slots}
    return DialogueStateTracker.from_events(
        sender_id,
        [
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            *[SlotSet(name, value) for name, value in slots.items() if name in known],
            ActionExecuted(ACTION_LISTEN_NAME),
        ],
        domain_slots,
    )
