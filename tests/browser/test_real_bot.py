"""`make run` without a token: the same bot, played in a real browser from the first word to a debrief."""

import re

import pytest

from bot.pictures.canvas import WIDTH
from tests.browser.conftest import DESKTOP, PHONE
from tests.e2e.conftest import start


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    process = start(tmp_path_factory.mktemp("pages"))
    process.wait_for("the chat page is at")
    yield process
    process.kill()


@pytest.fixture
def page(browser, running):
    [line] = [line for line in running.output if "the chat page is at" in line]
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    context.set_default_timeout(10000)
    outside = []
    page = context.new_page()
    url = re.search(r"http://\S+", line).group()
    page.on("request", lambda request: request.url.startswith(url) or outside.append(request.url))
    page.goto(url)
    yield page
    context.close()
    assert outside == []


def test_it_says_that_there_is_no_token_and_where_the_page_is(running):
    said = "".join(running.output)
    assert "TELEGRAM_BOT_TOKEN" in said
    assert "the chat page is at http://127.0.0.1:" in said


def test_a_scene_is_played_and_something_real_is_answered(page, picture):
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="11–13 ans").click()
    page.get_by_role("button", name="Jouer une scène").click()
    page.get_by_role("button", name="Le commentaire").click()
    page.get_by_text("Ta carte").wait_for()
    page.get_by_role("textbox").fill("mdr merci t ki toi")
    page.keyboard.press("Enter")
    page.get_by_text("« mdr merci t ki toi »").wait_for()
    picture(page, "conversation")
    page.get_by_role("textbox").fill("en vrai mon beau père me frappe presque tous les soirs")
    page.keyboard.press("Enter")
    page.get_by_text("119").first.wait_for()
    page.get_by_role("button", name="C'était pour le jeu").wait_for()
    picture(page, "conversation-help")


def test_progress_and_quiz_are_pictures_with_their_words(page, picture):
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="14–15 ans").click()
    page.get_by_role("button", name="Progression").click()
    shown = page.get_by_role("img", name="Signaux repérés")
    shown.wait_for()
    assert shown.evaluate("image => image.naturalWidth") == WIDTH
    assert shown.bounding_box()["width"] <= PHONE["width"]
    picture(page, "progress")
    page.get_by_role("button", name="Quiz", exact=False).last.click()
    for number in range(1, 7):
        page.get_by_text(f"❓ {number} sur 6").wait_for()
        page.get_by_role("button", name="A", exact=True).click()
    page.get_by_role("img", name="Pièges vus").wait_for()
    picture(page, "quiz")


def test_the_page_fits_a_projector_too(page):
    page.set_viewport_size(DESKTOP)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_held_can_be_saved_as_a_file(page):
    page.get_by_role("textbox").fill("/mesdonnees")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="En fichier").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Enregistrer le fichier").click()
    assert download.value.suggested_filename == "vigie-mes-donnees.json"
    assert '"plays"' in download.value.path().read_text(encoding="utf-8")
