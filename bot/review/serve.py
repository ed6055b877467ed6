"""The pages on waitress, in threads beside the bot."""

from __future__ import annotations

import errno
import ipaddress
import threading
from dataclasses import dataclass
from typing import Any

from flask import Flask
from waitress.server import create_server
from waitress.trigger import trigger
from waitress.wasyncore import close_all

#: Requests served side by side. Turns run one at a time in the engine; the rest is waiting and pages.
THREADS = 8

#: Past this, waitress answers by itself; the app's own, kinder limit is far below.
HARD_BODY_LIMIT = 1024 * 1024

PROXY_HEADERS = "x-forwarded-for x-forwarded-proto"


class PortUnavailable(RuntimeError):
    """The address cannot be listened on. `host` and `port` say which, `busy` whether somebody else has it."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        self.host = host
        self.port = port
        self.busy = error.errno == errno.EADDRINUSE
        reason = "it is already in use" if self.busy else (error.strerror or type(error).__name__)
        super().__init__(f"cannot serve the pages on {host}:{port}: {reason}")


@dataclass(frozen=True)
class RunningServer:
    """Pages being served; `port` is the real one when 0 was asked."""

    host: str
    port: int
    _server: Any
    _sockets: dict[int, Any]
    _thread: threading.Thread

    @property
    def url(self) -> str:
        """Where a browser finds the pages."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def close(self) -> None:
        """Let running requests end (two seconds at most), then drop every connection. Safe to call twice."""
        self._server.task_dispatcher.shutdown(timeout=2)
        for waker in [item for item in self._sockets.values() if isinstance(item, trigger)]:
            # In the loop's own thread: a socket closed under its feet would make `select` raise.
            waker.pull_trigger(lambda: close_all(self._sockets, ignore_all=True))
            break
        self._thread.join(timeout=5)


def serve(app: Flask, host: str, port: int, trusted_proxy: str | None = None) -> RunningServer:
    """Serve `app` on `host`:`port` until `.close()`. Raises PortUnavailable.

    trusted_proxy: the address of the proxy in front, whose word is taken for who asks and over what (`X-Forwarded-For`,
    `-Proto`). Waitress does what werkzeug's ProxyFix would, and looks at who says so; of anybody else it drops those
    headers. The name asked for is always the `Host` that the proxy passes on.
    """
    sockets: dict[int, Any] = {}
    proxy = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": PROXY_HEADERS} if trusted_proxy else {}
    try:
        server = create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=THREADS,
            max_request_body_size=HARD_BODY_LIMIT,
            ident=None,
            **proxy,
        )
    except OSError as error:
        close_all(sockets, ignore_all=True)
        raise PortUnavailable(host, port, error) from error
    listening = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    thread = threading.Thread(target=server.run, name="pages", daemon=True)
    thread.start()
    return RunningServer(host, int(listening[0][1]), server, sockets, thread)


def is_loopback(host: str) -> bool:
    """Whether `host`, as given in VIGIE_REVIEW_LISTEN, is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:  # some other name
        return False
