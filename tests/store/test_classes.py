"""Classes as a teen meets them, and what is held, withdrawn, erased. On SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import review
from bot.store.accounts import Moment, link_of, new_link, note, open_account
from bot.store.classes import (
    ClassNotOpen,
    class_by_code,
    class_for_play,
    erase_chat,
    held_about,
    join_class,
    leave_class,
    memberships,
)
from bot.store.database import open_database, reading, writing
from bot.store.migrate import migrate
from bot.store.models import (
    AuditEntry,
    Base,
    ClassMember,
    Invitation,
    Play,
    PlayComment,
    PlayLabel,
    PlayLine,
    SchoolClass,
)
from bot.store.retention import DAY, purge, scrub
from bot.store.review import ClassFields
from bot.store.transcripts import write_record
from bot.store.turns import Sealed, add_to_outbox, write_slots

TODAY = dt.date(2026, 11, 23)
NOW = 1_795_440_600
FIELDS = ClassFields("4e B", "Collège des Tilleuls", "Mme Morel")


def account(connection, name="claire", role="educator") -> int:
    link = link_of(connection, new_link(connection, role, NOW + 60), NOW)
    assert link
    return open_account(connection, link, f"{name}@college.example", name, "$argon2id$", TODAY)


def school_class(connection, scenarios=("essai",)) -> int:
    known = connection.execute(sa.text("SELECT count(*) FROM accounts")).scalar_one()
    return review.create_class(connection, account(connection, f"prof{known}"), FIELDS, scenarios, TODAY)


def play(connection, chat="renard", class_id=None, play_id="p1", said="non", day=TODAY) -> int:
    record = {
        "play": {"play_id": play_id, "scenario": "essai", "version": "v1"},
        "lines": [
            {"voice": "persona", "speaker": "Lou", "text": "salut"},
            {"voice": "teen", "text": said, "move": "refuse", "rating": "protective", "node": "n1"},
        ],
        "ending": "safe",
        "flags_seen": ["secrecy"],
        "flags_missed": [],
    }
    write_record(connection, chat, record, day, class_id)
    return connection.execute(
        sa.select(Play.id).where(Play.chat == chat, Play.play_id == play_id)
    ).scalar_one()


def count(connection, table, *where) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()


@pytest.fixture
def class_id(database) -> int:
    with writing(database) as connection:
        return school_class(connection)


# --- joining --------------------------------------------------------------------------------------------------


def test_a_class_is_found_by_its_code_however_it_is_typed(database, class_id):
    with reading(database) as connection:
        code = connection.execute(sa.select(SchoolClass.code)).scalar_one()
        card = class_by_code(connection, f" {code[:3].lower()}-{code[3:]} ")

        assert card is not None
        assert (card.id, card.name, card.school, card.teacher) == (class_id, *vars(FIELDS).values())
        assert (card.status, card.scenarios) == ("open", ("essai",))
        assert class_by_code(connection, "CDF347" if code != "CDF347" else "CDF349") is None
        assert class_by_code(connection, "'; DROP TABLE classes") is None


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_class_that_is_not_open_says_so_and_nobody_joins(database, class_id, status):
    with writing(database) as connection:
        code = connection.execute(sa.select(SchoolClass.code)).scalar_one()
        review.set_status(connection, class_id, status, TODAY)
        card = class_by_code(connection, code)
        assert card
        assert card.status == status
        with pytest.raises(ClassNotOpen):
            join_class(connection, class_id, "renard", 1, TODAY)


def test_nobody_joins_a_class_that_does_not_exist(database):
    with writing(database) as connection, pytest.raises(ClassNotOpen):
        join_class(connection, 999, "renard", 1, TODAY)


def test_joining_gives_a_nickname_and_what_one_joined(database, class_id):
    with writing(database) as connection:
        mine = join_class(connection, class_id, "renard", 1, TODAY)

    assert len(mine.nickname.split()) == 3
    assert (mine.class_id, mine.class_name, mine.school, mine.teacher, mine.scenarios) == (
        class_id,
        *vars(FIELDS).values(),
        ("essai",),
    )


def test_joining_twice_gives_the_same(database, class_id):
    with writing(database) as connection:
        first = join_class(connection, class_id, "renard", 1, TODAY)
        again = join_class(connection, class_id, "renard", 2, TODAY)
        assert first == again
        assert count(connection, ClassMember) == 1


def test_nicknames_are_unique_in_a_class_even_from_one_seed(database, class_id):
    with writing(database) as connection:
        names = [join_class(connection, class_id, f"teen{n}", 1, TODAY).nickname for n in range(40)]

    assert len(set(names)) == 40


def test_two_who_join_at_once_with_one_seed_both_get_in(database, class_id):
    got: list[str] = []

    def join(chat: str) -> None:
        with writing(database) as connection:
            got.append(join_class(connection, class_id, chat, 1, TODAY).nickname)

    threads = [threading.Thread(target=join, args=(f"teen{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(got)) == 4


def test_memberships_are_the_classes_one_is_in_open_or_not(database, class_id):
    with writing(database) as connection:
        closed, left = school_class(connection), school_class(connection)
        for one in (class_id, closed, left):
            join_class(connection, one, "renard", 1, TODAY)
        review.set_status(connection, closed, "closed", TODAY)
        leave_class(connection, "renard", left, withdraw=False)

        assert [mine.class_id for mine in memberships(connection, "renard")] == [class_id, closed]
        assert memberships(connection, "loutre") == []


# --- what is shared -------------------------------------------------------------------------------------------


def test_a_play_is_read_by_the_latest_class_that_was_assigned_its_scene(database, class_id):
    with writing(database) as connection:
        second, third = school_class(connection), school_class(connection, ["autre"])
        for one in (class_id, second, third):
            join_class(connection, one, "renard", 1, TODAY)

        assert class_for_play(connection, "renard", "essai") == second
        assert class_for_play(connection, "renard", "autre") == third
        assert class_for_play(connection, "renard", "jamais_donnee") is None
        assert class_for_play(connection, "loutre", "essai") is None
        review.set_status(connection, second, "closed", TODAY)
        assert class_for_play(connection, "renard", "essai") == class_id
        leave_class(connection, "renard", class_id, withdraw=False)
        assert class_for_play(connection, "renard", "essai") is None


def test_a_record_makes_its_play_shared_and_the_class_of_a_running_play_never_changes(database, class_id):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        first = play(connection, class_id=class_id)
        play(connection, class_id=None)
        solo = play(connection, play_id="p2")
        classes = dict(connection.execute(sa.select(Play.id, Play.class_id)).all())

    assert classes == {first: class_id, solo: None}


def test_a_line_may_come_withheld(database):
    record = {
        "play": {"play_id": "p1", "scenario": "essai", "version": "v1"},
        "lines": [{"voice": "teen", "text": "a", "withheld": True}, {"voice": "teen", "text": "b"}],
    }
    with writing(database) as connection:
        write_record(connection, "renard", record, TODAY)
        assert connection.execute(sa.select(PlayLine.withheld).order_by(PlayLine.id)).scalars().all() == [
            True,
            None,
        ]


def noted_play(connection, class_id, chat="renard", play_id="p1", said="non") -> int:
    """A shared play that educators read and wrote about."""
    made = play(connection, chat, class_id, play_id, said)
    staff = connection.execute(sa.text("SELECT min(id) FROM accounts")).scalar_one()
    review.add_comment(connection, made, staff, "note d'équipe", TODAY)
    review.set_labels(connection, made, ["show_class"])
    review.set_reviewed(connection, made, True)
    note(connection, staff, Moment(TODAY, 14), "read", play=made, class_id=class_id)
    return made


def test_leaving_keeps_what_was_shared_and_shares_nothing_more(database, class_id):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        made = noted_play(connection, class_id)
        leave_class(connection, "renard", class_id, withdraw=False)

        assert [one.left for one in memberships(connection, "renard")] == [True]
        assert class_for_play(connection, "renard", "essai") is None
        assert connection.execute(sa.select(Play.class_id).where(Play.id == made)).scalar() == class_id
        assert count(connection, PlayComment) == 1


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_class_that_is_no_longer_open_can_be_left_and_what_was_shared_taken_back(
    database, class_id, status
):
    with writing(database) as connection:
        mine = join_class(connection, class_id, "renard", 1, TODAY)
        noted_play(connection, class_id)
        review.set_status(connection, class_id, status, TODAY)
        assert memberships(connection, "renard") == [mine]
        leave_class(connection, "renard", class_id, withdraw=True)

        assert memberships(connection, "renard") == []
        assert count(connection, Play, Play.class_id == class_id) == 0


def test_whoever_left_can_still_take_back_what_was_shared(database, class_id):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        noted_play(connection, class_id)
        leave_class(connection, "renard", class_id, withdraw=False)
        [left] = memberships(connection, "renard")
        leave_class(connection, "renard", left.class_id, withdraw=True)

        assert memberships(connection, "renard") == []
        assert count(connection, PlayComment) == 0


def go_on(connection, said, class_id, ending=None) -> None:
    """Another turn of the play of `play`."""
    record = {
        "play": {"play_id": "p1", "scenario": "essai", "version": "v1"},
        "lines": [{"voice": "teen", "text": said, "move": "refuse", "rating": "protective", "node": "n2"}],
        "ending": ending,
        "flags_seen": [],
        "flags_missed": ["asks_info"],
    }
    write_record(connection, "renard", record, TODAY, class_id)


def read_by(connection, class_id) -> tuple[list[str], list[str | None]]:
    """Lines of teens that a class reads, and the endings."""
    shared = sa.select(Play.id).where(Play.class_id == class_id)
    lines = sa.select(PlayLine.text).where(PlayLine.play.in_(shared), PlayLine.voice == "teen")
    endings = sa.select(Play.ending).where(Play.class_id == class_id)
    return [*connection.execute(lines).scalars()], [*connection.execute(endings).scalars()]


@pytest.mark.parametrize("stops", ["leaves", "closed", "archived", "unassigned"])
def test_a_play_under_way_when_sharing_stops_goes_on_unread(database, class_id, stops):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        go_on(connection, "avant", class_id)
        if stops == "leaves":
            leave_class(connection, "renard", class_id, withdraw=False)
        elif stops == "unassigned":
            review.assign(connection, class_id, [])
        else:
            review.set_status(connection, class_id, stops, TODAY)
        go_on(connection, "après", None)
        go_on(connection, "à la fin", None, ending="safe")

        assert read_by(connection, class_id) == (["avant"], [None])
        held = held_about(connection, "renard")["plays"]
        assert [[line["text"] for line in one["lines"]] for one in held] == [["avant"], ["après", "à la fin"]]


def test_a_play_under_way_is_still_read_by_its_class_when_another_one_is_joined(database, class_id):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        go_on(connection, "avant", class_id)
        other = school_class(connection)
        join_class(connection, other, "renard", 1, TODAY)
        go_on(connection, "après", other)

        assert read_by(connection, class_id)[0] == ["avant", "après"]
        assert read_by(connection, other)[0] == []


def test_coming_back_gives_the_same_nickname(database, class_id):
    with writing(database) as connection:
        before = join_class(connection, class_id, "renard", 1, TODAY)
        leave_class(connection, "renard", class_id, withdraw=False)

        assert join_class(connection, class_id, "renard", 2, TODAY) == before
        assert memberships(connection, "renard") == [before]


def test_withdrawing_takes_back_the_plays_of_that_class_with_every_note_on_them(database, class_id):
    with writing(database) as connection:
        other = school_class(connection)
        for one in (class_id, other):
            join_class(connection, one, "renard", 1, TODAY)
        join_class(connection, class_id, "loutre", 2, TODAY)
        mine = noted_play(connection, class_id)
        elsewhere = noted_play(connection, other, play_id="p2")
        theirs = noted_play(connection, class_id, "loutre", "p3")
        leave_class(connection, "renard", class_id, withdraw=True)

        shared = dict(connection.execute(sa.select(Play.id, Play.class_id)).all())
        assert shared == {mine: None, elsewhere: other, theirs: class_id}
        assert {row.play for row in connection.execute(sa.select(PlayComment.play))} == {elsewhere, theirs}
        assert {row.play for row in connection.execute(sa.select(PlayLabel.play))} == {elsewhere, theirs}
        assert not connection.execute(sa.select(Play.reviewed).where(Play.id == mine)).scalar()
        assert count(connection, ClassMember, ClassMember.chat == "renard") == 1
        assert held_about(connection, "renard")["plays"][0]["shared_with_a_class"] is False


# --- rights ---------------------------------------------------------------------------------------------------


def test_everything_held_is_told_and_of_staff_notes_only_how_many(database, class_id):
    with writing(database) as connection:
        mine = join_class(connection, class_id, "renard", 1, TODAY)
        noted_play(connection, class_id)
        play(connection, play_id="p2")
        write_slots(connection, "renard", {"mode": "scene", "profile": {"band": "14-15"}}, 0, NOW)
        add_to_outbox(connection, "renard", [Sealed("vigie", b"a", b"b")], NOW)
        held = held_about(connection, "renard")

    assert json.loads(json.dumps(held)) == held
    assert held["live"] == {"mode": "scene", "profile": {"band": "14-15"}}
    assert held["waiting_messages"] == 1
    assert held["classes"] == [
        {
            "name": "4e B",
            "school": "Collège des Tilleuls",
            "teacher": "Mme Morel",
            "nickname": mine.nickname,
            "joined_on": "2026-11-23",
            "left": False,
            "quizzes_counted_in_its_total": None,
            "status": "open",
        }
    ]
    assert [one["shared_with_a_class"] for one in held["plays"]] == [True, False]
    assert held["plays"][0]["lines"][1]["text"] == "non"
    assert held["staff_notes"] == 2
    assert "note d'équipe" not in json.dumps(held, ensure_ascii=False)
    # Whether a line was withheld is not told either: whoever reads over a shoulder would learn it.
    assert "withheld" not in json.dumps(held)


def test_nothing_is_held_about_a_stranger(database):
    with reading(database) as connection:
        assert held_about(connection, "inconnu") == {
            "live": {},
            "waiting_messages": 0,
            "messages_on_screen": 0,
            "messages_asked_for": [],
            "classes": [],
            "plays": [],
            "staff_notes": 0,
            "quizzes": [],
        }


def tables_naming(connection, chat: str) -> list[str]:
    """The tables in which a pseudonym, or a play of it, is still written."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        for row in connection.execute(sa.select(table)).mappings()
        if any(value == chat or (isinstance(value, str) and "un secret" in value) for value in row.values())
    ]


def test_erasing_leaves_nothing_of_a_chat_and_everything_of_another(database, class_id):
    with writing(database) as connection:
        for chat, play_id in (("renard", "p1"), ("loutre", "p2")):
            join_class(connection, class_id, chat, 1, TODAY)
            said = "un secret" if chat == "renard" else "non"
            noted_play(connection, class_id, chat, play_id, said)
            write_slots(connection, chat, {}, 0, NOW)
            add_to_outbox(connection, chat, [Sealed("vigie", b"a", b"b")], NOW)
        assert set(tables_naming(connection, "renard")) == {
            "plays",
            "play_lines",
            "class_members",
            "live_states",
            "outbox",
        }
        before = held_about(connection, "loutre")
        erase_chat(connection, "renard")

    with reading(database) as connection:
        assert tables_naming(connection, "renard") == []
        assert held_about(connection, "loutre") == before
        assert count(connection, PlayLine) == 2
        # That a reading took place is kept; of what, is not.
        readings = connection.execute(sa.select(AuditEntry.play).order_by(AuditEntry.id)).scalars().all()
        assert readings[0] is None
        assert readings[1] is not None


def test_after_erasing_not_a_byte_is_left_in_the_files(sqlite_url, tmp_path):
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with writing(database) as connection:
        one = school_class(connection)
        join_class(connection, one, "pseudonyme-renard", 1, TODAY)
        for number in range(60):
            noted_play(connection, one, "pseudonyme-renard", f"p{number}", "un secret bien long " * 40)
    with writing(database) as connection:
        erase_chat(connection, "pseudonyme-renard")
    scrub(database)

    left = b"".join(path.read_bytes() for path in Path(tmp_path).glob("vigie.db*"))
    assert b"pseudonyme-renard" not in left
    assert b"un secret bien long" not in left


def test_scrubbing_says_when_somebody_still_reads_what_was_erased(sqlite_url):
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with writing(database) as connection:
        school_class(connection)
    with reading(database) as connection:
        count(connection, PlayLine)
        with writing(database) as writer:
            erase_chat(writer, "pseudonyme-renard")
        assert not scrub(database)
    with writing(database):
        assert not scrub(database)
    assert scrub(database)


def test_erasing_twice_or_a_stranger_is_fine(database):
    with writing(database) as connection:
        erase_chat(connection, "inconnu")
        erase_chat(connection, "inconnu")
    scrub(database)


# --- retention ------------------------------------------------------------------------------------------------


def test_what_is_past_its_time_goes_with_what_hangs_on_it(database, class_id):
    with writing(database) as connection:
        for chat, left in (("gone", True), ("stays", False), ("read", True)):
            join_class(connection, class_id, chat, 1, TODAY)
            if left:
                leave_class(connection, chat, class_id, withdraw=False)
        old = noted_play(connection, class_id, "gone", "p1")
        connection.execute(sa.update(Play).where(Play.id == old).values(day=TODAY - dt.timedelta(days=91)))
        noted_play(connection, class_id, "read", "p2")
        new_link(connection, "educator", NOW - 1)
        new_link(connection, "educator", NOW + 1)
        note(connection, None, Moment(TODAY - dt.timedelta(days=366), 1), "link_new")
        purge(connection, NOW)

    with reading(database) as connection:
        assert count(connection, Play) == count(connection, PlayComment) == count(connection, PlayLabel) == 1
        # Whoever left is forgotten once nothing is read under their nickname any more.
        assert set(connection.execute(sa.select(ClassMember.chat)).scalars()) == {"stays", "read"}
        assert count(connection, Invitation) == 1
        assert count(connection, AuditEntry) == 2


def test_an_archived_class_goes_after_a_year_with_its_members(database, class_id):
    with writing(database) as connection:
        join_class(connection, class_id, "renard", 1, TODAY)
        kept = school_class(connection)
        review.set_status(connection, class_id, "archived", TODAY - dt.timedelta(days=366))
        review.set_status(connection, kept, "archived", TODAY - dt.timedelta(days=364))
        play(connection, class_id=class_id)
        purge(connection, NOW)

        assert connection.execute(sa.select(SchoolClass.id)).scalars().all() == [kept]
        assert count(connection, ClassMember) == 0
        assert connection.execute(sa.select(Play.class_id)).scalars().all() == [None]
    assert DAY == 86_400
