"""Whatever the hour, the day, the country and the reading: the first line printed answers now, and others rules of
safeguarding.md that no example would prove."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lines import Line
from bot.safety.help import Help, HelpStep
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.safety.resources import COUNTRIES, Resources, open_now
from bot.safety.risk import CATEGORIES, Risk
from bot.safety.routing import route
from bot.safety.wording import MAX_BUBBLE
from tests.safety.conftest import AFTERNOON, CONTENT, NIGHT, PARIS

FORBIDDEN = load_forbidden(CONTENT / "forbidden.yml")
#: Every minute of three years, changes of the clock included.
MOMENTS = st.integers(1_767_222_000 // 60, 1_861_830_000 // 60).map(
    lambda minute: dt.datetime.fromtimestamp(minute * 60, PARIS)
)
READINGS = st.builds(
    Risk,
    st.just("alarm"),
    st.sampled_from(CATEGORIES),
    st.sampled_from(["urgent", "high", "medium"]),
    st.sampled_from(["self", "friend", "author", "witness"]),
    st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True).map(tuple),
)
BANDS = st.sampled_from(["under-11", "11-13", "14-15", "16-18", "adult", None])
SHUT = ("rouvre", "à vérifier")
ICON = re.compile("[🚨📞💬📱📝]")


def text_of(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines)


def first_number(lines: tuple[Line, ...]) -> str:
    """The first help line printed."""
    return next(row for line in lines for row in line.text.splitlines() if ICON.match(row))


def everything_after(helping: Help, opened: HelpStep, now: dt.datetime) -> Iterator[HelpStep]:
    """Every step that buttons lead to, three deep."""
    todo, seen = [(opened, 0)], set()
    while todo:
        step, depth = todo.pop()
        yield step
        for line in step.lines:
            for choice in line.choices:
                verb, _, answer = choice.data.partition(":")
                if verb == "h" and depth < 3 and (step.state.get("step"), answer) not in seen:
                    seen.add((step.state.get("step"), answer))
                    todo.append((helping.help_turn(step.state, answer, now, offer_follow_up=True), depth + 1))


@given(MOMENTS, READINGS, st.sampled_from(COUNTRIES), BANDS)
@settings(max_examples=400, deadline=None)
def test_the_first_line_printed_is_open_now(
    helping: Help, now: dt.datetime, risk: Risk, country: str, band: str | None
) -> None:
    lines = helping.open_help(risk, now, country=country, age_band=band, in_scene=True).lines
    assert not any(word in first_number(lines) for word in SHUT), first_number(lines)
    assert len(lines) <= 4
    for line in lines:
        assert len(line.text) <= MAX_BUBBLE
        assert not find_forbidden(line.text, FORBIDDEN, country=country)


@given(MOMENTS, READINGS, st.sampled_from(COUNTRIES))
@settings(max_examples=300, deadline=None)
def test_what_is_routed_first_answers_now(
    resources: Resources, now: dt.datetime, risk: Risk, country: str
) -> None:
    first = route(resources.of(country), now, str(risk.category), str(risk.level), str(risk.role), risk.also)[
        0
    ]
    assert open_now(first, now) is True


@given(MOMENTS, READINGS, st.booleans(), st.sampled_from(COUNTRIES))
@settings(max_examples=300, deadline=None)
def test_a_check_in_has_an_open_line_and_the_childrens_line_in_sight(
    helping: Help, resources: Resources, now: dt.datetime, risk: Risk, in_scene: bool, country: str
) -> None:
    [shown] = helping.check_in(in_scene, risk, now, country=country)
    assert not any(word in first_number((shown,)) for word in SHUT)
    assert resources.of(country).answering("child")[0].reached_by in shown.text
    assert len(shown.text) <= MAX_BUBBLE
    assert len(shown.choices) == 3


@given(MOMENTS)
@settings(max_examples=100, deadline=None)
def test_at_any_hour_the_help_menu_and_the_numbers_start_with_one_that_answers(
    helping: Help, now: dt.datetime
) -> None:
    for lines in (helping.help_menu(now), helping.all_numbers(now), helping.brief(now)):
        assert "17" in lines[0].text
        assert all(len(line.text) <= MAX_BUBBLE for line in lines)


@pytest.mark.parametrize("role", ["self", "friend", "witness"])
@pytest.mark.parametrize("level", ["urgent", "high", "medium"])
@pytest.mark.parametrize("category", ["sextortion", "grooming"])
def test_every_reply_about_pictures_carries_a_quiet_line_with_3114(
    helping: Help, now: dt.datetime, role: str, level: str, category: str
) -> None:
    also = () if category == "sextortion" else ("sextortion",)
    opened = helping.open_help(Risk("alarm", category, level, role, also), now)  # type: ignore[arg-type]
    state = opened.state
    asked = helping.help_turn(state, "blocked", now).state
    for step in (
        opened,
        helping.help_turn(state, "safe_yes", now),
        helping.help_turn(state, "safe_no", now),
        helping.help_turn(state, "go", now),
        helping.help_turn(asked, "barrier:shame", now),
        helping.help_turn(state, "more", now),
    ):
        assert "3114" in text_of(step.lines), text_of(step.lines)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", ["urgent", "high", "medium"])
def test_who_did_harm_is_never_told_that_it_is_not_their_fault_wherever_they_press(
    helping: Help, now: dt.datetime, category: str, level: str
) -> None:
    opened = helping.open_help(
        Risk("alarm", category, level, "author"),
        now,
        offer_follow_up=True,  # type: ignore[arg-type]
    )
    steps = [*everything_after(helping, opened, now), helping.help_turn(opened.state, "next_day:same", now)]
    assert len(steps) > 2
    for step in steps:
        # Asked for by theme, help is for oneself again.
        if step.state.get("role", "author") == "author":
            said = text_of(step.lines)
            assert "pas ta faute" not in said
            assert "monstre" not in said
            assert not re.search(r"\d+ (ans de prison|€)", said)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", ["high", "medium"])
def test_every_barrier_of_the_list_is_met_with_an_answer_and_a_tiny_step(
    helping: Help, now: dt.datetime, category: str, level: str
) -> None:
    opened = helping.open_help(Risk("alarm", category, level, "self"), now)  # type: ignore[arg-type]
    pages = [helping.help_turn(opened.state, answer, now) for answer in ("blocked", "blocked:2")]
    offered = {choice.data for page in pages for line in page.lines for choice in line.choices}
    for barrier in (
        "mistake",
        "loved",
        "not_believed",
        "reprisals",
        "phone_read",
        "french",
        "shame",
        "parents",
    ):
        assert f"h:barrier:{barrier}" in offered
        lines = helping.help_turn(opened.state, f"barrier:{barrier}", now).lines
        assert "pas d'après" in lines[1].text
        assert not any(word in first_number(lines) for word in SHUT)


@pytest.mark.parametrize("category", ["abuse", "lgbt"])
def test_parents_and_blocking_are_no_first_step_where_they_may_be_the_danger(
    helping: Help, now: dt.datetime, category: str
) -> None:
    for level in ("urgent", "high", "medium"):
        said = text_of(helping.open_help(Risk("alarm", category, level, "self"), now).lines).lower()  # type: ignore[arg-type]
        assert "parent" not in said
        assert "bloque" not in said


@pytest.mark.parametrize("level", ["urgent", "high", "medium"])
def test_pharos_is_for_who_saw_public_content_only(helping: Help, now: dt.datetime, level: str) -> None:
    for role in ("self", "friend", "author"):
        said = text_of(helping.open_help(Risk("alarm", "illicit", level, role), now).lines)  # type: ignore[arg-type]
        assert "internet-signalement" not in said
    seen = text_of(helping.open_help(Risk("alarm", "illicit", "medium", "witness"), now).lines)
    assert "internet-signalement" in seen
    assert "ne fais pas de capture" in seen


@pytest.mark.parametrize("category", ["sextortion", "grooming", "identity", "meetup"])
def test_at_night_the_police_chat_for_minors_or_119_answers_first(helping: Help, category: str) -> None:
    lines = helping.open_help(Risk("alarm", category, "high", "self"), NIGHT).lines
    assert "masecurite.interieur.gouv.fr" in first_number(lines)
    assert "119" in text_of(lines)


def test_an_adult_in_urgent_need_gets_the_four_beats_like_anybody(helping: Help, now: dt.datetime) -> None:
    lines = helping.open_help(Risk("alarm", "danger", "urgent", "self"), now, age_band="adult").lines
    assert "17" in text_of(lines)
    assert lines[-1].text.startswith("Est-ce que tu es en sécurité, là ?")


def test_silence_leaves_the_numbers_last_on_screen(helping: Help, now: dt.datetime) -> None:
    for category in CATEGORIES:
        last = helping.open_help(Risk("alarm", category, "urgent", "self"), now).lines[-1]
        assert re.search(r"🚨 (17|15|3018|3114|masecurite)", last.text), last.text


def test_somebody_of_unknown_age_drawn_to_children_hears_of_the_line_for_it(helping: Help) -> None:
    lines = helping.open_help(Risk("alarm", "grooming", "high", "author"), AFTERNOON).lines
    assert "0 806 23 10 63" in text_of(lines)
