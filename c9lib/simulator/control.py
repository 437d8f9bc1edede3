"""What our own clients ask the simulator besides AWS: its time, to let time pass, to keep it alive, to let it go; and
what others do to the account (`others.py`). Under `/_c9lib/`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

import c9lib
from c9lib.simulator import others
from c9lib.simulator.answers import Response
from c9lib.simulator.faults import reading as faults
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World

PREFIX = "/_c9lib/"
NOT_KEPT = (
    "capacity can't be switched on in the account that notebooks share: what it keeps Cloud9 from launching isn't in "
    "the account's journal, so its next server would launch it. Serve another account: c9lib simulator --fault capacity"
)
LONGEST_WAIT = 30 * 24 * 3600
"""Nobody waits longer than a month in one go, in seconds."""


class Control:
    """Answers the control addresses. `passed` is told when time was let pass, `done` when others did something to the
    account (the journal's hooks)."""

    def __init__(
        self,
        world: World,
        leases: Leases,
        passed: Callable[[float], None] | None = None,
        notice: str = "",
        done: Callable[[float, str, dict[str, Any]], None] | None = None,
    ) -> None:
        self.world = world
        self.leases = leases
        self.passed, self.done = passed, done
        self.notice = notice
        """What whoever joins should be told, for example that the account started afresh."""

    def respond(self, environ: dict[str, Any], body: bytes) -> Response:
        """Answer one request with JSON; what isn't understood gets 404 or 400 with a sentence."""
        name = environ.get("PATH_INFO", "").removeprefix(PREFIX)
        verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            **{verb: partial(self._by_others, verb) for verb in others.VERBS},
            "health": self._health,
            "clock": self._clock,
            "advance": self._advance,
            "call-limits": self._call_limits,
            "expect": self._expect,
            "lease": self._lease,
            "others": self._others,
            "release": self._release,
            "rest": self._rest,
            "faults": self._faults,
            "wait": self._wait,
        }
        if name not in verbs:
            return _json(404, {"error": f"{PREFIX}{name} isn't one of {', '.join(sorted(verbs))}"})
        try:
            told = json.loads(body or b"{}")
            if not isinstance(told, dict):
                raise ValueError(f"{str(told)[:60]} isn't a JSON object")
            response = _json(200, verbs[name](told))
            self.world.together.heard(str(told.get("worker", "")))
            return response
        except KeyError as error:
            return _json(400, {"error": f"{PREFIX}{name} needs {error}"})
        except (ValueError, TypeError, OverflowError) as error:
            return _json(400, {"error": f"{PREFIX}{name} can't read its request: {error}"})

    def _health(self, _told: dict[str, Any]) -> dict[str, Any]:
        # Without the world's lock: whoever asks whether the server lives must not wait for what somebody else asked
        # it to do.
        told = {"c9lib": c9lib.__version__, "pid": os.getpid(), "account": self.world.account, "seed": self.world.seed}
        return {**told, "notice": self.notice}

    def _clock(self, _told: dict[str, Any]) -> dict[str, Any]:
        with self.world.lock:
            return {"now": self.world.clock.now}

    def _advance(self, told: dict[str, Any]) -> dict[str, Any]:
        seconds = _wait_of(told["seconds"], "seconds")
        with self.world.lock:
            self.world.clock.advance(seconds)
            return self._has_passed()

    def _wait(self, told: dict[str, Any]) -> dict[str, Any]:
        """Wait together with others (`together.py`): for `seconds`, or until a moment (`until`, seconds since 1970);
        `for` may name the reason. Tells until when, and the time now; if that is earlier, whoever waits asks once more.
        Without the world's lock."""
        now = self.world.clock.now
        if "until" in told:
            moment = float(told["until"])
            _wait_of(0.0 if moment < now else moment - now, "until, from now on,")
        else:
            moment = now + _wait_of(told["seconds"], "seconds")
        self.world.together.wait(moment, self._pass_to, str(told.get("worker", "")), str(told.get("for", "")))
        return {"now": self.world.clock.now, "until": moment}

    def _expect(self, told: dict[str, Any]) -> dict[str, Any]:
        """Whoever is to ask as `who` is about to begin: nobody's wait ends before it has. With `leader` and `for` it
        begins when that worker waits for this."""
        leader = str(told.get("leader", ""))
        self.world.together.expects(str(told["who"]), leader, str(told["for"]) if leader else "")
        return {}

    def _rest(self, told: dict[str, Any]) -> dict[str, Any]:
        """Whoever asks as `who` has nothing more to do here for now: nobody waits for it."""
        self.world.together.rests(str(told["who"]))
        return {}

    def _pass_to(self, moment: float) -> None:
        with self.world.lock:
            self.world.clock.at_least(moment)
            self._has_passed()

    def _has_passed(self) -> dict[str, Any]:
        """Time was let pass: what is due happens. The caller has the world's lock."""
        self.world.events.settle()
        if self.passed:
            self.passed(self.world.clock.now)
        return {"now": self.world.clock.now}

    def _call_limits(self, told: dict[str, Any]) -> dict[str, Any]:
        """Switch AWS's call limits on or off (`on`), or only tell how often each was met since. Without the world's
        lock, as `_health`."""
        if "on" in told:
            if not isinstance(told["on"], bool):
                raise ValueError(f"on is {told['on']!r}, which is neither true nor false")
            self.world.call_limits.switch(on=told["on"])
        return self.world.call_limits.told()

    def _by_others(self, verb: str, told: dict[str, Any]) -> dict[str, Any]:
        with self.world.lock:
            answer = others.act(self.world, verb, told)
            if self.done:
                self.done(self.world.clock.now, verb, told)
            return answer

    def _faults(self, told: dict[str, Any]) -> dict[str, Any]:
        """Replace the faults by `faults` (with `seed`, and `watch` to note requests without any), or only tell: what is
        on, how often it was met, and with `log` every request since. Without the world's lock, as `_health`."""
        asked = faults.request(told, self.world.seed)
        if asked.faults is not None:
            if self.done and any(fault.kind == "capacity" for fault in asked.faults):
                raise ValueError(NOT_KEPT)
            self.world.faults.replace(asked.faults, asked.seed, watch=asked.watch)
        return self.world.faults.told(log=asked.log)

    def _lease(self, told: dict[str, Any]) -> dict[str, Any]:
        self.leases.add(int(told["pid"]))
        return {"users": self.leases.count()}

    def _others(self, told: dict[str, Any]) -> dict[str, Any]:
        pids = self.leases.others(int(told["pid"]))
        return {"users": len(pids), "pids": pids}

    def _release(self, told: dict[str, Any]) -> dict[str, Any]:
        self.leases.drop(int(told["pid"]))
        return {"users": self.leases.count()}


def _wait_of(told: Any, name: str) -> float:
    """A number of seconds that somebody may wait. Raises `ValueError`."""
    seconds = float(told)
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ValueError(f"{name} is {seconds}, which isn't between 0 and {LONGEST_WAIT}")
    return seconds


def _json(status: int, told: dict[str, Any]) -> Response:
    return Response(status, (("Content-Type", "application/json"),), json.dumps(told).encode())
