"""What every answer carries, and what the cookies allow."""

from __future__ import annotations

import re

import pytest

from .conftest import Chatter

PATHS = ["/", "/conjugaison", "/nulle-part", "/static/chat.js", "/static/vigie.css"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_to_itself(client, path):
    headers = client.get(path).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert (
        policy["script-src"]
        == policy["style-src"]
        == policy["connect-src"]
        == policy["form-action"]
        == "'self'"
    )
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/conjugaison", "/nulle-part"])
def test_no_page_is_kept_by_the_browser(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_nor_is_an_answer(chatter):
    assert chatter.by_script({"text": "salut"}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/conjugaison", "/nulle-part"])
def test_pages_hold_no_inline_script_nor_style_nor_outside_address(client, path):
    page = client.get(path).text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_for_the_server_only_and_secure_when_asked(make_app, secure):
    client = make_app(secure_cookies=secure).test_client()
    base = "https://localhost" if secure else "http://localhost"
    opened = client.get("/", base_url=base)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', opened.text)[1]
    spoke = client.post("/chat", json={"text": "salut"}, headers={"X-CSRFToken": token}, base_url=base)

    assert spoke.status_code == 200
    cookies = opened.headers.getlist("Set-Cookie") + spoke.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"vigie_session", "vigie_visitor"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure
        assert "Expires" not in cookie
        assert "Max-Age" not in cookie


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "localhost"])
def test_loopback_names_are_served(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "[::1", "localhost.evil.example:8080"]
)
def test_a_foreign_name_pointed_at_this_machine_is_refused(client, host):
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "csrf_token" not in answer.text


def test_a_turn_behind_a_token_of_another_browser_is_refused(app, bot):
    mine, theirs = Chatter(app.test_client()), Chatter(app.test_client())
    mine.token = theirs.token

    assert mine.by_script({"text": "salut"}).json["error"]["code"] == "csrf"
    assert bot.heard == []
