"""Logs that hold no message text and no token (tested).

Unconfigured, structlog prints Rasa's trackers to the console, httpx logs the bot token in every URL, asyncio quotes
the exception of a lost task, and an exception's message may quote a message or a statement's parameters (engine.md,
« Logs »). So there is one door: one handler, whose formatter writes our own messages and, of anybody else's, where
they come from and no more.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO

import structlog

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
#: Our own loggers; everything else speaks from WARNING on.
OURS = ("bot", "actions", "vigie")
#: Libraries that speak below WARNING of what they received, or set a level of their own.
LOUD = (
    "absl", "aiohttp", "apscheduler", "asyncio", "httpcore", "httpx", "matplotlib", "rasa", "rasa_sdk", "sanic",
    "sanic.access", "sanic.error", "sanic.root", "sqlalchemy", "telegram", "tensorflow", "urllib3", "waitress",
    "werkzeug",
)  # fmt: skip


class PrivateFormatter(logging.Formatter):
    """Time, level, logger, message; of an exception its type and frames, never its text nor any value."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text, token masked."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {_message(record)}"
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


def configure_logging(
    level: int = logging.INFO, stream: IO[str] | None = None, file: Path | None = None
) -> None:
    """Send all logging, and exceptions nobody caught, through the private formatter. Idempotent.

    To `file` (created with mode 600) if given, else to `stream`, else to the standard error stream.
    Raises OSError when `file` cannot be opened.
    """
    handler = logging.StreamHandler(_private_file(file) if file else stream or sys.stderr)
    handler.setFormatter(PrivateFormatter())
    handler.addFilter(_speaks)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in (*LOUD, *logging.root.manager.loggerDict):
        if not _is_ours(name):
            _through_the_door(logging.getLogger(name))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    # A warning's text may quote anything.
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    # When a record cannot be written, logging would print it, arguments included.
    logging.raiseExceptions = False
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_thread


def _message(record: logging.LogRecord) -> str:
    if not _is_ours(record.name):
        # Its arguments, and the message itself when it comes without any, may be a teen's words.
        place = f"({record.module}:{record.lineno})"
        return f"{record.msg} {place}" if record.args and isinstance(record.msg, str) else place
    template = _printable(record.msg)
    arguments = tuple(map(_printable, record.args)) if isinstance(record.args, tuple) else record.args
    try:
        return str(template) % arguments if arguments else str(template)
    except (TypeError, ValueError, KeyError):
        return f"{template} (its arguments do not fit)"


def _printable(value: object) -> object:
    """Exceptions of others by their type only; ours word their message themselves, without anybody's words."""
    if isinstance(value, BaseException) and not _is_ours(type(value).__module__):
        return type(value).__qualname__
    return value


def _speaks(record: logging.LogRecord) -> bool:
    return _is_ours(record.name) or record.levelno >= logging.WARNING


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _through_the_door(logger: logging.Logger) -> None:
    logger.handlers = []
    logger.propagate = True
    if logger.level < logging.WARNING:
        logger.setLevel(logging.NOTSET if logger.name not in LOUD else logging.WARNING)


def _private_file(file: Path) -> IO[str]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "a", encoding="utf-8")


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("vigie").critical("stopped by an exception", exc_info=(kind, error, trace))


def _log_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    error = unraisable.exc_value
    if error is not None:
        logging.getLogger("vigie").error(
            "ignored exception", exc_info=(type(error), error, error.__traceback__)
        )


def _log_thread(arguments: threading.ExceptHookArgs) -> None:
    error = arguments.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logging.getLogger("vigie").error(
            "a thread was stopped by an exception", exc_info=(type(error), error, error.__traceback__)
        )


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"    {os.path.basename(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
