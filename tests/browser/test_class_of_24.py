"""A class of 24 over the Bot API, two of whom disclose; then the educator reads it, in a real browser."""

import random
import re
import threading

import pytest
from playwright.sync_api import expect

from tests.botapi import BotApi
from tests.browser.conftest import DESKTOP
from tests.e2e.conftest import start
from tests.e2e.player import SECONDS, enter, is_debrief, moves, next_turn
from tests.review.school import PASSWORD

DISCLOSURE = "en vrai mon beau père me frappe presque tous les soirs"
TEENS = 24


@pytest.fixture(scope="module")
def api():
    with BotApi(seed=24) as api:
        yield api


@pytest.fixture(scope="module")
def running(api, tmp_path_factory):
    process = start(tmp_path_factory.mktemp("school"), TELEGRAM_BOT_TOKEN=api.token, TELEGRAM_API_URL=api.url)
    process.wait_for("listening on Telegram")
    yield process
    process.kill()


@pytest.fixture
def educator(browser, running):
    """A lead, signed in through the one-time link that the console printed."""
    link = re.search(r"http://\S+/equipe/invitation/\S+", "".join(running.output)).group()
    page = browser.new_context(viewport=DESKTOP, locale="fr-FR").new_page()
    page.set_default_timeout(10000)
    page.goto(link)
    page.get_by_label("Votre nom").fill("Claire Morel")
    page.get_by_label("Adresse électronique").fill("claire@college.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    page.get_by_label("Adresse électronique").fill("claire@college.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    yield page
    page.context.close()


def open_class(page):
    """A class with one assigned scene; its code."""
    page.get_by_role("link", name="Ouvrir une classe").click()
    page.get_by_label("Nom de la classe").fill("5e A")
    page.get_by_label("Établissement").fill("Collège des Tilleuls")
    page.get_by_label("Enseignant·e").fill("Mme Morel")
    page.get_by_role("button", name="Ouvrir la classe").click()
    page.get_by_label("Le commentaire").check()
    page.get_by_role("button", name="Enregistrer les scènes").click()
    page.get_by_role("link", name="Affiche à imprimer").click()
    sheet = page.locator("main").inner_text()
    page.get_by_role("link", name="Revenir à la classe").click()
    return re.search(r"\b[B-DF-HJ-NP-TV-Z2-9]{3}[ -]?[B-DF-HJ-NP-TV-Z2-9]{3}\b", sheet).group()


def plays(user, code, number):
    draw = random.Random(number)
    enter(user)
    user.say(f"/classe {code}")
    shown = user.wait_for(lambda shown: any(one.startswith("j:yes") for one in shown.datas), timeout=SECONDS)
    user.press(next(one for one in shown.datas if one.startswith("j:yes")))
    user.wait_for("tu t'appelles", timeout=SECONDS)
    user.press("c:play")
    user.wait_for(lambda shown: "s:trop_pareil" in shown.datas, timeout=SECONDS)
    user.press("s:trop_pareil")
    for turn in range(4):
        shown = next_turn(user)
        if is_debrief(shown):
            return
        if turn == 2 and number in (5, 11):
            user.say(DISCLOSURE)
            user.wait_for("119", timeout=SECONDS)
            return
        if turn == 2 and number in (6, 12):
            user.say("pause")
            user.wait_for(lambda shown: "c:resume" in shown.datas, timeout=SECONDS)
            return
        user.press(draw.choice(moves(shown)))
    next_turn(user)


def test_a_class_plays_and_its_educator_reads_it_without_learning_who_disclosed(api, running, educator):
    code = open_class(educator)
    failures = []

    def one(number):
        try:
            plays(api.user(first_name=f"Prénom{number}"), code, number)
        except Exception as error:
            failures.append((number, repr(error)))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(TEENS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures, failures[0]
    assert not api.refused

    educator.reload()
    educator.get_by_role("link", name="Lire les transcriptions").click()
    links = [link.get_attribute("href") for link in educator.locator(".play a").all()]
    assert len(links) >= 20
    pages, marks = [], []
    for link in links:
        educator.goto(educator.url.partition("/equipe")[0] + link)
        pages.append(educator.locator("main").inner_text())
        marks.append(educator.get_by_text("hors-jeu", exact=True).count())
    read = "\n".join(pages)
    assert "frappe" not in read
    assert "119" not in read
    assert "Prénom" not in read
    # Two paused, two disclosed: one mark each, and nothing tells which is which.
    assert sorted(marks) == [0] * (len(links) - 4) + [1] * 4
    expect(educator.get_by_role("heading", level=1)).to_be_visible()
