"""What a session has read it doesn't read again until something may have changed: for work that nobody watches.

A run looks at the same things in cell after cell, and each verb of a step looks for itself: more than half of its reads
are asked with the same words as one before, with nothing in between. A person at a notebook may change things there in
a terminal between two cells; so sessions of people remember nothing (docs/decisions/029-remember-what-was-read.md).
"""

from __future__ import annotations

import os
import pickle
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.nouns.call import reads

UNATTENDED = "C9LIB_UNATTENDED"
"""The environment variable by which a run tells its notebooks that nobody works beside them."""
FRESH_SECONDS = 10.0
"""For how long what was read is good where time isn't simulated: others work in a real account, too."""
ABSENT = re.compile(r"NoSuchEntity|NotFound")
"""In the codes by which AWS says that something isn't there."""
GLOBAL = "iam"
"""The service that we write to and that belongs to no Region: what it changes may count in each of them."""
REMEMBERED = "c9lib-remembered"
"""Where botocore's context of a request says that its answer was remembered: nothing was sent."""
_BEGUN = "c9lib-remembering"


def is_unattended() -> bool:
    """Whether this process works for a run, with nobody beside it who changes things by hand."""
    return os.environ.get(UNATTENDED, "") not in ("", "0")


@dataclass
class Remembered:
    """The answers of reads since this session last wrote, waited, or let time pass. `seconds` is for how long they are
    good; None: until then. While it isn't `active` nothing is kept, and nothing is known."""

    seconds: float | None = FRESH_SECONDS
    active: bool = True
    _answers: dict[tuple[str, ...], tuple[float, bytes]] = field(default_factory=dict)
    _age: int = 0

    def forget(self, region: str = "") -> None:
        """Something may be otherwise from now on; in this Region, or in what belongs to none."""
        self._age += 1
        kept = {key: told for key, told in self._answers.items() if region and key[0] != region and key[1] != GLOBAL}
        self._answers = kept

    def serve(self, client: Any, region: str) -> None:
        """Let `client` take from here what is known, and bring what it reads. Call it once for a client."""
        hears = _Hears(self, region)
        events = client.meta.events
        events.register("before-call.*.*", hears.asked)
        events.register("after-call.*.*", hears.answered)
        events.register("after-call-error.*.*", hears.broken)

    def find(self, key: tuple[str, ...]) -> tuple[int, Any] | None:
        """A copy of what was answered, with its HTTP status; None where nothing is known."""
        at, kept = self._answers.get(key, (0.0, b""))
        if not kept or (self.seconds is not None and time.monotonic() - at > self.seconds):
            return None
        found: tuple[int, Any] = pickle.loads(kept)  # noqa: S301 (of this very object)
        return found

    def keep(self, begun: tuple[tuple[str, ...], int, float], status: int, answer: Any) -> None:
        """Remember what was asked for, at which age and moment, unless something was written since."""
        key, age, at = begun
        if self.active and age == self._age:
            self._answers[key] = at, pickle.dumps((status, answer))

    @property
    def age(self) -> int:
        """How often something was forgotten."""
        return self._age


@dataclass(frozen=True)
class _Answered:
    """As much of an HTTP response as botocore asks for after a call."""

    status_code: int


@dataclass(frozen=True)
class _Hears:
    """Hears of a client's requests, by botocore's events: one that is answered here is never sent."""

    remembered: Remembered
    region: str

    def asked(
        self, model: Any, params: Mapping[str, Any], context: dict[str, Any], **_: Any
    ) -> tuple[_Answered, Any] | None:
        if not reads(model.name):
            self._wrote(model)
            return None
        key = self._key(model, params)
        known = self.remembered.find(key)
        if known is not None:
            context[REMEMBERED] = True
            return _Answered(known[0]), known[1]
        context[_BEGUN] = key, self.remembered.age, time.monotonic()
        return None

    def answered(
        self, model: Any, http_response: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any
    ) -> None:
        if not reads(model.name):
            self._wrote(model)
        elif _BEGUN in context and not model.has_streaming_output and _holds(http_response.status_code, parsed):
            self.remembered.keep(context[_BEGUN], http_response.status_code, parsed)

    def broken(self, **_: Any) -> None:
        """No answer came: what was asked for may have been done."""
        self.remembered.forget()

    def _wrote(self, model: Any) -> None:
        service = model.service_model.service_name
        self.remembered.forget("" if service == GLOBAL else self.region)

    def _key(self, model: Any, params: Mapping[str, Any]) -> tuple[str, ...]:
        told = (params.get(part) for part in ("method", "url", "url_path", "query_string", "body"))
        target = params.get("headers", {}).get("X-Amz-Target", "")
        return (self.region, model.service_model.service_name, model.name, target, *map(_text, told))


def _holds(status: int, parsed: Mapping[str, Any]) -> bool:
    """Whether an answer is one about the thing that was asked for: it is there, or it isn't."""
    return status < 300 or ABSENT.search(str(parsed.get("Error", {}).get("Code", ""))) is not None


def _text(told: Any) -> str:
    return repr(sorted(told.items())) if isinstance(told, dict) else repr(told)
