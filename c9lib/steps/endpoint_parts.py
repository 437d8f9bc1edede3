"""What there is of VPC endpoints around the instance's subnet, whoever made them (facts 7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from c9lib.aws import Session
from c9lib.steps import vpc_dns
from c9lib.steps.place import Place, Thing, place
from c9lib.steps.reading import is_ours

ALIVE = ("pending", "available", "pendingacceptance")
HTTPS = 443


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of the VPC in every state, the security groups that guard them, and this deployment's own group."""

    session: Session
    here: Place
    dns: dict[str, bool]
    all: list[Thing]
    groups: list[Thing]

    @property
    def own_group(self) -> Thing | None:
        """The security group that this deployment made for its endpoints."""
        name = group_name(self.session)
        return next((one for one in self.groups if one["GroupName"] == name and is_ours(self.session, one)), None)

    def interface(self, service: str) -> Thing | None:
        """The living interface endpoint that answers for a service's own name in this VPC: there can be only one."""
        return next((one for one in self._with_private_dns(service) if state(one) in ALIVE), None)

    def leaving(self, service: str) -> list[str]:
        """Endpoints that are being deleted and still hold the service's name."""
        return [str(one["VpcEndpointId"]) for one in self._with_private_dns(service) if state(one) == "deleting"]

    def gateway(self) -> Thing | None:
        """The S3 gateway endpoint on the subnet's route table."""
        table = self.here.route_table
        name = table["RouteTableId"] if table else ""
        return next((one for one in self.gateways() if name in one.get("RouteTableIds", ())), None)

    def gateways(self) -> list[Thing]:
        """The living S3 gateway endpoints of the VPC."""
        return [one for one in self._of("s3", "Gateway") if state(one) in ALIVE]

    def lets_in(self, endpoint: Thing) -> bool:
        """Whether a security group of an endpoint lets in HTTPS from the instance's subnet."""
        ids = {group["GroupId"] for group in endpoint.get("Groups", ())}
        return any(lets_in(group, self.here.subnet["CidrBlock"]) for group in self.groups if group["GroupId"] in ids)

    def _of(self, service: str, kind: str) -> list[Thing]:
        name = service_name(self.session, service)
        return [one for one in self.all if one["ServiceName"] == name and one["VpcEndpointType"] == kind]

    def _with_private_dns(self, service: str) -> list[Thing]:
        return [one for one in self._of(service, "Interface") if one.get("PrivateDnsEnabled")]


def endpoints(session: Session) -> Endpoints | None:
    """Everything in four calls, or None while there is no subnet."""
    here = place(session)
    if here is None:
        return None
    of_vpc = [{"Name": "vpc-id", "Values": [here.vpc_id]}]
    found = session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=of_vpc)
    groups = session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=of_vpc)
    order = sorted(found, key=lambda one: str(one["VpcEndpointId"]))
    return Endpoints(session, here, vpc_dns.attributes(session, here.vpc_id), order, groups)


def service_name(session: Session, service: str) -> str:
    """`com.amazonaws.us-east-1.ssm`."""
    return f"com.amazonaws.{session.region}.{service}"


def group_name(session: Session) -> str:
    """The name of the security group that guards this deployment's endpoints."""
    return f"c9lib-{session.parameters.deployment}-endpoints"


def state(endpoint: Thing) -> str:
    """Its state in lower case: the API's and the model's spellings differ (facts 7.2)."""
    return str(endpoint["State"]).lower()


def lets_in(group: Thing, cidr: str) -> bool:
    """Whether a security group lets in TCP 443 from all of a range."""
    source = IPv4Network(cidr)
    return any(source.subnet_of(IPv4Network(allowed)) for rule in group["IpPermissions"] for allowed in _sources(rule))


def _sources(rule: Thing) -> Iterable[str]:
    """The ranges from which a rule lets in TCP 443."""
    everything = rule["IpProtocol"] == "-1"
    https = rule["IpProtocol"] in ("tcp", "6") and rule["FromPort"] <= HTTPS <= rule["ToPort"]
    return [one["CidrIp"] for one in rule.get("IpRanges", ())] if everything or https else []
