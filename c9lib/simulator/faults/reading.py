"""From JSON to faults: every mistake of all of them in one message, with the nearest right name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from c9lib.simulator import models
from c9lib.simulator.faults.fault import Fault
from c9lib.simulator.faults.kinds import KINDS, Kind

MEMBERS = ("kind", "share", "service", "operation", "seconds", "first", "times", "after")
ASKED = ("faults", "seed", "watch", "log")
SIMULATED = ("ec2", "iam", "sts", "cloud9", "ssm", "cloudformation", "kms", "service-quotas")
"""Where an operation is looked for whose service isn't told."""
MOST = 1_000_000
"""No count is greater."""
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request to the control address: the `faults` that are to replace all others (None: leave them), the `seed` of
    their chances, whether to note requests without any (`watch`), whether to tell what was noted (`log`)."""

    faults: list[Fault] | None
    seed: int
    watch: bool
    log: bool


def request(told: Told, seed: int) -> Asked:
    """What a JSON object asks for; `seed` counts unless it has its own. Raises `ValueError`."""
    for name in told:
        if name not in ASKED:
            raise ValueError(f"{_shown(name)} isn't one of {', '.join(ASKED)}{_nearest(name, ASKED)}")
        if name in ("seed", "watch") and "faults" not in told:
            raise ValueError(f"{name} goes with faults, which isn't there ([] for none)")
        if name in ("watch", "log") and not isinstance(told[name], bool):
            raise ValueError(f"{name} is {_shown(told[name])}, which is neither true nor false")
    chosen = told.get("seed", seed)
    if not isinstance(chosen, int) or isinstance(chosen, bool):
        raise ValueError(f"seed is {_shown(chosen)}, which isn't a whole number")
    found = faults(told["faults"]) if "faults" in told else None
    return Asked(found, chosen, told.get("watch", False), told.get("log", False))


def faults(told: object) -> list[Fault]:
    """The faults of a list of JSON objects. Raises `ValueError` with every mistake, one a line."""
    if not isinstance(told, list):
        raise ValueError(f"faults is {_shown(told)}, which isn't a list")
    return read([(f"fault {number}", one) for number, one in enumerate(told, start=1)])


def read(told: Iterable[tuple[str, object]]) -> list[Fault]:
    """The faults of JSON objects, each with the name that its mistakes are told by. Raises `ValueError` with every
    mistake, one a line."""
    found, mistakes = [], []
    for name, one in told:
        wrong = list(_mistakes(one)) if isinstance(one, dict) else [f"{_shown(one)} isn't an object with a kind"]
        mistakes += [f"{name}: {why}" for why in wrong]
        if not wrong and isinstance(one, dict):
            found.append(_fault(one))
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return found


def _fault(told: Told) -> Fault:
    usual = KINDS[told["kind"]].usual
    return Fault(**{"seconds": usual, **{name: value for name, value in told.items() if value is not None}})


def _mistakes(told: Told) -> Iterable[str]:
    for name in told:
        if name not in MEMBERS:
            yield f"{_shown(name)} isn't one of {', '.join(MEMBERS)}{_nearest(name, MEMBERS)}"
    kind = told.get("kind")
    if kind is None:
        yield f"it has no kind; there are {', '.join(KINDS)}"
    elif not isinstance(kind, str) or kind not in KINDS:
        yield f"kind {_shown(kind)} isn't one of {', '.join(KINDS)}{_nearest(kind, KINDS)}"
    about = KINDS.get(kind) if isinstance(kind, str) else None
    yield from _how_often(told)
    yield from _whom(told, about)
    if about:
        yield from _seconds(told, about)


def _how_often(told: Told) -> Iterable[str]:
    share = told.get("share")
    if share is not None and not (_is_number(share) and 0 <= share <= 1):
        yield f"share is {_shown(share)}, which isn't a number between 0 and 1 (0 % and 100 %)"
    for name, least in (("first", 1), ("times", 1), ("after", 0)):
        value = told.get(name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and least <= value <= MOST):
            yield f"{name} is {_shown(value)}, which isn't a whole number between {least} and {MOST}"
    if told.get("first") is None:
        return
    if share is not None:
        yield "first and share can't both hold: the first ones meet it without any chance. Give one of them"
    if told.get("times") is not None:
        yield (
            "first and times can't both hold: both say how many. Give one of them; "
            "after=6,times=1 is the seventh request alone"
        )


def _seconds(told: Told, about: Kind) -> Iterable[str]:
    seconds = told.get("seconds")
    if seconds is None:
        if about.seconds and not about.usual:
            yield f"{about.name} needs seconds, above 0 and at most {about.seconds:g}"
    elif not about.seconds:
        those = " and ".join(kind.name for kind in KINDS.values() if kind.seconds)
        yield f"{about.name} takes no seconds; {those} do"
    elif not (_is_number(seconds) and 0 < seconds <= about.seconds):
        yield f"seconds is {_shown(seconds)}, which isn't a number above 0 and at most {about.seconds:g}"


def _whom(told: Told, about: Kind | None) -> Iterable[str]:
    service, operation = told.get("service"), told.get("operation")
    if service is not None:
        if not isinstance(service, str) or service not in models.service_names():
            yield f"service {_shown(service)} isn't a service of AWS{_nearest(service, models.service_names())}"
            service = None
        elif about and about.services and service not in about.services:
            yield f"{about.name} is for {', '.join(about.services)}, not for {service}"
    if operation is None:
        return
    known = _operations(service) if service else {name for one in SIMULATED for name in _operations(one)}
    if not isinstance(operation, str) or operation not in known:
        whose = f"of {service}" if service else f"of {', '.join(SIMULATED)}"
        yield f"operation {_shown(operation)} isn't an operation {whose}{_nearest(operation, known)}"
    elif about:
        yield from _meets_nobody(about, str(service or ""), operation)


def _meets_nobody(about: Kind, service: str, operation: str) -> Iterable[str]:
    """A fault that no request can meet is a mistake."""
    if about.operations and operation not in about.operations:
        yield f"{about.name} isn't for {operation}{_nearest(operation, about.operations)}"
    elif about.services and not service and not any(operation in _operations(one) for one in about.services):
        yield f"{about.name} is for {', '.join(about.services)}, which have no {operation}"


def _operations(service: str) -> set[str]:
    model = models.service_model(service)
    return set(model.operation_names) if model else set()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _nearest(value: object, known: Iterable[str]) -> str:
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(str(value).lower(), by_lower, n=1)
    return f"; nearest: {by_lower[near[0]]}" if near else ""


def _shown(value: object) -> str:
    return repr(value)[:80]
