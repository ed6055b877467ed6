"""What Telegram refuses, in its own words: texts, HTML, keyboards, links, commands, photos.

Pure functions: the parameter as it came over the wire goes in, what Telegram would keep comes out, and
`Refusal` is raised with the code and description a bot would read. Sources: the public Bot API page, and the
behaviour of the open-source Bot API server (github.com/tdlib/telegram-bot-api) and of its library (tdlib/td).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_BYTES = 64
MAX_CALLBACK_ANSWER = 200
MAX_BUTTONS = 100
MAX_BUTTONS_PER_ROW = 8
MAX_COMMANDS = 100
MAX_PHOTO_BYTES = 10 * 1024 * 1024
CALLBACK_LIFE = 150
MESSAGE_LIFE = 24 * 3600
DELETE_LIFE = 48 * 3600
DICE_LIFE = 24 * 3600

CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)

#: Kinds of update, and those a bot gets when it never said which it wants.
UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
    "chat_boost",
    "removed_chat_boost",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
)
DEFAULT_UPDATES = frozenset(UPDATE_KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}

Entity = dict[str, Any]


@dataclass
class Refusal(Exception):
    """Telegram says no: HTTP `code`, `description`, and the optional `parameters` of the answer."""

    code: int
    description: str
    parameters: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


def bad_request(reason: str) -> Refusal:
    """A 400. The first letter is lowered as Telegram does, except in codes such as `BUTTON_DATA_INVALID`."""
    if len(reason) >= 2 and not (reason[1] == "_" or reason[1].isupper()):
        reason = reason[0].lower() + reason[1:]
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """A 403."""
    return Refusal(403, f"Forbidden: {reason}")


def retry_after(seconds: int) -> Refusal:
    """A 429, with the wait a bot must respect."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units (an emoji outside the BMP counts two)."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


# --- parameters -------------------------------------------------------------------------------------------


def as_bool(value: str | None) -> bool:
    """Telegram's reading of a boolean parameter."""
    return (value or "").strip().lower() in ("true", "yes", "1")


def as_int(value: str | None, default: int = 0, low: int | None = None, high: int | None = None) -> int:
    """Telegram's lenient reading of an integer: leading digits count, anything else is 0; clamped to the range."""
    if not value:
        return default
    found = re.match(r"\s*([+-]?\d+)", value)
    number = int(found.group(1)) if found else 0
    if low is not None:
        number = max(low, number)
    return number if high is None else min(high, number)


def as_json(value: str, what: str) -> Any:
    """Decode a JSON-serialised parameter. Refuses anything else (a Python `repr`, say)."""
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {what} JSON object") from None


# --- texts ------------------------------------------------------------------------------------------------

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_TAGS = frozenset(_SIMPLE) | {"a", "tg-emoji"}
_SPACES = frozenset(b" \t\r\n\v\0")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_CHARACTER = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")


def _unparsable(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")


def _decoded(data: bytes, at: int) -> tuple[str, int] | None:
    """The character reference at `at` and where it ends, or None when Telegram leaves the `&` as it is."""
    found = _CHARACTER.match(data, at)
    if found is None:
        return None
    hexa, digits, name = found.groups()
    if name is not None:
        return (_NAMED[name], found.end()) if name in _NAMED else None
    code = int(hexa, 16) if hexa else int(digits)
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF or found.end() - at > 11:
        return None
    return chr(code), found.end()


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


class _Html:
    """One pass over the bytes, as Telegram's parser does, so that byte offsets in refusals are the same."""

    def __init__(self, text: str) -> None:
        self.data = text.replace("\0", " ").encode() + b"\0"
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        end = len(self.data) - 1
        while self.at < end:
            special = min(
                (p for p in (self.data.find(c, self.at) for c in (b"<", b"&")) if p >= 0), default=end
            )
            self._emit(self.data[self.at : special].decode())
            self.at = special
            if special == end:
                break
            if self.data[special] == ord("&"):
                decoded = _decoded(self.data, special)
                self._emit(decoded[0] if decoded else "&")
                self.at = decoded[1] if decoded else special + 1
            elif self.data[special + 1] == ord("/"):
                self._close()
            else:
                self._start()
        if self.open:
            tag = self.open[-1].tag
            raise _unparsable(f"Can't find end tag corresponding to start tag {tag}")
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _emit(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def _until(self, stops: Iterable[int]) -> bytes:
        begin = self.at
        ends = frozenset(stops) | _SPACES
        while self.data[self.at] not in ends:
            self.at += 1
        return self.data[begin : self.at]

    def _spaces(self) -> None:
        while self.data[self.at] in _SPACES and self.data[self.at] != 0:
            self.at += 1

    def _start(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._until(b">").decode("utf-8", "replace").lower()
        if self.data[self.at] == 0:
            raise _unparsable(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self.data[self.at] != ord(">"):
            self._spaces()
            if self.data[self.at] == ord(">"):
                break
            name, value = self._attribute(tag, begin)
            if (tag == "a" and name == "href") or (tag == "tg-emoji" and name == "emoji-id"):
                argument = value
            elif tag == "code" and name == "class" and value.startswith("language-"):
                argument = value.removeprefix("language-")
            elif tag == "span" and name == "class" and value.startswith("tg-"):
                argument = value.removeprefix("tg-")
            elif tag == "blockquote" and name == "expandable":
                argument = "expandable"
        if tag == "span" and argument != "spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Open(tag, argument, self.length, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        stops = b"=>" if tag == "blockquote" else b"="
        name = self._until(stops).decode("utf-8", "replace")
        if not name:
            raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._spaces()
        if self.data[self.at] != ord("="):
            if tag == "blockquote" and self.data[self.at] != 0:
                return name, ""
            raise _unparsable(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {begin}'
            )
        self.at += 1
        self._spaces()
        quote = self.data[self.at]
        if quote == 0:
            raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if quote in b"'\"":
            value = bytearray()
            self.at += 1
            while self.data[self.at] not in (quote, 0):
                decoded = _decoded(self.data, self.at) if self.data[self.at] == ord("&") else None
                if decoded:
                    value += decoded[0].encode()
                    self.at = decoded[1]
                else:
                    value.append(self.data[self.at])
                    self.at += 1
            text = value.decode("utf-8", "replace")
            if self.data[self.at] == quote:
                self.at += 1
        else:
            token = self.at
            while chr(self.data[self.at]).isalnum() or self.data[self.at] in b".-":
                self.at += 1
            text = self.data[token : self.at].decode("latin-1").lower()
            if self.data[self.at] not in _SPACES and self.data[self.at] != ord(">"):
                raise _unparsable(f"Unexpected end of name token at byte offset {token}")
        if self.data[self.at] == 0:
            raise _unparsable(f"Unclosed start tag at byte offset {begin}")
        return name, text

    def _close(self) -> None:
        begin = self.at
        if not self.open:
            raise _unparsable(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        tag = self._until(b">").decode("utf-8", "replace").lower()
        self._spaces()
        if self.data[self.at] != ord(">"):
            raise _unparsable(f"Unclosed end tag at byte offset {begin}")
        opened = self.open[-1]
        if tag and tag != opened.tag:
            raise _unparsable(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.at += 1
        self.open.pop()
        if self.length > opened.offset:
            self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        entity: Entity = {"offset": opened.offset, "length": self.length - opened.offset}
        if opened.tag == "a":
            url = opened.argument or "".join(self.out[opened.start :])
            mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
            if mention:
                entity |= {
                    "type": "text_mention",
                    "user": {"id": int(mention.group(1)), "is_bot": False, "first_name": ""},
                }
            elif link_fault(url) is None:
                entity |= {"type": "text_link", "url": url}
            else:
                return  # Telegram drops the link and keeps the text
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise _unparsable("Invalid custom emoji identifier specified")
            entity |= {"type": "custom_emoji", "custom_emoji_id": opened.argument}
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        else:
            entity["type"] = _SIMPLE[opened.tag]
        self.entities.append(entity)


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of an HTML text. Raises Refusal (« can't parse entities: … ») as Telegram does.

    A lone `&` is kept as it is; a lone `<` is refused.
    """
    return _Html(text).parse()


def _given_entities(raw: str, text: str) -> list[Entity]:
    entities = as_json(raw, "entities")
    if not isinstance(entities, list):
        raise bad_request("expected an Array of MessageEntity")
    size = utf16_length(text)
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0:
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be a valid Number')
        if offset + length > size:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset"
                f" {offset + length}"
            )
    return [dict(entity) for entity in entities]


def formatted(text: str, parse_mode: str, entities: str) -> tuple[str, list[Entity]]:
    """Text and entities as Telegram keeps them: parsed, then trimmed. Raises Refusal.

    Only the HTML parse mode is read; Telegram's two Markdown dialects are refused, loudly, as the stand-in
    cannot vouch for them.
    """
    text = text.replace("\r", "")
    found: list[Entity] = []
    if parse_mode.lower() == "html":
        text, found = parse_html(text)
    elif parse_mode.lower() in ("markdown", "markdownv2"):
        raise bad_request("unsupported parse_mode (the stand-in reads HTML only)")
    elif parse_mode and parse_mode.lower() != "none":
        raise bad_request("unsupported parse_mode")
    elif entities:
        found = _given_entities(entities, text)
    text = re.sub(r"[\x00-\x08\x0b-\x1f]", " ", text)
    start = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    size = utf16_length(text)
    kept = []
    for entity in found:
        begin = max(0, entity["offset"] - start)
        end = min(size, entity["offset"] - start + entity["length"])
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return text, kept


def message_text(text: str | None, parse_mode: str, entities: str) -> tuple[str, list[Entity]]:
    """The text of `sendMessage` and `editMessageText`. Raises Refusal when empty, unparsable or too long."""
    if not text:
        raise bad_request("message text is empty")
    parsed, found = formatted(text, parse_mode, entities)
    if not parsed:
        raise bad_request("text must be non-empty")
    if utf16_length(parsed) > MAX_TEXT:
        raise bad_request("message is too long")
    return parsed, found


def caption_text(text: str | None, parse_mode: str, entities: str) -> tuple[str, list[Entity]]:
    """A caption; may be empty. Raises Refusal when unparsable or too long."""
    parsed, found = formatted(text or "", parse_mode, entities)
    if utf16_length(parsed) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return parsed, found


# --- links and keyboards ----------------------------------------------------------------------------------


def link_fault(url: str) -> str | None:
    """Why Telegram refuses a link, or None. A `tel:` link is refused: it reads as a host without a dot."""
    link = url.strip()
    scheme, colon, rest = link.partition(":")
    if not (colon and rest.startswith("//")):
        link = "http://" + link
        scheme = "http"
    if scheme.lower() == "tg":
        return None if rest.strip("/") else "Wrong HTTP URL"
    if scheme.lower() not in ("http", "https", "ton", "tonsite"):
        return "Unsupported URL protocol"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    if not host:
        return "URL host is empty"
    if port == 0:
        return "Wrong port number specified in the URL"
    if "." not in host.strip(".") and ":" not in host:
        return "Wrong HTTP URL"
    if re.search(r"[\s<>\"@]", host):
        return "Wrong HTTP URL"
    return None


_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def _inline_button(button: Any) -> dict[str, Any]:
    where = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(where + "InlineKeyboardButton must be an Object")
    label = button.get("text")
    if label is None:
        raise bad_request(where + 'Can\'t find field "text"')
    if not isinstance(label, str):
        raise bad_request(where + 'Field "text" must be of type String')
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "", False)]
    for name in ("url", "callback_data"):
        if button.get(name) is not None and not isinstance(button[name], str):
            raise bad_request(where + f'Field "{name}" must be of type String')
    if not actions:
        raise bad_request(where + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:  # documented (« exactly one »), though Telegram silently takes the first
        raise bad_request(where + f"exactly one action expected, found {' and '.join(actions)}")
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if actions == ["url"]:
        fault = link_fault(button["url"])
        if fault:
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: {fault}")
    if actions == ["callback_data"] and len(button["callback_data"].encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["copy_text"]:
        copied = button["copy_text"]
        if not isinstance(copied, dict) or not 1 <= len(str(copied.get("text", ""))) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": label, actions[0]: button[actions[0]]}


def _plain_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    label = button.get("text")
    if not isinstance(label, str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not label.strip():
        raise bad_request("keyboard button text must be non-empty")
    return dict(button)


def _rows(field: str, owner: str, value: Any) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    return value


def reply_markup(raw: str | None) -> dict[str, Any] | None:
    """A keyboard as Telegram keeps it, or None. Raises Refusal for anything it would not show."""
    if not raw:
        return None
    markup = as_json(raw, "reply keyboard markup")
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for flag in ("resize_keyboard", "one_time_keyboard", "remove_keyboard", "selective", "force_reply"):
        if flag in markup and not isinstance(markup[flag], bool):
            raise bad_request(f'field "{flag}" of the reply markup must be of the type Boolean')
    if "keyboard" in markup:
        kept = [
            [_plain_button(b) for b in row]
            for row in _rows("keyboard", "ReplyKeyboardMarkup", markup["keyboard"])
        ]
        rows = [row for row in kept if row]
        if rows:
            return {**markup, "keyboard": rows}
    if "inline_keyboard" in markup:
        kept = [
            [_inline_button(b) for b in row]
            for row in _rows("inline_keyboard", "InlineKeyboardMarkup", markup["inline_keyboard"])
        ]
        rows = [row for row in kept if row]
        if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_PER_ROW for row in rows):
            raise bad_request("reply markup is too long")
        if rows:
            return {"inline_keyboard": rows}
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply"):
        return {"force_reply": True}
    return None


# --- profile and photos -----------------------------------------------------------------------------------

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def commands(raw: str | None) -> list[dict[str, str]]:
    """The list of `setMyCommands`. Raises Refusal for a bad name, description or number."""
    if not raw:
        raise bad_request("commands must be non-empty")
    listed = as_json(raw, "commands")
    if not isinstance(listed, list):
        raise bad_request("expected an Array of BotCommand")
    if len(listed) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for item in listed:
        if not isinstance(item, dict) or not all(
            isinstance(item.get(k), str) for k in ("command", "description")
        ):
            raise bad_request("can't parse BotCommand: BotCommand must be an Object")
        name, description = item["command"], item["description"].strip()
        if not name:
            raise bad_request("command must be non-empty")
        if len(name) > 32:
            raise bad_request("command length must not exceed 32")
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not description:
            raise bad_request("command description must be non-empty")
        if utf16_length(description) > 256:
            raise bad_request("command description length must not exceed 256")
        kept.append({"command": name, "description": description})
    return kept


def profile_text(value: str | None, limit: int, code: str) -> str:
    """A bot's name or description, at most `limit` characters. Raises Refusal with the error `code`."""
    text = (value or "").strip()
    if utf16_length(text) > limit:
        raise bad_request(code)
    return text


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of an uploaded photo (exact for PNG and GIF, a guess for the rest). Raises Refusal.

    A PNG is read to its last byte: a truncated or damaged one is no picture.
    """
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    elif content.startswith(b"GIF8") and len(content) >= 10:
        width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    elif content.startswith(b"\xff\xd8\xff") or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        width, height = 800, 600
    else:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    if content.startswith(b"\x89PNG"):
        try:
            Image.open(io.BytesIO(content)).load()
        except (OSError, SyntaxError, ValueError):
            raise bad_request("IMAGE_PROCESS_FAILED") from None
    return width, height
