"""The HTTP side: `/bot<token>/<method>` answered from threads of its own, so that sync and async tests can use it."""

from __future__ import annotations

import contextlib
import json
import math
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from . import rules
from .faults import HTML_502, Faults, Rule
from .methods import METHODS, Call, Upload
from .rules import Refusal
from .script import Group, User
from .webhook import WebhookSender
from .world import MALFORMED, Chat, Json, Pending, Person, Press, Send, World

TOKEN = "7300000001:AAH-test-token-of-the-stand-in-0000000"
_JSON = "application/json"


@dataclass
class Record:
    """One call in the log. `code` is 0 when no answer was given; `lost` when the bot cannot have read it."""

    method: str
    params: dict[str, str]
    chat_id: int | None
    at: float
    code: int = 0
    description: str = ""
    fault: str | None = None
    lost: bool = False
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.method}({self.params}) -> {self.code} {self.description}"


class BotApi:
    """A Telegram for one bot, on 127.0.0.1. Use as a context manager.

    `url` goes into `TELEGRAM_API_URL`; `base_url` into `telegram.Bot(token, base_url=…)`. People and groups are made
    with `user` and `group`; faults are planned on `faults`; everything the bot did is in `log` and the counters.
    """

    def __init__(
        self, token: str = TOKEN, *, seed: int = 0, username: str = "VigieTestBot", privacy_mode: bool = False
    ) -> None:
        self.token = token
        self.faults = Faults(seed)
        self.world = World(token, username=username, seed=seed, faults=self.faults, privacy_mode=privacy_mode)
        self.log: list[Record] = []
        self.downloads: list[str] = []
        self.impatient: list[Record] = []
        self._buckets: dict[int, tuple[float, float]] = {}
        self._port = 0
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._webhook = WebhookSender(self.world)

    # --- life ---------------------------------------------------------------------------------------------

    def __enter__(self) -> BotApi:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen (again on the same port, after `stop`)."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(256)
        self._port = listener.getsockname()[1]
        self._listener = listener
        self.world.closing = False
        self._spawn(self._accept, listener)
        self._webhook.start()

    def stop(self) -> None:
        """Refuse connections and hang up on open ones; what Telegram knows stays. `start` brings it back."""
        with self.world.changed:
            self.world.closing = True
            self.world.changed.notify_all()
            listener, self._listener = self._listener, None
            connections = list(self._connections)
        if listener is not None:
            _hang_up(listener)
        for connection in connections:
            _hang_up(connection)
        self._webhook.stop()
        for thread in self._threads:
            thread.join(2)
        self._threads = []

    @property
    def url(self) -> str:
        """Where the API answers: methods are at `<url>/bot<token>/<method>`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """python-telegram-bot's `base_url`."""
        return f"{self.url}/bot"

    # --- scripting ----------------------------------------------------------------------------------------

    def user(
        self,
        user_id: int | None = None,
        first_name: str = "Sacha",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "fr",
        started: bool = False,
    ) -> User:
        """A person, who has not yet written to the bot unless `started`."""
        with self.world.changed:
            if user_id is None:
                user_id = 5_000_000_000 + len(self.world.chats)
            if user_id in self.world.chats:
                raise ValueError(f"there is already a chat {user_id}")
            person = Person(user_id, first_name, last_name, username, language_code)
            chat = self.world.chats[user_id] = Chat(user_id, "private", person=person, started=started)
        return User(self, person, chat)

    def group(self, title: str = "Les 4eB", *, by: User | None = None, supergroup: bool = True) -> Group:
        """A group to which somebody (`by`, or a stranger) has just added the bot: both updates are queued."""
        with self.world.changed:
            number = 1_000_000_000 + len(self.world.chats)
            group_id = -1_000_000_000_000 - number if supergroup else -number
            chat = Chat(
                group_id,
                "supergroup" if supergroup else "group",
                title=title,
                bot_status="left",
                started=True,
            )
            self.world.chats[group_id] = chat
        group = Group(self, chat, (by or self.user()).person)
        group.add_bot()
        return group

    def push(self, body: Json, *, chat: int = 0) -> int:
        """Queue any update body, well-formed or not, under the next `update_id`; returns it."""
        with self.world.changed:
            return self.world.queue_update(body, chat)

    def malformed(self, shape: str = "no_date") -> int:
        """Queue a malformed update (see `world.MALFORMED`); returns its id."""
        return self.push(MALFORMED[shape])

    def redeliver(self, body: Json) -> None:
        """Hand an update out again, once, under its old id, though it was confirmed."""
        with self.world.changed:
            self.world.queue.insert(0, Pending(body["update_id"], body, 0, math.inf, forced=True))
            self.world.touch()

    def advance(self, seconds: float) -> None:
        """Move Telegram's clock: messages and presses grow old, undelivered ones expire."""
        with self.world.changed:
            self.world.shift += seconds
            self.world.forget_expired()
            self.world.touch()

    def wait(self, ready: Callable[[], bool], timeout: float = 10.0, *, what: str = "it") -> None:
        """Wait for any condition on this stand-in. Raises AssertionError when the time is up."""
        with self.world.changed:
            if not self.world.wait(ready, timeout):
                refused = "\n".join(map(str, self.refused[-5:])) or "none"
                raise AssertionError(f"waited {timeout} s for {what} in vain; last refusals: {refused}")

    def wait_polling(self, timeout: float = 30.0) -> None:
        """Wait until the bot sits in a long poll (it is up, and has nothing left to fetch)."""
        self.wait(lambda: self.world.polling > 0, timeout, what="the bot to poll")

    def wait_confirmed(self, timeout: float = 10.0) -> None:
        """Wait until the bot has confirmed every update."""
        self.wait(lambda: not self.unconfirmed, timeout, what="every update to be confirmed")

    def wait_calls(self, method: str, n: int = 1, timeout: float = 10.0) -> None:
        """Wait until `method` was called `n` times."""
        self.wait(lambda: self.calls[method] >= n, timeout, what=f"{n} {method}")

    # --- what the bot did ---------------------------------------------------------------------------------

    @property
    def calls(self) -> Counter[str]:
        """Calls per method, whatever their outcome."""
        return Counter(record.method for record in list(self.log))

    @property
    def refused(self) -> list[Record]:
        """Calls Telegram itself refused (4xx): planned faults and their 429 are not in it."""
        return [
            r
            for r in list(self.log)
            if 400 <= r.code < 500 and r.fault is None and r.code != 429 and not r.lost
        ]

    @property
    def sends(self) -> list[Send]:
        """Messages that got through, in order."""
        with self.world.changed:
            return list(self.world.sends)

    @property
    def sends_per_chat(self) -> Counter[int]:
        """Messages that got through, per chat."""
        return Counter(send.chat_id for send in self.sends)

    @property
    def doubled(self) -> list[Send]:
        """Messages sent again because the answer to the first had been lost: excusable. Others are not."""
        return [send for send in self.sends if send.repeats]

    @property
    def confirmed(self) -> list[int]:
        """Ids of the updates the bot confirmed, in order."""
        with self.world.changed:
            return list(self.world.confirmed)

    @property
    def unconfirmed(self) -> list[int]:
        """Ids of the updates Telegram still holds."""
        with self.world.changed:
            return list(dict.fromkeys(p.update_id for p in self.world.queue if not p.forced))

    @property
    def delivered(self) -> Counter[int]:
        """How many times each update was handed out."""
        with self.world.changed:
            return Counter(self.world.delivered)

    @property
    def presses(self) -> list[Press]:
        """Every button press, with the answers it got."""
        with self.world.changed:
            return list(self.world.presses.values())

    @property
    def unanswered(self) -> list[Press]:
        """Presses that still show a spinner."""
        return [press for press in self.presses if not press.answers]

    @property
    def profile(self) -> Json:
        """What the bot's page shows: name, description, short_description, commands, menu."""
        with self.world.changed:
            return dict(self.world.profile)

    # --- one call -----------------------------------------------------------------------------------------

    def handle(self, call: Call) -> tuple[Record, int, bytes, str]:
        """Answer a call. Code 0 means: hang up. Returns the record, the HTTP code, the body, its type."""
        record = Record(call.method, call.params, call.chat_id, call.at)
        with self.world.changed:
            self.log.append(record)
            self.world.changed.notify_all()
            refusal = self._limited(call, record)
        fault = None if refusal else self.faults.decide(call.method, call.chat_id)
        if fault is not None:
            record.fault = fault.kind
            refusal = self._before(call, fault, record)
            if fault.kind == "drop_before":
                record.lost = True
                return record, 0, b"", ""
        code, body, kind = self._execute(call, refusal, fault)
        if fault is not None and fault.kind == "slow_after":
            self._sleep(fault.seconds)
        record.code, record.seconds = code, time.time() - call.at
        record.description = refusal.description if refusal else ""
        if code >= 400 and kind == _JSON:
            record.description = json.loads(body)["description"]
        dropped = fault is not None and fault.kind == "drop_after"
        if dropped or self.world.closing or call.gone():
            self.lose(call, record)
            return record, 0, b"", ""
        return record, code, body, kind

    def lose(self, call: Call, record: Record) -> None:
        """The bot did not read this answer."""
        with self.world.changed:
            record.lost = True
            self.world.lose(call.sends)

    def _limited(self, call: Call, record: Record) -> Refusal | None:
        now = time.monotonic()
        until = self.world.limited.get(_limit_key(call), 0.0)
        if now < until - 0.005:
            record.fault = "limit"
            self.impatient.append(record)
            return rules.retry_after(math.ceil(until - now))
        if self.faults.flood and call.method in ("sendMessage", "sendPhoto") and call.chat_id is not None:
            burst, rate = self.faults.flood
            tokens, stamp = self._buckets.get(call.chat_id, (float(burst), now))
            tokens = min(float(burst), tokens + (now - stamp) * rate)
            if tokens < 1:
                self._buckets[call.chat_id] = (tokens, now)
                record.fault = "limit"
                wait = math.ceil((1 - tokens) / rate)
                self.world.limited[_limit_key(call)] = now + wait
                return rules.retry_after(wait)
            self._buckets[call.chat_id] = (tokens - 1, now)
        return None

    def _before(self, call: Call, fault: Rule, record: Record) -> Refusal | None:
        if fault.kind == "slow_before":
            self._sleep(fault.seconds)
        if fault.kind not in ("limit", "error", "refuse"):
            return None
        if fault.kind == "limit":
            with self.world.changed:
                self.world.limited[_limit_key(call)] = time.monotonic() + fault.seconds
        return fault.answer()

    def _execute(self, call: Call, refusal: Refusal | None, fault: Rule | None) -> tuple[int, bytes, str]:
        if refusal is not None:
            if fault is not None and fault.html:
                return refusal.code, HTML_502, "text/html"
            return refusal.code, _refused(refusal), _JSON
        known = METHODS.get(call.method.lower())
        try:
            if known is None:
                raise Refusal(404, "Not Found: method not found")
            if any(not _is_utf8(value) for value in call.params.values()):
                raise rules.bad_request("strings must be encoded in UTF-8")
            with self.world.changed:
                result = known[1](self.world, call)
                return 200, json.dumps({"ok": True, "result": result}).encode(), _JSON
        except Refusal as error:
            return error.code, _refused(error), _JSON

    def _sleep(self, seconds: float) -> None:
        with self.world.changed:
            self.world.wait(lambda: False, seconds)

    # --- connections --------------------------------------------------------------------------------------

    def _spawn(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, name="botapi", daemon=True)
        self._threads = [t for t in self._threads if t.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return  # `stop` closed the listener
            with self.world.changed:
                if self.world.closing:
                    _hang_up(connection)
                    return
                self._connections.add(connection)
            self._spawn(self._serve, connection, address)

    def _serve(self, connection: socket.socket, address: tuple[str, int]) -> None:
        try:
            _Door(connection, address, self)
        except OSError:
            pass  # the client hung up in the middle of something
        finally:
            with self.world.changed:
                self._connections.discard(connection)
            _hang_up(connection)


class _Door(BaseHTTPRequestHandler):
    """One connection: reads requests, hands them to `BotApi.handle`, writes what it says."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx/1.18.0"
    sys_version = ""
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def __init__(self, connection: socket.socket, address: tuple[str, int], api: BotApi) -> None:
        self.api = api
        super().__init__(connection, address, api)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self._body())

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: `BotApi.log` has it all."""

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            parts = []
            while size := int(self.rfile.readline().split(b";")[0].strip() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, body: bytes) -> None:
        at = time.time()
        parts = urlsplit(self.path)
        if parts.path.startswith("/file/bot"):
            self.api.downloads.append(unquote(parts.path))
            return self._write(404, _refused(Refusal(404, "Not Found")), _JSON)
        found = re.fullmatch(r"/bot([^/]+)/([A-Za-z]*)", unquote(parts.path))
        if found is None or not re.fullmatch(r"\d+:[\w-]{20,}", found.group(1)):
            return self._write(404, _refused(Refusal(404, "Not Found")), _JSON)
        if found.group(1) != self.api.token:
            return self._write(401, _refused(Refusal(401, "Unauthorized")), _JSON)
        known = METHODS.get(found.group(2).lower())
        call = Call(known[0] if known else found.group(2), gone=self._gone, at=at)
        call.params.update(parse_qsl(parts.query, keep_blank_values=True))
        try:
            read_body(call, body, self.headers.get("Content-Type", ""))
        except Refusal as refusal:
            record = Record(call.method, call.params, None, at, refusal.code, refusal.description)
            with self.api.world.changed:
                self.api.log.append(record)
                self.api.world.changed.notify_all()
            return self._write(refusal.code, _refused(refusal), _JSON)
        record, code, answer, kind = self.api.handle(call)
        if not code:
            self.close_connection = True
            return None
        try:
            self._write(code, answer, kind)
        except OSError:
            self.api.lose(call, record)
            raise
        return None

    def _write(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code, HTTPStatus(code).phrase)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _gone(self) -> bool:
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


def read_body(call: Call, body: bytes, content_type: str) -> None:
    """Add the parameters and files of a body to `call`. Raises Refusal when it cannot be read.

    As Telegram: a JSON body's strings are taken as they are, everything else in it as its JSON text.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _JSON:
        try:
            fields = json.loads(body or b"{}")
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            raise rules.bad_request("can't parse request: JSON object expected")
        for name, value in fields.items():
            if value is not None:
                call.params[name] = value if isinstance(value, str) else json.dumps(value)
    elif kind == "multipart/form-data":
        found = re.search(r"boundary=\"?([^\";]+)", content_type)
        if found is None:
            raise rules.bad_request("boundary field not found")
        for name, filename, part_type, content in _parts(body, found.group(1).encode()):
            if filename is None:
                call.params[name] = _decode(content)
            else:
                call.files[name] = Upload(filename, part_type, content)
    elif body:
        try:
            text = body.decode()
            call.params.update(parse_qsl(text, keep_blank_values=True, errors="strict"))
        except UnicodeDecodeError:
            raise rules.bad_request("strings must be encoded in UTF-8") from None


def _parts(body: bytes, boundary: bytes) -> Iterable[tuple[str, str | None, str, bytes]]:
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _decode(head)
        name = re.search(r'[; ]name="([^"]*)"', headers)
        filename = re.search(r'filename="([^"]*)"', headers)
        part_type = re.search(r"(?i)content-type:\s*(\S+)", headers)
        if name is not None:
            yield (
                name.group(1),
                filename.group(1) if filename else None,
                part_type.group(1) if part_type else "application/octet-stream",
                content.removesuffix(b"\r\n"),
            )


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise rules.bad_request("strings must be encoded in UTF-8") from None


def _is_utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refused(refusal: Refusal) -> bytes:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return json.dumps(body).encode()


def _limit_key(call: Call) -> tuple[str, int | str]:
    """A 429 holds for a chat's messages together, for any other method by itself."""
    if call.chat_id is not None and call.method.startswith(("send", "edit", "delete")):
        return "chat", call.chat_id
    return "method", call.method


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already closed by the other side
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
