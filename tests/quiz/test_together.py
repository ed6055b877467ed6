"""The total of a class: nobody can be told from it, from one day to the next either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.export import LEAST
from bot.quiz.together import SHARES, together


def score(hits=2, false_alarms=0, knowledge=2, **other):
    return {
        "knowledge": knowledge,
        "knowledge_of": 2,
        "hits": hits,
        "dangers": 2,
        "false_alarms": false_alarms,
        "honest": 2,
        "intention": 3,
        **other,
    }


def test_under_five_people_nothing_is_shown():
    assert together([(score(), score())] * 4) is None
    assert together([]) is None


def test_five_people_before_and_after():
    got = together([(score(hits=n % 2, false_alarms=1, knowledge=0), score()) for n in range(5)])
    assert got is not None
    assert got.people == 5
    assert got.shares == {"hits": (20, 100), "trusted": (50, 100), "knowledge": (0, 100)}


def test_the_sixth_to_ninth_change_nothing_until_the_tenth_comes():
    five = [(score(hits=0), score())] * 5
    assert {str(together([*five, *[(score(), score(hits=0))] * n])) for n in range(5)} == {
        str(together(five))
    }
    ten = together([*five, *[(score(), score(hits=0))] * 5])
    assert ten is not None
    assert (ten.people, ten.shares["hits"]) == (10, (50, 50))


def test_whether_one_would_tell_somebody_is_no_part_of_it():
    assert "intention" not in SHARES


def test_scores_of_an_earlier_version_are_not_mixed_in():
    assert together([(score(knowledge_of=1), score())] * 5) is None
    assert together([({}, {})] * 5) is None


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=30))
def test_whoever_is_in_it_it_is_by_fives_and_in_tens(drawn):
    pairs = [(score(a, b, c), score(c, a, b)) for a, b, c in drawn]
    got = together(pairs)
    assert (got is None) == (len(pairs) < LEAST)
    if got is not None:
        assert got.people % LEAST == 0
        assert all(share % 10 == 0 and 0 <= share <= 100 for pair in got.shares.values() for share in pair)
