"""What is there already of what a class needs: read in few calls, however many seats there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.quota import PER_USER
from c9lib.steps.environments import described
from c9lib.steps.nat_gateways import ALIVE as NAT_ALIVE
from c9lib.steps.reading import tag
from c9lib.steps.zones import zones_with
from c9lib.workshop.layout import Layout

Thing = Mapping[str, Any]
RUNNING = ("pending", "running")
PAGE = 1000
"""The most that IAM lists at once."""
NO_USER = "there is no IAM user"
REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")


@dataclass(frozen=True)
class There:
    """Numbers of what there is, the class's own included. Which parts of it the class has already say `seats` (their
    deployments), `running` (those of which the instance runs) and `networks` (the deployments with a VPC). `leftover`
    are seats whose environment has no instance: it goes before a new one is made.

    `environments` are all that Cloud9 lists to the caller, those with SSH, too. `types` are of others' instances.
    `owners` counts environments by owner, None where none can have too many. `vcpus` are by instance type. `nats` are
    by zone, `zone` is where the next NAT gateway goes. `free` are addresses by subnet. `missing` are learners that IAM
    doesn't know, with what is there instead; `unasked` says why nobody was asked.
    """

    environments: int
    seats: frozenset[str]
    running: frozenset[str]
    networks: frozenset[str]
    leftover: frozenset[str] = frozenset()
    owners: Counter[str] | None = None
    stacks: int = 0
    types: Counter[str] = field(default_factory=Counter)
    vcpus: Mapping[str, int] = field(default_factory=dict)
    vpcs: int = 0
    gateways: int = 0
    addresses: int = 0
    nats: Counter[str] = field(default_factory=Counter)
    zone: str = ""
    gateway_endpoints: int = 0
    interfaces: Mapping[str, int] = field(default_factory=dict)
    free: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unasked: str = ""

    @property
    def counted(self) -> frozenset[str]:
        """The seats that count against the quota of environments already."""
        return self.seats | self.leftover


def look(session: Session, layout: Layout) -> There:
    """What there is. Raises botocore's errors, apart from IAM's refusals to list its users and roles."""
    seats = {seat.parameters.deployment for seat in layout.roster.seats}
    instances = _instances(session)
    own = {tag(one.get("Tags", ()), DEPLOYMENT_TAG): one for one in instances}
    there = frozenset(seats & own.keys())
    running = frozenset(name for name in there if own[name]["State"]["Name"] in RUNNING)
    others = [one for one in instances if tag(one.get("Tags", ()), DEPLOYMENT_TAG) not in seats]
    types = Counter(str(one["InstanceType"]) for one in others if one["State"]["Name"] in RUNNING)
    asked = {seat.parameters.instance_type for seat in layout.roster.seats}
    listed = session.pages("cloud9", "list_environments", "environmentIds")
    new = seats - there
    missing, unasked = _strangers(session, layout)
    return There(
        environments=len(listed),
        seats=there,
        running=running,
        leftover=_leftover(session, layout, _without_instance(listed, instances), there) if new else frozenset(),
        owners=_owners(session, listed, len(there), layout) if new else None,
        stacks=len(session.pages("cloudformation", "describe_stacks", "Stacks")) if new else 0,
        types=types,
        vcpus=_vcpus(session, asked | types.keys()),
        free=_free(session, layout),
        missing=missing,
        unasked=unasked,
        **_network(session, layout, seats),
    )


def _instances(session: Session) -> list[Thing]:
    """Every instance that hasn't ended."""
    pages = session.pages("ec2", "describe_instances", "Reservations")
    return [one for page in pages for one in page["Instances"] if one["State"]["Name"] not in ENDED]


def _without_instance(listed: list[str], instances: list[Thing]) -> list[str]:
    return sorted(set(listed) - {tag(one.get("Tags", ()), ENVIRONMENT_TAG) for one in instances})


def _leftover(session: Session, layout: Layout, listed: list[str], there: frozenset[str]) -> frozenset[str]:
    """The seats whose environment has no instance: its creation failed, or somebody terminated it. They are told by
    their owner and name, as Cloud9 lists tags one environment at a time only."""
    found = {(one["ownerArn"], one["name"]) for one in described(session, readable=True, listed=listed)}
    seats = [seat.parameters for seat in layout.roster.seats if seat.parameters.deployment not in there]
    return frozenset(one.deployment for one in seats if (one.owner_arn, one.environment_name) in found)


def _owners(session: Session, listed: list[str], own: int, layout: Layout) -> Counter[str] | None:
    """Environments by owner; only asked where one could come near the default quota, were all others theirs."""
    if len(listed) - own + layout.roster.most_of_one_owner() <= PER_USER:
        return None
    found = described(session, readable=True, listed=listed)
    return Counter(str(one["ownerArn"]) for one in found if one["type"] == "ec2")


def _vcpus(session: Session, types: set[str]) -> dict[str, int]:
    """vCPUs by instance type; a type that the Region hasn't is left out."""
    wanted = [{"Name": "instance-type", "Values": sorted(types)}]
    found = session.pages("ec2", "describe_instance_types", "InstanceTypes", Filters=wanted)
    return {str(one["InstanceType"]): int(one["VCpuInfo"]["DefaultVCpus"]) for one in found}


def _network(session: Session, layout: Layout, seats: set[str]) -> dict[str, Any]:
    """What there is of networks; of gateways and addresses only where the class is still to make some."""
    own = {layout.own.deployment, *seats}
    vpcs = session.pages("ec2", "describe_vpcs", "Vpcs")
    networks = frozenset(own & {tag(one.get("Tags", ()), DEPLOYMENT_TAG) for one in vpcs})
    endpoints = [
        one
        for one in session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints")
        if str(one["State"]).lower() not in ("deleted", "deleting")
    ]
    told: dict[str, Any] = {
        "networks": networks,
        "vpcs": len(vpcs),
        "gateway_endpoints": sum(one["VpcEndpointType"] == "Gateway" for one in endpoints),
        "interfaces": Counter(str(one["VpcId"]) for one in endpoints if one["VpcEndpointType"] == "Interface"),
    }
    ways = {one.network for one in layout.makers if one.deployment not in networks}
    if ways & {"public", "nat"}:
        told["gateways"] = len(session.pages("ec2", "describe_internet_gateways", "InternetGateways"))
    return told | (_nat(session, layout) if "nat" in ways else {})


def _nat(session: Session, layout: Layout) -> dict[str, Any]:
    """The NAT gateways by zone, and the zone in which step network puts the next one: the first that has the type."""
    alive = [one for one in session.pages("ec2", "describe_nat_gateways", "NatGateways") if one["State"] in NAT_ALIVE]
    zones = {str(one["SubnetId"]): "" for one in alive}
    if zones:
        wanted = [{"Name": "subnet-id", "Values": sorted(zones)}]
        for subnet in session.pages("ec2", "describe_subnets", "Subnets", Filters=wanted):
            zones[str(subnet["SubnetId"])] = str(subnet["AvailabilityZone"])
    return {
        "addresses": len(session.pages("ec2", "describe_addresses", "Addresses")),
        "nats": Counter(zones[str(one["SubnetId"])] for one in alive),
        "zone": next(iter(zones_with(session, layout.own.instance_type)), ""),
    }


def _free(session: Session, layout: Layout) -> dict[str, int]:
    """Free addresses of the subnets that seats name (network existing); a subnet that isn't there is left out."""
    named = sorted({seat.parameters.subnet_id for seat in layout.roster.seats} - {""})
    if not named:
        return {}
    wanted = [{"Name": "subnet-id", "Values": named}]
    found = session.pages("ec2", "describe_subnets", "Subnets", Filters=wanted)
    return {str(one["SubnetId"]): int(one["AvailableIpAddressCount"]) for one in found}


def _strangers(session: Session, layout: Layout) -> tuple[tuple[str, ...], str]:
    """Learners that aren't there: Cloud9 refuses an owner that doesn't exist (facts 3.3, 3.4)."""
    owners = [(seat.name, seat.owner) for seat in layout.roster.seats]
    try:
        users = _arns(session, "user") if any(":user/" in owner for _, owner in owners) else {}
        roles = _arns(session, "role") if any(":assumed-role/" in owner for _, owner in owners) else {}
    except ClientError as error:
        if error_code(error) not in REFUSED:
            raise
        return (), f"IAM answers {error_code(error)}"
    return tuple(words for seat, owner in owners if (words := _stranger(seat, owner, users, roles))), ""


def _arns(session: Session, kind: str) -> dict[str, str]:
    """ARNs by name, of every user or role."""
    found = session.pages("iam", f"list_{kind}s", f"{kind.title()}s", MaxItems=PAGE)
    return {str(one[f"{kind.title()}Name"]): str(one["Arn"]) for one in found}


def _stranger(seat: str, owner: str, users: Mapping[str, str], roles: Mapping[str, str]) -> str:
    kind, _, rest = owner.split(":", 5)[-1].partition("/")
    if kind == "assumed-role":
        role = rest.partition("/")[0]
        return "" if role in roles else f"seat {seat}: there is no role {role}"
    if kind != "user":
        return ""
    name = rest.rpartition("/")[2]
    if name not in users:
        return f"seat {seat}: {NO_USER} {name}"
    return "" if users[name] == owner else f"seat {seat}: the ARN of {name} is {users[name]}; write that"
