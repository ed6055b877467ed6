"""A real Chromium on the pages, served by waitress as in `make run`, over a scripted bot.

Pictures for the docs: `VIGIE_PICTURES=docs/pictures pytest tests/browser`.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.lines import Choice, Line
from bot.review.app import ReviewConfig, create_app
from bot.review.conversation import ConversationUnavailable, Incoming, Pressed, Text
from bot.review.serve import RunningServer, serve

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
PROJECTOR = {"width": 1920, "height": 1080}

IN_SCENE = (Choice("Pause", "c:pause"), Choice("Aide", "c:help"))

CARD = (
    Line(
        "Danger tout de suite : 17 ou 112.\nTu ne peux pas parler : SMS au 114.\nEnfant en danger : 119, 24 h/24.",
        voice="help",
    ),
)

START = [
    Line("Salut ! Moi c'est Vigie. Je suis un programme, pas une personne."),
    Line(
        "Tu as quel âge ?",
        choices=(Choice("11–13", "a:11-13"), Choice("14–15", "a:14-15"), Choice("16–18", "a:16-18")),
    ),
]
SCENE = [
    Line("Dans le jeu, tu es Alix, 14 ans, à Valmont. Tout ce qui suit est inventé.", voice="narrator"),
    Line(
        "slt c manon jsuis nouvelle au collège, tavu on a les mm gouts c ouf",
        voice="persona",
        speaker="Manon",
        clear="Salut, c'est Manon, je suis nouvelle au collège. Tu as vu, on a les mêmes goûts, c'est fou.",
        pause=0.4,
    ),
    Line(
        "tu menvoies une photo de toi ? jte montre la mienne apres",
        voice="persona",
        speaker="Manon",
        clear="Tu m'envoies une photo de toi ? Je te montre la mienne après.",
        pause=0.6,
        choices=(
            Choice("On fait une visio d'abord ?", "m:p1:1:ask_proof"),
            Choice("Ok, attends je t'en envoie une", "m:p1:1:accept"),
            Choice("Non, pas de photo", "m:p1:1:refuse"),
            *IN_SCENE,
        ),
    ),
]
FEEDBACK = [
    Line(
        "Demander une visio, c'est vérifier sans accuser. Regarde bien comment elle répond.",
        voice="coach",
        pause=0.2,
    ),
    Line(
        "mon micro est cassé mdr tu me fais pas confiance ??",
        voice="persona",
        speaker="Manon",
        clear="Mon micro est cassé, tu ne me fais pas confiance ?",
        pause=0.4,
        choices=(
            Choice("Un micro cassé n'empêche pas la vidéo", "m:p1:2:challenge"),
            Choice("J'en parle à ma sœur", "m:p1:2:tell_adult"),
            *IN_SCENE,
        ),
    ),
]
HELP = [
    Line("Merci de me le dire. Ce n'est pas ta faute.", voice="help"),
    Line(
        "3018, ouvert de 9h à 23h, gratuit : au bout du fil, quelqu'un qui a l'habitude.\nJe ne peux appeler personne "
        "à ta place.",
        voice="help",
        choices=(
            Choice("C'était pour le jeu", "h:game"),
            Choice("Qu'est-ce qui se passe si j'appelle ?", "h:more"),
        ),
    ),
]


@dataclass
class ScriptedBot:
    """A Conversation that plays one short scene. `gate` closed: it hangs; `down`: no turn can be run."""

    heard: list[Incoming] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    down: bool = False

    def __post_init__(self) -> None:
        self.gate.set()

    def say(self, visitor: str, incoming: Incoming) -> list[Line]:
        assert len(visitor) == 32
        self.heard.append(incoming)
        self.gate.wait(10)
        if self.down:
            raise ConversationUnavailable(CARD)
        match incoming:
            case Pressed("c:start"):
                return START
            case Pressed(data) if data.startswith("a:"):
                return SCENE
            case Pressed(data) if data.startswith("m:p1:1:"):
                return FEEDBACK
            case Pressed("c:help"):
                return HELP
            case Text(text) if "visio" in text:
                return FEEDBACK
            case Text(text) if "12 ans" in text:
                return HELP
            case Text(text):
                return [Line(f"J'ai lu : {text}")]
            case Pressed(data):
                return [Line(f"Bouton {data}.")]


@pytest.fixture(scope="module")
def chromium_path() -> str:
    """Debian's Chromium (or $VIGIE_CHROMIUM). Skips without one, fails when $VIGIE_REQUIRE_ALL is set."""
    found = os.environ.get("VIGIE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("VIGIE_REQUIRE_ALL") == "1":
        pytest.fail("no Chromium on this machine (apt install chromium), and VIGIE_REQUIRE_ALL is set")
    pytest.skip("NOT TESTED: the pages in a browser — no Chromium on this machine (apt install chromium)")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    # One per module, not per session: playwright's loop would stand in the way of asyncio tests.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium_path, args=[*sandbox, "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture
def bot() -> ScriptedBot:
    return ScriptedBot()


@pytest.fixture
def server(bot: ScriptedBot) -> Iterator[RunningServer]:
    app = create_app(ReviewConfig(conversation=bot, session_key=b"k" * 32, emergency=CARD))
    running = serve(app, "127.0.0.1", 0)
    yield running
    bot.gate.set()
    running.close()


@dataclass
class Watched:
    """What the browser complained about or asked for outside: must stay empty."""

    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@pytest.fixture
def open_page(browser: Browser, server: RunningServer) -> Iterator[Callable[..., Page]]:
    """Opens the chat page in a fresh, watched context; fails on a console error or a request off-host.

    `expected`: console words that this test provokes on purpose (a 503 is logged as an error by Chromium).
    """
    contexts: list[tuple[BrowserContext, Watched, tuple[str, ...]]] = []

    def open_(path: str = "", expected: tuple[str, ...] = (), **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **options})
        context.set_default_timeout(8000)
        watched = Watched()
        contexts.append((context, watched, expected))
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and watched.complaints.append(m.text))
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("request", lambda r: r.url.startswith(server.url) or watched.outside.append(r.url))
        page.goto(server.url + path)
        return page

    yield open_
    for context, watched, expected in contexts:
        context.close()
        assert not [said for said in watched.complaints if not any(word in said for word in expected)]
        assert watched.outside == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps a picture for the docs when $VIGIE_PICTURES names a folder."""
    folder = os.environ.get("VIGIE_PICTURES")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep


AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"


@pytest.fixture
def accessibility_faults() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong (WCAG 2.2 AA and its best practices), one line each."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("async () => (await axe.run(document)).violations")
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    return check
