"""The network that an instance is in, or will be launched in: read once, and handed to `c9lib.path` as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c9lib.cached import cached_property
from c9lib.checks.network_reads import MOST_VALUES, NetworkReads
from c9lib.checks.reader import Answer, Inapplicable, Reader
from c9lib.checks.tiers import HOME, tier_of
from c9lib.path import Destination, Network, Path, from_interface, from_subnet
from c9lib.path import service as service_of
from c9lib.path.network import state_of

AGENT_SERVICES = ("ssm", "ssmmessages", "ec2messages")
INTERNET = Destination("the internet")
GONE = ("deleting", "deleted", "rejected", "expired")
RUNNING = ("pending", "running")


class Group:
    """The instances that are judged in one go."""

    def __init__(self, instances: Sequence[Answer]) -> None:
        self.instances = instances

    @cached_property
    def vpc_ids(self) -> tuple[str, ...]:
        """Their VPCs, in order."""
        return _several("VpcId", self.instances)

    @cached_property
    def batches(self) -> dict[str, tuple[str, ...]]:
        """Each by its id, with the ids of those that are asked for in one call with it."""
        ids = _several("InstanceId", self.instances)
        batches = [ids[start : start + MOST_VALUES] for start in range(0, len(ids), MOST_VALUES)]
        return {instance_id: batch for batch in batches for instance_id in batch}


class Surroundings:
    """The VPC and subnet of an instance; without one, those that the parameters or the deployment's tags name.

    `together` are the instances that are judged in one go: what is read is read for all of them at once.
    """

    def __init__(self, reader: Reader, instance: Answer | None, together: Group | None = None) -> None:
        self.reader = reader
        self.instance = instance
        self.together = together or Group([instance] if instance else [])
        self.session = reader.session
        self._paths: dict[str, Path] = {}

    @cached_property
    def vpc_id(self) -> str:
        """The instance's VPC; without one its subnet's. Raises `Inapplicable` when neither is known."""
        return str((self.instance or {}).get("VpcId") or self.subnet["VpcId"])

    @property
    def subnet_id(self) -> str:
        """Raises `Inapplicable` when no subnet is known."""
        return str(self.subnet["SubnetId"])

    @cached_property
    def network(self) -> Network:
        """The VPC, or those of all instances that are judged together, as `c9lib.path` takes it."""
        return self.reads.network()

    @cached_property
    def reads(self) -> NetworkReads:
        """How the network is read, and what AWS refused to tell of it."""
        return NetworkReads(self.reader, self.together.vpc_ids or (self.vpc_id,))

    @cached_property
    def subnet(self) -> Answer:
        """The subnet in DescribeSubnets' shape. Raises `Inapplicable` when none is known."""
        if self.instance and self.instance.get("SubnetId"):
            found = [one for one in self.network.subnets if one["SubnetId"] == self.instance["SubnetId"]]
            return self._first(found, f"there is no subnet {self.instance['SubnetId']}")
        wanted = self.session.parameters.subnet_id
        if wanted:
            return self._first(self._ec2("subnets", "Subnets", "subnet-id", wanted), f"there is no subnet {wanted}")
        return self._first(self._tagged(), "there is no instance, and the deployment has no subnet")

    @property
    def vpc(self) -> Answer:
        """Raises `Inapplicable` when it is another account's that only shares the subnet."""
        found = self.network.vpc(self.vpc_id)
        if found is None:
            raise Inapplicable(f"{self.vpc_id} isn't shown to this account")
        return dict(found)

    def attribute(self, name: str) -> bool:
        """`enableDnsSupport` or `enableDnsHostnames`."""
        return self.reads.attribute(self.vpc_id, name)

    @cached_property
    def endpoints(self) -> list[Answer]:
        """The VPC's endpoints that aren't going away."""
        return [one for one in self._of_vpc(self.network.vpc_endpoints) if state_of(one) not in GONE]

    def endpoints_for(self, service: str, kind: str) -> list[Answer]:
        """Endpoints for `ssm` and the like; `kind` is `Interface` or `Gateway`."""
        name = service_of(service, self.session.region).service_name
        return [one for one in self.endpoints if one["ServiceName"] == name and one["VpcEndpointType"] == kind]

    @property
    def interface_endpoints(self) -> list[Answer]:
        """The VPC's interface endpoints for Systems Manager."""
        return [one for service in AGENT_SERVICES for one in self.endpoints_for(service, "Interface")]

    @cached_property
    def nat_gateways(self) -> list[Answer]:
        """The VPC's NAT gateways that cost something.

        Where the VPC's interfaces are read anyway, for the endpoints, they tell whether there may be any.
        """
        read = any(one["VpcEndpointType"] == "Interface" for one in self.endpoints)
        if read and not any(map(_may_be_nat, self._of_vpc(self.network.network_interfaces))):
            return []
        return [one for one in self._of_vpc(self.network.nat_gateways) if one["State"] in ("pending", "available")]

    @cached_property
    def volumes(self) -> list[Answer]:
        """The volumes of the instance."""
        if self.instance is None:
            return []
        own = self.instance["InstanceId"]
        asked = self.together.batches[own]
        found = self._ec2("volumes", "Volumes", "attachment.instance-id", *asked)
        return [one for one in found if any(held["InstanceId"] == own for held in one["Attachments"])]

    @property
    def group_ids(self) -> tuple[str, ...]:
        """The security groups of the instance; none without one."""
        return tuple(one["GroupId"] for one in self.instance["SecurityGroups"]) if self.instance else ()

    @cached_property
    def security_groups(self) -> list[Answer]:
        """The security groups of the instance, with their rules."""
        held = set(self.group_ids)
        return [dict(one) for one in self.network.security_groups if one["GroupId"] in held]

    @cached_property
    def interfaces(self) -> list[Answer]:
        """The instance's network interfaces, the first one first."""
        found = (self.instance or {}).get("NetworkInterfaces", [])
        return sorted(found, key=lambda one: (one["Attachment"]["DeviceIndex"], one["NetworkInterfaceId"]))

    def path_to(self, service: str) -> Path:
        """The way to `ssm`, `s3` …: from the instance's first interface or, forecast, from the subnet.

        A stopped instance has no public address of its own until it starts, unless it is an Elastic IP address: its
        way is forecast, too, with the security groups that it has.
        """
        if service not in self._paths:
            self._paths[service] = self._path(service_of(service, self.session.region))
        return self._paths[service]

    @property
    def path_to_internet(self) -> Path:
        """The way to a host that no endpoint is for, by HTTPS."""
        return self._path(INTERNET)

    def _path(self, destination: Destination) -> Path:
        first = self.interfaces[0] if self.interfaces else None
        sleeps = self.instance is not None and self.instance["State"]["Name"] not in RUNNING
        if first and not (sleeps and "Association" not in first):
            return from_interface(self.network, first, destination)
        return from_subnet(self.network, self.subnet_id, destination, group_ids=self.group_ids or None)

    @property
    def way_out(self) -> Path:
        """The way to Systems Manager."""
        return self.path_to("ssm")

    @property
    def is_public(self) -> bool:
        """Whether the subnet is a public one: its route table leads to an internet gateway (facts 2.1)."""
        table = self.network.route_table_of(self.subnet) or {}
        return any(
            str(route.get("GatewayId", "")).startswith("igw-") and route.get("State") == "active"
            for route in table.get("Routes", ())
        )

    def _tagged(self) -> list[Answer]:
        """The deployment's subnets of the tier that its instances go to."""
        found = self.reader.all("ec2", "describe_subnets", "Subnets", Filters=self.session.tag_filter())
        home = HOME.get(self.session.parameters.network)
        return [one for one in found if tier_of(one) == home]

    def _first(self, found: Sequence[Any], missing: str) -> Answer:
        if not found:
            raise Inapplicable(f"{missing} to look at")
        return dict(min(found, key=lambda one: (one["AvailabilityZone"], one["SubnetId"])))

    def _of_vpc(self, things: Sequence[Any]) -> list[Answer]:
        return [dict(one) for one in things if one["VpcId"] == self.vpc_id]

    def _ec2(self, what: str, items: str, name: str, *values: str) -> list[Answer]:
        filters = [{"Name": name, "Values": list(values)}]
        return self.reader.all("ec2", f"describe_{what}", items, Filters=filters)


def _several(member: str, things: Sequence[Answer]) -> tuple[str, ...]:
    """The different values of a member, in order."""
    return tuple(sorted({str(one[member]) for one in things if one.get(member)}))


def _may_be_nat(interface: Answer) -> bool:
    """Whether an interface is neither an instance's nor an endpoint's."""
    return not interface.get("Attachment", {}).get("InstanceId") and interface.get("InterfaceType") != "vpc_endpoint"
