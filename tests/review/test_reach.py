"""How browsers reach the pages: names that are served, cookies, links, and a proxy in front."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

import pytest

from bot.review.app import create_app
from bot.review.config import ReviewConfig
from bot.review.reach import reached
from bot.review.serve import serve
from bot.settings import Settings
from bot.store.accounts import link_of
from bot.store.database import reading

from .school import PASSWORD

PUBLIC = "https://vigie.example.org"


def settings(**env: str) -> Settings:
    return Settings.from_env(env)


def app_of(config: ReviewConfig, **env: str):
    return create_app(reached(config, settings(**env)))


def status(app, host: str) -> int:
    return app.test_client().get("/conjugaison", headers={"Host": host}).status_code


def test_on_this_machine_the_chat_is_open_over_http(config):
    app = app_of(config)

    assert app.test_client().get("/").status_code == 200
    assert not app.config["SESSION_COOKIE_SECURE"]
    assert status(app, "localhost:8080") == 200
    assert status(app, "evil.example") == 400


def test_behind_a_public_address_only_its_name_is_served_over_https_and_the_chat_needs_sign_in(config):
    app = app_of(config, VIGIE_PUBLIC_URL=PUBLIC)

    assert status(app, "vigie.example.org") == 200
    assert status(app, "vigie.example.org:443") == 200
    for host in (
        "127.0.0.1:8080",
        "localhost",
        "evil.example",
        "vigie.example.org.evil.example",
        "evil.example@vigie.example.org",
        "[::1",
    ):
        assert status(app, host) == 400
    assert app.test_client().get("/", headers={"Host": "vigie.example.org"}).status_code == 403
    assert app.config["SESSION_COOKIE_SECURE"]


def test_off_loopback_without_a_public_address_foreign_names_are_refused(config):
    app = app_of(config, VIGIE_REVIEW_LISTEN="0.0.0.0:8080")

    assert status(app, "192.168.1.4:8080") == 200
    assert status(app, "evil.example") == 400
    assert app.test_client().get("/").status_code == 403
    assert app.config["SESSION_COOKIE_SECURE"]


def test_listening_on_one_address_other_addresses_are_refused_too(config):
    app = app_of(config, VIGIE_REVIEW_LISTEN="192.168.1.4:8080")

    assert status(app, "192.168.1.4:8080") == 200
    assert status(app, "203.0.113.9") == 400


@pytest.fixture
def behind_proxy(make_school):
    """A school whose pages stand behind a proxy on this machine."""
    school = make_school(trusted_hosts=("vigie.example.org",), public_url=PUBLIC, secure_cookies=True)
    running = serve(school.app, "127.0.0.1", 0, trusted_proxy="127.0.0.1")
    yield school, running.port
    running.close()


class Browser:
    """Somebody whose requests a proxy passes on."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.headers = {"Host": "vigie.example.org", "X-Forwarded-Proto": "https", **headers}
        self.cookies: dict[str, str] = {}
        self.all_secure = True

    def ask(self, path: str, **form: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {
            **self.headers,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if form else "GET", path, urlencode(form) or None, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.all_secure &= "Secure" in cookie
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        return answer

    def sign_in(self, email: str, password: str):
        page = self.ask("/equipe/connexion").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        return self.ask("/equipe/connexion", csrf_token=token, email=email, password=password)


def test_signing_in_through_the_proxy_gives_cookies_for_https_alone(behind_proxy):
    _school, port = behind_proxy
    browser = Browser(port, **{"X-Forwarded-For": "203.0.113.7"})

    assert browser.sign_in("claire@college.example", PASSWORD).status == 302
    assert "4e B" in browser.ask("/equipe/").text
    assert browser.cookies.keys() == {"vigie_session", "vigie_browser"}
    assert browser.all_secure


def test_a_guesser_behind_the_proxy_does_not_stand_for_everybody_behind_it(behind_proxy):
    _school, port = behind_proxy
    guesser = Browser(port, **{"X-Forwarded-For": "203.0.113.7"})
    answers = [guesser.sign_in("claire@college.example", "essai").status for _ in range(11)]
    assert answers[-1] == 429

    # What the guesser writes in front of what the proxy adds is not read.
    forged = Browser(port, **{"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert forged.sign_in("claire@college.example", PASSWORD).status == 429
    elsewhere = Browser(port, **{"X-Forwarded-For": "203.0.113.8"})
    assert elsewhere.sign_in("claire@college.example", PASSWORD).status == 302


def test_without_a_proxy_nobody_can_pretend_to_come_from_elsewhere(make_school):
    running = serve(make_school().app, "127.0.0.1", 0)
    answers = [
        Browser(running.port, Host="localhost", **{"X-Forwarded-For": f"203.0.113.{number}"})
        .sign_in("claire@college.example", "essai")
        .status
        for number in range(11)
    ]
    running.close()

    assert answers == [200] * 10 + [429]


def test_a_forged_host_never_gets_into_an_invitation(make_school):
    school = make_school(public_url=PUBLIC)
    page = school.visitor(school.lead).send("/equipe/comptes/inviter", role="educator", note="Ana").text
    link = re.search(rf"{re.escape(PUBLIC)}/equipe/invitation/([\w-]+)", page)

    assert link
    with reading(school.database) as connection:
        assert link_of(connection, link[1], school.clock)


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host", "Forwarded"])
def test_no_other_header_names_the_host(make_school, name):
    school = make_school()
    visitor = school.visitor(school.lead)
    visitor.client.environ_base[f"HTTP_{name.upper().replace('-', '_')}"] = "evil.example"

    assert "evil.example" not in visitor.send("/equipe/comptes/inviter", role="educator", note="Ana").text
