"""Batch tools: JSON lines in, JSON lines out, same order, through the running bot's own code (design.md §7)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bot.privacy.redact import redact
from bot.safety.verdict import verdict

if TYPE_CHECKING:
    from rasa.core.agent import Agent

Row = dict[str, Any]
Tool = Callable[[Row], Row]


class BadRow(ValueError):
    """An input line a tool cannot take; the message says what is expected and quotes nothing of it."""


def run_tool(tool: Tool, lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """One output line per input line, with whether it went well; a bad line gives `{"error": …}` in its place."""
    for line in lines:
        if not line.strip():
            continue
        try:
            yield json.dumps(tool(_read(line)), ensure_ascii=False), True
        except BadRow as error:
            yield json.dumps({"error": str(error)}, ensure_ascii=False), False


def parse_tool(agent: Agent) -> Tool:
    """`{"text", "situation"}` → intent, move, risk: the parse of a turn, with the situation as its tracker's slot."""

    def parse(row: Row) -> Row:
        situation = row.get("situation")
        if situation is not None and not isinstance(situation, str):
            raise BadRow('"situation" must be a text or null')
        found = _parse(agent, _text(row), situation)
        risk = {name: found["risk"][name] for name in ("decision", "category", "level", "role", "also")}
        if risk["decision"] == "none":
            risk |= {"category": None, "level": None, "role": None, "also": []}
        return {"intent": found["intent"]["name"], "move": found.get("move"), "risk": risk}

    return parse


def verify_tool(agent: Agent) -> Tool:
    """`{"text"}` → red flags, each quoting the input as given, and the verdict."""

    def verify(row: Row) -> Row:
        flags = _parse(agent, _text(row), None).get("flags", [])
        return {"flags": flags, "verdict": verdict(found["flag"] for found in flags)}

    return verify


def redact_tool(row: Row) -> Row:
    """`{"text"}` → redacted text, and the spans of the input: `[start, end, type]` in characters."""
    redaction = redact(_text(row))
    return {
        "text": redaction.text,
        "spans": [[span.start, span.end, span.type] for span in redaction.spans],
    }


def _parse(agent: Agent, text: str, situation: str | None) -> Row:
    # Rasa takes ten seconds to import, and redaction needs none of it.
    from bot.dialogue.understanding import understand

    assert agent.processor is not None
    slots = {"situation": situation} if situation else {}
    return asyncio.run(understand(agent.processor, text, "parse", slots))


def _read(line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        raise BadRow("not a line of JSON") from None
    if not isinstance(row, dict):
        raise BadRow('a JSON object is expected: {"text": "…"}')
    return row


def _text(row: Row) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        raise BadRow('"text" is missing or not a text')
    return text
