"""Reading a test set: the format, and what freezes it."""

from __future__ import annotations

import pytest

from bot.retrain.cases import BadTestSet, read_testset, set_key


def test_a_row_gives_a_case_with_its_writer(tmp_path, write_testset):
    case = read_testset(write_testset(tmp_path / "set"))[0]
    assert (case.kind, case.label, case.level, case.role, case.writer) == (
        "risk",
        "meetup",
        "urgent",
        "self",
        "w1",
    )


def test_an_escaped_line_break_becomes_one(tmp_path, write_testset):
    told = [case for case in read_testset(write_testset(tmp_path / "set")) if case.kind == "verify"]
    assert told[0].text == "moi: non\nlui: t'as 10 min sinon je publie"
    assert told[0].flags == ("threat", "urgency")


def test_the_situation_is_none_when_idle_chat_in_a_scene_and_itself_for_a_move(tmp_path, write_testset):
    cases = read_testset(write_testset(tmp_path / "set"))
    assert [case.situation for case in cases[:2]] == [None, "chat"]
    assert cases[4].situation == "ask_photo"


def test_a_file_that_changed_is_refused(tmp_path, write_testset):
    folder = write_testset(tmp_path / "set")
    with (folder / "w1.tsv").open("a", encoding="utf-8") as handle:
        handle.write("none\tchatter\tidle\t-\t-\t-\t-\tune ligne de plus\n")
    with pytest.raises(BadTestSet, match=r"w1\.tsv is not the file"):
        read_testset(folder)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("risk\tmeetup\tidle\turgent\tself\t-\tsalut", "8 columns"),
        ("joke\tx\tidle\t-\t-\t-\t-\tsalut", "unknown kind"),
        ("risk\tweather\tidle\thigh\tself\t-\t-\tsalut", "unknown label"),
        ("risk\tmeetup\tbus\thigh\tself\t-\t-\tsalut", "unknown context"),
        ("risk\tmeetup\tidle\t-\tself\t-\t-\tsalut", "level and a role"),
        ("verify\tdoubt\tidle\t-\t-\t-\tbig_hat\tsalut", "unknown category or flag"),
    ],
)
def test_a_row_off_the_format_is_named_by_place_and_not_quoted(tmp_path, write_testset, row, complaint):
    with pytest.raises(BadTestSet, match=rf"w1\.tsv:1: .*{complaint}") as caught:
        read_testset(write_testset(tmp_path / "set", (row,)))
    assert "salut" not in str(caught.value)


def test_another_set_has_another_key(tmp_path, write_testset):
    one = write_testset(tmp_path / "one")
    other = write_testset(tmp_path / "other", ("none\tchatter\tidle\t-\t-\t-\t-\tsalut",))
    assert set_key(one) != set_key(other)
