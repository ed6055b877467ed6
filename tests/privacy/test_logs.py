"""No message text and no token ever reaches the log, whoever speaks and whatever went wrong."""

from __future__ import annotations

import asyncio
import io
import logging
import stat
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.privacy.logs import LOUD, configure_logging

SECRET = "j'ai peur de rentrer chez moi"
TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logging configured onto a stream, and put back as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    levels = {
        name: logging.getLogger(name).level for name in (*LOUD, "bot", "actions", "vigie", "py.warnings")
    }
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    showwarning = warnings.showwarning
    written = io.StringIO()
    configure_logging(stream=written)
    yield written
    root.handlers, root.level, logging.raiseExceptions = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(False)
    warnings.showwarning = showwarning
    structlog.reset_defaults()


def fail(text: str) -> None:
    raise ValueError(text)


def test_our_own_message_is_written_with_level_and_logger(stream: io.StringIO) -> None:
    logging.getLogger("bot.telegram").info("%d rows sent", 3)
    assert "INFO bot.telegram: 3 rows sent" in stream.getvalue()


def test_our_debug_is_not_written_by_default(stream: io.StringIO) -> None:
    logging.getLogger("bot").debug("detail")
    assert stream.getvalue() == ""


def test_an_exception_is_written_as_type_and_frames_only(stream: io.StringIO) -> None:
    try:
        fail(SECRET)
    except ValueError:
        logging.getLogger("bot").exception("a turn failed")
    written = stream.getvalue()
    assert "ERROR bot: a turn failed" in written
    assert "builtins.ValueError" in written
    assert "test_logs.py" in written
    assert " fail" in written
    assert SECRET not in written


def test_the_source_lines_of_frames_are_not_written(stream: io.StringIO) -> None:
    try:
        fail("a text typed in the source")
    except ValueError:
        logging.getLogger("bot").exception("a turn failed")
    assert "typed in the source" not in stream.getvalue()


def test_chained_exceptions_keep_their_texts_to_themselves(stream: io.StringIO) -> None:
    try:
        try:
            fail(SECRET)
        except ValueError as error:
            raise RuntimeError(f"while reading {SECRET}") from error
    except RuntimeError:
        logging.getLogger("bot").exception("a turn failed")
    written = stream.getvalue()
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert SECRET not in written


def test_an_exception_raised_while_handling_another_keeps_both_texts(stream: io.StringIO) -> None:
    try:
        try:
            fail(SECRET)
        except ValueError:
            fail(f"again {SECRET}")
    except ValueError:
        logging.getLogger("bot").error("a turn failed", exc_info=True)
    assert stream.getvalue().count("builtins.ValueError") == 2
    assert SECRET not in stream.getvalue()


def test_an_exception_that_causes_itself_is_written_once(stream: io.StringIO) -> None:
    error = ValueError(SECRET)
    error.__cause__ = error
    logging.getLogger("bot").error("a turn failed", exc_info=error)
    assert stream.getvalue().count("builtins.ValueError") == 1


def test_an_exception_as_argument_is_its_type(stream: io.StringIO) -> None:
    logging.getLogger("bot").warning("refused: %s", ValueError(SECRET))
    assert "refused: ValueError" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_an_exception_as_message_is_its_type(stream: io.StringIO) -> None:
    logging.getLogger("bot").warning(ValueError(SECRET))
    assert SECRET not in stream.getvalue()


def test_arguments_that_do_not_fit_are_not_printed(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot").warning("%d rows", SECRET)
    assert "do not fit" in stream.getvalue()
    assert SECRET not in stream.getvalue() + capsys.readouterr().err


def test_stack_info_is_not_written(stream: io.StringIO) -> None:
    logging.getLogger("bot").warning("odd", stack_info=True)
    assert "stack_info=True" not in stream.getvalue()


@pytest.mark.parametrize("name", ["bot.telegram", "httpx", "telegram.ext", "anything.else"])
def test_a_token_is_masked_whoever_speaks(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).error(f"POST https://api.telegram.org/bot{TOKEN}/getUpdates")
    logging.getLogger(name).error("POST %s", f"https://api.telegram.org/bot{TOKEN}/sendMessage")
    assert stream.getvalue() != ""
    assert TOKEN not in stream.getvalue()
    assert TOKEN.split(":")[1] not in stream.getvalue()


@pytest.mark.parametrize("name", [*LOUD, "somebody.unknown"])
def test_others_say_nothing_below_warning(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: %s", SECRET)
    logging.getLogger(name).debug(SECRET)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", [*LOUD, "somebody.unknown"])
def test_of_others_only_the_template_and_the_place_are_written(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("cannot parse %s", SECRET)
    logging.getLogger(name).critical(f"cannot parse {SECRET}")
    assert "cannot parse %s (" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_a_library_that_had_its_own_handler_goes_through_ours(capsys: pytest.CaptureFixture[str]) -> None:
    own = logging.getLogger("sanic.error")
    own.addHandler(logging.StreamHandler(sys.stderr))
    own.propagate = False
    written = io.StringIO()
    configure_logging(stream=written)
    own.error("bad request: %s", SECRET)
    assert "sanic.error: bad request" in written.getvalue()
    assert SECRET not in written.getvalue() + capsys.readouterr().err


def test_a_lost_task_of_asyncio_does_not_quote_its_exception(stream: io.StringIO) -> None:
    async def lose_a_task() -> None:
        async def turn() -> None:
            fail(SECRET)

        task = asyncio.get_running_loop().create_task(turn())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(lose_a_task())
    assert "asyncio" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_warnings_are_not_written(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(SECRET, stacklevel=1)
    assert SECRET not in stream.getvalue() + capsys.readouterr().err


@pytest.mark.parametrize("method", ["debug", "info", "warning", "error", "critical", "exception"])
def test_structlog_writes_nothing(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    getattr(structlog.get_logger("rasa"), method)(SECRET, text=SECRET)
    captured = capsys.readouterr()
    assert SECRET not in stream.getvalue() + captured.out + captured.err


def test_an_exception_nobody_caught_is_written_without_its_text(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        fail(SECRET)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert "builtins.ValueError" in stream.getvalue()
    assert SECRET not in stream.getvalue() + capsys.readouterr().err


def test_an_exception_that_ends_a_thread_is_written_without_its_text(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    assert "builtins.ValueError" in stream.getvalue()
    assert SECRET not in stream.getvalue() + capsys.readouterr().err


def test_configuring_twice_writes_once(stream: io.StringIO) -> None:
    configure_logging(stream=stream)
    logging.getLogger("bot").info("once")
    assert stream.getvalue().count("once") == 1


@pytest.mark.usefixtures("stream")
def test_a_log_file_is_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "vigie.log"
    configure_logging(file=path)
    logging.getLogger("bot").info("started")
    assert "bot: started" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
