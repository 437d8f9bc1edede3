"""The network that an instance is in, or will be launched in: read once, and handed to `c9lib.path` as plain data."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from c9lib.checks.reader import Answer, Inapplicable, Reader
from c9lib.path import Network, Path, leads_out, leads_out_from_subnet

AGENT_SERVICES = ("ssm", "ssmmessages", "ec2messages")
GONE = ("deleting", "deleted", "rejected", "expired")


class Surroundings:
    """The VPC and subnet of an instance; without one, those that the parameters or the deployment's tags name."""

    def __init__(self, reader: Reader, instance: Answer | None) -> None:
        self.reader = reader
        self.instance = instance
        self.session = reader.session

    @property
    def vpc_id(self) -> str:
        return str(self.subnet["VpcId"])

    @property
    def subnet_id(self) -> str:
        return str(self.subnet["SubnetId"])

    @cached_property
    def subnet(self) -> Answer:
        """The subnet in DescribeSubnets' shape. Raises `Inapplicable` when none is known."""
        wanted = self.instance.get("SubnetId", "") if self.instance else self.session.parameters.subnet_id
        found = self._ec2("subnets", "Subnets", "subnet-id", wanted) if wanted else self._tagged()
        if not found:
            told = (
                f"there is no subnet {wanted}" if wanted else "there is no instance, and the deployment has no subnet"
            )
            raise Inapplicable(f"{told} to look at")
        return min(found, key=lambda one: (one["AvailabilityZone"], one["SubnetId"]))

    @cached_property
    def vpc(self) -> Answer:
        if not self.vpcs:
            raise Inapplicable(f"{self.vpc_id} isn't shown to this account")
        return self.vpcs[0]

    @cached_property
    def vpcs(self) -> list[Answer]:
        """The VPC, or nothing when it is another account's that only shares the subnet."""
        return self._ec2("vpcs", "Vpcs", "vpc-id", self.vpc_id)

    def attribute(self, name: str) -> bool:
        """`enableDnsSupport` or `enableDnsHostnames`."""
        answer = self.reader.one("ec2", "describe_vpc_attribute", VpcId=self.vpc_id, Attribute=name) or {}
        return bool(answer[name[0].upper() + name[1:]]["Value"])

    @cached_property
    def endpoints(self) -> list[Answer]:
        """The VPC's endpoints that aren't going away."""
        found = self._ec2("vpc_endpoints", "VpcEndpoints", "vpc-id", self.vpc_id)
        return [one for one in found if one["State"].lower() not in GONE]

    def endpoints_for(self, service: str, kind: str) -> list[Answer]:
        """Endpoints for `ssm` and the like; `kind` is `Interface` or `Gateway`."""
        name = f"com.amazonaws.{self.session.region}.{service}"
        return [one for one in self.endpoints if one["ServiceName"] == name and one["VpcEndpointType"] == kind]

    @property
    def interface_endpoints(self) -> list[Answer]:
        """The VPC's interface endpoints for Systems Manager."""
        return [one for service in AGENT_SERVICES for one in self.endpoints_for(service, "Interface")]

    @cached_property
    def nat_gateways(self) -> list[Answer]:
        """The VPC's NAT gateways that cost something."""
        found = self.reader.all("ec2", "describe_nat_gateways", "NatGateways", Filters=_is("vpc-id", self.vpc_id))
        return [one for one in found if one["State"] in ("pending", "available")]

    @cached_property
    def volumes(self) -> list[Answer]:
        if self.instance is None:
            return []
        return self._ec2("volumes", "Volumes", "attachment.instance-id", self.instance["InstanceId"])

    @cached_property
    def security_groups(self) -> list[Answer]:
        """The security groups of the instance, with their rules."""
        ids = [one["GroupId"] for one in self.instance["SecurityGroups"]] if self.instance else []
        return self._ec2("security_groups", "SecurityGroups", "group-id", *ids) if ids else []

    @cached_property
    def network(self) -> Network:
        """The VPC as `c9lib.path` takes it."""
        return Network(
            vpcs=self.vpcs,
            subnets=[self.subnet],
            route_tables=self.route_tables,
            # All of them: a detached one is mended otherwise than a deleted one.
            internet_gateways=self.reader.all("ec2", "describe_internet_gateways", "InternetGateways"),
            network_interfaces=self.interfaces,
        )

    @cached_property
    def route_tables(self) -> list[Answer]:
        return self._ec2("route_tables", "RouteTables", "vpc-id", self.vpc_id)

    @cached_property
    def interfaces(self) -> list[Answer]:
        """The instance's network interfaces, the first one first."""
        if self.instance is None:
            return []
        found = self._ec2(
            "network_interfaces", "NetworkInterfaces", "attachment.instance-id", self.instance["InstanceId"]
        )
        return sorted(found, key=lambda one: (one["Attachment"]["DeviceIndex"], one["NetworkInterfaceId"]))

    @cached_property
    def way_out(self) -> Path:
        """The way to the internet, from the instance's first interface or, forecast, from the subnet.

        A stopped instance has no address of its own until it starts: its way is forecast, too.
        """
        if self.interfaces and self.instance and self.instance["State"]["Name"] in ("pending", "running"):
            return leads_out(self.network, self.interfaces[0]["NetworkInterfaceId"])
        return leads_out_from_subnet(self.network, self.subnet_id)

    @property
    def is_public(self) -> bool:
        """Whether the subnet's way to the internet is an internet gateway, with a public address or without."""
        return any(hop.kind == "internet-gateway" for hop in self.way_out.hops)

    def _tagged(self) -> list[Answer]:
        return self.reader.all("ec2", "describe_subnets", "Subnets", Filters=self.session.tag_filter())

    def _ec2(self, what: str, items: str, name: str, *values: str) -> list[Answer]:
        return self.reader.all("ec2", f"describe_{what}", items, Filters=_is(name, *values))


def _is(name: str, *values: str) -> list[dict[str, Any]]:
    return [{"Name": name, "Values": list(values)}]
