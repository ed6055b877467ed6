"""One turn at a time; a stuck one is given up and nobody waits behind it."""

import asyncio
import threading
import time

import pytest

from bot.dialogue.engine import Engine, TurnOverran


@pytest.fixture
def engine():
    engine = Engine(turn_seconds=0.2, stuck_wait=0.3)
    engine.start()
    yield engine
    engine.close()


def work(result=None, seconds=0.0, commits=None):
    async def turn(ticket):
        time.sleep(seconds)
        ticket.enter_commit()
        if commits is not None:
            commits.append(result)
        return result

    return turn


def test_turns_are_taken_in_order(engine):
    commits = []
    futures = [engine.submit(work(number, commits=commits)) for number in range(20)]
    assert [future.result(5) for future in futures] == list(range(20))
    assert commits == list(range(20))


def test_what_a_turn_raises_reaches_its_caller_and_the_next_turn_runs(engine):
    async def broken(_ticket):
        raise LookupError("no")

    with pytest.raises(LookupError):
        engine.submit(broken).result(5)
    assert engine.submit(work("next")).result(5) == "next"


def test_a_turn_that_blocks_is_given_up_and_never_commits(engine):
    commits = []
    stuck = engine.submit(work("late", seconds=0.6, commits=commits))
    started = time.monotonic()
    with pytest.raises(TurnOverran):
        stuck.result(5)
    assert time.monotonic() - started < 0.5
    time.sleep(0.6)
    assert commits == []


def test_a_turn_that_awaits_for_ever_is_given_up_too(engine):
    async def forever(_ticket):
        await asyncio.sleep(60)

    with pytest.raises(TurnOverran):
        engine.submit(forever).result(5)


def test_the_turn_after_a_stuck_one_runs_on_a_fresh_thread(engine):
    stuck = engine.submit(work(seconds=1.0))
    after = engine.submit(work("fine"))
    assert after.result(0.9) == "fine"
    with pytest.raises(TurnOverran):
        stuck.result(0)


def test_a_turn_that_is_committing_is_never_given_up(engine):
    committing = threading.Event()

    async def slow_commit(ticket):
        ticket.enter_commit()
        committing.set()
        time.sleep(0.5)
        return "kept"

    assert engine.submit(slow_commit).result(5) == "kept"
    assert committing.is_set()


def test_nobody_waits_long_when_every_turn_hangs(engine):
    started = time.monotonic()
    futures = [engine.submit(work(seconds=5)) for _ in range(12)]
    for future in futures:
        with pytest.raises(TurnOverran):
            future.result(5)
    assert time.monotonic() - started < 2.0


def test_a_closed_engine_takes_no_more_turns():
    engine = Engine()
    engine.start()
    engine.close()
    with pytest.raises(RuntimeError):
        engine.submit(work())
