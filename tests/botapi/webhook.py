"""Webhook delivery: updates POSTed as Telegram does — in order within a chat, again until a 2xx comes back."""

from __future__ import annotations

import http.client
import json
import threading
from urllib.parse import urlsplit

from .world import Json, Pending, World

#: Seconds before a refused update is offered again (Telegram: from 1 s, growing; tests have no time).
RETRY = 0.1
TIMEOUT = 60.0


class WebhookSender:
    """A dispatcher thread, and one short-lived thread per update under way (at most `max_connections`)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._thread: threading.Thread | None = None
        self._busy: set[int] = set()

    def start(self) -> None:
        """Begin to watch the queue."""
        self._thread = threading.Thread(target=self._dispatch, name="botapi-webhook", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait for the dispatcher, which ends once `world.closing` is set."""
        if self._thread is not None:
            self._thread.join(2)
            self._thread = None

    def _dispatch(self) -> None:
        with self.world.changed:
            while not self.world.closing:
                pending = self._next()
                if pending is None:
                    self.world.changed.wait()
                    continue
                self._busy.add(pending.lane)
                self.world.delivered[pending.update_id] += 1
                hook = dict(self.world.webhook)
                threading.Thread(
                    target=self._offer, args=(pending, hook), name="botapi-webhook", daemon=True
                ).start()

    def _next(self) -> Pending | None:
        """The oldest update whose chat has none under way."""
        if not self.world.webhook or len(self._busy) >= self.world.webhook["max_connections"]:
            return None
        self.world.forget_expired()
        return next((p for p in self.world.queue if p.lane not in self._busy), None)

    def _offer(self, pending: Pending, hook: Json) -> None:
        fault = _post(hook, pending.body)
        with self.world.changed:
            if fault is None:
                # by identity: the plan may have queued the very same update twice
                for place, queued in enumerate(self.world.queue):
                    if queued is pending:
                        del self.world.queue[place]
                        break
                if pending.update_id not in self.world.confirmed:
                    self.world.confirmed.append(pending.update_id)
            else:
                self.world.webhook_fault = (int(self.world.now()), fault)
                self.world.wait(lambda: self.world.webhook.get("url") != hook["url"], RETRY)
            self._busy.discard(pending.lane)
            self.world.touch()


def _post(hook: Json, body: Json) -> str | None:
    """Offer one update. Returns None once accepted, else Telegram's words for what went wrong."""
    parts = urlsplit(hook["url"])
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json"}
    if hook["secret"]:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
    except TimeoutError:
        return "Read timeout expired"
    except (OSError, http.client.HTTPException):
        return "Connection refused"
    finally:
        connection.close()
    if 200 <= answer.status < 300:
        return None
    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
