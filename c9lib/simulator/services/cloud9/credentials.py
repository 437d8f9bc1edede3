"""AWS managed temporary credentials: whether the environment's terminal may act as its owner (facts 1.4, 3.3, 6.3).

Only the status is simulated. In a private subnet the credentials don't work whatever the status says (facts 1.4).
"""

from __future__ import annotations

from c9lib.simulator.durations import CREDENTIALS_LOOK, CREDENTIALS_REMOVAL
from c9lib.simulator.services.cloud9 import machines
from c9lib.simulator.services.cloud9.environments import Environment, environments
from c9lib.simulator.world import World

OWNER, COLLABORATOR = "BY_OWNER", "BY_COLLABORATOR"


def enable(environment: Environment) -> None:
    """The owner turns the credentials on."""
    environment.credentials = f"ENABLED_{OWNER}"


def disable(world: World, environment: Environment, by: str) -> None:
    """They are removed in a while: by the owner's wish, or because somebody else has invited a collaborator.

    Off stays off.
    """
    if environment.credentials.startswith("ENABLED_"):
        environment.credentials = f"PENDING_REMOVAL_{by}"
        world.later(CREDENTIALS_REMOVAL, lambda: _remove(world, environment, by))


def _remove(world: World, environment: Environment, by: str) -> None:
    pending = (f"PENDING_REMOVAL_{by}", f"PENDING_START_REMOVAL_{by}")
    if environment.credentials not in pending or environment.id not in environments(world, environment.region).held:
        return
    if machines.state(environment.region, environment.instance_id) == "running":
        environment.credentials = f"DISABLED_{by}"
        return
    # They lie on the instance's disk, so it has to run first. A settled world doesn't wait for that.
    environment.credentials = pending[1]
    if not world.settled:
        world.later(CREDENTIALS_LOOK, lambda: _remove(world, environment, by))
