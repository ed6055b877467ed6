"""Putting the process together, and taking it apart in order: fetch → lanes → outbox → pages → engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import secrets
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine as Database
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from actions.content import quiz
from actions.warm_up import warm_up
from bot.dialogue.agent import ModelMissing, load_agent
from bot.dialogue.engine import Engine
from bot.dialogue.service import DialogueService
from bot.dialogue.turn import TurnRunner
from bot.privacy.crypto import seal
from bot.privacy.keys import Keys, KeysError, load_keys
from bot.privacy.pseudonyms import pseudonym
from bot.privacy.redact import redact
from bot.quiz.typed import as_pressed
from bot.review.app import create_app
from bot.review.config import ReviewConfig
from bot.review.engine import EngineConversation
from bot.review.main import first_account_link, lexicon_reader, load_team
from bot.review.reach import reached
from bot.review.serve import PortUnavailable, RunningServer
from bot.review.serve import serve as serve_pages
from bot.safety.build import ReadyNet, build_net
from bot.safety.normalise import normalise
from bot.settings import MODEL, ROOT, Settings
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.turns import Pending
from bot.telegram.outbox import OutboxKeeper
from bot.telegram.profile import load_profile, register
from bot.telegram.sender import Sender
from bot.telegram.service import TelegramService, Wording

logger = logging.getLogger("vigie")

CONTENT = ROOT / "content"
PARIS = ZoneInfo("Europe/Paris")


class StartError(Exception):
    """Vigie cannot start; the message says what to do."""


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())


@dataclass
class Process:
    """What a running process is made of."""

    settings: Settings
    keys: Keys
    database: Database
    net: ReadyNet
    engine: Engine
    dialogue: DialogueService
    #: Known once Telegram answered: deep links on the class sheets need it.
    bot_username: str | None = None


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises StartError."""
    warnings.filterwarnings("ignore", category=PTBUserWarning)
    process = assemble(settings)
    pages = _start_pages(process)
    url = f"{settings.public_url.text}/" if settings.public_url else pages.url
    link = first_account_link(process.database, url)
    if link is not None:
        say(f"educators: nobody can sign in yet; open the first account at {link} (works once, for a day)")
    if settings.telegram_token is None:
        say("no TELEGRAM_BOT_TOKEN: no Telegram, the same bot is on the chat page")
    say(f"the chat page is at {url}")
    try:
        asyncio.run(_until_told(process))
    finally:
        pages.close()
        process.engine.close()
        process.database.dispose()
        say("stopped")


def assemble(settings: Settings) -> Process:
    """Keys, database, net, engine, model; what is missing of the last three is said, and lived with."""
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        keys = load_keys(settings.home, settings.secret_key)
    except (KeysError, OSError) as error:
        raise StartError(str(error)) from error
    try:
        migrate(settings.database_url)
        database = open_database(settings.database_url)
    except (SQLAlchemyError, OSError, ValueError) as error:
        raise StartError(
            f"the database cannot be opened ({type(error).__name__}): see VIGIE_DATABASE_URL"
        ) from error
    net = build_net(CONTENT, lambda: dt.datetime.now(PARIS))
    engine = Engine()
    engine.start()
    runner: list[TurnRunner] = []
    dialogue = DialogueService(engine, lambda: runner[0] if runner else None)
    process = Process(settings, keys, database, net, engine, dialogue)
    try:
        runner.append(_load_runner(process))
    except ModelMissing as error:
        logger.error("%s", error)
        say(f"{error}; until then only the safety net answers")
    return process


def say(text: str) -> None:
    """A line for whoever started Vigie: on the console, never in a log file."""
    print(f"vigie: {text}", file=sys.stderr, flush=True)


def _load_runner(process: Process) -> TurnRunner:
    say("loading the model…")
    agent = load_agent(MODEL)
    try:
        warm_up()
        redact("")
    except (ValueError, OSError) as error:
        raise StartError(f"content/ cannot be read: {error}") from error
    # The model lives as long as the process: without it in the collector's way, no pause of 200 ms.
    gc.collect()
    gc.freeze()
    profile = load_profile(CONTENT / "telegram.yml")
    return TurnRunner(
        agent=agent,
        database=process.database,
        keys=process.keys,
        clock=now,
        dice=lambda: secrets.randbits(32),
        safe_word=process.net.safe_word,
        commands={one.name: one.does for one in profile.commands},
        as_pressed=partial(as_pressed, quiz()),
        phrases={normalise(words): one.does for one in profile.commands for words in one.says},
    )


def _start_pages(process: Process) -> RunningServer:
    settings = process.settings
    config = ReviewConfig(
        conversation=EngineConversation(process.dialogue, process.keys, process.net),
        session_key=process.keys.session,
        emergency=process.net.answer("sos"),
        team=load_team(CONTENT, process.database, lexicon_reader(CONTENT), lambda: process.bot_username),
        pacing=settings.pacing,
    )
    listen = settings.review_listen
    try:
        app = create_app(reached(config, settings))
        return serve_pages(app, listen.host, listen.port, settings.trusted_proxy)
    except PortUnavailable as error:
        raise StartError(f"{error} (VIGIE_REVIEW_LISTEN)") from error


async def _until_told(process: Process) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    keeper = OutboxKeeper(process.database, now)
    keeper.start()
    try:
        if process.settings.telegram_token is None:
            await told.wait()
        else:
            await _telegram(process, process.settings.telegram_token, keeper, told)
    finally:
        await asyncio.to_thread(keeper.close)


async def _telegram(process: Process, token: str, keeper: OutboxKeeper, told: asyncio.Event) -> None:
    profile = load_profile(CONTENT / "telegram.yml")
    bot = _bot(token, process.settings.telegram_api_url)
    await _initialize(bot, told)
    if told.is_set():
        return
    process.bot_username = bot.username
    keys = process.keys
    sender = Sender(
        bot,
        process.settings.pacing,
        keeper.forget,
        now,
        lambda chat, message: keeper.shown(pseudonym(keys, chat), seal(keys, str(message))),
        lambda chat: keeper.erased(pseudonym(keys, chat)),
    )
    service = TelegramService(
        bot=bot,
        turns=process.dialogue,
        net=process.net,
        keys=process.keys,
        sender=sender,
        help_commands=frozenset(
            one.name for one in profile.commands if one.does in ("help", "stop", "pause")
        ),
        wording=Wording(leaving_group=profile.leaving_group),
    )
    try:
        service.resume(await asyncio.to_thread(keeper.pending))
    except SQLAlchemyError as error:
        logger.error("the outbox cannot be read (%s): what it holds waits", type(error).__name__)
    loop = asyncio.get_running_loop()
    keeper.deliver_to(lambda moved: _on(loop, service, moved))
    registering = asyncio.create_task(register(bot, profile))
    fetching = asyncio.create_task(service.run())
    say("listening on Telegram")
    waiting = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({fetching, waiting}, return_when=asyncio.FIRST_COMPLETED)
        service.stop()
        if not fetching.done():
            # A long poll may last: what it would bring is not confirmed, so nothing is lost.
            fetching.cancel()
        await asyncio.wait({fetching})
        failure = None if fetching.cancelled() else fetching.exception()
        if failure is not None:
            raise StartError(_why(failure)) from failure
    finally:
        waiting.cancel()
        registering.cancel()
        keeper.deliver_to(None)
        await service.finish()
        await bot.shutdown()


def _on(loop: asyncio.AbstractEventLoop, service: TelegramService, moved: Sequence[Pending]) -> None:
    """From the storage thread to the main loop: send what has become due."""
    loop.call_soon_threadsafe(service.resume, moved)


def _bot(token: str, api_url: str) -> Bot:
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=64, pool_timeout=30.0),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
    )


async def _initialize(bot: Bot, told: asyncio.Event) -> None:
    """`getMe`, until Telegram can be reached. Raises StartError for a token it does not know."""
    while not told.is_set():
        try:
            await bot.initialize()
            return
        except InvalidToken as error:
            raise StartError(_why(error)) from error
        except TelegramError as error:
            logger.warning("Telegram cannot be reached (%s): trying again", type(error).__name__)
            try:
                await asyncio.wait_for(told.wait(), 2.0)
            except asyncio.TimeoutError:
                continue


def _why(error: BaseException) -> str:
    if isinstance(error, InvalidToken):
        return "Telegram does not know this TELEGRAM_BOT_TOKEN"
    return f"fetching from Telegram ended ({type(error).__name__})"
