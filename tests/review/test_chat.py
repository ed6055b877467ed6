"""The chat page: what goes to the bot, what comes back, with and without script."""

from __future__ import annotations

import base64
import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.lines import Choice, Line, Picture
from bot.review.conversation import ConversationUnavailable, Pressed, Text

from .conftest import CARD, Chatter

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ config.SECRET_KEY }}",
    "\u202egnp.exe\u202c",
    "Z̸̢̛͚a̷̡͙l̵g̶o̴",
    "مرحبا hello",
    "😀" * 2000,
    "/restart",
]


def test_text_goes_to_the_bot_and_its_lines_come_back(chatter, bot):
    answer = chatter.by_script({"text": "salut"})

    assert answer.status_code == 200
    assert bot.heard[0][1] == Text("salut")
    assert answer.json == {
        "lines": [line.as_dict() | {"choices": [vars(c) for c in line.choices]} for line in bot.answer]
    }


def test_a_button_goes_to_the_bot_as_its_data(chatter, bot):
    chatter.by_script({"choice": "m:p1:1:ask_proof"})

    assert bot.heard[0][1] == Pressed("m:p1:1:ask_proof")


def test_the_pause_is_scaled_by_the_pacing(make_app):
    answer = Chatter(make_app(pacing=0.25).test_client()).by_script({"text": "salut"})

    assert answer.json["lines"][0]["pause"] == 0.5


def test_help_never_waits(chatter, bot):
    bot.answer = [Line("3018", voice="help", pause=3)]

    assert chatter.by_script({"text": "sos"}).json["lines"][0]["pause"] == 0


def test_one_browser_is_one_visitor_and_another_browser_is_another(app, bot):
    first, second = Chatter(app.test_client()), Chatter(app.test_client())
    for person in (first, first, second):
        person.by_script({"text": "salut"})

    visitors = [visitor for visitor, _ in bot.heard]
    assert visitors[0] == visitors[1] != visitors[2]
    assert all(len(visitor) == 32 for visitor in visitors)


def test_a_visitor_is_made_at_the_first_message_not_at_the_first_look(client):
    opened = client.get("/")

    assert "vigie_visitor" not in opened.headers.get("Set-Cookie", "")


def test_a_forged_visitor_cookie_is_replaced(chatter, bot):
    chatter.client.set_cookie("vigie_visitor", "telegram:12345")
    chatter.by_script({"text": "salut"})

    assert bot.heard[0][0] != "telegram:12345"
    assert len(bot.heard[0][0]) == 32


def test_a_returning_visitor_may_resume_and_sees_nothing_of_before(chatter):
    chatter.by_script({"text": "mon secret"})
    page = chatter.client.get("/").text

    assert 'value="c:resume"' in page
    assert "mon secret" not in page
    assert "tkt c moi" not in page


def test_without_script_the_form_answers_with_the_last_exchange(chatter, bot):
    page = chatter.by_form(text="salut toi")

    assert page.status_code == 200
    assert "salut toi" in page.text
    assert "tkt c moi" in page.text
    assert "Manon" in page.text
    assert "T'inquiète, c'est moi." in html.unescape(page.text)
    assert 'value="m:p1:1:ask_proof"' in page.text
    assert bot.heard[0][1] == Text("salut toi")


def test_without_script_a_button_wins_over_the_draft_which_is_kept(chatter, bot):
    page = chatter.by_form(text="pas fini", choice="c:help")

    assert bot.heard[0][1] == Pressed("c:help")
    assert ">pas fini</textarea>" in page.text


def test_the_address_of_the_form_leads_back_to_the_page(client):
    assert client.get("/chat").headers["Location"] == "/"


def test_pause_and_help_and_the_way_out_are_on_every_chat_page(chatter):
    for page in (chatter.client.get("/").text, chatter.by_form(text="salut").text):
        assert 'value="c:pause"' in page
        assert 'value="c:help"' in page
        assert 'href="/conjugaison"' in page


def test_the_way_out_names_nothing(client):
    page = client.get("/conjugaison").text.lower()

    assert not [word for word in ("vigie", "aide", "chat", "csrf") if word in page]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_reaches_the_bot_as_typed_and_the_page_escaped(chatter, bot, text):
    page = chatter.by_form(text=text)

    assert bot.heard[0][1] == Text(text)
    assert text in html.unescape(page.text)
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_hostile_lines_of_the_bot_are_escaped_too(chatter, bot):
    evil = "<script>alert(1)</script>"
    bot.answer = [Line(evil, "persona", evil, evil, (Choice(evil, "c:menu"),))]

    assert "<script>alert" not in chatter.by_form(text="salut").text


PICTURE = Picture(
    "profile",
    {"seed": "a", "name": "Li", "joined": "j", "friends": "a", "posts": "p", "bio": "<b>", "badges": []},
    'Le profil de Li. Sa bio : « <b>"nulle"</b> ».',
)


def test_a_picture_is_in_the_page_with_its_words(chatter, bot):
    bot.answer = [Line("Regarde.", "narrator", picture=PICTURE)]

    page = chatter.by_form(text="salut").text

    [src] = re.findall(r'<img class="picture"[^>]* src="data:image/png;base64,([^"]+)"', page)
    assert base64.b64decode(src).startswith(b"\x89PNG")
    assert 'alt="Le profil de Li. Sa bio : « &lt;b&gt;&#34;nulle&#34;&lt;/b&gt; »."' in page


def test_the_script_gets_the_picture_ready_to_be_shown(chatter, bot):
    bot.answer = [Line("Regarde.", "narrator", picture=PICTURE)]

    shown = chatter.by_script({"text": "salut"}).json["lines"][0]["picture"]

    assert shown["src"].startswith("data:image/png;base64,")
    assert shown["alt"] == PICTURE.alt


def test_a_picture_that_cannot_be_drawn_still_says_its_words(chatter, bot):
    bot.answer = [Line("Regarde.", "narrator", picture=Picture("profile", {}, "Le profil de Li."))]

    assert chatter.by_script({"text": "a"}).json["lines"][0]["picture"] == {
        "src": "",
        "alt": "Le profil de Li.",
    }
    assert '<p class="text" dir="auto">Le profil de Li.</p>' in chatter.by_form(text="salut").text


def test_an_address_in_a_line_is_not_a_link(chatter, bot):
    bot.answer = [Line("Va sur https://3018.fr")]

    assert 'href="https' not in chatter.by_form(text="salut").text


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\x00", "\ufeff"])
def test_an_empty_message_gets_a_kind_word_and_no_turn(chatter, bot, text):
    answer = chatter.by_script({"text": text})

    assert answer.status_code == 400
    assert answer.json["error"]["code"] == "empty"
    assert "Écris quelques mots" in answer.json["error"]["message"]
    assert "Écris quelques mots" in chatter.by_form(text=text).text
    assert bot.heard == []


@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_4096_characters_pass_and_one_more_is_told_kindly(chatter, bot, letter):
    assert chatter.by_script({"text": letter * 4096}).status_code == 200
    assert chatter.by_form(text=letter * 4096).status_code == 200
    longer = chatter.by_script({"text": letter * 4097})

    assert longer.status_code == 413
    assert "4096" in longer.json["error"]["message"]
    assert len(bot.heard) == 2


def test_a_message_too_long_stays_in_the_writing_box(chatter):
    page = chatter.by_form(text="b" * 4100)

    assert page.status_code == 413
    assert "b" * 4100 in page.text


@pytest.mark.parametrize("data", ["", "x" * 65, "c:é", "c: menu", "c:menu\n", 7, None, ["c:menu"]])
def test_a_choice_that_no_button_carries_is_refused_and_not_played(chatter, bot, data):
    answer = chatter.by_script({"choice": data})

    assert answer.status_code == 400
    assert answer.json["error"]["code"] == "bad_choice"
    assert bot.heard == []


@pytest.mark.parametrize(
    "body", [[], "salut", 3, {}, {"text": 3}, {"text": None}, {"text": "a", "choice": "c:menu"}]
)
def test_json_of_another_shape_is_refused(chatter, bot, body):
    answer = chatter.by_script(body)

    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_json")
    assert bot.heard == []


@pytest.mark.parametrize(
    "raw", [b"{", b"", b"null", b"\xff\xfe", b"[" * 50_000], ids=["open", "empty", "null", "bytes", "deep"]
)
def test_broken_json_is_refused(chatter, raw):
    answer = chatter.client.post(
        "/chat", data=raw, content_type="application/json", headers={"X-CSRFToken": chatter.token}
    )

    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_json")


def test_another_kind_of_content_is_refused(chatter):
    answer = chatter.client.post(
        "/chat", data=b"salut", content_type="text/plain", headers={"X-CSRFToken": chatter.token}
    )

    assert answer.status_code == 415
    assert "Je ne lis que du texte" in answer.text


def test_a_lone_surrogate_and_a_nul_do_not_reach_the_bot(chatter, bot):
    answer = chatter.client.post(
        "/chat",
        data=rb'{"text": "a\ud800\u0000b"}',
        content_type="application/json",
        headers={"X-CSRFToken": chatter.token},
    )

    assert answer.status_code == 200
    assert bot.heard[0][1] == Text("a\ufffdb")


def test_when_no_turn_can_be_run_the_page_says_so_and_shows_the_card(chatter, bot):
    bot.error = ConversationUnavailable([Line("Urgence : 112", voice="help")])

    by_script, by_form = chatter.by_script({"text": "sos"}), chatter.by_form(text="sos")

    assert by_script.status_code == by_form.status_code == 503
    assert "Ça vient de moi" in by_script.json["error"]["message"]
    assert [line["text"] for line in by_script.json["lines"]] == ["Urgence : 112"]
    assert "Urgence : 112" in by_form.text
    assert ">sos</textarea>" in by_form.text


@pytest.mark.parametrize("error", [ConversationUnavailable(), None])
def test_a_bot_that_says_nothing_still_leaves_the_card(chatter, bot, error):
    bot.error, bot.answer = error, []

    assert [line["text"] for line in chatter.by_script({"text": "sos"}).json["lines"]] == [CARD.text]


def test_without_an_engine_the_page_says_so_and_shows_the_card(make_app):
    page = make_app(conversation=None).test_client().get("/")

    assert page.status_code == 503
    assert CARD.text in page.text


def test_where_sign_in_is_needed_the_chat_is_closed_and_the_way_out_is_not(make_app):
    client = make_app(open_chat=False).test_client()

    assert client.get("/").status_code == 403
    assert client.get("/conjugaison").status_code == 200


def test_big_type_can_be_asked_by_address_and_stays(client):
    page = client.get("/?grand=1").text

    assert '<html lang="fr" class="big">' in page
    assert 'action="/chat?grand=1"' in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=300))
def test_whatever_is_typed_gets_an_answer(make_app, bot, text):
    person = Chatter(make_app(messages_per_minute=10_000).test_client())

    by_script, by_form = (
        person.by_script({"text": text}),
        person.by_form(text=text.encode("utf-8", "replace").decode()),
    )

    assert {by_script.status_code, by_form.status_code} <= {200, 400}
    assert all(heard.text.encode() and "\0" not in heard.text for _, heard in bot.heard)
