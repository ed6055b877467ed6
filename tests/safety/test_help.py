"""The help dialogue, read as a teen would."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re

import pytest

from bot.lines import Line
from bot.safety.help import Help, HelpStep
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.safety.resources import COUNTRIES, Resources
from bot.safety.risk import CATEGORIES, Risk
from bot.safety.wording import MAX_BUBBLE, HelpWords
from tests.safety.conftest import AFTERNOON, CONTENT, NIGHT

LEVELS = ("urgent", "high", "medium")
ROLES = ("self", "friend", "author", "witness")
BANDS = ("under-11", "11-13", "14-15", "16-18", "adult", None)
FORBIDDEN = load_forbidden(CONTENT / "forbidden.yml")


def real(category: str, level: str = "high", role: str = "self", also: tuple[str, ...] = ()) -> Risk:
    return Risk("alarm", category, level, role, also)  # type: ignore[arg-type]


def text_of(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines)


def buttons(lines: tuple[Line, ...]) -> list[str]:
    return [choice.data for line in lines for choice in line.choices]


def assert_readable(lines: tuple[Line, ...], country: str = "fr") -> None:
    assert 1 <= len(lines) <= 4
    for line in lines:
        assert 0 < len(line.text) <= MAX_BUBBLE, line.text
        assert "{" not in line.text
        assert not find_forbidden(line.text, FORBIDDEN, country=country), line.text


@pytest.mark.parametrize(("category", "level"), [*itertools.product(CATEGORIES, LEVELS)])
def test_every_reply_is_four_short_bubbles_without_a_forbidden_phrase(
    helping: Help, now: dt.datetime, category: str, level: str
) -> None:
    for role, band in itertools.product(ROLES, BANDS):
        step = helping.open_help(real(category, level, role), now, age_band=band, in_scene=True)
        assert_readable(step.lines)
        assert all(line.voice == "help" for line in step.lines)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_country_has_readable_replies(
    helping: Help, now: dt.datetime, country: str, level: str
) -> None:
    for category in CATEGORIES:
        assert_readable(helping.open_help(real(category, level), now, country=country).lines, country)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_first_number_printed_is_open_now(
    helping: Help, now: dt.datetime, category: str, level: str
) -> None:
    step = helping.open_help(real(category, level), now)
    card = next(line.text for line in step.lines if re.search("[🚨📞💬📱]", line.text))
    first = card.splitlines()[0]
    assert "rouvre" not in first
    assert "vérifier" not in first
    assert "jour et nuit" in first or "ouvert maintenant" in first


def test_urgent_is_four_beats(helping: Help, now: dt.datetime) -> None:
    acknowledge, action, card, question = helping.open_help(real("danger", "urgent"), now).lines
    assert "Merci" in acknowledge.text
    assert "lieu éclairé" in action.text
    assert "17" in card.text
    assert "SMS au 114" in card.text
    assert question.text == "Est-ce que tu es en sécurité, là ?\n\n🚨 17 · SMS 114 · 15"
    assert [choice.label for choice in question.choices][:3] == ["Oui", "Non", "Je sais pas"]


@pytest.mark.parametrize("answer", ["safe_no", "safe_unsure", "barrier:shame", "follow_up", "go", "anything"])
def test_urgent_leaves_the_emergency_card_last_on_screen_whatever_is_pressed(
    helping: Help, now: dt.datetime, answer: str
) -> None:
    step = helping.open_help(real("abuse", "urgent"), now, offer_follow_up=True)
    last = helping.help_turn(step.state, answer, now).lines[-1]
    assert "17" in last.text
    assert "114" in last.text


@pytest.mark.parametrize("category", CATEGORIES)
def test_urgent_asks_nothing_else_and_offers_no_replay(
    helping: Help, now: dt.datetime, category: str
) -> None:
    step = helping.open_help(real(category, "urgent"), now, offer_follow_up=True)
    safe = helping.help_turn(step.state, "safe_yes", now)
    pressed = {*buttons(step.lines), *buttons(safe.lines)}
    assert not pressed & {"h:blocked", "h:follow_up", "c:play", "c:resume"}
    assert text_of(step.lines).count("?") <= 2  # the safety question, and « tu ne peux pas parler ? »


@pytest.mark.parametrize("category", [one for one in CATEGORIES if one not in {"friend"}])
@pytest.mark.parametrize("level", LEVELS)
def test_it_is_not_your_fault_is_said_to_oneself_and_never_to_an_author(
    helping: Help, category: str, level: str
) -> None:
    own = text_of(helping.open_help(real(category, level), AFTERNOON).lines)
    author = text_of(helping.open_help(real(category, level, "author"), AFTERNOON).lines)
    assert "pas ta faute" in own
    assert "pas ta faute" not in author


def test_an_author_hears_what_can_still_be_stopped(helping: Help, now: dt.datetime) -> None:
    before = text_of(helping.open_help(real("lgbt", "urgent", "author"), now).lines)
    after = text_of(helping.open_help(real("abuse", "high", "author"), now).lines)
    assert "tu peux encore arrêter" in before
    assert "17 ou 112" in before
    assert after.startswith("C'est grave.")
    assert "119" in after


@pytest.mark.parametrize("level", ["high", "medium"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_calm_replies_say_what_happens_promise_no_secret_and_can_be_corrected(
    helping: Help, now: dt.datetime, category: str, level: str
) -> None:
    step = helping.open_help(real(category, level), now, in_scene=True)
    said = text_of(step.lines)
    assert "comment ça se passe" in said
    assert "je ne peux appeler personne" in said
    assert "je ne te promets pas le secret" in said
    assert {"h:game", "h:not_that", "h:blocked", "h:go"} <= set(buttons(step.lines))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("role", ROLES)
def test_sextortion_always_carries_a_quiet_3114(
    helping: Help, now: dt.datetime, level: str, role: str
) -> None:
    assert "3114" in text_of(helping.open_help(real("sextortion", level, role), now).lines)


@pytest.mark.parametrize("level", LEVELS)
def test_sextortion_never_pays_and_never_keeps_the_picture(
    helping: Help, now: dt.datetime, level: str
) -> None:
    said = text_of(helping.open_help(real("sextortion", level), now).lines).lower()
    assert "ne paie pas" in said
    assert "ne la transfère à personne" in said


@pytest.mark.parametrize("level", LEVELS)
def test_abuse_never_starts_with_blocking_or_telling_the_parents(
    helping: Help, now: dt.datetime, level: str
) -> None:
    said = text_of(helping.open_help(real("abuse", level), now).lines).lower()
    assert "bloque" not in said
    assert "parents" not in said


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("role", ["self", "friend"])
def test_lgbt_never_sends_to_the_parents_and_asks_nobody_to_come_out(
    helping: Help, now: dt.datetime, level: str, role: str
) -> None:
    said = text_of(helping.open_help(real("lgbt", level, role), now).lines).lower()
    assert "parents" not in said
    assert "famille" not in said


def test_drugged_yesterday_still_goes_to_the_emergency_room(helping: Help, now: dt.datetime) -> None:
    said = text_of(helping.open_help(real("drugged", "medium"), now).lines)
    assert "Même si c'était hier" in said
    assert "soumission chimique possible" in said
    assert "Pas besoin de porter plainte" in said
    assert "15" in said


def test_a_witness_of_content_is_told_not_to_share(helping: Help, now: dt.datetime) -> None:
    said = text_of(helping.open_help(real("illicit", "medium", "witness"), now).lines)
    assert "Ne partage pas, ne fais pas de capture" in said
    assert "PHAROS" in said


def test_under_eleven_reads_the_simplest_words_and_119(helping: Help, now: dt.datetime) -> None:
    said = text_of(helping.open_help(real("grooming"), now, age_band="under-11").lines)
    assert "un grand en qui tu as confiance" in said
    assert "119" in said


def test_a_worried_adult_gets_lines_that_take_adults_and_how_to_listen(
    helping: Help, now: dt.datetime
) -> None:
    said = text_of(helping.open_help(real("abuse"), now, age_band="adult").lines)
    assert "119" in said
    assert "écoutez sans couper" in said


def test_an_adult_drawn_to_children_is_told_of_the_line_for_it(helping: Help, now: dt.datetime) -> None:
    said = text_of(helping.open_help(real("grooming", "high", "author"), now, age_band="adult").lines)
    assert "0 806 23 10 63" in said


# --- turns


def test_the_state_is_json_and_holds_no_text(helping: Help, now: dt.datetime) -> None:
    state = helping.open_help(real("grooming", "high", "self", ("illicit",)), now).state
    assert json.loads(json.dumps(state)) == state
    assert all(len(str(value)) < 40 for value in state.values())


def test_every_barrier_has_an_answer_a_tiny_step_and_an_open_line(
    helping: Help, words: HelpWords, now: dt.datetime
) -> None:
    state = helping.open_help(real("grooming"), now).state
    for barrier in words.barriers.options:
        step = helping.help_turn(state, f"barrier:{barrier.id}", now)
        assert_readable(step.lines)
        assert "petit pas" in step.lines[1].text
        assert "rouvre" not in step.lines[-1].text
        assert "h:go" in buttons(step.lines)


def test_all_barriers_can_be_reached_by_buttons(helping: Help, words: HelpWords, now: dt.datetime) -> None:
    state = helping.open_help(real("bullying"), now).state
    first = helping.help_turn(state, "blocked", now)
    second = helping.help_turn(state, "blocked:2", now)
    reached = {
        data for data in (*buttons(first.lines), *buttons(second.lines)) if data.startswith("h:barrier:")
    }
    assert reached == {f"h:barrier:{barrier.id}" for barrier in words.barriers.options}


def test_who_does_not_dare_to_call_is_told_where_to_write_now(helping: Help) -> None:
    state = helping.open_help(real("bullying"), AFTERNOON).state
    day = text_of(helping.help_turn(state, "barrier:voice", AFTERNOON).lines)
    night = text_of(helping.help_turn(state, "barrier:voice", NIGHT).lines)
    assert "3018.fr" in day
    assert "masecurite.interieur.gouv.fr" in night


def test_the_follow_up_is_offered_only_where_it_can_be_kept(helping: Help, now: dt.datetime) -> None:
    without = helping.open_help(real("bullying"), now).state
    with_it = helping.open_help(real("bullying"), now, offer_follow_up=True).state
    assert "h:follow_up" not in buttons(helping.help_turn(without, "go", now).lines)
    assert "h:follow_up" in buttons(helping.help_turn(with_it, "go", now).lines)


def test_the_hour_of_the_follow_up_is_the_teens_and_never_at_night(helping: Help, now: dt.datetime) -> None:
    state = helping.open_help(real("bullying"), now, offer_follow_up=True).state
    asked = helping.help_turn(state, "follow_up", now)
    assert asked.next_day_at is None
    assert "h:tomorrow:17" in buttons(asked.lines)
    chosen = helping.help_turn(asked.state, "tomorrow:17", now)
    assert chosen.next_day_at == 17
    assert "17 h" in text_of(chosen.lines)
    for hour in ("21", "23", "3", "7", "99", "x"):
        refused = helping.help_turn(asked.state, f"tomorrow:{hour}", now)
        assert refused.next_day_at is None
        assert "h:tomorrow:17" in buttons(refused.lines)
    assert helping.help_turn(asked.state, "tomorrow:no", now).next_day_at is None


@pytest.mark.parametrize("category", CATEGORIES)
def test_an_urgent_flow_never_gives_a_follow_up_whatever_is_pressed(
    helping: Help, now: dt.datetime, category: str
) -> None:
    opened = helping.open_help(real(category, "urgent"), now, offer_follow_up=True)
    safe = helping.help_turn(opened.state, "safe_yes", now)
    for state, answer in itertools.product((opened.state, safe.state), ("follow_up", "tomorrow:17")):
        step = helping.help_turn(state, answer, now, offer_follow_up=True)
        assert step.next_day_at is None
        assert "h:tomorrow:17" not in buttons(step.lines)


def test_whose_phone_is_read_gets_no_message_and_a_way_to_clean_the_screen(
    helping: Help, now: dt.datetime
) -> None:
    state = helping.open_help(real("abuse"), now, offer_follow_up=True).state
    answered = helping.help_turn(state, "barrier:phone_read", now)
    assert "c:clean" in buttons(answered.lines)
    assert "h:follow_up" not in buttons(helping.help_turn(answered.state, "go", now).lines)


def test_the_youngest_are_sent_to_a_grown_up_and_not_to_tomorrow(helping: Help, now: dt.datetime) -> None:
    state = helping.open_help(real("bullying"), now, age_band="under-11", offer_follow_up=True).state
    assert "h:follow_up" not in buttons(helping.help_turn(state, "go", now).lines)


@pytest.mark.parametrize("answer", ["fine", "same", "more", "anything"])
@pytest.mark.parametrize("known", [True, False])
def test_the_answer_of_the_next_day_is_met_with_words_and_people(
    helping: Help, now: dt.datetime, answer: str, known: bool
) -> None:
    state = helping.open_help(real("bullying"), now, offer_follow_up=True).state if known else None
    step = helping.help_turn(state, f"next_day:{answer}", now)
    assert_readable(step.lines)
    if answer == "same":
        assert "pas ta faute" in step.lines[0].text
        assert "119" in text_of(step.lines)


def test_a_theme_of_the_menu_opens_help_for_the_age_that_asks(helping: Help, now: dt.datetime) -> None:
    young = helping.help_turn(None, "theme:grooming", now, age_band="under-11")
    assert "Tu n'as rien fait de mal" in text_of(young.lines)
    swiss = helping.help_turn(None, "theme:grooming", now, country="ch")
    assert "147" in text_of(swiss.lines)


def test_a_correction_is_not_a_label(helping: Help, now: dt.datetime) -> None:
    state = helping.open_help(real("danger"), now, in_scene=True).state
    step = helping.help_turn(state, "game", now)
    assert [line.text for line in step.lines] == ["OK. Si un jour c'est vrai : « sos »."]
    assert buttons(step.lines) == ["c:resume"]
    assert step.state == {}


def test_not_that_offers_the_themes(helping: Help, now: dt.datetime) -> None:
    step = helping.help_turn(helping.open_help(real("danger"), now).state, "not_that", now)
    assert "h:theme:bullying" in buttons(step.lines)


@pytest.mark.parametrize("state", [None, {}, {"category": "nonsense"}])
@pytest.mark.parametrize("answer", ["go", "safe_no", "barrier:shame", "zzz", ""])
def test_a_button_pressed_after_everything_was_forgotten_still_gives_numbers(
    helping: Help, now: dt.datetime, state: dict[str, object] | None, answer: str
) -> None:
    step = helping.help_turn(state, answer, now)
    assert_readable(step.lines)
    assert "119" in text_of(step.lines)
    assert "17" in text_of(step.lines)


def test_another_country_changes_the_lines_of_the_same_help(helping: Help, now: dt.datetime) -> None:
    state = helping.open_help(real("grooming"), now).state
    step = helping.help_turn(state, "country:be", now)
    assert "Child Focus" in text_of(step.lines)
    assert step.state["country"] == "be"


@pytest.mark.parametrize(
    "answer", [*(f"lang:{code}" for code in ("en", "ar", "uk", "es", "pt", "tr", "easy")), "lang"]
)
def test_a_language_card_fits_a_bubble(helping: Help, now: dt.datetime, answer: str) -> None:
    assert_readable(helping.help_turn(None, answer, now).lines)


def test_language_cards_hold_the_numbers_of_the_resources(words: HelpWords, resources: Resources) -> None:
    known = {line.number for line in resources.of("fr").resources}
    for card in words.languages:
        named = set(re.findall(r"\b\d{2,4}\b", card.text)) - {"11", "9", "23"}
        assert {"17", "112", "114", "119", "3018", "3114"} == named & known == named, card.id


# --- doors without a disclosure


def test_the_help_menu_shows_emergency_numbers_before_themes(
    helping: Help, words: HelpWords, now: dt.datetime
) -> None:
    lines = helping.help_menu(now)
    assert_readable(lines)
    assert "17 ou 112" in lines[0].text
    assert len([data for data in buttons(lines) if data.startswith("h:theme:")]) == len(words.menu.themes)


@pytest.mark.parametrize("theme", [*CATEGORIES, "witness"])
def test_every_theme_opens_its_help(helping: Help, now: dt.datetime, theme: str) -> None:
    step: HelpStep = helping.help_turn(None, f"theme:{theme}", now)
    assert_readable(step.lines)
    if theme == "friend":
        step = helping.help_turn(None, buttons(step.lines)[0].removeprefix("h:"), now)
        assert step.state["role"] == "friend"
    assert step.state["category"] in CATEGORIES


@pytest.mark.parametrize(
    ("in_scene", "choices"), [(True, "k:game k:real k:unsaid"), (False, "k:me k:other k:no")]
)
@pytest.mark.parametrize("category", CATEGORIES)
def test_a_check_in_asks_once_with_numbers_in_sight(
    helping: Help, now: dt.datetime, in_scene: bool, choices: str, category: str
) -> None:
    (line,) = helping.check_in(in_scene, Risk("check", category, "medium", "self"), now)
    assert_readable((line,))
    assert buttons((line,)) == choices.split()
    assert "jour et nuit" in line.text or "ouvert maintenant" in line.text


def test_a_yes_to_the_check_in_opens_help(helping: Help, now: dt.datetime) -> None:
    asked = Risk("check", "grooming", "medium", "self")
    assert helping.check_in_answer("real", asked, now, in_scene=True).state["category"] == "grooming"
    other = helping.check_in_answer("other", asked, now, in_scene=False)
    assert (other.state["category"], other.state["also"]) == ("friend", ["grooming"])


def test_rather_not_say_shows_help_too(helping: Help, now: dt.datetime) -> None:
    step = helping.check_in_answer("unsaid", None, now, in_scene=True)
    assert_readable(step.lines)
    assert "119" in text_of(step.lines)


@pytest.mark.parametrize("answer", ["game", "no"])
def test_a_no_is_answered_without_a_label(helping: Help, now: dt.datetime, answer: str) -> None:
    said = text_of(helping.check_in_answer(answer, None, now, in_scene=True).lines)
    assert said.endswith("Si un jour c'est vrai : « sos ».")


def test_discreet_shows_nothing_that_says_help(helping: Help, now: dt.datetime) -> None:
    (line,) = helping.discreet(now)
    assert line.text == "Bien reçu ☂️"
    assert not any(
        word in choice.label.lower() for choice in line.choices for word in ("aide", "urgence", "sos")
    )
    assert "c:help" in buttons((line,))


@pytest.mark.parametrize("kind", ["photo", "voice", "location", "contact", "sticker"])
def test_media_is_not_opened_and_may_be_the_disclosure(helping: Help, now: dt.datetime, kind: str) -> None:
    lines = helping.media(kind, now)
    assert_readable(lines)
    assert "119" in text_of(lines)
    assert buttons(lines) == ["c:help", "c:clean"]


def test_every_choice_is_a_callback_the_channels_can_carry(
    helping: Help, words: HelpWords, now: dt.datetime
) -> None:
    state = helping.open_help(real("lgbt"), now).state
    for answer in ("blocked", "blocked:2", "country", "lang", "theme:friend", "more", "not_that"):
        for data in buttons(helping.help_turn(state, answer, now).lines):
            verb, *arguments = data.split(":")
            assert verb in {"c", "h"}
            assert 1 <= len(arguments) <= 2
