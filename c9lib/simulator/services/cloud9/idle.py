"""Environments that nobody uses stop their instances after `automaticStopTimeMinutes` (facts 3.2, 3.3).

Nobody can open an IDE here, so an environment is idle from the moment it is CREATED, and again from each start of its
instance. One event per Region looks at all of them: exactly when one is due, and now and then at stopped ones, which
may be started again. In a settled world, where whoever calls finds nothing under way, nothing stops by itself: it would
be stopped before anybody saw it.
"""

from __future__ import annotations

from contextlib import suppress

from botocore.exceptions import ClientError

from c9lib.simulator.durations import IDLE_LOOK
from c9lib.simulator.services.cloud9 import machines, service_role
from c9lib.simulator.services.cloud9.environments import CREATED, Environment, environments
from c9lib.simulator.services.ec2.machine import lives
from c9lib.simulator.world import World


def watch(world: World, environment: Environment) -> None:
    """An environment has become CREATED: see to it that it stops when its time has come."""
    if environment.automatic_stop_minutes and not world.settled:
        _plan(world, environment.region, world.clock.now + environment.automatic_stop_minutes * 60)


def _plan(world: World, region: str, moment: float) -> None:
    """Look at `moment`, unless somebody looks before."""
    state = environments(world, region)
    if state.next_look is None or moment < state.next_look:
        state.next_look = moment
        world.later(moment - world.clock.now, lambda: _look(world, region, moment))


def _look(world: World, region: str, moment: float) -> None:
    state = environments(world, region)
    if state.next_look != moment:  # an earlier look was planned after this one, and has planned the next
        return
    state.next_look = None
    waits = [
        _stop_or_wait(world, one)
        for one in state.held.values()
        if one.lifecycle == CREATED and one.automatic_stop_minutes
    ]
    if any(waits):
        _plan(world, region, world.clock.now + min(filter(None, waits)))


def _stop_or_wait(world: World, environment: Environment) -> float:
    """Stop an instance that has run idle for long enough. Returns in how many seconds to look again; 0 for never."""
    instance_id, region = environment.instance_id, environment.region
    state = machines.state(region, instance_id)
    if state in ("shutting-down", "terminated"):
        return 0
    if state == "running":
        since = lives(world, region).running_since.get(instance_id, 0.0)
        left = max(since, environment.created) + environment.automatic_stop_minutes * 60 - world.clock.now
        if left > 0:
            return left
        with suppress(ClientError):  # an instance with stop protection goes on running, and is asked again
            service_role.client(world, "ec2", region).stop_instances(InstanceIds=[instance_id])
    return IDLE_LOOK
