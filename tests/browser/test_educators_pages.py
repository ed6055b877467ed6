"""An educator at work, in a real browser: from the first link to the audit log, on a phone and at a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.review.main import first_account_link
from bot.review.serve import RunningServer, serve
from bot.scenarios.library import Library, load_scenario
from bot.store.database import open_database, writing
from bot.store.migrate import migrate
from bot.store.models import Account
from tests.browser.conftest import DESKTOP, PHONE, PROJECTOR
from tests.review.school import CONTENT, PASSWORD, TODAY, School, small_library
from tests.review.test_sign_in import code_of

REFUSED = ("Failed to load resource",)

#: A short play of « Trop pareil », as the turns of a teen record it.
PLAY: list[dict[str, Any]] = [
    {"voice": "narrator", "text": "Le Coin des Crayons, un forum de dessin. Lilou commente ton dragon."},
    {
        "voice": "persona",
        "speaker": "Lilou",
        "text": "waaa ton dragon il dechire 🐉 tu dessines dpuis lgtps ?",
    },
    {
        "voice": "teen",
        "text": "merci ! t'es qui sur le forum ?",
        "node": "hello",
        "move": "ask_proof",
        "rating": "protective",
        "flags": [],
    },
    {"voice": "persona", "speaker": "Lilou", "text": "lilou 12 ans!! fan de dragons com toi 💜"},
    {
        "voice": "coach",
        "text": "« merci ! t'es qui sur le forum ? »\nTu cherches à savoir avant de faire confiance.",
    },
    {"voice": "persona", "speaker": "Lilou", "text": "attend tu joues a BRUMELUNE ?? moi aussi!!"},
    {"voice": "out", "text": "hors-jeu"},
    {
        "voice": "teen",
        "text": "ouais un peu",
        "node": "twins",
        "move": "chat",
        "rating": "neutral",
        "flags": [],
    },
    {"voice": "coach", "text": "« ouais un peu »\nQuoi que tu dises, c'est « moi pareil »."},
    {"voice": "persona", "speaker": "Lilou", "text": "viens sur mon appli, et t'es dans quel collège ?"},
    {
        "voice": "teen",
        "text": "au collège [ECOLE], en 5e",
        "node": "age",
        "move": "share_info",
        "rating": "vulnerable",
        "flags": ["asks_info", "move_app"],
    },
    {
        "voice": "coach",
        "text": "« au collège [ECOLE], en 5e »\nVille, école, horaires : ces détails disent où te trouver.",
    },
]


@pytest.fixture
def school(tmp_path: Path) -> School:
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    migrate(url)
    shelf = small_library()
    alike = load_scenario(CONTENT / "scenarios" / "trop_pareil.yml", shelf.wording, shelf.rubric)
    return School(open_database(url), Library({alike.id: alike}, shelf.wording, shelf.rubric))


@pytest.fixture
def server(school: School) -> Iterator[RunningServer]:
    """Stands for the chat page's server: `open_page` opens educators' pages here."""
    running = serve(school.app, "127.0.0.1", 0)
    yield running
    running.close()


@pytest.fixture
def looks_right(accessibility_faults: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """Nothing for axe-core to say, nothing wider than the screen."""

    def check(page: Page) -> None:
        assert accessibility_faults(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    return check


def sign_in(page: Page, email: str = "claire@college.example") -> None:
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Classes")


def key(page: Page, name: str) -> None:
    """Press a key once the page's script is there to hear it."""
    page.wait_for_load_state()
    page.keyboard.press(name)


def play_some(school: School, class_id: int, people: int = 7) -> list[int]:
    """What a class played over three days."""
    endings = ("safe", "close", None, "helped", "safe", "well_seen", "close")
    return [
        school.play(
            class_id,
            f"teen{number}",
            lines=PLAY,
            ending=endings[number % len(endings)],
            day=TODAY - dt.timedelta(days=number // 3),
            scenario="trop_pareil",
            version="lilou_fake",
            seen=["too_perfect"],
            missed=["asks_info", "secrecy"],
        )
        for number in range(people)
    ]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_monday_of_an_educator(open_page, school, server, looks_right, picture, viewport):
    """The whole way, page by page, each without an accessibility fault."""
    width = viewport["width"]
    with writing(school.database) as connection:
        connection.execute(sa.delete(Account))
    link = first_account_link(school.database, server.url, school.clock)
    assert link
    page = open_page(link.removeprefix(server.url), viewport=viewport, expected=REFUSED)
    looks_right(page)

    # The first account.
    page.get_by_label("Votre nom").fill("Claire Morel")
    page.get_by_label("Adresse électronique").fill("claire@college.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.get_by_text("Votre compte est ouvert")).to_be_visible()
    looks_right(page)
    picture(page, f"educators-sign-in-{width}")
    sign_in(page)
    looks_right(page)

    # A class: named, then its scenes, then its sheet.
    page.get_by_role("link", name="Ouvrir une classe").click()
    page.get_by_label("Nom de la classe").fill("5e A")
    page.get_by_label("Établissement").fill("Collège des Tilleuls")
    page.get_by_label("Enseignant·e").fill("voir evil.fr")
    page.get_by_role("button", name="Ouvrir la classe").click()
    expect(page.get_by_text("sans lien ni adresse")).to_be_visible()
    looks_right(page)
    page.get_by_label("Enseignant·e").fill("Mme Morel")
    page.get_by_role("button", name="Ouvrir la classe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5e A")
    page.get_by_label("Le commentaire").check()
    page.get_by_role("button", name="Enregistrer les scènes").click()
    expect(page.get_by_text("Les scènes sont enregistrées")).to_be_visible()
    expect(page.get_by_label("Le commentaire")).to_be_checked()
    class_id = int(page.url.rpartition("/")[2])
    page.get_by_role("link", name="Affiche à imprimer").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    looks_right(page)
    picture(page, f"educators-sheet-{width}")

    # A week later.
    plays = play_some(school, class_id)
    page.get_by_role("link", name="Revenir à la classe").click()
    expect(page.get_by_text("6 scènes terminées par 6 élèves")).to_be_visible()
    looks_right(page)
    picture(page, f"educators-class-{width}")
    page.get_by_role("link", name="Lire les transcriptions").click()
    expect(page.locator(".play")).to_have_count(len(plays))
    looks_right(page)
    picture(page, f"educators-list-{width}")
    page.get_by_label("Fin").select_option("À l'abri")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".play")).to_have_count(2)

    # Reading, by keyboard; noting.
    page.locator(".play a").first.click()
    expect(page.get_by_text("hors-jeu", exact=True)).to_have_count(1)
    expect(page.get_by_text("ouais un peu")).to_have_count(0)
    looks_right(page)
    picture(page, f"educators-transcript-{width}")
    first = page.url
    key(page, "j")
    expect(page.get_by_role("link", name="Précédente")).to_be_visible()
    assert page.url != first
    key(page, "ArrowLeft")
    expect(page.get_by_role("link", name="Suivante")).to_be_visible()
    assert page.url == first
    page.get_by_label("Pour vos collègues").fill("j'aime bien : à montrer lundi")
    page.get_by_role("button", name="Commenter").click()
    expect(page.get_by_text("Commentaire enregistré")).to_be_visible()
    expect(page.get_by_text("j'aime bien")).to_be_visible()
    page.get_by_label("À montrer en classe").check()
    page.get_by_role("button", name="Enregistrer les étiquettes").click()
    expect(page.get_by_label("À montrer en classe")).to_be_checked()
    key(page, "r")
    expect(page.get_by_text("Marquée comme relue")).to_be_visible()
    looks_right(page)
    key(page, "l")
    expect(page.locator(".badge", has_text="relue").first).to_be_visible()

    # A colleague, and who read what.
    page.get_by_role("link", name="Comptes").click()
    page.get_by_label("Pour qui").fill("Mme Diallo, vie scolaire")
    page.get_by_role("button", name="Créer un lien").click()
    expect(page.get_by_label("Lien", exact=True)).to_have_value(
        page.get_by_label("Lien", exact=True).input_value()
    )
    assert "/equipe/invitation/" in page.get_by_label("Lien", exact=True).input_value()
    looks_right(page)
    picture(page, f"educators-accounts-{width}")
    page.get_by_role("link", name="Journal").click()
    expect(page.get_by_text("a lu la transcription de").first).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Mon compte").click()
    looks_right(page)
    page.get_by_role("link", name="Changer de mot de passe").click()
    looks_right(page)
    page.go_back()
    page.get_by_role("link", name="Double vérification").click()
    looks_right(page)
    page.get_by_role("button", name="Installer").click()
    expect(page.get_by_role("img", name="QR code à scanner")).to_be_visible()
    assert page.evaluate("() => document.querySelector('.totp').naturalWidth > 0")
    looks_right(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_lost_telephone_is_replaced_by_a_code_from_paper(open_page, school, looks_right, picture, viewport):
    page = open_page("equipe/connexion", viewport=viewport)
    sign_in(page)
    page.get_by_role("link", name="Mon compte").click()
    page.get_by_role("link", name="Double vérification").click()
    page.get_by_role("button", name="Installer").click()
    key = page.locator("code").first.inner_text().replace(" ", "").replace("-", "")
    page.get_by_label("Code à six chiffres").fill(code_of(key))
    page.get_by_role("button", name="Continuer").click()
    looks_right(page)
    page.get_by_role("button", name="Faire des codes").click()
    code = page.locator(".recovery-codes code").first.inner_text()
    looks_right(page)
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_label("Adresse électronique").fill("claire@college.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    looks_right(page)
    page.get_by_role("link", name="code de secours").click()
    looks_right(page)
    picture(page, f"educators-recovery-{viewport['width']}")
    page.get_by_label("Code de secours").fill(code)
    page.get_by_role("button", name="Continuer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Classes")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_can_be_read(open_page, school, looks_right, picture, scheme):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", viewport=PHONE, color_scheme=scheme)
    sign_in(page)
    for path in (
        "",
        f"classes/{school.own}",
        "transcriptions/",
        f"transcriptions/{play}",
        "classes/nouvelle",
    ):
        page.goto(page.url.split("/equipe/")[0] + f"/equipe/{path}")
        looks_right(page)
        if scheme == "dark" and path.startswith("transcriptions/") and path[-1] != "/":
            picture(page, "educators-transcript-dark-360")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_total_of_the_quiz_can_be_read(open_page, school, looks_right, picture, scheme):
    for number in range(5):
        school.take_the_quiz(school.own, f"teen{number}", hits=1 + number % 2)
    page = open_page("equipe/connexion", viewport=PHONE, color_scheme=scheme)
    sign_in(page)
    page.goto(page.url.split("/equipe/")[0] + f"/equipe/classes/{school.own}")
    table = page.get_by_role("table", name="Quiz avant et après")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Pièges vus")
    table.scroll_into_view_if_needed()
    looks_right(page)
    picture(page, f"educators-class-quiz-{scheme}-360")


def test_on_a_projector_a_transcript_uses_the_room(open_page, school, picture):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", viewport=PROJECTOR)
    sign_in(page)
    page.goto(page.url + f"transcriptions/{play}")
    picture(page, "educators-transcript-1920")
    dialogue, notes = page.locator(".dialogue").bounding_box(), page.locator(".side").bounding_box()

    assert dialogue
    assert notes
    assert notes["x"] > dialogue["x"] + dialogue["width"]
    assert dialogue["width"] > 600


def test_letters_typed_in_a_comment_turn_no_page(open_page, school):
    plays = play_some(school, school.own, people=2)
    page = open_page("equipe/connexion")
    sign_in(page)
    page.goto(page.url + f"transcriptions/{plays[1]}")
    here = page.url
    page.get_by_label("Pour vos collègues").focus()
    page.keyboard.type("jkrl")
    page.keyboard.press("ArrowRight")

    assert page.url == here
    expect(page.get_by_label("Pour vos collègues")).to_have_value("jkrl")
    page.get_by_label("À montrer en classe").focus()
    page.keyboard.press("Control+r")
    assert page.url == here


def test_everything_can_be_reached_by_keyboard_and_skipped_to(open_page, school):
    page = open_page("equipe/connexion")
    sign_in(page)
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Ouvrir une classe"


def test_fingers_find_every_button(open_page, school):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", viewport=PHONE)
    sign_in(page, "nadia@college.example")
    base = page.url
    for path in ("", f"classes/{school.own}", f"transcriptions/{play}", "comptes", "moi"):
        page.goto(base + path)
        small = page.evaluate(
            "() => [...document.querySelectorAll('button, .btn, .nav-link, .page-link, summary, select, '"
            "+ '.form-check, input:not([type=checkbox])')]"
            ".filter(b => b.offsetParent).filter(b => b.offsetHeight < 43).map(b => b.outerHTML)"
        )
        assert small == []


@pytest.mark.parametrize(
    "text",
    ["<b>gras</b><script>document.title='pris'</script>", "\u202etxet\u202c fin", "a" * 4096],
    ids=["script", "right to left", "long"],
)
def test_hostile_words_stay_words(open_page, school, looks_right, text):
    play = school.play(school.own, said=text)
    page = open_page("equipe/connexion", viewport=PHONE)
    sign_in(page)
    page.goto(page.url + f"transcriptions/{play}")

    expect(page.locator(".turn-teen .text")).to_have_text(text)
    assert page.title() != "pris"
    looks_right(page)


def test_what_a_locked_database_refused_is_sent_again_with_one_press(open_page, school):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", expected=REFUSED)
    sign_in(page)
    page.goto(page.url + f"transcriptions/{play}")
    page.get_by_label("Pour vos collègues").fill("à ne pas perdre")
    with writing(school.database):
        page.get_by_role("button", name="Commenter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Un instant")
        expect(page.get_by_label("Commentaire")).to_have_value("à ne pas perdre")
    page.get_by_role("button", name="Renvoyer").click()

    expect(page.get_by_text("Commentaire enregistré")).to_be_visible()
    expect(page.locator(".comment")).to_contain_text("à ne pas perdre")


def test_a_session_lost_while_writing_loses_no_word(open_page, school):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", expected=REFUSED)
    sign_in(page)
    page.goto(page.url + f"transcriptions/{play}")
    page.get_by_label("Pour vos collègues").fill("à ne pas perdre")
    school.clock += 3 * 3600
    page.get_by_role("button", name="Commenter").click()
    expect(page.get_by_label("Commentaire")).to_have_value("à ne pas perdre")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Se connecter").click()
    sign_in(opened.value)
    page.get_by_role("button", name="Renvoyer").click()

    expect(page.get_by_text("Commentaire enregistré")).to_be_visible()


@pytest.mark.parametrize("path", ["equipe/nulle-part", "equipe/invitation/forge"])
def test_the_plain_pages_have_no_accessibility_fault(open_page, looks_right, path):
    looks_right(open_page(path, expected=REFUSED, viewport=PHONE))


def test_without_script_everything_still_works(open_page, school):
    [play] = play_some(school, school.own, people=1)
    page = open_page("equipe/connexion", java_script_enabled=False)
    sign_in(page)
    page.goto(page.url + f"transcriptions/{play}")
    page.get_by_role("button", name="Marquer comme relue").click()

    expect(page.get_by_text("Marquée comme relue")).to_be_visible()
