"""What may be real is asked about, with help already in sight; the answer is not a label."""

import pytest

from tests.e2e.player import SECONDS, enter, moves, next_turn

pytestmark = pytest.mark.usefixtures("vigie")


def test_help_opened_by_theme_names_the_line_for_it(teen):
    enter(teen)
    teen.say("aide")
    shown = teen.wait_for(
        lambda shown: any(one.startswith("h:theme:") for one in shown.datas), timeout=SECONDS
    )
    theme = next(one for one in shown.datas if one == "h:theme:suicide")
    teen.press(theme)
    teen.wait_for("3114", timeout=SECONDS)


def test_what_blocks_gets_a_matched_answer_and_a_next_tiny_step(teen):
    enter(teen)
    teen.say("mon beau père me frappe presque tous les soirs")
    teen.wait_for(lambda shown: "h:blocked" in shown.datas, timeout=SECONDS)
    teen.press("h:blocked")
    shown = teen.wait_for(
        lambda shown: any(one.startswith("h:barrier:") for one in shown.datas), timeout=SECONDS
    )
    teen.press(next(one for one in shown.datas if one.startswith("h:barrier:")))
    teen.wait_for(lambda shown: "h:go" in shown.datas, timeout=SECONDS)


@pytest.mark.parametrize("answer", ["k:game", "k:real", "k:unsaid", "k:me", "k:other", "k:no"])
def test_an_old_check_in_button_still_gets_an_answer(teen, answer):
    enter(teen)
    teen.press("s:trop_pareil")
    next_turn(teen)
    teen.forge(answer)
    assert teen.wait_reply(timeout=SECONDS)


def test_a_paused_scene_is_taken_up_where_it_was(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    before = next_turn(teen)
    teen.press("c:pause")
    teen.wait_for(lambda shown: "c:resume" in shown.datas, timeout=SECONDS)
    teen.press("c:resume")
    assert sorted(moves(next_turn(teen))) == sorted(moves(before))


def test_a_situation_is_checked_with_the_words_quoted(teen):
    enter(teen)
    teen.say("/verifier")
    teen.wait_reply(timeout=SECONDS)
    teen.say("il dit qu'il a 14 ans mais il refuse toujours la visio, sa cam est cassée à chaque fois")
    teen.wait_for("🚩", timeout=SECONDS)
    said = "\n".join(shown.text for shown in teen.replies())
    assert "visio" in said


def test_checking_a_situation_that_is_real_names_the_flags_and_a_line(teen):
    enter(teen)
    teen.say("/verifier")
    teen.wait_reply(timeout=SECONDS)
    teen.say(
        "il veut pas de visio et il me dit de rien dire a mes parents, il veut que je vienne seule samedi"
    )
    teen.wait_for("🚩", timeout=SECONDS)
