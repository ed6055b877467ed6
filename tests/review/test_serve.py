"""The pages on waitress."""

from __future__ import annotations

import http.client
import socket
import threading
import time

import pytest

from bot.review.serve import PortUnavailable, is_loopback, serve


@pytest.fixture
def server(app):
    running = serve(app, "127.0.0.1", 0)
    yield running
    running.close()


def status(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse().status
    connection.close()
    return answer


def test_pages_are_served_on_the_port_it_tells(server):
    assert server.url == f"http://127.0.0.1:{server.port}/"
    assert status(server.port) == 200


def test_the_server_does_not_name_itself(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/")

    assert connection.getresponse().getheader("Server") is None


def test_a_port_in_use_is_told_with_its_address(app, server):
    with pytest.raises(
        PortUnavailable, match=rf"127\.0\.0\.1:{server.port}: it is already in use"
    ) as refusal:
        serve(app, "127.0.0.1", server.port)

    assert refusal.value.busy


def test_an_address_of_another_machine_is_told_too(app):
    with pytest.raises(PortUnavailable) as refusal:
        serve(app, "192.0.2.1", 0)

    assert not refusal.value.busy


def test_closing_frees_the_port_and_the_threads_with_a_connection_still_open(app):
    running = serve(app, "127.0.0.1", 0)
    lingering = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    lingering.request("GET", "/")
    lingering.getresponse().read()

    began = time.monotonic()
    running.close()
    running.close()

    assert time.monotonic() - began < 4
    assert not [thread for thread in threading.enumerate() if thread.name == "pages"]
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", running.port))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]"])
def test_loopback_addresses(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "vigie.example", ""])
def test_addresses_that_others_can_reach(host):
    assert not is_loopback(host)
