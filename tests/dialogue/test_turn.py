"""One turn, one transaction: everything of it is kept, or nothing; what fails is seen."""

import time

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.welcome import ActionMenu
from bot.dialogue.engine import TurnOverran
from bot.dialogue.incoming import Edited, Media, Pressed, Text
from bot.dialogue.service import DialogueService
from bot.dialogue.turn import NoAnswer
from bot.store.database import reading
from bot.store.models import LiveState, OutboxRow, Play, PlayLine, SeenTurn
from bot.store.turns import read_slots

DISCLOSURE = "mon beau père me frappe presque tous les soirs"


def rows(talk, table):
    with reading(talk.database) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()


def slots(talk, chat="renard"):
    with reading(talk.database) as connection:
        return read_slots(connection, chat)[0]


@pytest.fixture
def playing(talk):
    talk.say("/start")
    talk.press("a:11-13")
    talk.press("s:trop_pareil")
    return talk


def test_a_turn_keeps_its_id_its_slots_and_its_replies_together(talk):
    reply = talk.take(Text("salut"), "tg:1")
    assert [bubble.row for bubble in reply.bubbles] == list(range(1, len(reply.bubbles) + 1))
    assert rows(talk, SeenTurn) == 1
    assert rows(talk, LiveState) == 1
    assert rows(talk, OutboxRow) == len(reply.bubbles)


def test_the_same_turn_again_answers_nothing_and_changes_nothing(playing):
    playing.take(Text("bof"), "tg:9")
    before = slots(playing), rows(playing, OutboxRow), rows(playing, PlayLine)
    assert playing.take(Text("bof"), "tg:9").duplicate
    assert (slots(playing), rows(playing, OutboxRow), rows(playing, PlayLine)) == before


def test_an_action_that_raises_leaves_nothing_behind_and_is_reported(talk, monkeypatch):
    talk.say("salut")
    before = slots(talk), rows(talk, SeenTurn), rows(talk, OutboxRow)
    monkeypatch.setattr(ActionMenu, "answer", lambda *_: 1 / 0)
    with pytest.raises(NoAnswer) as caught:
        talk.say("/menu")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert (slots(talk), rows(talk, SeenTurn), rows(talk, OutboxRow)) == before


def test_an_action_that_hangs_is_given_up_in_time_and_the_next_turn_is_taken(talk, monkeypatch):
    talk.say("salut")
    before = slots(talk), rows(talk, SeenTurn)
    with monkeypatch.context() as patched:
        patched.setattr(ActionMenu, "answer", lambda *_: time.sleep(4))
        started = time.monotonic()
        with pytest.raises(TurnOverran):
            talk.say("/menu")
        assert time.monotonic() - started < 2.0
    assert (slots(talk), rows(talk, SeenTurn)) == before
    assert talk.say("salut")


def test_without_a_model_a_turn_says_so_at_once(talk):
    missing = DialogueService(talk.service.engine, lambda: None)
    with pytest.raises(NoAnswer):
        missing.take_blocking(None)


def test_live_state_holds_no_text(playing):
    playing.say("je mange des raviolis verts chez mamie")
    playing.say(DISCLOSURE)
    kept = str(slots(playing))
    assert "raviolis" not in kept
    assert "frappe" not in kept


def test_no_help_category_outlives_the_help_it_opened(playing):
    playing.say(f"en vrai {DISCLOSURE}")
    assert slots(playing)["help"]["category"] == "abuse"
    playing.press("h:not_that")
    assert not slots(playing).get("help")


def test_a_disclosure_is_never_written_to_a_transcript(playing):
    playing.say("bof jsp")
    playing.say(f"en vrai {DISCLOSURE}")
    with reading(playing.database) as connection:
        lines = connection.execute(sa.select(PlayLine.voice, PlayLine.text).order_by(PlayLine.id)).all()
    assert tuple(lines[-1]) == ("out", "hors-jeu")
    assert not any("frappe" in line.text for line in lines)


@pytest.mark.parametrize("way_out", ["pause", "sos", f"en vrai {DISCLOSURE}", "/menu"])
def test_every_way_out_of_a_scene_leaves_the_same_mark(playing, way_out):
    playing.say("bof jsp")
    playing.say(way_out)
    with reading(playing.database) as connection:
        last = connection.execute(sa.select(PlayLine).order_by(PlayLine.id.desc()).limit(1)).mappings().one()
    shown = {name: value for name, value in last.items() if name not in ("id", "play")}
    assert shown == {
        "voice": "out",
        "speaker": None,
        "text": "hors-jeu",
        "node": None,
        "move": None,
        "rating": None,
        "flags": [],
        "withheld": None,
    }


def test_opening_a_scene_and_asking_for_another_leaves_no_trace(playing):
    playing.press("s:trop_pareil:other")
    assert rows(playing, Play) == 0


@pytest.mark.parametrize(
    "way_out", ["pause", "sos", f"en vrai {DISCLOSURE}", "stop", "je veux arrêter de jouer"]
)
def test_a_scene_left_before_its_first_answer_leaves_no_trace_while_nobody_takes_it_up(playing, way_out):
    playing.say(way_out)
    assert rows(playing, Play) == 0


@pytest.mark.parametrize("way_out", ["pause", "sos", f"en vrai {DISCLOSURE}"])
def test_taken_up_again_it_starts_with_the_mark_however_it_was_left(playing, way_out):
    """As when the first answer is withheld: the mark must not say that something was typed."""
    playing.say(way_out)
    playing.press("c:resume")
    playing.say("bof jsp")
    with reading(playing.database) as connection:
        voices = connection.execute(sa.select(PlayLine.voice).order_by(PlayLine.id)).scalars().all()
    assert voices.count("out") == 1
    assert "teen" not in voices[: voices.index("out")]
    assert voices[voices.index("out") + 1] == "teen"


def test_a_message_that_waited_for_hours_gets_a_recap_and_plays_no_move(playing):
    turn = slots(playing)["scene"]["turn"]
    sent = playing.clock[0]
    playing.clock[0] += 20 * 3600
    reply = playing.service.take_blocking(_incoming("late", Text("bof"), sent))
    assert "coupé" in reply.bubbles[0].line.text
    assert slots(playing)["scene"]["turn"] == turn


def test_a_disclosure_that_waited_for_hours_is_answered_with_help(playing):
    sent = playing.clock[0]
    playing.clock[0] += 20 * 3600
    reply = playing.service.take_blocking(_incoming("late", Text(DISCLOSURE), sent))
    assert any("119" in bubble.line.text for bubble in reply.bubbles)


def test_in_a_flood_a_disclosure_among_skipped_messages_is_what_gets_answered(talk):
    reply = talk.take(Text("spam"), skipped=(("tg:1", "spam"), ("tg:2", DISCLOSURE), ("tg:3", "spam")))
    assert any("119" in bubble.line.text for bubble in reply.bubbles)
    assert rows(talk, SeenTurn) == 4


def test_a_harmless_edit_is_seen_and_answers_nothing(playing):
    before = slots(playing)
    assert playing.take(Edited("bof bof")).bubbles == ()
    assert slots(playing) == before


def test_a_photo_is_answered_without_being_opened(talk):
    reply = talk.take(Media("photo"))
    assert "n'ouvre pas" in reply.bubbles[0].line.text


def test_chats_do_not_see_each_other(talk):
    talk.say("/start", chat="renard")
    talk.press("a:11-13", chat="renard")
    talk.say("salut", chat="loutre")
    assert slots(talk, "loutre")["mode"] == "new"
    assert slots(talk, "renard")["profile"] == {"band": "11-13", "met": True}


def test_a_command_while_a_class_code_is_awaited_is_still_that_command(playing):
    playing.press("c:join_class")
    assert slots(playing)["mode"] == "class"
    told = "\n".join(bubble.line.text for bubble in playing.press("c:my_data").bubbles)
    assert "ta tranche d'âge : 11-13" in told


def test_the_cost_of_a_turn_does_not_grow_with_the_chat(talk):
    for _ in range(20):
        talk.say("bof jsp")
    assert len(str(slots(talk))) < 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=4096))
def test_any_text_gets_an_answer_in_a_scene(playing, text):
    assert playing.say(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.from_regex(r"\A[acehjkmrs]:[a-z_0-9:-]{0,40}\Z"))
def test_any_callback_data_gets_an_answer_in_a_scene(playing, data):
    assert playing.take(Pressed(data)).bubbles


def _incoming(turn_id, body, sent_at):
    from bot.dialogue.incoming import Incoming

    return Incoming(turn_id, "renard", body, sent_at, b"sealed")
