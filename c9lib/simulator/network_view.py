"""A Region's whole network for the judgement of ways (`c9lib.path`), read in well under a millisecond.

Agents look after every write and every event, so their view goes past the API. Everything in it is what the Describe
calls answer at the same moment; a test holds each member to that.
"""

from __future__ import annotations

from c9lib.path import Network
from c9lib.simulator import moto_network_shapes as shapes
from c9lib.simulator.services.ec2 import block_public_access
from c9lib.simulator.services.ec2.route_states import with_states
from c9lib.simulator.world import World


def network(world: World, region: str) -> Network:
    """The network of a Region as it is now."""
    options, exclusions = block_public_access.options(world, region), block_public_access.exclusions(world, region)
    return Network(
        region=region,
        vpcs=shapes.vpcs(region),
        subnets=shapes.subnets(region),
        route_tables=with_states(region, shapes.route_tables(region)),
        internet_gateways=shapes.internet_gateways(region),
        nat_gateways=shapes.nat_gateways(region),
        network_interfaces=shapes.network_interfaces(region),
        security_groups=shapes.security_groups(region),
        network_acls=shapes.network_acls(region),
        vpc_endpoints=shapes.vpc_endpoints(region),
        prefix_lists=shapes.prefix_lists(region),
        dhcp_options=shapes.dhcp_options(region),
        vpc_attributes=shapes.vpc_attributes(region),
        block_public_access=options,
        block_public_access_exclusions=exclusions,
    )
