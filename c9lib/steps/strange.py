"""What somebody else has in this deployment's VPC: each thing with what of ours it stands on, and how it is removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.checks.commands import command
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.path.network import state_of
from c9lib.steps.leaving import Leaving
from c9lib.steps.nat_gateways import interfaces_of
from c9lib.steps.network_parts import Parts, Thing
from c9lib.steps.network_site import user_of
from c9lib.steps.reading import is_ours, tag

OF_ENDPOINT = "VPC Endpoint Interface"
OF_NAT_GATEWAY = "Interface for NAT Gateway"
TARGETS = ("GatewayId", "NatGatewayId")
"""Members of a route that name what this deployment makes, too."""
PEERS = ("requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id")
ENDED = ("deleted", "deleting", "rejected", "failed", "expired", "detached", "detaching")


@dataclass(frozen=True)
class Strange:
    """One thing of somebody: in words, the ids that it stands on, the command that removes it ("" where none does)."""

    told: str
    needs: frozenset[str]
    removal: str = ""


@dataclass(frozen=True)
class Around:
    """What is in this deployment's VPCs and isn't in `Parts`, whoever made it."""

    subnets: list[Thing]
    tables: list[Thing]
    interfaces: list[Thing]
    endpoints: list[Thing]

    @classmethod
    def of(cls, session: Session, vpc_ids: list[str]) -> Around:
        def listed(method: str, items: str) -> list[Thing]:
            return _listed(session, vpc_ids, method, items)

        return cls(
            listed("describe_subnets", "Subnets"),
            listed("describe_route_tables", "RouteTables"),
            listed("describe_network_interfaces", "NetworkInterfaces"),
            listed("describe_vpc_endpoints", "VpcEndpoints"),
        )


def _listed(session: Session, vpc_ids: list[str], method: str, items: str, key: str = "vpc-id") -> list[Thing]:
    return session.pages("ec2", method, items, Filters=[{"Name": key, "Values": vpc_ids}]) if vpc_ids else []


def strange(session: Session, there: Parts, around: Around, leaving: Leaving) -> list[Strange]:
    """Everything that stays when this deployment goes, and lives in its network."""
    vpc_ids = [str(one["VpcId"]) for one in there.vpcs]
    return [
        *_interfaces(session, there, around, leaving),
        *_holders(session, there, around, leaving),
        *_endpoints(session, around, leaving),
        *_subnets_and_tables(session, around, leaving),
        *_groups_and_lists(session, vpc_ids, leaving),
        *_gateways(session, there, vpc_ids),
        *_peerings(session, vpc_ids),
    ]


def routed(table: Thing) -> set[str]:
    """What a route table's routes lead to, of the kinds that this deployment makes."""
    return {str(route[key]) for route in table["Routes"] for key in TARGETS if route.get(key, "local") != "local"}


def subnets_of(table: Thing) -> set[str]:
    """The subnets that a route table is associated with."""
    return {str(one["SubnetId"]) for one in table["Associations"] if one.get("SubnetId")}


def _interfaces(session: Session, there: Parts, around: Around, leaving: Leaving) -> Iterator[Strange]:
    own = interfaces_of(there.nat_gateways)
    alive = {str(one["VpcEndpointId"]) for one in around.endpoints if state_of(one) not in ("deleting", "deleted")}
    # One without an association has no public address, and the internet gateway may go.
    gateways = {
        (str(at["VpcId"])): str(one["InternetGatewayId"]) for one in there.gateways for at in one["Attachments"]
    }
    for one in around.interfaces:
        name, attached = str(one["NetworkInterfaceId"]), one.get("Attachment", {}).get("InstanceId")
        owner = str(one.get("Description", ""))
        leaves = attached in leaving.instances | leaving.of_stacks or name in leaving.interfaces | leaving.of_stacks
        kind, _, of = owner.rpartition(" ")
        # The interfaces of an endpoint outlive it a little (facts 7.8).
        if name in own or leaves or (kind == OF_ENDPOINT and of not in alive):
            continue
        public = {gateways.get(one["VpcId"], "")} - {""} if one.get("Association") else set()
        told = f"{attached or owner or 'a network interface'} ({name}) in {one['SubnetId']}"
        yield Strange(told, frozenset({one["VpcId"], one["SubnetId"], *public}), _removing(session.region, one))


def _removing(region: str, interface: Thing) -> str:
    """How to remove what holds an interface, where it says what that is."""
    kind, _, name = str(interface.get("Description", "")).rpartition(" ")
    attached = interface.get("Attachment", {}).get("InstanceId")
    if kind == OF_ENDPOINT:
        return command(region, "ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", name)
    if kind == OF_NAT_GATEWAY:
        return command(region, "ec2", "delete-nat-gateway", "--nat-gateway-id", name)
    if attached:
        return command(region, "ec2", "terminate-instances", "--instance-ids", attached)
    if interface.get("Attachment") or interface.get("RequesterManaged"):
        return ""
    own = str(interface["NetworkInterfaceId"])
    return command(region, "ec2", "delete-network-interface", "--network-interface-id", own)


def _holders(session: Session, there: Parts, around: Around, leaving: Leaving) -> Iterator[Strange]:
    """What has one of the Elastic IP addresses outside this deployment's NAT gateways."""
    own = interfaces_of(there.nat_gateways) | leaving.interfaces
    own |= {one["NetworkInterfaceId"] for one in around.interfaces if _of(leaving, one)}
    for address in there.addresses:
        user = user_of(address)
        if user and user not in own and address.get("InstanceId") not in leaving.instances:
            told = f"{user}, which has the Elastic IP address {address['PublicIp']},"
            taking = ("disassociate-address", "--association-id", str(address["AssociationId"]))
            yield Strange(told, frozenset({address["AllocationId"]}), command(session.region, "ec2", *taking))


def _of(leaving: Leaving, interface: Thing) -> bool:
    return interface.get("Attachment", {}).get("InstanceId") in leaving.instances | leaving.of_stacks


def _endpoints(session: Session, around: Around, leaving: Leaving) -> Iterator[Strange]:
    for one in around.endpoints:
        name = str(one["VpcEndpointId"])
        if name not in leaving.endpoints | leaving.of_stacks and state_of(one) not in ENDED:
            needs = frozenset({one["VpcId"], *one.get("SubnetIds", ()), *one.get("RouteTableIds", ())})
            removal = command(session.region, "ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", name)
            yield Strange(f"the VPC endpoint {name}", needs, removal)


def _subnets_and_tables(session: Session, around: Around, leaving: Leaving) -> Iterator[Strange]:
    def foreign(things: Iterable[Thing], key: str) -> list[Thing]:
        return [one for one in things if not is_ours(session, one) and one[key] not in leaving.of_stacks]

    for one in foreign(around.subnets, "SubnetId"):
        removal = command(session.region, "ec2", "delete-subnet", "--subnet-id", one["SubnetId"])
        yield Strange(f"the subnet {one['SubnetId']}", frozenset({one["VpcId"], one["SubnetId"]}), removal)
    for one in foreign(around.tables, "RouteTableId"):
        # The main table comes with every VPC, and goes with it.
        if not any(at.get("Main") for at in one["Associations"]):
            removal = command(session.region, "ec2", "delete-route-table", "--route-table-id", one["RouteTableId"])
            needs = frozenset({one["VpcId"], one["RouteTableId"], *subnets_of(one)})
            yield Strange(f"the route table {one['RouteTableId']}", needs, removal)


def _groups_and_lists(session: Session, vpc_ids: list[str], leaving: Leaving) -> Iterator[Strange]:
    for one in _listed(session, vpc_ids, "describe_security_groups", "SecurityGroups"):
        name = str(one["GroupId"])
        if one["GroupName"] != "default" and not is_going(session, one, leaving):
            removal = command(session.region, "ec2", "delete-security-group", "--group-id", name)
            yield Strange(f"the security group {name} ({one['GroupName']})", frozenset({one["VpcId"]}), removal)
    for one in _listed(session, vpc_ids, "describe_network_acls", "NetworkAcls"):
        name = str(one["NetworkAclId"])
        if not one["IsDefault"] and not is_ours(session, one) and name not in leaving.of_stacks:
            subnets = {str(at["SubnetId"]) for at in one["Associations"]}
            removal = command(session.region, "ec2", "delete-network-acl", "--network-acl-id", name)
            yield Strange(f"the network ACL {name}", frozenset({one["VpcId"], *subnets}), removal)


def is_going(session: Session, group: Thing, leaving: Leaving) -> bool:
    """Whether a group goes with what goes before the network: Cloud9's own go with their environment's stack."""
    environment = tag(group.get("Tags", ()), ENVIRONMENT_TAG)
    named = any(
        group["GroupName"].startswith("aws-cloud9-") and one in group["GroupName"] for one in leaving.environments
    )
    return (
        is_ours(session, group)
        or named
        or (environment in leaving.environments)
        or group["GroupId"] in leaving.of_stacks
    )


def _gateways(session: Session, there: Parts, vpc_ids: list[str]) -> Iterator[Strange]:
    own = {one["InternetGatewayId"] for one in there.gateways}
    attached = _listed(session, vpc_ids, "describe_internet_gateways", "InternetGateways", "attachment.vpc-id")
    for one in attached:
        name = str(one["InternetGatewayId"])
        if name not in own:
            vpc_id = str(one["Attachments"][0]["VpcId"])
            words = ("detach-internet-gateway", "--internet-gateway-id", name, "--vpc-id", vpc_id)
            yield Strange(f"the internet gateway {name}", frozenset({vpc_id}), command(session.region, "ec2", *words))
    for one in _listed(session, vpc_ids, "describe_vpn_gateways", "VpnGateways", "attachment.vpc-id"):
        name, at = str(one["VpnGatewayId"]), [at for at in one["VpcAttachments"] if at["State"] not in ENDED]
        for attachment in at:
            vpc_id = str(attachment["VpcId"])
            words = ("detach-vpn-gateway", "--vpn-gateway-id", name, "--vpc-id", vpc_id)
            yield Strange(f"the VPN gateway {name}", frozenset({vpc_id}), command(session.region, "ec2", *words))


def _peerings(session: Session, vpc_ids: list[str]) -> Iterator[Strange]:
    """A peering goes with either VPC, and the other one's owner with it."""
    seen = set()
    for key in PEERS:
        for one in _listed(session, vpc_ids, "describe_vpc_peering_connections", "VpcPeeringConnections", key):
            name = str(one["VpcPeeringConnectionId"])
            if name not in seen and one["Status"]["Code"] not in ENDED:
                seen.add(name)
                ends = {str(one[side]["VpcId"]) for side in ("RequesterVpcInfo", "AccepterVpcInfo")} & {*vpc_ids}
                words = ("delete-vpc-peering-connection", "--vpc-peering-connection-id", name)
                removal = command(session.region, "ec2", *words)
                yield Strange(f"the peering connection {name}", frozenset(ends), removal)
