"""Many simulated accounts on one machine, each private, at an address of its own on 127.0.0.1.

moto keeps its state once per process, and an account's time is that of its whole process (`moto_app.py`): so each
account has a process. It is forked when its first client comes, from one process that has loaded everything: what is
loaded they share, and an account that nobody uses costs a socket. One that has ended begins again with its next client.
"""

from __future__ import annotations

import gc
import logging
import os
import selectors
import signal
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from c9lib.errors import RefusedError
from c9lib.simulator import server
from c9lib.simulator.application import Application
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.journal import Journal, StaleJournalError
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World

log = logging.getLogger("c9lib.simulator")
LOOK_SECONDS = 1.0
"""How often it is looked whether a process has ended, or whoever started all this (wall time)."""
END_SECONDS = 10.0
"""An account's process that hasn't closed its journal by then is killed."""
LAST_PORT = 65535


@dataclass(frozen=True)
class Place:
    """One account: its name, from which its ids follow, and the file of its journal; None: nothing of it is kept."""

    name: str
    journal: Path | None = None

    @property
    def seed(self) -> int:
        """The same for the same name, so that a journal can be told again."""
        return zlib.crc32(self.name.encode())


def serve_many(
    places: Sequence[Place],
    ready: Callable[[tuple[str, ...]], None],
    *,
    port_from: int = 0,
    regions: Sequence[str] = ("us-east-1",),
    warm_up: Callable[[], None] = lambda: None,
) -> None:
    """Serve an account for each place until SIGTERM, SIGHUP or Ctrl-C, or until whoever started this process has ended.

    `ready` gets the addresses, in the places' order: the ports from `port_from` on, or, for 0, such as the system
    chooses. `warm_up` may load what an account's first client would load, in an account that is thrown away. Returns
    when all processes have ended. Raises `RefusedError` when a port isn't free, or where no process can be forked.
    """
    listening = _listen(len(places), port_from)
    server.own_environment()
    warm_up()
    front = Front(World(seed=server.DEFAULT_SEED, clock=Clock()))
    for region in regions:
        front.prepare(region)
    gc.collect()
    gc.freeze()  # otherwise each process would look through all that is shared, and have a copy of it by that
    _Host(front, places, listening).serve(ready)


def _listen(many: int, port_from: int) -> list[socket.socket]:
    if not hasattr(os, "fork"):
        raise RefusedError("Many simulated accounts need a system with fork: Linux or macOS.")
    if port_from and port_from + many - 1 > LAST_PORT:
        raise RefusedError(
            f"{many} ports from {port_from} on would end beyond {LAST_PORT}.",
            remedy=(f"Begin at {LAST_PORT + 1 - many} at the latest, or at 0 to let the system choose.",),
        )
    made: list[socket.socket] = []
    try:
        for number in range(many):
            made.append(server._listen(port_from + number if port_from else 0))
    except RefusedError:
        for one in made:
            one.close()
        raise
    return made


class _Host:
    """The process that all accounts are forked from. It has one thread, answers nobody, and so stays as it is."""

    def __init__(self, front: Front, places: Sequence[Place], listening: Sequence[socket.socket]) -> None:
        self._front, self._places, self._listening = front, places, listening
        self._running: dict[int, int] = {}
        """Process ids, with the number of the place that each serves."""
        self._life = os.pipe()
        """Nothing is ever written: its end is how the processes hear that this one has ended, however."""

    def serve(self, ready: Callable[[tuple[str, ...]], None]) -> None:
        starter = os.getppid()
        try:
            with _signals() as hung_up_is_meant:
                ready(tuple(f"http://127.0.0.1:{one.getsockname()[1]}" for one in self._listening))
                while os.getppid() == starter or not hung_up_is_meant:
                    self._bury()
                    for number in self._called():
                        self._fork(number)
        except KeyboardInterrupt:
            pass  # told to end
        self._end()

    def _called(self) -> list[int]:
        """The places without a process to which a client has come, within a second."""
        with selectors.DefaultSelector() as selector:
            for number, one in enumerate(self._listening):
                if number not in self._running.values():
                    selector.register(one, selectors.EVENT_READ, number)
            return [key.data for key, _ in selector.select(LOOK_SECONDS)]

    def _fork(self, number: int) -> None:
        pid = os.fork()
        if pid:
            self._running[pid] = number
            return
        try:
            os.close(self._life[1])
            for other, one in enumerate(self._listening):
                if other != number:
                    one.close()
            _serve_one(self._front, self._places[number], self._listening[number], self._life[0])
        except StaleJournalError as error:  # what was kept is forgotten; whoever has come is answered by the next one
            log.warning("The account of %s starts afresh: %s.", self._places[number].name, error)
        except KeyboardInterrupt:
            pass  # told to end before it could serve
        except BaseException:
            log.exception("The account of %s has ended.", self._places[number].name)
        finally:
            os._exit(1)  # whatever happens: this isn't the host, and must not go on as if it were

    def _bury(self) -> None:
        for pid in list(self._running):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self._running[pid]

    def _end(self) -> None:
        """End the processes, and wait for them: they close their journals."""
        for told in (signal.SIGTERM, signal.SIGKILL):
            for pid in self._running:
                os.kill(pid, told)
            deadline = time.monotonic() + END_SECONDS
            while self._running and time.monotonic() < deadline:
                self._bury()
                time.sleep(0.01)
        for one in self._listening:
            one.close()


@contextmanager
def _signals() -> Iterator[bool]:
    """SIGTERM and SIGHUP end this as Ctrl-C does; but under `nohup` it goes on, and yields False, when whoever started
    it has ended."""
    stays = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    for told in (signal.SIGTERM, signal.SIGINT, *(() if stays else (signal.SIGHUP,))):
        signal.signal(told, signal.default_int_handler)
    yield not stays


def _serve_one(front: Front, place: Place, listening: socket.socket, life: int) -> NoReturn:
    """Be the process of one account, until it is told to end or the host has ended."""
    world = front.world
    world.seed = place.seed
    world.clock.advance(0)  # the time that has passed since the host was ready isn't this account's
    journal = _restored(front, place)
    if journal:
        front.written = lambda environ, body: journal.wrote(world.clock.now, environ, body)
    leases = Leases()
    told = (journal.passed, "", journal.done) if journal else ()
    made = server._server(listening, Application(front, Control(world, leases, *told), leases))

    def end() -> NoReturn:
        if journal:
            journal.passed(world.clock.now)
            journal.close()
        os._exit(0)

    def end_with_the_host() -> None:
        with suppress(OSError):
            os.read(life, 1)
        end()

    threading.Thread(target=end_with_the_host, daemon=True).start()
    server._serve_until_told(made, lambda _: None)
    end()


def _restored(front: Front, place: Place) -> Journal | None:
    """The account's journal, told again; None where nothing is kept. Raises `StaleJournalError` for one that can't be,
    which is emptied."""
    if place.journal is None:
        return None
    journal = Journal(place.journal, place.seed)
    try:
        journal.replay(front)
    except StaleJournalError:
        journal.start(afresh=True)
        raise
    journal.start(afresh=False)
    return journal
