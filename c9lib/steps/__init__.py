"""One file per documented step, with five verbs each: observe, plan, apply, verify, undo.

step("role", session).plan()
TearDownStep(session).undo(); leftovers(session)
"""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.errors import ParameterError
from c9lib.parameters import Parameters
from c9lib.steps.access import AccessStep
from c9lib.steps.base import Step
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.forecast import endpoints_first, standing
from c9lib.steps.inventory import inventory
from c9lib.steps.leftovers import leftovers, prove
from c9lib.steps.network import NetworkStep
from c9lib.steps.profile import ProfileStep
from c9lib.steps.role import RoleStep
from c9lib.steps.undo import TearDownStep

_IN_ORDER: tuple[type[Step], ...] = (RoleStep, ProfileStep, NetworkStep, AccessStep, EnvironmentStep, EndpointsStep)
STEPS: dict[str, type[Step]] = {kind.name: kind for kind in _IN_ORDER}
"""The steps by name, in the documented order."""


def in_order(parameters: Parameters) -> tuple[type[Step], ...]:
    """The steps in the order in which a run first comes to them."""
    turned = endpoints_first(parameters)
    last = (EndpointsStep, EnvironmentStep) if turned else (EnvironmentStep, EndpointsStep)
    return (*(kind for kind in _IN_ORDER if kind not in last), *last)


def step(name: str, session: Session) -> Step:
    """The step of this name on an account. Raises `ParameterError` for a name that isn't one."""
    if name not in STEPS:
        raise ParameterError(f"There is no step {name!r}.", details=(f"the steps are {', '.join(STEPS)}",))
    return STEPS[name](session)


__all__ = ["STEPS", "Step", "TearDownStep", "in_order", "inventory", "leftovers", "prove", "standing", "step"]
