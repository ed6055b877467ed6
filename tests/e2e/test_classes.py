"""A class joined from Telegram, what it then holds, leaving it, and everybody's rights over what is held."""

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from bot.store.database import open_database, reading, writing
from bot.store.models import ClassMember, ClassScenario, LiveState, Play, PlayLine, SchoolClass
from bot.store.nicknames import new_code
from tests.e2e.player import SECONDS, enter, moves, next_turn


@pytest.fixture
def database(vigie):
    engine = open_database(f"sqlite:///{vigie.home / 'vigie.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def make_class(database):
    """Makes a class of one assigned scene; its code."""

    def make(status="open"):
        code = new_code()
        with writing(database) as connection:
            class_id = connection.execute(
                sa.insert(SchoolClass).values(
                    code=code,
                    name="5e B",
                    school="Collège des Ormes",
                    teacher="Mme Lune",
                    status=status,
                    since=dt.date(2026, 11, 23),
                )
            ).inserted_primary_key[0]
            connection.execute(sa.insert(ClassScenario).values(class_id=class_id, scenario="trop_pareil"))
        return code

    return make


def asked(user):
    return user.wait_for(lambda shown: any(data.startswith("j:yes") for data in shown.datas), timeout=SECONDS)


def join(user, code):
    user.say(f"/classe {code}")
    yes = next(data for data in asked(user).datas if data.startswith("j:yes"))
    user.press(yes)
    return user.wait_for("tu t'appelles", timeout=SECONDS)


def play_once(user):
    user.press("c:play")
    user.wait_for(lambda shown: "s:trop_pareil" in shown.datas, timeout=SECONDS)
    user.press("s:trop_pareil")
    user.press(moves(next_turn(user))[0])
    next_turn(user)


def count(database, table, *where):
    with reading(database) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar()


def test_a_class_is_shown_in_plain_words_before_it_is_joined(teen, make_class):
    code = make_class()
    enter(teen)
    teen.say(f"/classe {code.lower()}")
    asked(teen)
    said = "\n".join(shown.text for shown in teen.replies())
    assert "Collège des Ormes" in said
    assert "Mme Lune" in said
    assert "Vérifie en vrai" in said
    assert "verra jamais" in said


def test_joining_gives_a_nickname_and_shares_only_plays_of_assigned_scenes(teen, make_class, database):
    enter(teen)
    before = count(database, Play, Play.class_id.is_not(None))
    shown = join(teen, make_class())
    assert "{" not in shown.text
    play_once(teen)
    assert count(database, Play, Play.class_id.is_not(None)) == before + 1


def test_a_deep_link_shows_the_class_after_the_age_question(teen, make_class):
    teen.start(make_class())
    teen.wait_for(lambda shown: "a:11-13" in shown.datas, timeout=SECONDS)
    teen.press("a:11-13")
    asked(teen)


@pytest.mark.parametrize("code", ["ZZZZZZ", "drop table", "é" * 50, "<b>"])
def test_a_wrong_code_gets_a_kind_answer(teen, code):
    enter(teen)
    teen.say(f"/classe {code}")
    teen.wait_for("ne trouve pas", timeout=SECONDS)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_class_that_is_closed_says_so(teen, make_class, status):
    enter(teen)
    teen.say(f"/classe {make_class(status)}")
    teen.wait_for("fermée", timeout=SECONDS)


def test_the_code_can_be_given_when_asked_for(teen, make_class):
    enter(teen)
    teen.say("/classe")
    teen.wait_for("code de ta classe", timeout=SECONDS)
    teen.say(f"c {make_class()}")
    asked(teen)


def test_leaving_may_take_back_what_was_shared(teen, make_class, database):
    enter(teen)
    join(teen, make_class())
    play_once(teen)
    shared = count(database, Play, Play.class_id.is_not(None))
    teen.say("stop")
    teen.say("/classe")
    shown = teen.wait_for(
        lambda shown: any(data.startswith("j:withdraw") for data in shown.datas), timeout=SECONDS
    )
    teen.press(next(data for data in shown.datas if data.startswith("j:withdraw")))
    teen.wait_for("n'y sont plus", timeout=SECONDS)
    assert count(database, Play, Play.class_id.is_not(None)) == shared - 1


def test_what_was_left_shared_can_be_taken_back_later(teen, make_class, database):
    enter(teen)
    join(teen, make_class())
    play_once(teen)
    shared = count(database, Play, Play.class_id.is_not(None))
    teen.say("stop")
    teen.say("/classe")
    shown = teen.wait_for(
        lambda shown: any(data.startswith("j:leave") for data in shown.datas), timeout=SECONDS
    )
    teen.press(next(data for data in shown.datas if data.startswith("j:leave")))
    shown = teen.wait_for("quand tu veux, ici ou avec /classe", timeout=SECONDS)
    assert any(data.startswith("j:withdraw") for data in shown.datas)
    teen.say("/classe")
    shown = teen.wait_for("s'y lit encore", timeout=SECONDS)
    teen.press(next(data for data in shown.datas if data.startswith("j:withdraw")))
    teen.wait_for("n'y sont plus", timeout=SECONDS)
    assert count(database, Play, Play.class_id.is_not(None)) == shared - 1


def test_what_is_held_is_told_in_words_and_as_a_file(teen, make_class):
    enter(teen)
    join(teen, make_class())
    play_once(teen)
    teen.say("/mesdonnees")
    shown = teen.wait_for(lambda shown: "c:my_data_file" in shown.datas, timeout=SECONDS)
    assert any("11-13" in one.text for one in teen.replies())
    assert shown
    teen.press("c:my_data_file")
    sent = teen.wait_for(lambda shown: shown.document is not None, timeout=SECONDS)
    held = json.loads(sent.document["text"])
    assert held["plays"][0]["scenario"] == "trop_pareil"
    assert held["classes"][0]["name"] == "5e B"


def test_erasing_takes_two_taps_and_leaves_nothing(teen, make_class, database, vigie, shared_api):
    enter(teen)
    join(teen, make_class())
    play_once(teen)
    [(chat,)] = _latest_chat(database)
    teen.say("/effacer")
    teen.wait_for(lambda shown: "e:yes" in shown.datas, timeout=SECONDS)
    teen.press("e:yes")
    teen.wait_for("C'est effacé", timeout=SECONDS)
    for table in (LiveState, Play, ClassMember):
        assert count(database, table, table.chat == chat) == 0
    assert count(database, PlayLine, ~PlayLine.play.in_(sa.select(Play.id))) == 0
    shared_api.wait(lambda: not _in_files(vigie.home, chat), timeout=10)


def test_no_to_erasing_keeps_everything(teen, database):
    enter(teen)
    teen.say("/effacer")
    teen.wait_for(lambda shown: "e:no" in shown.datas, timeout=SECONDS)
    teen.press("e:no")
    teen.wait_for("comme avant", timeout=SECONDS)
    teen.press("c:play")
    assert teen.wait_for(lambda shown: "s:trop_pareil" in shown.datas, timeout=SECONDS)


def _latest_chat(database):
    with reading(database) as connection:
        return connection.execute(sa.select(Play.chat).order_by(Play.id.desc()).limit(1)).all()


def _in_files(home, chat):
    return any(chat.encode() in path.read_bytes() for path in home.glob("vigie.db*"))
