"""What educators ask of the database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from alembic import command

from bot.store import accounts, review
from bot.store.accounts import EmailTaken, Moment, audit_page, link_of, new_link, note, open_account
from bot.store.classes import join_class, leave_class
from bot.store.database import open_database, reading, writing
from bot.store.migrate import alembic_config, migrate
from bot.store.models import Play
from bot.store.review import ClassFields, Place, PlayFilter, Scope
from bot.store.transcripts import write_record

TODAY = dt.date(2026, 11, 23)
NOW = 1_795_440_600
EVERYTHING = Scope(account=None)


class World:
    """Two educators with two classes and one, and plays on several days."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.claire, self.idriss = self.account("claire"), self.account("idriss")
        self.mine = [self.school_class(self.claire), self.school_class(self.claire)]
        self.theirs = self.school_class(self.idriss)
        self.plays = [
            self.play(class_id, number) for number, class_id in enumerate([*self.mine, self.theirs] * 4)
        ]

    def account(self, name: str, role="educator") -> int:
        link = link_of(self.connection, new_link(self.connection, role, NOW + 60), NOW)
        assert link
        return open_account(self.connection, link, f"{name}@x.example", name, "$argon2id$", TODAY)

    def school_class(self, account: int) -> int:
        fields = ClassFields("4e B", "Collège", "Mme Morel")
        return review.create_class(self.connection, account, fields, ["essai"], TODAY)

    def play(self, class_id: int | None, number: int) -> int:
        chat = f"teen{number % 3}"
        if class_id is not None:
            join_class(self.connection, class_id, chat, number, TODAY)
        record = {
            "play": {"play_id": f"p{number}", "scenario": "essai", "version": "v1"},
            "lines": [{"voice": "teen", "text": f"dit {number}", "flags": ["secrecy"]}],
            "ending": "safe" if number % 2 else None,
            "flags_seen": [],
            "flags_missed": ["urgency"],
        }
        write_record(self.connection, chat, record, TODAY - dt.timedelta(days=number // 5), class_id)
        return self.connection.execute(sa.select(sa.func.max(Play.id))).scalar_one()

    def order(self, *class_ids: int) -> list[int]:
        found = self.connection.execute(
            sa.select(Play.id).where(Play.class_id.in_(class_ids)).order_by(Play.day.desc(), Play.id.desc())
        )
        return list(found.scalars())


@pytest.fixture
def world(database):
    with writing(database) as connection:
        yield World(connection)


def walk(connection, scope: Scope, wanted: PlayFilter, size: int = 3) -> list[int]:
    """Every transcript, page by page."""
    seen: list[int] = []
    after = None
    while True:
        page = review.newer_first(connection, scope, wanted, after, size)
        if not page:
            return seen
        seen += [play.id for play in page]
        after = Place(page[-1].day, page[-1].id)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(world):
    assert walk(world.connection, Scope(world.claire), PlayFilter()) == world.order(*world.mine)
    assert walk(world.connection, EVERYTHING, PlayFilter()) == world.order(*world.mine, world.theirs)
    assert walk(world.connection, Scope(world.idriss), PlayFilter(class_id=world.mine[0])) == []


def test_a_play_added_meanwhile_shifts_no_page(world):
    first = review.newer_first(world.connection, Scope(world.claire), PlayFilter(), None, 3)
    expected = world.order(*world.mine)[3:6]
    world.play(world.mine[0], 4)
    place = Place(first[-1].day, first[-1].id)
    second = review.newer_first(world.connection, Scope(world.claire), PlayFilter(), place, 3)

    assert [play.id for play in second] == expected


def test_the_page_before_a_place_is_the_one_that_led_to_it(world):
    order = world.order(*world.mine)
    days = dict(world.connection.execute(sa.select(Play.id, Play.day)).all())
    place = Place(days[order[6]], order[6])
    before = review.before_place(world.connection, Scope(world.claire), PlayFilter(), place, 3)

    assert [play.id for play in before] == order[3:6]
    assert review.neighbours(world.connection, Scope(world.claire), PlayFilter(), place) == (
        order[5],
        order[7],
    )
    last = Place(days[order[-1]], order[-1])
    assert review.neighbours(world.connection, Scope(world.claire), PlayFilter(), last) == (order[-2], None)


def test_an_ending_a_label_and_what_is_unreviewed_can_be_asked_for(world):
    connection, scope = world.connection, Scope(world.claire)
    order = world.order(*world.mine)
    review.set_reviewed(connection, order[0], True)
    review.set_labels(connection, order[1], ["show_class", "show_class"])
    ended = set(connection.execute(sa.select(Play.id).where(Play.ending == "safe")).scalars())

    assert walk(connection, scope, PlayFilter(ending="safe")) == [one for one in order if one in ended]
    assert walk(connection, scope, PlayFilter(ending="none")) == [one for one in order if one not in ended]
    assert walk(connection, scope, PlayFilter(unreviewed=True)) == order[1:]
    assert walk(connection, scope, PlayFilter(label="show_class")) == [order[1]]
    assert walk(connection, scope, PlayFilter(scenario="autre")) == []


def test_a_transcript_comes_with_its_lines_labels_and_comments(world):
    connection = world.connection
    play = world.plays[0]
    review.set_labels(connection, play, ["question"])
    review.add_comment(connection, play, world.claire, "à voir", TODAY)
    page = review.play_page(connection, Scope(world.claire), play)

    assert page is not None
    assert [line.text for line in page.lines] == ["dit 0"]
    assert page.lines[0].flags == ("secrecy",)
    assert page.lines[0].withheld is None
    assert page.play.labels == ("question",)
    assert [(one.author, one.text) for one in page.comments] == [("claire", "à voir")]
    assert page.play.nickname
    review.mark_reread(connection, [(page.lines[0].id, True)])
    again = review.play_page(connection, EVERYTHING, play)
    assert again
    assert again.lines[0].withheld is True


def test_what_is_out_of_scope_is_not_there(world):
    connection, outsider = world.connection, Scope(world.idriss)
    solo = world.play(None, 99)

    assert review.play_page(connection, outsider, world.plays[0]) is None
    assert review.class_of_play(connection, outsider, world.plays[0]) is None
    assert review.class_in_scope(connection, outsider, world.mine[0]) is None
    assert [one.id for one in review.list_classes(connection, outsider)] == [world.theirs]
    for scope in (outsider, EVERYTHING):
        assert review.play_page(connection, scope, solo) is None
        assert review.class_of_play(connection, scope, solo) is None


def test_a_list_of_classes_counts_who_is_in_and_what_waits(world):
    connection = world.connection
    review.set_reviewed(connection, world.plays[0], True)
    leave_class(connection, "teen0", world.mine[0], withdraw=False)
    [first, second] = review.list_classes(connection, Scope(world.claire))

    assert {(one.id, one.members, one.unreviewed) for one in (first, second)} == {
        (world.mine[0], len(review.nicknames_of(connection, world.mine[0])), 3),
        (world.mine[1], len(review.nicknames_of(connection, world.mine[1])), 4),
    }


def test_figures_need_five_people_with_a_finished_play(world):
    connection = world.connection
    one = world.school_class(world.claire)
    for number in range(5):
        assert review.figures(connection, one) is None
        record = {
            "play": {"play_id": f"q{number}", "scenario": "essai", "version": "v1"},
            "lines": [],
            "ending": "safe",
            "flags_seen": [],
            "flags_missed": ["urgency", "secrecy"] if number else ["urgency"],
        }
        write_record(connection, f"someone{number}", record, TODAY, one)
    figures = review.figures(connection, one)

    assert figures is not None
    assert (figures.people, figures.finished, figures.endings) == (5, 5, (("safe", 5),))
    assert figures.missed == (("urgency", 5), ("secrecy", 4))


def test_adding_a_colleague_twice_is_as_good_as_once(world):
    for _ in range(2):
        review.add_staff(world.connection, world.theirs, world.claire)

    assert [one.name for one in accounts.staff_of(world.connection, world.theirs)] == ["claire", "idriss"]
    review.remove_staff(world.connection, world.theirs, world.claire)
    assert [one.name for one in accounts.staff_of(world.connection, world.theirs)] == ["idriss"]


def test_an_address_opens_one_account_only_and_the_link_is_not_lost(world):
    link = link_of(world.connection, new_link(world.connection, "educator", NOW + 60), NOW)
    assert link
    with pytest.raises(EmailTaken), world.connection.begin_nested():
        open_account(world.connection, link, " Claire@X.example ", "autre", "$argon2id$", TODAY)

    assert [one.id for one in accounts.open_links(world.connection, NOW)] == [link.id]


def test_the_audit_log_names_what_is_still_there(world):
    connection = world.connection
    note(connection, world.claire, Moment(TODAY, 9), "read", play=world.plays[0], class_id=world.mine[0])
    note(connection, None, Moment(TODAY, 10), "role_lead", about=world.idriss)
    [newest, oldest] = audit_page(connection, None, 10)

    assert (newest["who"], newest["about"], newest["hour"]) == (None, "idriss", 10)
    assert (oldest["who"], oldest["play"], oldest["class_name"]) == ("claire", world.plays[0], "4e B")
    assert [entry["id"] for entry in audit_page(connection, newest["id"], 10)] == [oldest["id"]]


def test_the_second_migration_keeps_what_was_stored_and_can_be_undone(url):
    migrate(url)
    engine = open_database(url)
    with writing(engine) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO plays (id, chat, play_id, scenario, version, day, flags_seen, flags_missed)"
                " VALUES (1, 'renard', 'p1', 'essai', 'v1', '2026-11-23', '[]', '[]')"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO play_lines (id, play, voice, text, flags) VALUES (1, 1, 'teen', 'non', '[]')"
            )
        )
    migrate(url)
    with reading(engine) as connection:
        assert connection.execute(
            sa.text("SELECT class_id, reviewed, text FROM plays JOIN play_lines ON play = plays.id")
        ).all() == [(None, False, "non")]
    engine.dispose()
