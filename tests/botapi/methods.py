"""The Bot API methods Vigie calls, on the `World`: each takes a `Call`, returns the `result`, or raises Refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import rules
from .rules import Refusal, as_bool, as_int, as_json, bad_request, forbidden
from .world import Chat, Json, Message, Send, World


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Call:
    """One call as it came in: parameters are strings, as on the wire."""

    method: str
    params: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    gone: Callable[[], bool] = lambda: False
    at: float = 0.0
    sends: list[Send] = field(default_factory=list)

    @property
    def chat_id(self) -> int | None:
        """The chat the call is about, if it names one by number."""
        return as_int(self.params.get("chat_id")) or None


Method = Callable[[World, Call], Any]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a Bot API method (names are matched in any case)."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register


# --- chats ------------------------------------------------------------------------------------------------


def chat_of(world: World, call: Call, *, write: bool = True) -> Chat:
    """The chat of a call. Raises Refusal when Telegram would not let the bot read it, or write there."""
    raw = call.params.get("chat_id", "")
    if not raw:
        raise bad_request("chat_id is empty")
    if raw.startswith("@"):
        names = {c.person.username.lower(): c for c in world.chats.values() if c.person and c.person.username}
        chat = names.get(raw[1:].lower())
    else:
        chat = world.chats.get(as_int(raw))
    if chat is None or (chat.person is not None and not chat.started):
        raise bad_request("chat not found")
    if not write:
        return chat
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.upgraded_to is not None:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.upgraded_to},
        )
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def message_of(world: World, call: Call, what: str, *, write: bool = True) -> Message:
    """The message of a call. Raises Refusal (« `what` not found »)."""
    chat = chat_of(world, call, write=write)
    message = world.messages.get(chat.id, {}).get(as_int(call.params.get("message_id")))
    if message is None or message.deleted:
        raise bad_request(f"{what} not found")
    return message


def reply_target(world: World, call: Call, chat: Chat) -> int | None:
    """The message replied to, if any. Raises Refusal when it is gone, unless the bot said it does not mind."""
    parameters = (
        as_json(call.params["reply_parameters"], "reply parameters")
        if "reply_parameters" in call.params
        else {}
    )
    if not isinstance(parameters, dict):
        raise bad_request("object expected as reply parameters")
    wanted = parameters.get("message_id") or as_int(call.params.get("reply_to_message_id"))
    if not wanted:
        return None
    target = world.messages.get(chat.id, {}).get(int(wanted))
    if target is not None and not target.deleted:
        return target.message_id
    if parameters.get("allow_sending_without_reply") or as_bool(
        call.params.get("allow_sending_without_reply")
    ):
        return None
    raise bad_request("message to be replied not found")


def _json_object(call: Call, name: str) -> Json | None:
    if not call.params.get(name):
        return None
    value = as_json(call.params[name], name.replace("_", " "))
    if not isinstance(value, dict):
        raise bad_request(f"object expected as {name.replace('_', ' ')}")
    return value


# --- messages ---------------------------------------------------------------------------------------------


def _text(call: Call) -> tuple[str, list[Json]]:
    return rules.message_text(
        call.params.get("text"), call.params.get("parse_mode", ""), call.params.get("entities", "")
    )


@method("sendMessage")
def send_message(world: World, call: Call) -> Json:
    text, entities = _text(call)
    _json_object(call, "link_preview_options")
    markup = rules.reply_markup(call.params.get("reply_markup"))
    chat = chat_of(world, call)
    reply_to = reply_target(world, call, chat)
    message = world.post(chat, None, text=text, entities=entities, markup=markup, reply_to=reply_to)
    send = world.record_send(message, call.method)
    send.silent = as_bool(call.params.get("disable_notification"))
    call.sends.append(send)
    return world.message_json(message)


def _upload(call: Call) -> Upload | None:
    given = call.params.get("photo", "")
    return call.files.get(given.removeprefix("attach://") if given.startswith("attach://") else "photo")


def _photo(world: World, call: Call) -> list[Json]:
    given, upload = call.params.get("photo", ""), _upload(call)
    if upload is not None:
        width, height = rules.photo_size(upload.content)
        small = max(1, width // 4), max(1, height // 4)
        return [
            world.file("AgACAgQAA", len(upload.content) // 8 + 1, width=small[0], height=small[1]),
            world.file("AgACAgQAA", len(upload.content), width=width, height=height),
        ]
    if not given:
        raise bad_request("there is no photo in the request")
    if given in world.files:
        return [world.files[given]]
    if given.startswith(("http://", "https://")):
        if rules.link_fault(given):
            raise bad_request("wrong HTTP URL specified")
        return [world.file("AgACAgQAA", 1000, width=800, height=600)]
    raise bad_request("wrong remote file identifier specified: Wrong string length")


@method("sendPhoto")
def send_photo(world: World, call: Call) -> Json:
    photo, upload = _photo(world, call), _upload(call)
    caption, entities = rules.caption_text(
        call.params.get("caption"), call.params.get("parse_mode", ""), call.params.get("caption_entities", "")
    )
    markup = rules.reply_markup(call.params.get("reply_markup"))
    chat = chat_of(world, call)
    reply_to = reply_target(world, call, chat)
    message = world.post(
        chat,
        None,
        caption=caption or None,
        caption_entities=entities,
        extra={"photo": photo},
        image=upload.content if upload else None,
        markup=markup,
        reply_to=reply_to,
    )
    call.sends.append(world.record_send(message, call.method))
    return world.message_json(message)


@method("sendDocument")
def send_document(world: World, call: Call) -> Json:
    """An uploaded file only: what Vigie sends is made on the spot."""
    given = call.params.get("document", "")
    upload = call.files.get(given.removeprefix("attach://") if given.startswith("attach://") else "document")
    if upload is None:
        raise bad_request("there is no document in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    caption, entities = rules.caption_text(
        call.params.get("caption"), call.params.get("parse_mode", ""), call.params.get("caption_entities", "")
    )
    markup = rules.reply_markup(call.params.get("reply_markup"))
    chat = chat_of(world, call)
    document = {
        **world.file("BQACAgQAA", len(upload.content)),
        "file_name": upload.name,
        "text": upload.content.decode("utf-8", "replace"),
    }
    message = world.post(
        chat,
        None,
        caption=caption or None,
        caption_entities=entities,
        extra={"document": document},
        markup=markup,
    )
    call.sends.append(world.record_send(message, call.method))
    return world.message_json(message)


@method("sendChatAction")
def send_chat_action(world: World, call: Call) -> bool:
    action = call.params.get("action", "").strip().lower()
    if action not in rules.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(world, call)
    chat.actions.append((world.now(), action))
    world.touch()
    return True


def _inline_only(call: Call) -> Json | None:
    markup = rules.reply_markup(call.params.get("reply_markup"))
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _editable(world: World, call: Call) -> Message:
    if not call.params.get("chat_id") and not call.params.get("message_id"):
        raise bad_request("message identifier is not specified")
    message = message_of(world, call, "message to edit")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Message) -> Json:
    message.edit_date = int(world.now())
    world.touch()
    return world.message_json(message)


_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)


@method("editMessageText")
def edit_message_text(world: World, call: Call) -> Json:
    text, entities = _text(call)
    markup = _inline_only(call)
    message = _editable(world, call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    if (message.text, message.entities, message.markup) == (text, entities, markup):
        raise bad_request(_NOT_MODIFIED)
    if message.text != text:
        message.versions.append(message.text)
    message.text, message.entities, message.markup = text, entities, markup
    message.tick = world.touch()
    return _edited(world, message)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, call: Call) -> Json:
    markup = _inline_only(call)
    message = _editable(world, call)
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    if message.markup == markup:
        raise bad_request(_NOT_MODIFIED)
    message.markup = markup
    return _edited(world, message)


def _delete(world: World, messages: list[Message]) -> bool:
    for message in messages:
        if message.at < world.now() - rules.DELETE_LIFE:
            raise bad_request("message can't be deleted for everyone")
        if message.chat.person is None and not message.from_bot:
            raise bad_request("message can't be deleted")
        # « A dice message in a private chat can only be deleted if it was sent more than 24 hours ago. »
        if "dice" in message.extra and message.chat.person and message.at > world.now() - rules.DICE_LIFE:
            raise bad_request("message can't be deleted")
    for message in messages:
        message.deleted = True
    world.touch()
    return True


@method("deleteMessage")
def delete_message(world: World, call: Call) -> bool:
    if not call.params.get("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not as_int(call.params.get("message_id")):
        raise bad_request("message identifier is not specified")
    return _delete(world, [message_of(world, call, "message to delete")])


@method("deleteMessages")
def delete_messages(world: World, call: Call) -> bool:
    listed = as_json(call.params.get("message_ids") or "[]", "message identifiers")
    if not isinstance(listed, list):
        raise bad_request("expected an Array of message identifiers")
    if not listed:
        raise bad_request("message identifiers are not specified")
    if len(listed) > 100:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(item, int) for item in listed):
        raise bad_request("message identifier must be a Number")
    chat = chat_of(world, call)
    known = (world.messages.get(chat.id, {}).get(item) for item in listed)
    return _delete(world, [message for message in known if message is not None and not message.deleted])


@method("answerCallbackQuery")
def answer_callback_query(world: World, call: Call) -> bool:
    press = world.presses.get(call.params.get("callback_query_id", ""))
    if press is None or world.now() - press.at > rules.CALLBACK_LIFE:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.params.get("text", "")
    if rules.utf16_length(text) > rules.MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answers.append(
        {"text": text, "show_alert": as_bool(call.params.get("show_alert")), "at": world.now()}
    )
    world.touch()
    return True


# --- chats and profile ------------------------------------------------------------------------------------


@method("leaveChat")
def leave_chat(world: World, call: Call) -> bool:
    chat = chat_of(world, call, write=False)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.bot_status == "member":
        member_changed(world, chat, world.bot_json(), "member", "left")
        chat.bot_status = "left"
        world.touch()
    return True


def member_changed(world: World, chat: Chat, by: Json, old: str, new: str, *, ago: float = 0.0) -> int | None:
    """Queue the `my_chat_member` update of the bot's own status."""
    bot = world.bot_json()
    after: Json = {"user": bot, "status": new, **({"until_date": 0} if new == "kicked" else {})}
    before: Json = {"user": bot, "status": old, **({"until_date": 0} if old == "kicked" else {})}
    body = {
        "chat": chat.as_json(),
        "from": by,
        "date": int(world.now() - ago),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    return world.push("my_chat_member", body, chat.id, ago=ago)


@method("getChat")
def get_chat(world: World, call: Call) -> Json:
    chat = chat_of(world, call, write=False)
    if chat.person is None and chat.bot_status != "member":
        chat_of(world, call)
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    gifts["gifts_from_channels"] = True
    return {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getMe")
def get_me(world: World, call: Call) -> Json:
    return {
        **world.bot_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(call: Call) -> str:
    scope = _json_object(call, "scope") or {"type": "default"}
    kinds = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
    if scope.get("type") not in (*kinds, "chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    language = call.params.get("language_code", "")
    if language and not (len(language) == 2 and language.isalpha() and language.islower()):
        raise bad_request("invalid language_code specified")
    return json.dumps([scope, language], sort_keys=True)


@method("setMyCommands")
def set_my_commands(world: World, call: Call) -> bool:
    listed = rules.commands(call.params.get("commands"))
    world.profile["commands"][_scope(call)] = listed
    return True


@method("deleteMyCommands")
def delete_my_commands(world: World, call: Call) -> bool:
    world.profile["commands"].pop(_scope(call), None)
    return True


@method("getMyCommands")
def get_my_commands(world: World, call: Call) -> list[Json]:
    listed: list[Json] = world.profile["commands"].get(_scope(call), [])
    return listed


def _profile_field(name: str, field_name: str, limit: int, error: str) -> None:
    def setter(world: World, call: Call) -> bool:
        text = rules.profile_text(call.params.get(field_name), limit, error)
        if not call.params.get("language_code"):
            world.profile[field_name] = text
        return True

    def getter(world: World, call: Call) -> Json:
        return {field_name: world.profile[field_name]}

    method(f"setMy{name}")(setter)
    method(f"getMy{name}")(getter)


_profile_field("Name", "name", 64, "BOT_TITLE_INVALID")
_profile_field("Description", "description", 512, "BOT_DESCRIPTION_INVALID")
_profile_field("ShortDescription", "short_description", 120, "BOT_ABOUT_INVALID")


@method("setChatMenuButton")
def set_chat_menu_button(world: World, call: Call) -> bool:
    button = _json_object(call, "menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if button["type"] == "web_app" and not (button.get("text") and isinstance(button.get("web_app"), dict)):
        raise bad_request("can't parse menu button: Can't find field \"web_app\"")
    chat_id = chat_of(world, call).id if call.params.get("chat_id") else None
    world.profile["menu"][chat_id] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, call: Call) -> Json:
    found: Json = (
        world.profile["menu"].get(call.chat_id) or world.profile["menu"].get(None) or {"type": "default"}
    )
    return found


@method("getFile")
def get_file(world: World, call: Call) -> Json:
    """Answers as Telegram would, so that a test can see the bot ask for what it promises never to fetch."""
    stored = world.files.get(call.params.get("file_id", ""))
    if stored is None:
        raise bad_request("invalid file_id")
    kept = {name: stored[name] for name in ("file_id", "file_unique_id", "file_size")}
    return {**kept, "file_path": f"files/{stored['file_unique_id']}"}


# --- updates ----------------------------------------------------------------------------------------------


def _remember_kinds(world: World, call: Call) -> None:
    """`allowed_updates`: kept for later calls; unreadable or absent changes nothing; `[]` means the default."""
    try:
        listed = json.loads(call.params.get("allowed_updates", ""))
    except ValueError:
        return
    if isinstance(listed, list) and all(isinstance(kind, str) for kind in listed):
        wanted = frozenset(kind.lower() for kind in listed) & frozenset(rules.UPDATE_KINDS)
        world.allowed = wanted or rules.DEFAULT_UPDATES
        world.asked_kinds = sorted(wanted) if wanted else None


@method("getUpdates")
def get_updates(world: World, call: Call) -> list[Json]:
    if world.webhook:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
            " first",
        )
    offset = as_int(call.params.get("offset"))
    limit = as_int(call.params.get("limit"), 100, 1, 100)
    timeout = as_int(call.params.get("timeout"), 0, 0, 50)
    _remember_kinds(world, call)
    world.poll += 1
    mine = world.poll
    world.changed.notify_all()  # an older poll still waiting gives way
    batch = world.take(offset, limit)
    if batch or not timeout:
        return batch
    world.polling += 1
    try:
        world.wait(lambda: bool(world.queue or world.poll != mine or world.webhook), timeout)
    finally:
        world.polling -= 1
    if world.poll != mine:
        raise Refusal(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    if world.webhook:
        raise Refusal(409, "Conflict: terminated by setWebhook request")
    if call.gone():  # nobody reads the answer: what is queued waits for the next call
        return []
    return world.take(offset if offset > 0 else 0, limit)


_SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@method("setWebhook")
def set_webhook(world: World, call: Call) -> bool:
    url = call.params.get("url", "").strip()
    secret = call.params.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not set(secret) <= _SECRET:
        raise bad_request("secret token contains unallowed characters")
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _remember_kinds(world, call)
    if as_bool(call.params.get("drop_pending_updates")):
        world.confirm(world.next_update)
    world.webhook_fault = None
    world.webhook = (
        {
            "url": url,
            "secret": secret,
            "max_connections": as_int(call.params.get("max_connections"), 40, 1, 100),
        }
        if url
        else {}
    )
    world.touch()
    return True


@method("deleteWebhook")
def delete_webhook(world: World, call: Call) -> bool:
    if as_bool(call.params.get("drop_pending_updates")):
        world.confirm(world.next_update)
    world.webhook = {}
    world.webhook_fault = None
    world.touch()
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, call: Call) -> Json:
    world.forget_expired()
    found: Json = {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue),
    }
    if world.webhook:
        found |= {"max_connections": world.webhook["max_connections"], "ip_address": "127.0.0.1"}
    if world.webhook_fault:
        found |= {"last_error_date": world.webhook_fault[0], "last_error_message": world.webhook_fault[1]}
    if world.asked_kinds is not None:
        found["allowed_updates"] = world.asked_kinds
    return found
