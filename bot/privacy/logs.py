"""Logs that hold no message text and no token (tested).

Unconfigured, structlog prints Rasa's trackers to the console, httpx logs the bot token in every URL, and an
exception's message may quote a message or a statement's parameters (engine.md, « Logs »).
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from types import TracebackType
from typing import IO

import structlog

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
#: Our own loggers; everything else speaks from WARNING on.
OURS = ("bot", "actions", "vigie")
#: Speaks of what it received even at ERROR and CRITICAL (python-telegram-bot's parse errors, Rasa's actions).
QUOTES_MESSAGES = ("telegram", "rasa", "rasa_sdk", "httpx", "httpcore")


class PrivateFormatter(logging.Formatter):
    """Time, level, logger, message; of an exception its type and frames, never its text nor any value."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text, token masked."""
        if _is_ours(record.name) or not record.name.startswith(QUOTES_MESSAGES):
            message = record.getMessage()
        else:
            # Only the template: its arguments may be a teen's words.
            message = str(record.msg) if record.args else f"({record.module}:{record.lineno})"
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {message}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + describe(record.exc_info[1])
        return TOKEN.sub("<token>", line)


def describe(error: BaseException) -> str:
    """Type and frames of an exception and of what caused it, without any of their messages."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(f"  {type(current).__module__}.{type(current).__qualname__}")
        parts += _frames(current.__traceback__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(parts)


def configure_logging(level: int = logging.INFO, stream: IO[str] | None = None) -> None:
    """Send all logging through the private formatter. Idempotent."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(PrivateFormatter())
    handler.addFilter(_speaks)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in QUOTES_MESSAGES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    # A warning's text may quote anything.
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _speaks(record: logging.LogRecord) -> bool:
    return _is_ours(record.name) or record.levelno >= logging.WARNING


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"    {os.path.basename(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
