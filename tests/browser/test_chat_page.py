"""A teen on the chat page, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.review.conversation import Pressed, Text

from .conftest import DESKTOP, HELP, PHONE, PROJECTOR

FAILED_REQUEST = ("Failed to load resource",)


def say(page: Page, text: str) -> None:
    page.get_by_label("Ton message").fill(text)
    page.get_by_role("button", name="Envoyer").click()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def into_the_scene(page: Page) -> None:
    press(page, "Commencer")
    press(page, "14–15")
    expect(page.get_by_role("button", name="Non, pas de photo")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_scene_is_played_with_buttons_then_words(open_page, bot, picture, viewport):
    page = open_page(viewport=viewport)
    picture(page, f"chat-start-{viewport['width']}")
    into_the_scene(page)
    picture(page, f"chat-scene-{viewport['width']}")
    say(page, "ok mais visio avant")
    expect(page.get_by_role("button", name="J'en parle à ma sœur")).to_be_visible()
    picture(page, f"chat-feedback-{viewport['width']}")

    assert bot.heard == [Pressed("c:start"), Pressed("a:14-15"), Text("ok mais visio avant")]
    expect(page.locator("#log .bubble-coach")).to_have_count(1)
    expect(page.locator("#log .bubble-persona .who").first).to_have_text("Manon")


def test_old_buttons_retire_when_something_is_said(open_page):
    page = open_page()
    into_the_scene(page)
    say(page, "visio ?")

    expect(page.get_by_role("button", name="Non, pas de photo")).to_have_count(0)


def test_pause_and_help_are_shown_once(open_page):
    page = open_page()
    into_the_scene(page)

    expect(page.get_by_role("button", name="Pause")).to_have_count(1)
    expect(page.get_by_role("button", name="Aide")).to_have_count(1)


def test_a_double_click_is_one_press(open_page, bot):
    page = open_page()
    page.get_by_role("button", name="Commencer").dblclick()
    expect(page.get_by_text("Tu as quel âge ?")).to_be_visible()

    assert bot.heard == [Pressed("c:start")]


def test_the_plain_spelling_is_one_tap_away(open_page):
    page = open_page()
    into_the_scene(page)
    plain = page.get_by_text("Salut, c'est Manon, je suis nouvelle au collège.")
    expect(plain).to_be_hidden()
    page.get_by_text("Version claire").first.click()

    expect(plain).to_be_visible()


def test_the_persona_types_before_speaking(open_page):
    page = open_page()
    press(page, "Commencer")
    press(page, "14–15")

    expect(page.locator("#typing")).to_contain_text("Manon")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.get_by_role("button", name="Non, pas de photo")).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()


def test_asking_for_help_drops_the_bubbles_still_to_come(open_page, bot):
    page = open_page()
    press(page, "Commencer")
    press(page, "14–15")
    expect(page.locator("#typing")).to_contain_text("Manon")
    press(page, "Aide")
    expect(page.get_by_text("3018, ouvert")).to_be_visible()
    page.wait_for_timeout(1200)

    expect(page.locator("#log .bubble").last).to_contain_text("3018")
    expect(page.locator("#log .bubble-persona")).to_have_count(0)


def test_words_sent_while_the_bot_thinks_are_answered_in_order(open_page, bot):
    page = open_page()
    bot.gate.clear()
    say(page, "un")
    say(page, "deux")
    bot.gate.set()
    expect(page.get_by_text("J'ai lu : deux")).to_be_visible()

    assert bot.heard == [Text("un"), Text("deux")]
    assert page.locator("#log .bubble .text").all_inner_texts()[1:] == [
        "un",
        "J'ai lu : un",
        "deux",
        "J'ai lu : deux",
    ]


def test_a_disclosure_is_answered_in_another_voice(open_page, picture):
    page = open_page(viewport=PHONE)
    into_the_scene(page)
    say(page, "en vrai il a 40 ans et moi 12 ans")
    expect(page.get_by_text("3018, ouvert")).to_be_visible()
    picture(page, "chat-help-360")
    looks = page.evaluate(
        "() => ['help', 'persona', 'vigie'].map(v => getComputedStyle(document.querySelector("
        "`#log .bubble-${v} .body`)).backgroundColor)"
    )

    assert len(set(looks)) == 3


def test_the_whole_scene_is_played_by_keyboard(open_page, bot):
    page = open_page()

    def tab_to(name: str) -> None:
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.textContent.trim()") == name:
                return
        pytest.fail(f"« {name} » was not reached with Tab")

    tab_to("Commencer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tu as quel âge ?")).to_be_visible()
    tab_to("14–15")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Non, pas de photo")).to_be_visible()
    page.keyboard.press("Tab")  # « Version claire » of the first bubble: focus stayed where the answer came
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Version claire"
    page.get_by_label("Ton message").focus()
    page.keyboard.type("visio")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("avant")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="J'en parle à ma sœur")).to_be_visible()

    assert bot.heard[-1] == Text("visio\navant")
    assert page.evaluate("() => document.activeElement.id") == "text"


@pytest.mark.parametrize("way", ["button", "escape twice"])
def test_leaving_fast_clears_the_screen_and_back_does_not_return(open_page, way):
    page = open_page()
    say(page, "mon secret")
    expect(page.get_by_text("J'ai lu : mon secret")).to_be_visible()
    if way == "button":
        page.get_by_role("link", name="Quitter vite").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    expect(page).to_have_title("Conjugaison : le verbe finir")

    page.go_back()
    assert "secret" not in page.content()
    assert "Vigie" not in page.content()


def test_one_escape_alone_does_not_leave(open_page):
    page = open_page()
    page.keyboard.press("Escape")
    page.wait_for_timeout(1100)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)

    expect(page).to_have_title("Vigie")


def test_reloading_empties_the_screen_and_offers_to_resume(open_page, bot):
    page = open_page()
    say(page, "mon secret")
    expect(page.get_by_text("J'ai lu : mon secret")).to_be_visible()
    page.reload()

    assert "secret" not in page.content()
    press(page, "Reprendre")
    expect(page.get_by_text("Bouton c:resume.")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["<b>gras</b><script>document.title='pris'</script>", "\u202etxet\u202c fin", "a" * 4096]
)
def test_hostile_words_stay_words(open_page, text):
    page = open_page(viewport=PHONE)
    say(page, text)
    expect(page.locator("#log .bubble-vigie .text").last).to_have_text(f"J'ai lu : {text}")

    expect(page).to_have_title("Vigie")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "() => document.getElementById('log').scrollWidth <= document.getElementById('log').clientWidth"
    )


def test_a_message_too_long_comes_back_to_the_writing_box(open_page, bot):
    page = open_page(expected=FAILED_REQUEST)
    say(page, "a" * 4097)
    expect(page.get_by_text("je lis 4096 caractères à la fois")).to_be_visible()

    expect(page.get_by_label("Ton message")).to_have_value("a" * 4097)
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()
    assert bot.heard == []


def test_when_the_bot_is_down_the_card_is_shown_and_the_words_come_back(open_page, bot):
    page = open_page(expected=FAILED_REQUEST)
    bot.down = True
    say(page, "il m'attend")
    expect(page.locator("#log .bubble-help")).to_contain_text("17 ou 112")

    expect(page.get_by_label("Ton message")).to_have_value("il m'attend")


def test_without_network_the_card_is_shown_from_the_page_itself(open_page):
    page = open_page(expected=FAILED_REQUEST)
    page.context.set_offline(True)
    press(page, "Aide")

    expect(page.locator("#log .bubble-help")).to_contain_text("17 ou 112")
    expect(page.get_by_text("Vérifie la connexion")).to_be_visible()


def test_a_lost_session_is_renewed_without_a_word(open_page, bot):
    page = open_page(expected=FAILED_REQUEST)
    page.context.clear_cookies()
    say(page, "toujours là ?")

    expect(page.get_by_text("J'ai lu : toujours là ?")).to_be_visible()
    assert bot.heard == [Text("toujours là ?")]


def test_without_script_the_same_scene_can_be_played(open_page, bot):
    page = open_page(java_script_enabled=False)
    press(page, "Commencer")
    press(page, "14–15")
    page.get_by_text("Version claire").first.click()
    say(page, "visio ?")
    expect(page.get_by_text("mon micro est cassé mdr")).to_be_visible()
    page.get_by_role("link", name="Quitter vite").click()

    expect(page).to_have_title("Conjugaison : le verbe finir")
    assert bot.heard == [Pressed("c:start"), Pressed("a:14-15"), Text("visio ?")]


def test_big_type_for_the_projector(open_page, picture):
    page = open_page(viewport=PROJECTOR)
    into_the_scene(page)
    size = "() => parseFloat(getComputedStyle(document.querySelector('#log .text')).fontSize)"
    before = page.evaluate(size)
    press(page, "Gros texte")
    picture(page, "chat-projector-1920")

    assert page.evaluate(size) >= 1.6 * before
    expect(page.get_by_role("button", name="Gros texte")).to_have_attribute("aria-pressed", "true")


def test_big_type_fits_a_phone_too(open_page):
    page = open_page("?grand=1", viewport=PHONE)
    into_the_scene(page)

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("link", name="Quitter vite")).to_be_in_viewport(ratio=1)


def test_with_less_motion_the_dots_stand_still(open_page):
    page = open_page(reduced_motion="reduce")

    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('#typing i')).animationName") == "none"
    )


def test_new_bubbles_are_announced_politely(open_page):
    page = open_page()
    log = page.get_by_role("log", name="Conversation")

    expect(log).to_have_attribute("aria-live", "polite")
    say(page, "coucou")
    expect(log).to_contain_text("J'ai lu : coucou")


def test_a_long_answer_is_shown_from_its_start(open_page):
    page = open_page(viewport=PHONE)
    say(page, "ligne\n" * 80)
    expect(page.get_by_text("J'ai lu : ligne")).to_be_visible()
    say(page, "court")
    expect(page.get_by_text("J'ai lu : court")).to_be_in_viewport()

    say(page, "début\n" + "encore\n" * 80)
    expect(page.locator("#log .bubble-you").last).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_accessibility_fault(open_page, accessibility_faults, picture, viewport, scheme):
    page = open_page(viewport=viewport, color_scheme=scheme)
    assert accessibility_faults(page) == []
    into_the_scene(page)
    page.get_by_text("Version claire").first.click()
    say(page, "visio ?")
    expect(page.get_by_role("button", name="J'en parle à ma sœur")).to_be_visible()
    press(page, "Aide")
    expect(page.get_by_text(re.compile(HELP[1].text[:12]))).to_be_visible()
    if scheme == "dark":
        picture(page, f"chat-dark-{viewport['width']}")

    assert accessibility_faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["nulle-part", "conjugaison"])
def test_the_plain_pages_have_no_accessibility_fault(open_page, accessibility_faults, path):
    page = open_page(path, expected=FAILED_REQUEST, viewport=PHONE)

    assert accessibility_faults(page) == []


def test_fingers_find_every_button(open_page):
    page = open_page(viewport=PHONE)
    into_the_scene(page)
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, a.tool')].filter(b => b.offsetParent)"
        ".filter(b => b.offsetHeight < 43 || b.offsetWidth < 43).map(b => b.outerHTML)"
    )

    assert small == []
