"""Whether Cloud9 can connect to an environment's instance at present: by Session Manager, or by SSH."""

from __future__ import annotations

from c9lib.simulator import network_view
from c9lib.simulator.services.cloud9 import machines, ssh
from c9lib.simulator.services.cloud9.blueprint import NO_INGRESS
from c9lib.simulator.services.cloud9.environments import Environment
from c9lib.simulator.world import World


def possible(world: World, environment: Environment) -> bool:
    """Ask Systems Manager for the instance's control channel; for SSH look at its group and its way.

    As AWS itself: the service-linked role has no ssm:GetConnectionStatus, and callers needn't have it either, because
    the statements of the user guide's page leave it out (facts 5.6, 5.7).
    """
    if environment.connection_type == NO_INGRESS:
        ssm = world.client("ssm", environment.region, world.aws_itself)
        return bool(ssm.get_connection_status(Target=environment.instance_id)["Status"] == "connected")
    found = machines.instance(world, environment.region, environment.instance_id)
    if found is None or found["State"]["Name"] != "running":
        return False
    return ssh.gets_through(network_view.network(world, environment.region), found)
