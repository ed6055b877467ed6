"""Transcripts: what a scene leaves behind, redacted, under a pseudonym, dated by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.models import Play, PlayLine

#: A record is what an action of a running scene leaves for the transcript (see actions/scene.py):
#: {"play": {"play_id", "scenario", "version"}, "lines": [{"voice", "text", …}],
#:  "ending": str | None, "flags_seen": [...], "flags_missed": [...]}
Record = Mapping[str, Any]


def write_record(
    connection: Connection, chat: str, record: Record, day: dt.date, class_id: int | None = None
) -> None:
    """Append a record to its play, creating the play on first sight, for the class `class_id` to read.

    A line may say `withheld`; one that does not is re-read before it is shown to anybody.
    """
    head = record["play"]
    play = connection.execute(
        sa.select(Play.id).where(Play.chat == chat, Play.play_id == head["play_id"])
    ).scalar()
    if play is None:
        play = connection.execute(
            sa.insert(Play).values(
                chat=chat,
                play_id=head["play_id"],
                scenario=head["scenario"],
                version=head["version"],
                day=day,
                flags_seen=[],
                flags_missed=[],
                class_id=class_id,
            )
        ).inserted_primary_key[0]
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
