"""What somebody changed in parts of this deployment's network that go as a whole: told, and not a reason to keep them.

A route or an association in a route table of ours leads nobody anywhere once the table's subnets are empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.steps.network_parts import Parts, Thing
from c9lib.steps.reading import in_words

EVERYWHERE = "0.0.0.0/0"
OWN_TAGS = ("Name", "aws:", "c9lib")
TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "InstanceId",
    "NetworkInterfaceId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "EgressOnlyInternetGatewayId",
)


def changed(going: Parts) -> Iterator[str]:
    """One sentence for each part that goes and isn't as it was made."""
    for table in going.tables:
        routes = [_told(route) for route in table["Routes"] if not _is_ours(route)]
        if routes:
            yield f"The route table {table['RouteTableId']} goes with routes that somebody added: {in_words(routes)}."
    for kind, key, things in (
        ("VPC", "VpcId", going.vpcs),
        ("subnet", "SubnetId", going.subnets),
        ("route table", "RouteTableId", going.tables),
        ("internet gateway", "InternetGatewayId", going.gateways),
    ):
        for thing in things:
            added = [one["Key"] for one in thing["Tags"] if not one["Key"].startswith(OWN_TAGS)]
            if added:
                yield f"The {kind} {thing[key]} goes with tags that somebody added: {in_words(added)}."


def _is_ours(route: Thing) -> bool:
    """Local routes, those that AWS keeps for gateway endpoints, and the one way out that step network makes."""
    target = str(route.get("GatewayId") or route.get("NatGatewayId") or "")
    if target == "local" or target.startswith("vpce-"):
        return True
    return route.get("DestinationCidrBlock") == EVERYWHERE and target.startswith(("igw-", "nat-"))


def _told(route: Thing) -> str:
    where = (
        route.get("DestinationCidrBlock")
        or route.get("DestinationPrefixListId")
        or route.get("DestinationIpv6CidrBlock")
    )
    target = next((str(route[key]) for key in TARGETS if route.get(key)), "nothing")
    return f"{where} to {target}"
