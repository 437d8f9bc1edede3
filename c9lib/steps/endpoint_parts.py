"""What there is of VPC endpoints around the instance, whoever made them, and who else uses that VPC (facts 7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.checks.tiers import tier_of
from c9lib.nouns import Seen
from c9lib.path import Network
from c9lib.path import service as service_of
from c9lib.path.network import state_of
from c9lib.steps.environments import instance_of
from c9lib.steps.place import Place, Thing, place
from c9lib.steps.reading import is_ours, specified
from c9lib.steps.tokens import made_once
from c9lib.steps.vpc_dns import DNS

ALIVE = ("pending", "available", "pendingacceptance", "partial")
BROKEN = ("failed", "rejected", "expired")
SERVED = ("vpc_endpoint", "nat_gateway", "gateway_load_balancer_endpoint")
"""Interfaces from which nobody asks for a service's name."""


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of the VPC in every state, the groups that guard them, and the deployment's instance if it has one.

    Each is read when it is first needed, and then kept.
    """

    session: Session
    here: Place
    instance: Thing | None = None

    @property
    def network(self) -> Network:
        """The VPC as it is now."""
        return self.here.around.network

    @cached_property
    def dns(self) -> dict[str, bool]:
        """Which of the VPC's two DNS attributes are on."""
        return {name: self.network.attribute(self.here.vpc_id, told) for name, told in DNS.items()}

    @cached_property
    def all(self) -> list[Thing]:
        """The endpoints of the VPC, by id, those that are going away or have failed, too."""
        found = [one for one in self.network.vpc_endpoints if one["VpcId"] == self.here.vpc_id]
        return sorted(found, key=lambda one: str(one["VpcEndpointId"]))

    def read_ahead(self) -> None:
        """Read at once what whoever looks at the endpoints asks for in any case."""
        network = self.network
        attributes = (partial(network.attribute, self.here.vpc_id, told) for told in DNS.values())
        self.here.around.reader.ahead(
            *attributes, partial(list, network.vpc_endpoints), partial(list, network.security_groups)
        )

    @property
    def groups(self) -> Sequence[Thing]:
        """The security groups of the VPC."""
        return self.network.security_groups

    @property
    def own_group(self) -> Thing | None:
        """The security group that this deployment made for its endpoints."""
        name = group_name(self.session)
        return next((one for one in self.groups if one["GroupName"] == name and is_ours(self.session, one)), None)

    @property
    def is_own_vpc(self) -> bool:
        """Whether step network made the VPC. Another account's VPC, that only shares a subnet, isn't even shown."""
        vpc = self.network.vpc(self.here.vpc_id)
        return vpc is not None and is_ours(self.session, vpc)

    @property
    def own_subnets(self) -> list[Thing]:
        """The subnets that step network made for instances: this deployment's, or those of a class's seats."""
        made = [one for one in self.network.subnets if one["VpcId"] == self.here.vpc_id and is_ours(self.session, one)]
        return [one for one in made if self.is_own_vpc and tier_of(one) == tier_of(self.here.subnet)]

    @cached_property
    def others(self) -> list[Thing]:
        """Network interfaces of others in a VPC that isn't this deployment's: they use its names and routes, too."""
        if self.is_own_vpc:
            return []
        own = self.instance["InstanceId"] if self.instance else "none"
        there = [one for one in self.network.network_interfaces if one["VpcId"] == self.here.vpc_id]
        asking = [one for one in there if one.get("InterfaceType") not in SERVED]
        return [one for one in asking if one.get("Attachment", {}).get("InstanceId") != own]

    @property
    def others_on_table(self) -> list[Thing]:
        """Those of `others` for which the instance's route table decides, too."""
        own = self.here.route_table
        tables = [(one, self.network.route_table_of(one)) for one in self.others]
        return [one for one, table in tables if own and table and table["RouteTableId"] == own["RouteTableId"]]

    def interface(self, service: str) -> Thing | None:
        """The living interface endpoint that answers for a service's own name in this VPC: there can be only one."""
        return living(self.session, self.all, service)

    def now(self) -> list[Thing]:
        """The endpoints of the VPC at this moment, in one call; nothing else is read again."""
        filters = [{"Name": "vpc-id", "Values": [self.here.vpc_id]}]
        return self.session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)

    def unnamed(self, service: str) -> Thing | None:
        """A living endpoint of this deployment that lost its private DNS."""
        living = [one for one in self._of(service, "Interface") if state_of(one) in ALIVE]
        return next((one for one in living if not one.get("PrivateDnsEnabled") and is_ours(self.session, one)), None)

    def broken(self, service: str) -> list[Thing]:
        """Endpoints for a service that came to nothing, whoever made them."""
        return [one for one in self._of(service, "Interface") if state_of(one) in BROKEN]

    def leaving(self, service: str) -> list[str]:
        """Endpoints that are being deleted and still hold the service's name."""
        return [str(one["VpcEndpointId"]) for one in self._with_private_dns(service) if state_of(one) == "deleting"]

    def gateway(self) -> Thing | None:
        """The S3 gateway endpoint on the subnet's route table."""
        table = self.here.route_table
        name = table["RouteTableId"] if table else ""
        return next((one for one in self.gateways() if name in one.get("RouteTableIds", ())), None)

    def gateways(self) -> list[Thing]:
        """The living S3 gateway endpoints of the VPC."""
        return [one for one in self._of("s3", "Gateway") if state_of(one) in ALIVE]

    def _of(self, service: str, kind: str) -> list[Thing]:
        name = service_name(self.session, service)
        return [one for one in self.all if one["ServiceName"] == name and one["VpcEndpointType"] == kind]

    def _with_private_dns(self, service: str) -> list[Thing]:
        return [one for one in self._of(service, "Interface") if one.get("PrivateDnsEnabled")]


def living(session: Session, among: Iterable[Thing], service: str) -> Thing | None:
    """The living interface endpoint among these that answers for a service's own name."""
    name = service_name(session, service)
    named = (one for one in among if one["ServiceName"] == name and one["VpcEndpointType"] == "Interface")
    return next((one for one in named if one.get("PrivateDnsEnabled") and state_of(one) in ALIVE), None)


def endpoints(session: Session) -> Endpoints | None:
    """What is there now, or None while there is no subnet."""
    here = place(session)
    if here is None:
        return None
    instance = instance_of(session)
    near = instance if instance and instance.get("VpcId") == here.vpc_id else None
    return Endpoints(session, here, near)


def service_name(session: Session, service: str) -> str:
    """`com.amazonaws.us-east-1.ssm`."""
    return service_of(service, session.region).service_name


def group_name(session: Session) -> str:
    """The name of the security group that guards this deployment's endpoints."""
    return f"c9lib-{session.parameters.deployment}-endpoints"


def create_endpoint(session: Session, service: str, request: Mapping[str, object]) -> str:
    """Make an endpoint, tagged and named; gives its id. The same request makes no second one beside a living one."""
    tags = specified(session, "vpc-endpoint", f"{session.parameters.deployment}-{service}")

    def make(token: str) -> str:
        made = session.client("ec2").create_vpc_endpoint(**request, ClientToken=token, TagSpecifications=tags)
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def look(name: str) -> Seen:
        filters = [{"Name": "vpc-endpoint-id", "Values": [name]}]
        found = session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)
        if not found:
            return Seen("not visible yet")
        state, alive = state_of(found[0]), state_of(found[0]) in ALIVE
        return Seen(state, done=alive, hopeless="" if alive else state)

    return made_once(session, f"the endpoint for {service}", request, make, look)
