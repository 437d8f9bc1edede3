"""The families of checks in the order in which they are asked: service, rights, stack, environment, network, agent,
price."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from c9lib.checks import (
    access,
    agent,
    cost,
    credentials,
    dns,
    endpoint,
    environment,
    instance,
    instance_ports,
    kms,
    members,
    network,
    path,
    profile,
    quota,
    role,
    service,
    stack,
)
from c9lib.checks.registry import Answering, Question, questions

FAMILIES: dict[str, tuple[ModuleType, ...]] = {
    "service": (service,),
    "quota": (quota,),
    "kms": (kms,),
    "role": (role,),
    "profile": (profile,),
    "access": (access,),
    "stack": (stack,),
    "environment": (environment, members),
    "instance": (instance, instance_ports),
    "network": (network,),
    "dns": (dns,),
    "path": (path,),
    "endpoint": (endpoint,),
    "agent": (agent,),
    "credentials": (credentials,),
    "cost": (cost,),
}
"""The files of each family; importing them registers their questions."""


def asked(families: Iterable[str]) -> list[tuple[Question, Answering]]:
    """All questions of these families, in the order of `FAMILIES`. Raises `KeyError` for a family that there isn't."""
    wanted = set(families)
    if unknown := sorted(wanted - FAMILIES.keys()):
        raise KeyError(f"no family of checks is called {', '.join(unknown)}; there are {', '.join(FAMILIES)}")
    return [pair for family in FAMILIES if family in wanted for pair in questions(family)]


def ids() -> tuple[str, ...]:
    """The ids of all checks, in order."""
    return tuple(question.id for question, _ in asked(FAMILIES))
