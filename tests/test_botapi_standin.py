"""The Telegram stand-in itself: it refuses what Telegram refuses, and goes wrong only when told to."""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import io
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.error import TelegramError as AnyTelegramError
from telegram.request import HTTPXRequest

from tests.botapi import MALFORMED, BotApi, rules


def a_picture() -> bytes:
    """A real PNG of 640 × 480."""
    out = io.BytesIO()
    Image.new("L", (640, 480)).save(out, "PNG")
    return out.getvalue()


PNG = a_picture()

Raw = Callable[..., dict[str, Any]]


def ptb(api: BotApi) -> Bot:
    """A python-telegram-bot `Bot` on the stand-in. Without certificates to load: there is no TLS here."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(api.token, base_url=api.base_url, request=requests[0], get_updates_request=requests[1])


@pytest.fixture(autouse=True)
def _without_deprecations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(seed=1) as standin:
        yield standin


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with ptb(api) as started:
        yield started


@pytest.fixture
def client(api: BotApi) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{api.url}/bot{api.token}/", timeout=20, verify=False) as opened:
        yield opened


@pytest.fixture
def raw(client: httpx.Client) -> Raw:
    """Call a method with form parameters, as strings; returns the JSON answer."""

    def call(method: str, **params: Any) -> dict[str, Any]:
        fields = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        answer: dict[str, Any] = client.post(method, data=fields).json()
        return answer

    return call


def keyboard(*labels: str) -> dict[str, Any]:
    """One button a row, its data being its label."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}


def buttons(*labels: str) -> InlineKeyboardMarkup:
    """The same, for python-telegram-bot."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


def refused(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False
    return f"{answer['error_code']} {answer['description']}"


# --- getting in -------------------------------------------------------------------------------------------


async def test_ptb_learns_who_the_bot_is(bot: Bot) -> None:
    assert bot.username == "VigieTestBot"


def test_parameters_are_read_from_the_query_of_a_get(api: BotApi, client: httpx.Client) -> None:
    api.user(7, started=True)
    answer = client.get("sendMessage", params={"chat_id": 7, "text": "été"}).json()
    assert answer["result"]["text"] == "été"


def test_parameters_are_read_from_a_json_body(api: BotApi, client: httpx.Client) -> None:
    sacha = api.user(7, started=True)
    client.post("sendMessage", json={"chat_id": 7, "text": "A", "reply_markup": keyboard("x")})
    assert sacha.last().labels == ["x"]


def test_method_names_are_matched_in_any_case(raw: Raw) -> None:
    assert raw("GETME")["result"]["is_bot"] is True


def test_another_token_is_unauthorized(api: BotApi) -> None:
    answer = httpx.get(f"{api.url}/bot7300000001:BBBBBBBBBBBBBBBBBBBBBBBBB/getMe")
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")


async def test_ptb_takes_a_wrong_token_as_invalid(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        await Bot("7300000001:BBBBBBBBBBBBBBBBBBBBBBBBB", base_url=api.base_url).get_me()


def test_a_token_that_is_none_is_not_found(api: BotApi) -> None:
    assert httpx.get(f"{api.url}/botx/getMe").status_code == 404


def test_an_unknown_method_is_not_found(raw: Raw) -> None:
    assert refused(raw("sendTelepathy", chat_id=1)) == "404 Not Found: method not found"


def test_a_body_that_is_not_utf8_is_refused(client: httpx.Client) -> None:
    answer = client.post(
        "sendMessage", content=b"text=%E9", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert refused(answer.json()) == "400 Bad Request: strings must be encoded in UTF-8"


def test_a_lone_surrogate_is_refused(client: httpx.Client) -> None:
    answer = client.post(
        "sendMessage", content=b'{"text": "\\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert refused(answer.json()) == "400 Bad Request: strings must be encoded in UTF-8"


def test_a_download_is_noticed(api: BotApi) -> None:
    httpx.get(f"{api.url}/file/bot{api.token}/photos/1.jpg")
    assert len(api.downloads) == 1


# --- texts ------------------------------------------------------------------------------------------------

BAD_HTML = {
    "<p>a</p>": 'Unsupported start tag "p" at byte offset 0',
    "é <3": "Unclosed start tag at byte offset 3",
    "j'ai < 15 ans": 'Unsupported start tag "" at byte offset 5',
    "<b>a": "Can't find end tag corresponding to start tag b",
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>a</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<a href=x": "Unclosed start tag at byte offset 0",
    "<a href>x</a>": 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
    "<b>a</b": "Unclosed end tag at byte offset 4",
    '<span class="x">a</span>': 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<a href="x': "Unclosed start tag at byte offset 0",
}


@pytest.mark.parametrize("text", BAD_HTML)
def test_html_telegram_cannot_parse_is_refused_in_its_words(api: BotApi, raw: Raw, text: str) -> None:
    api.user(7, started=True)
    answer = raw("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert refused(answer) == f"400 Bad Request: can't parse entities: {BAD_HTML[text]}"


async def test_html_becomes_text_and_entities(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    text = '😀 <b>été</b> &amp; <a href="https://e-enfance.org">3018</a> R&D <tg-spoiler>x</tg-spoiler>'
    await bot.send_message(7, text, parse_mode="HTML")
    last = sacha.last()
    assert last.text == "😀 été & 3018 R&D x"
    assert (last.parts("bold"), last.parts("text_link"), last.parts("spoiler")) == (["été"], ["3018"], ["x"])


def test_a_tel_link_in_a_text_is_dropped(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7, started=True)
    raw("sendMessage", chat_id=7, text='<a href="tel:3018">3018</a>', parse_mode="HTML")
    assert (sacha.last().text, sacha.last().entities) == ("3018", ())


def test_without_parse_mode_a_text_is_kept_as_it_is(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7, started=True)
    raw("sendMessage", chat_id=7, text="<b>1 < 2")
    assert sacha.last().text == "<b>1 < 2"


def test_an_unknown_parse_mode_is_refused(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    answer = raw("sendMessage", chat_id=7, text="a", parse_mode="BBCode")
    assert refused(answer) == "400 Bad Request: unsupported parse_mode"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("a" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
def test_a_text_has_one_to_4096_characters(api: BotApi, raw: Raw, text: str, description: str) -> None:
    api.user(7, started=True)
    assert refused(raw("sendMessage", chat_id=7, text=text)) == f"400 Bad Request: {description}"


def test_length_is_counted_after_the_entities_are_parsed(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    assert raw("sendMessage", chat_id=7, text=f"<b>{'a' * 4096}</b>", parse_mode="HTML")["ok"]


def test_html_that_is_empty_once_parsed_is_refused(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    answer = raw("sendMessage", chat_id=7, text="<b> </b>", parse_mode="HTML")
    assert refused(answer) == "400 Bad Request: text must be non-empty"


def test_an_entity_past_the_end_is_refused(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    answer = raw("sendMessage", chat_id=7, text="abc", entities=[{"type": "bold", "offset": 1, "length": 9}])
    assert "ends after the end of the text" in refused(answer)


@given(st.text(max_size=60))
def test_escaped_text_always_comes_through_html(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert rules.parse_html(escaped)[0] == text.replace("\0", " ")


@given(st.text(alphabet="<>/ab &;=\"'é😀", max_size=40))
def test_hostile_html_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(rules.Refusal):
        parsed, entities = rules.parse_html(text)
        assert all(e["offset"] + e["length"] <= rules.utf16_length(parsed) for e in entities)


# --- keyboards --------------------------------------------------------------------------------------------


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


BAD_KEYBOARDS: list[tuple[Any, str]] = [
    (inline(text="a", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    (
        inline(text="a", callback_data=""),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        inline(text="a"),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (inline(callback_data="a"), "can't parse inline keyboard button: Can't find field \"text\""),
    (inline(text=" ", callback_data="a"), "inline keyboard button text must be non-empty"),
    (
        inline(text="a", callback_data="a", url="https://a.fr"),
        "can't parse inline keyboard button: exactly one action expected, found url and callback_data",
    ),
    (
        inline(text="a", callback_data=3),
        'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
    ),
    (
        inline(text="a", url="tel:3018"),
        "inline keyboard button URL 'tel:3018' is invalid: Wrong HTTP URL",
    ),
    (
        inline(text="a", url="http://localhost/x"),
        "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    (
        inline(text="a", url="ftp://a.fr"),
        "inline keyboard button URL 'ftp://a.fr' is invalid: Unsupported URL protocol",
    ),
    (keyboard(*"a" * 101), "reply markup is too long"),
    ({"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 9]}, "reply markup is too long"),
    ({"inline_keyboard": {}}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
    ([], "object expected as reply markup"),
    ("{'inline_keyboard': []}", "can't parse reply keyboard markup JSON object"),
    ({"keyboard": [[""]]}, "keyboard button text must be non-empty"),
    (
        {"keyboard": [["a"]], "resize_keyboard": "yes"},
        'field "resize_keyboard" of the reply markup must be of the type Boolean',
    ),
]


@pytest.mark.parametrize(("markup", "description"), BAD_KEYBOARDS)
def test_a_bad_keyboard_is_refused(api: BotApi, raw: Raw, markup: Any, description: str) -> None:
    sacha = api.user(7, started=True)
    answer = raw("sendMessage", chat_id=7, text="a", reply_markup=markup)
    assert refused(answer) == f"400 Bad Request: {description}"
    assert sacha.transcript() == []


async def test_a_hundred_buttons_of_64_bytes_are_shown(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    rows = [[InlineKeyboardButton(f"{n}", callback_data="é" * 32)] for n in range(100)]
    await bot.send_message(7, "a", reply_markup=InlineKeyboardMarkup(rows))
    assert len(sacha.last().labels) == 100


@pytest.mark.parametrize("url", ["https://e-enfance.org/?a=1", "www.119.gouv.fr", "tg://resolve?domain=x"])
def test_a_link_telegram_opens_is_accepted(url: str) -> None:
    assert rules.link_fault(url) is None


# --- who may be written to --------------------------------------------------------------------------------


@pytest.mark.parametrize("chat", [404, "abc", "@personne", -100123])
def test_an_unknown_chat_is_not_found(raw: Raw, chat: Any) -> None:
    assert refused(raw("sendMessage", chat_id=chat, text="a")) == "400 Bad Request: chat not found"


def test_a_call_without_chat_is_refused(raw: Raw) -> None:
    assert refused(raw("sendMessage", text="a")) == "400 Bad Request: chat_id is empty"


def test_somebody_who_never_wrote_cannot_be_written_to(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7)
    assert refused(raw("sendMessage", chat_id=7, text="a")) == "400 Bad Request: chat not found"
    sacha.start()
    assert raw("sendMessage", chat_id=7, text="a")["ok"]


async def test_a_person_who_blocked_the_bot_is_forbidden(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sacha.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(7, "a")
    with pytest.raises(Forbidden):
        await bot.send_chat_action(7, "typing")
    sacha.unblock()
    await bot.send_message(7, "b")
    assert [message.text for message in sacha.transcript()] == ["b"]


def test_a_deleted_account_is_forbidden(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True).deactivate()
    assert refused(raw("sendMessage", chat_id=7, text="a")) == "403 Forbidden: user is deactivated"


async def test_a_group_the_bot_left_is_forbidden(api: BotApi, bot: Bot) -> None:
    group = api.group()
    await bot.send_message(group.id, "au revoir")
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "a")


def test_a_group_that_kicked_the_bot_is_forbidden(api: BotApi, raw: Raw) -> None:
    group = api.group(supergroup=False)
    group.kick_bot()
    answer = raw("sendMessage", chat_id=group.id, text="a")
    assert refused(answer) == "403 Forbidden: bot was kicked from the group chat"


async def test_an_upgraded_group_names_the_new_one(api: BotApi, bot: Bot) -> None:
    group = api.group(supergroup=False)
    new = group.upgrade()
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "a")
    assert migrated.value.new_chat_id == new


def test_a_private_chat_cannot_be_left(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    assert raw("leaveChat", chat_id=7)["ok"] is False


async def test_a_chat_can_be_read(api: BotApi, bot: Bot) -> None:
    api.user(7, "Sacha", username="sacha", started=True)
    assert (await bot.get_chat("@Sacha")).first_name == "Sacha"


def test_refusals_are_recorded(api: BotApi, raw: Raw) -> None:
    raw("sendMessage", chat_id=404, text="a")
    assert [(r.method, r.code) for r in api.refused] == [("sendMessage", 400)]
    assert api.calls["sendMessage"] == 1
    assert api.sends == []


# --- photos, actions, replies -----------------------------------------------------------------------------


async def test_a_photo_is_uploaded_by_multipart(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_photo(7, PNG, caption="<b>code</b>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (640, 480)
    assert sacha.last().photo
    assert sacha.last().parts("bold") == ["code"]


async def test_a_sent_photo_can_be_sent_again_by_its_id(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_photo(7, PNG)
    await bot.send_photo(7, sent.photo[-1].file_id)
    assert len(sacha.transcript()) == 2


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"", "file must be non-empty"),
        (b"not an image", "IMAGE_PROCESS_FAILED"),
        (PNG[:80], "IMAGE_PROCESS_FAILED"),
        (PNG[:16] + (9000).to_bytes(4, "big") * 2 + PNG[24:], "PHOTO_INVALID_DIMENSIONS"),
    ],
    ids=["empty", "words", "cut short", "too large"],
)
def test_a_photo_that_is_none_is_refused(
    api: BotApi, client: httpx.Client, content: bytes, description: str
) -> None:
    api.user(7, started=True)
    answer = client.post("sendPhoto", data={"chat_id": "7"}, files={"photo": ("a.png", content, "image/png")})
    assert refused(answer.json()) == f"400 Bad Request: {description}"


def test_a_photo_must_be_there(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    assert refused(raw("sendPhoto", chat_id=7)) == "400 Bad Request: there is no photo in the request"


def test_a_caption_has_at_most_1024_characters(api: BotApi, client: httpx.Client) -> None:
    api.user(7, started=True)
    data = {"chat_id": "7", "caption": "a" * 1025}
    answer = client.post("sendPhoto", data=data, files={"photo": ("a.png", PNG, "image/png")})
    assert refused(answer.json()) == "400 Bad Request: message caption is too long"


async def test_typing_is_counted(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    await bot.send_chat_action(7, "typing")
    assert sacha.typing() == 1


def test_an_unknown_chat_action_is_refused(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    answer = raw("sendChatAction", chat_id=7, action="thinking")
    assert refused(answer) == "400 Bad Request: wrong parameter action in request"


async def test_a_reply_quotes_a_message_that_exists(api: BotApi, bot: Bot) -> None:
    said = api.user(7).say("a")
    sent = await bot.send_message(7, "b", reply_to_message_id=said.message_id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "a"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(7, "c", reply_to_message_id=1)


# --- editing and deleting ---------------------------------------------------------------------------------


async def test_editing_changes_what_is_shown_and_drops_the_keyboard(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_message(7, "a", reply_markup=buttons("x"))
    await bot.edit_message_text("b", 7, sent.message_id)
    last = sacha.last()
    assert (last.text, last.labels, last.edited, last.versions) == ("b", [], True, ("a",))


async def test_a_message_that_would_not_change_is_refused(api: BotApi, bot: Bot) -> None:
    api.user(7, started=True)
    sent = await bot.send_message(7, "a")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("a", 7, sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(7, sent.message_id)


async def test_a_keyboard_alone_can_be_taken_away(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_message(7, "a", reply_markup=buttons("x"))
    await bot.edit_message_reply_markup(7, sent.message_id)
    assert (sacha.last().text, sacha.last().labels) == ("a", [])


async def test_a_message_that_does_not_exist_cannot_be_edited(api: BotApi, bot: Bot) -> None:
    api.user(7, started=True)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", 7, 1)


async def test_a_message_of_somebody_else_cannot_be_edited(api: BotApi, bot: Bot) -> None:
    said = api.user(7).say("a")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("b", 7, said.message_id)


async def test_a_photo_has_no_text_to_edit(api: BotApi, bot: Bot) -> None:
    api.user(7, started=True)
    sent = await bot.send_photo(7, PNG, caption="a")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("b", 7, sent.message_id)


async def test_an_edit_takes_only_an_inline_keyboard(api: BotApi, raw: Raw, bot: Bot) -> None:
    api.user(7, started=True)
    sent = await bot.send_message(7, "a")
    answer = raw(
        "editMessageText", chat_id=7, message_id=sent.message_id, text="b", reply_markup={"keyboard": [["x"]]}
    )
    assert refused(answer) == "400 Bad Request: inline keyboard expected"


async def test_a_deleted_message_is_gone(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_message(7, "a")
    await bot.delete_message(7, sent.message_id)
    assert sacha.transcript() == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(7, sent.message_id)


async def test_a_dice_is_deleted_after_a_day_only(api: BotApi, bot: Bot) -> None:
    user = api.user(7, started=True)
    thrown = user.send_dice().message_id
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(7, thrown)
    with api.world.changed:
        api.world.messages[7][thrown].at -= 25 * 3600
    assert await bot.delete_message(7, thrown)


async def test_messages_older_than_48_hours_cannot_be_deleted(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_message(7, "a")
    api.advance(48 * 3600 + 1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(7, [sent.message_id])
    assert len(sacha.transcript()) == 1


async def test_deleting_several_skips_the_missing(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    said, sent = sacha.say("a"), await bot.send_message(7, "b")
    assert await bot.delete_messages(7, [1, said.message_id, sent.message_id])
    assert sacha.transcript() == []


@pytest.mark.parametrize("ids", [[], list(range(1, 102)), ["1"], "1"])
def test_deleting_takes_one_to_a_hundred_numbers(api: BotApi, raw: Raw, ids: Any) -> None:
    api.user(7, started=True)
    assert raw("deleteMessages", chat_id=7, message_ids=ids)["ok"] is False


# --- presses ----------------------------------------------------------------------------------------------


async def test_a_press_reaches_the_bot_and_can_be_answered_twice(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    await bot.send_message(7, "a", reply_markup=buttons("oui", "non"))
    press = sacha.press("non")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("non", 7)
    assert api.unanswered == [press]
    await update.callback_query.answer("ok")
    await bot.answer_callback_query(press.id)
    assert [answer["text"] for answer in press.answers] == ["ok", ""]
    assert api.unanswered == []


async def test_a_press_older_than_150_seconds_cannot_be_answered(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    await bot.send_message(7, "a", reply_markup=buttons("x"))
    press = sacha.press("x")
    api.advance(151)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await bot.answer_callback_query(press.id)


def test_an_unknown_press_cannot_be_answered(raw: Raw) -> None:
    assert "query is too old" in refused(raw("answerCallbackQuery", callback_query_id="1"))


async def test_an_answer_has_at_most_200_characters(api: BotApi, bot: Bot) -> None:
    press = api.user(7, started=True).forge("x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(press.id, "a" * 201)


async def test_press_takes_the_latest_keyboard_and_press_on_any(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    old = await bot.send_message(7, "a", reply_markup=buttons("x"))
    new = await bot.send_message(7, "b", reply_markup=buttons("x", "y"))
    await bot.send_message(7, "c")
    assert sacha.press("x").message_id == new.message_id
    assert sacha.press_on(old.message_id, "x").message_id == old.message_id
    with pytest.raises(AssertionError, match="no button 'z'"):
        sacha.press("z")


async def test_a_button_that_went_away_can_still_be_pressed_as_it_was(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    sent = await bot.send_message(7, "a", reply_markup=buttons("x"))
    seen = sacha.last()
    await bot.edit_message_reply_markup(7, sent.message_id)
    with pytest.raises(AssertionError, match="no button 'x'"):
        sacha.press_on(seen, "x")
    sacha.press_stale(seen, "x")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "x"


async def test_forged_data_carries_whatever_it_likes(api: BotApi, bot: Bot) -> None:
    api.user(7).forge("a:12;drop")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "a:12;drop"


def test_a_button_of_a_reply_keyboard_sends_its_label(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7, started=True)
    raw("sendMessage", chat_id=7, text="a", reply_markup={"keyboard": [["Jouer"], ["Aide"]]})
    assert sacha.choose("Aide").text == "Aide"
    raw("sendMessage", chat_id=7, text="b", reply_markup={"remove_keyboard": True})
    with pytest.raises(AssertionError, match="no key"):
        sacha.choose("Aide")


# --- updates ----------------------------------------------------------------------------------------------


async def test_what_people_send_reads_well_in_ptb(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, "Sacha", last_name="M", username="sacha")
    sacha.start("ABC123")
    sacha.send_photo("légende")
    sacha.send_voice()
    sacha.send_sticker()
    sacha.send_location()
    sacha.send_contact()
    sacha.send_document()
    sacha.send_video()
    sacha.send_video_note()
    sacha.send_dice()
    sacha.forward("elle a dit ça", sender_name="Lucas")
    said = sacha.say("a")
    sacha.edit(said.message_id, "b")
    sacha.block()
    updates = await bot.get_updates()
    messages = [update.message for update in updates if update.message]
    assert messages[0].entities[0].type == "bot_command"
    assert messages[1].caption == "légende"
    kinds = "photo voice sticker location contact document video video_note dice forward_origin"
    for message, kind in zip(messages[1:], kinds.split(), strict=False):
        assert getattr(message, kind)
    assert all(message.from_user and message.from_user.username == "sacha" for message in messages)
    assert updates[-2].edited_message is not None
    assert updates[-2].edited_message.text == "b"
    assert updates[-1].my_chat_member is not None
    assert updates[-1].my_chat_member.new_chat_member.status == "kicked"
    ids = [update.update_id for update in updates]
    assert ids == list(range(ids[0], ids[0] + len(ids)))


async def test_being_added_to_a_group_is_told(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    group = api.group("4eB", by=sacha)
    group.member(sacha).say("salut")
    added, service, said = await bot.get_updates()
    assert added.my_chat_member is not None
    assert added.my_chat_member.new_chat_member.status == "member"
    assert service.message is not None
    assert service.message.new_chat_members[0].id == bot.id
    assert said.message is not None
    assert (said.message.chat.type, said.message.text) == ("supergroup", "salut")


async def test_in_privacy_mode_a_group_is_heard_for_commands_only() -> None:
    with BotApi(privacy_mode=True) as api:
        group = api.group()
        group.say("salut")
        group.say("/start")
        async with ptb(api) as bot:
            texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == [None, "/start"]


async def test_an_offset_confirms_everything_below_for_good(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    for text in "abc":
        sacha.say(text)
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [u.update_id for u in first] == [u.update_id for u in again]
    rest = await bot.get_updates(offset=first[2].update_id)
    assert [u.update_id for u in rest] == [first[2].update_id]
    assert api.confirmed == [first[0].update_id, first[1].update_id]
    assert api.unconfirmed == [first[2].update_id]
    assert [u.update_id for u in await bot.get_updates(offset=1)] == [first[2].update_id]
    assert api.delivered[first[2].update_id] == 4


async def test_a_limit_is_held_to(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7)
    for n in range(120):
        sacha.say(str(n))
    assert len(raw("getUpdates", limit=3)["result"]) == 3
    assert len(raw("getUpdates", limit=0)["result"]) == 1
    assert len(raw("getUpdates", limit=1000)["result"]) == 100


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    for text in "abc":
        sacha.say(text)
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "c"
    assert len(api.unconfirmed) == 1


async def test_an_offset_far_in_the_future_confirms_nothing(api: BotApi, bot: Bot) -> None:
    api.user(7).say("a")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1000)
    assert api.confirmed == []


async def test_allowed_updates_are_remembered(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    await bot.get_updates(allowed_updates=["message"])
    sacha.forge("x")
    sacha.say("a")
    (update,) = await bot.get_updates()
    assert update.message is not None
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    sacha.forge("y")
    assert len(await bot.get_updates()) == 1


async def test_reactions_come_only_when_asked_for(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    said = sacha.say("a")
    assert sacha.react(said) is None
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    assert sacha.react(said) is not None


async def test_undelivered_updates_expire(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    sacha.say("a")
    sacha.forge("x")
    api.advance(151)
    assert [u.message is not None for u in await bot.get_updates()] == [True]
    api.advance(24 * 3600)
    assert await bot.get_updates() == ()


async def test_an_old_message_keeps_its_date(api: BotApi, bot: Bot) -> None:
    api.user(7).say("a", ago=20 * 3600)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert time.time() - update.message.date.timestamp() == pytest.approx(20 * 3600, abs=5)


async def test_a_long_poll_wakes_up_at_once(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.to_thread(api.wait_polling)
    began = time.monotonic()
    sacha.say("a")
    assert len(await poll) == 1
    assert time.monotonic() - began < 1


async def test_a_long_poll_ends_empty_after_its_timeout(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 5


async def test_a_second_poll_ends_the_first_with_a_conflict(api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.to_thread(api.wait_polling)
    async with ptb(api) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        api.user(7).say("a")
        assert len(await second) == 1


def test_a_poller_that_died_takes_nothing_with_it(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{api.url}/bot{api.token}/getUpdates", params={"timeout": 20}, timeout=0.2)
    sacha.say("a")
    assert len(raw("getUpdates", timeout=5)["result"]) == 1
    assert api.refused == []


async def test_a_confirmed_update_can_be_delivered_again(api: BotApi, raw: Raw) -> None:
    api.user(7).say("a")
    (body,) = raw("getUpdates")["result"]
    raw("getUpdates", offset=body["update_id"] + 1)
    api.redeliver(body)
    assert raw("getUpdates", offset=body["update_id"] + 1)["result"] == [body]
    assert raw("getUpdates", offset=body["update_id"] + 1)["result"] == []


@pytest.mark.parametrize("shape", MALFORMED)
def test_a_malformed_update_is_delivered_as_it_is(api: BotApi, raw: Raw, shape: str) -> None:
    update_id = api.malformed(shape)
    assert raw("getUpdates")["result"] == [{"update_id": update_id, **MALFORMED[shape]}]


async def test_one_malformed_update_breaks_a_whole_batch_in_ptb(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    sacha.say("a")
    api.malformed("no_date")
    with pytest.raises(KeyError):
        await bot.get_updates()
    assert len(await bot.get_updates(limit=1)) == 1


# --- webhook ----------------------------------------------------------------------------------------------


class _Hook(http.server.BaseHTTPRequestHandler):
    """Answers with the codes queued on the server, then 200; keeps what it got."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server: Any = self.server
        code = server.codes.pop(0) if server.codes else 200
        server.got.append((code, body, self.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def hook() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    server.got, server.codes = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_webhook_gets_updates_with_the_secret(api: BotApi, bot: Bot, hook: Any) -> None:
    await bot.set_webhook(f"http://127.0.0.1:{hook.server_port}/hook", secret_token="s3cret")
    api.user(7).say("a")
    await asyncio.to_thread(api.wait_confirmed)
    ((code, body, secret),) = hook.got
    assert (code, body["message"]["text"], secret) == (200, "a", "s3cret")


async def test_a_refused_update_is_offered_again_in_order(api: BotApi, bot: Bot, hook: Any) -> None:
    hook.codes = [503, 500]
    await bot.set_webhook(f"http://127.0.0.1:{hook.server_port}/hook")
    sacha = api.user(7)
    sacha.say("a")
    sacha.say("b")
    await asyncio.to_thread(api.wait_confirmed)
    assert [(code, body["message"]["text"]) for code, body, _ in hook.got] == [
        (503, "a"),
        (500, "a"),
        (200, "a"),
        (200, "b"),
    ]
    assert (await bot.get_webhook_info()).last_error_message is not None


async def test_polling_conflicts_with_a_webhook(api: BotApi, bot: Bot) -> None:
    await bot.set_webhook("https://vigie.example/hook", allowed_updates=["message"])
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://vigie.example/hook", ("message",))
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://vigie.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://v.example", "secret_token": "é"}, "secret token contains unallowed characters"),
    ],
)
def test_a_bad_webhook_is_refused(raw: Raw, params: dict[str, str], description: str) -> None:
    assert refused(raw("setWebhook", **params)) == f"400 Bad Request: {description}"


# --- the bot's own page -----------------------------------------------------------------------------------


async def test_commands_are_kept(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([("jouer", "Jouer une scène")])
    assert [(c.command, c.description) for c in await bot.get_my_commands()] == [("jouer", "Jouer une scène")]


@pytest.mark.parametrize(
    ("command", "description", "why"),
    [
        ("Jouer", "x", "BOT_COMMAND_INVALID"),
        ("/jouer", "x", "BOT_COMMAND_INVALID"),
        ("vérifier", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "command length must not exceed 32"),
        ("", "x", "command must be non-empty"),
        ("jouer", " ", "command description must be non-empty"),
        ("jouer", "x" * 257, "command description length must not exceed 256"),
    ],
)
def test_a_bad_command_is_refused(raw: Raw, command: str, description: str, why: str) -> None:
    answer = raw("setMyCommands", commands=[{"command": command, "description": description}])
    assert refused(answer) == f"400 Bad Request: {why}"


def test_more_than_a_hundred_commands_are_refused(raw: Raw) -> None:
    listed = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert raw("setMyCommands", commands=listed)["ok"] is False
    assert raw("setMyCommands", commands=listed[:100])["ok"] is True


@pytest.mark.parametrize(
    ("name", "field", "limit"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
def test_names_and_descriptions_have_their_limits(
    api: BotApi, raw: Raw, name: str, field: str, limit: int
) -> None:
    assert raw(f"setMy{name}", **{field: "x" * (limit + 1)})["ok"] is False
    assert raw(f"setMy{name}", **{field: "x" * limit})["ok"] is True
    assert api.profile[field] == "x" * limit


async def test_the_menu_button_is_kept(api: BotApi, raw: Raw) -> None:
    assert raw("setChatMenuButton", menu_button={"type": "commands"})["ok"]
    assert raw("getChatMenuButton")["result"] == {"type": "commands"}
    assert raw("setChatMenuButton", menu_button={"type": "disco"})["ok"] is False


# --- faults -----------------------------------------------------------------------------------------------


async def test_too_many_requests_names_the_wait(api: BotApi, bot: Bot) -> None:
    api.user(7, started=True)
    api.user(8, started=True)
    api.faults.too_many(1, chat=7, times=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "a")
    await bot.send_message(8, "a")
    assert api.impatient == []
    assert api.refused == []


async def test_a_bot_that_does_not_wait_is_told_again_and_noted(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    api.faults.too_many(1, times=1)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(7, "a")
    assert len(api.impatient) == 1
    await asyncio.sleep(1.05)
    await bot.send_message(7, "a")
    assert len(sacha.transcript()) == 1


async def test_a_flood_limit_lets_a_burst_through(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    api.faults.flood_limit(burst=3, per_second=1)
    for n in range(3):
        await bot.send_message(7, str(n))
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "3")
    assert len(sacha.transcript()) == 3


async def test_a_server_error_has_no_effect(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    api.faults.error(500, nth=2)
    await bot.send_message(7, "1")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(7, "2")
    await bot.send_message(7, "3")
    assert [m.text for m in sacha.transcript()] == ["1", "3"]


def test_a_gateway_answers_in_html(api: BotApi, client: httpx.Client) -> None:
    api.faults.error(502, html=True, method="get*")
    answer = client.post("getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert b"nginx" in answer.content


async def test_a_connection_dropped_before_has_no_effect(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    api.faults.drop(after=False, times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(7, "a")
    await bot.send_message(7, "a")
    assert len(sacha.transcript()) == 1
    assert api.doubled == []


async def test_a_connection_dropped_after_makes_a_repeat_a_double(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7, started=True)
    api.faults.drop(after=True, times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(7, "a")
    await bot.send_message(7, "a")
    await bot.send_message(7, "a")
    assert len(sacha.transcript()) == 3
    assert [(send.chat_id, send.text) for send in api.doubled] == [(7, "a")]
    assert api.sends_per_chat[7] == 3


def test_a_slow_answer_comes_after_its_effect(api: BotApi, client: httpx.Client) -> None:
    sacha = api.user(7, started=True)
    api.faults.slow(0.5, times=1)
    with pytest.raises(httpx.ReadTimeout):
        client.post("sendMessage", data={"chat_id": "7", "text": "a"}, timeout=0.2)
    assert len(sacha.transcript()) == 1
    api.wait(lambda: api.sends[0].lost, what="the answer to be lost")
    client.post("sendMessage", data={"chat_id": "7", "text": "a"})
    assert len(api.doubled) == 1


def test_a_slow_call_may_take_effect_late(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    api.faults.slow(0.2, after=False)
    began = time.monotonic()
    assert raw("sendMessage", chat_id=7, text="a")["ok"]
    assert time.monotonic() - began >= 0.2


async def test_cosmetic_calls_can_be_refused(api: BotApi, bot: Bot) -> None:
    api.faults.refuse(429, "Too Many Requests: retry after 86400", method="setMy*")
    with pytest.raises(AnyTelegramError):
        await bot.set_my_name("Vigie")
    assert (await bot.get_me()).first_name == "Vigie"


def test_a_share_of_calls_fails_and_always_the_same_ones() -> None:
    outcomes = []
    for _ in range(2):
        api = BotApi(seed=42)
        api.faults.error(share=0.3)
        outcomes.append([api.faults.decide("sendMessage", 7) is not None for _ in range(200)])
    assert outcomes[0] == outcomes[1]
    assert 30 < sum(outcomes[0]) < 90


def test_clearing_the_plan_ends_the_faults(api: BotApi, raw: Raw) -> None:
    api.faults.error(method="*")
    assert raw("getMe")["ok"] is False
    api.faults.clear()
    assert raw("getMe")["ok"] is True
    assert [fault[:2] for fault in api.faults.given] == [("error", "getMe")]


def test_an_update_can_be_handed_out_twice(api: BotApi, raw: Raw) -> None:
    api.faults.duplicate(nth=1)
    sacha = api.user(7)
    sacha.say("a")
    sacha.say("b")
    texts = [body["message"]["text"] for body in raw("getUpdates")["result"]]
    assert texts == ["a", "a", "b"]


def test_malformed_updates_can_slip_in(api: BotApi, raw: Raw) -> None:
    api.faults.malform("nulls", nth=2)
    sacha = api.user(7)
    sacha.say("a")
    sacha.say("b")
    texts = [body["message"]["text"] for body in raw("getUpdates")["result"]]
    assert texts == ["a", None, "b"]


def test_an_outage_refuses_connections_and_forgets_nothing(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7)
    sacha.say("a")
    api.stop()
    with pytest.raises(httpx.HTTPError):
        raw("getMe")
    api.start()
    assert len(raw("getUpdates")["result"]) == 1


# --- watching ---------------------------------------------------------------------------------------------


async def _echo(bot: Bot, rounds: int) -> None:
    """A bot that answers each message with it, twice."""
    offset = 0
    for _ in range(rounds):
        for update in await bot.get_updates(offset=offset, timeout=10):
            offset = update.update_id + 1
            if update.message:
                for n in (1, 2):
                    await bot.send_message(update.message.chat.id, f"{update.message.text} {n}")


async def test_a_test_waits_for_replies_since_the_last_act(api: BotApi, bot: Bot) -> None:
    sacha = api.user(7)
    task = asyncio.create_task(_echo(bot, 2))
    sacha.say("a")
    assert [m.text for m in await asyncio.to_thread(sacha.wait_reply, 2)] == ["a 1", "a 2"]
    sacha.say("b")
    assert (await asyncio.to_thread(sacha.wait_for, "b 2")).text == "b 2"
    assert [m.text for m in await asyncio.to_thread(sacha.settle, 0.1)] == ["b 1", "b 2"]
    await task


def test_waiting_in_vain_tells_the_story(api: BotApi) -> None:
    sacha = api.user(7)
    sacha.say("il y a quelqu'un ?")
    with pytest.raises(AssertionError, match="il y a quelqu'un"):
        sacha.wait_reply(timeout=0.05)


def test_quiet_fails_as_soon_as_the_bot_speaks(api: BotApi, raw: Raw) -> None:
    sacha = api.user(7, started=True)
    sacha.quiet(0.05)
    timer = threading.Timer(0.05, raw, args=("sendMessage",), kwargs={"chat_id": 7, "text": "a"})
    timer.start()
    with pytest.raises(AssertionError, match="silence expected"):
        sacha.quiet(5)
    timer.join()


def test_it_answers_hundreds_of_calls_a_second(api: BotApi, raw: Raw) -> None:
    api.user(7, started=True)
    began = time.monotonic()
    for n in range(200):
        raw("sendMessage", chat_id=7, text=str(n))
    assert time.monotonic() - began < 2


def test_it_takes_calls_from_many_threads_at_once(api: BotApi) -> None:
    sacha = api.user(7, started=True)

    def send(n: int) -> None:
        with httpx.Client(base_url=f"{api.url}/bot{api.token}/", verify=False) as own:
            for k in range(20):
                own.post("sendMessage", data={"chat_id": "7", "text": f"{n}.{k}"})

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = sacha.transcript()
    assert len({m.text for m in shown}) == 160
    assert [m.message_id for m in shown] == sorted(m.message_id for m in shown)


def test_it_stops_at_once_in_the_middle_of_a_long_poll(api: BotApi) -> None:
    def poll() -> None:
        with pytest.raises(httpx.HTTPError):
            httpx.get(
                f"{api.url}/bot{api.token}/getUpdates", params={"timeout": 50}, timeout=60
            ).raise_for_status()

    thread = threading.Thread(target=poll)
    thread.start()
    api.wait_polling()
    began = time.monotonic()
    api.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert time.monotonic() - began < 2
