"""Asking a control address: on a connection that stays open, and on a new one where it doesn't."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import parse_headers

import pytest

from c9lib.simulator import lifecycle

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Counts connections and requests; answers `answers` requests on each connection, then closes it."""

    def __init__(self, answers: int, answer: bytes = ANSWER) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.answers, self.answer = answers, answer
        self.connections, self.asked = 0, 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                taken, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(taken,), daemon=True).start()

    def _answer(self, taken: socket.socket) -> None:
        with taken, taken.makefile("rb") as stream:
            for _ in range(self.answers):
                if not stream.readline():
                    return
                length = int(parse_headers(stream)["Content-Length"])
                stream.read(length)
                self.asked += 1
                taken.sendall(self.answer)


@contextmanager
def _server(answers: int, answer: bytes = ANSWER) -> Iterator[Server]:
    made = Server(answers, answer)
    try:
        yield made
    finally:
        made.listening.shutdown(socket.SHUT_RDWR)  # which wakes whoever waits in `accept`
        made.listening.close()


def test_a_connection_stays_open() -> None:
    with _server(answers=100) as server:
        assert [lifecycle.ask(server.url, "clock", {}) for _ in range(5)] == [{}] * 5
        assert (server.connections, server.asked) == (1, 5)


def test_one_that_was_closed_is_opened_anew_and_asked_once() -> None:
    with _server(answers=1) as server:
        for _ in range(3):
            lifecycle.ask(server.url, "advance", {"seconds": 1})
        assert (server.connections, server.asked) == (3, 3)


def test_each_thread_has_its_own() -> None:
    with _server(answers=100) as server:
        threads = [threading.Thread(target=lifecycle.ask, args=(server.url, "clock", {})) for _ in range(3)]
        for thread in threads:
            thread.start()
            thread.join()
        assert server.connections == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_does_not_speak_on_its_parents() -> None:
    with _server(answers=100) as server:
        lifecycle.ask(server.url, "clock", {})
        child = os.fork()
        if child == 0:
            try:
                lifecycle.ask(server.url, "clock", {})
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        lifecycle.ask(server.url, "clock", {})
        assert (server.connections, server.asked) == (2, 3)


def test_a_server_that_has_ended_is_told() -> None:
    with _server(answers=1) as server:
        url = server.url
        lifecycle.ask(url, "clock", {})
    with pytest.raises(OSError, match="refused"):
        lifecycle.ask(url, "clock", {})


def test_a_refusal_closes_it() -> None:
    told = json.dumps({"error": "no"}).encode()
    refusal = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
    with _server(answers=100, answer=refusal) as server:
        for _ in range(2):
            with pytest.raises(LookupError, match="answers 400"):
                lifecycle.ask(server.url, "clock", {})
        assert server.connections == 2
