"""Transcripts: what a scene leaves behind, redacted, under a pseudonym, dated by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.classes import still_shared
from bot.store.models import Play, PlayLine

#: A record is what an action of a running scene leaves for the transcript (see actions/scene.py):
#: {"play": {"play_id", "scenario", "version"}, "lines": [{"voice", "text", …}],
#:  "ending": str | None, "flags_seen": [...], "flags_missed": [...]}
#: Of a scene that is not recorded: an ending, no line, and "" for its version.
Record = Mapping[str, Any]

#: What the id of a play ends with, once it is no longer shared with the class it began in.
ALONE = "-alone"


def write_record(
    connection: Connection, chat: str, record: Record, day: dt.date, class_id: int | None = None
) -> None:
    """Append a record to its play, creating the play on first sight, for the class `class_id` to read.

    A line may say `withheld`; one that does not is re-read before it is shown to anybody. What is played on after
    leaving the class, or once it is closed, goes to a play of its own that no class reads.
    """
    play = _play(connection, chat, record["play"], day, class_id)
    if record.get("ending"):
        connection.execute(
            sa.update(Play)
            .where(Play.id == play)
            .values(
                ending=record["ending"],
                flags_seen=list(record["flags_seen"]),
                flags_missed=list(record["flags_missed"]),
            )
        )
    if record["lines"]:
        connection.execute(
            sa.insert(PlayLine),
            [
                {
                    "play": play,
                    "voice": line["voice"],
                    "speaker": line.get("speaker"),
                    "text": line["text"],
                    "node": line.get("node"),
                    "move": line.get("move"),
                    "rating": line.get("rating"),
                    "flags": line.get("flags", []),
                    "withheld": line.get("withheld"),
                }
                for line in record["lines"]
            ],
        )


def _play(
    connection: Connection, chat: str, head: Mapping[str, str], day: dt.date, class_id: int | None
) -> int:
    """The play to append to: the one under way, or a new one."""
    own = f"{head['play_id']}{ALONE}"
    under_way = connection.execute(
        sa.select(Play.id, Play.class_id)
        .where(Play.chat == chat, Play.play_id.in_((head["play_id"], own)))
        .order_by(Play.id.desc())
        .limit(1)
    ).first()
    if under_way is None:
        return _new_play(connection, chat, head, day, class_id)
    if under_way.class_id is None or still_shared(connection, chat, under_way.class_id, head["scenario"]):
        return under_way.id
    return _new_play(connection, chat, {**head, "play_id": own}, day, None)


def _new_play(
    connection: Connection, chat: str, head: Mapping[str, str], day: dt.date, class_id: int | None
) -> int:
    names = {name: head[name] for name in ("play_id", "scenario", "version")}
    made = sa.insert(Play).values(
        chat=chat, day=day, flags_seen=[], flags_missed=[], class_id=class_id, **names
    )
    return connection.execute(made).inserted_primary_key[0]
