"""The changes that make a public network. Ids that a change finds out are kept for the changes after it."""

from __future__ import annotations

from typing import Any

from c9lib.aws import Session
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps import vpc_dns
from c9lib.steps.network_parts import Parts, Thing
from c9lib.steps.reading import specified

EVERYWHERE = "0.0.0.0/0"
VISIBLE_SECONDS = 60


class Building:
    """A network under construction: `ids` by part ("vpc", "gateway", "table", or a zone for its subnet), from what is
    there on.
    """

    def __init__(self, session: Session, vpc: Thing | None, found: Parts) -> None:
        self.session = session
        self.ids: dict[str, str] = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in found.subnets}
        self.ids |= {"vpc": vpc["VpcId"]} if vpc else {}
        self.ids |= {"gateway": found.gateways[0]["InternetGatewayId"]} if found.gateways else {}
        self.ids |= {"table": found.tables[0]["RouteTableId"]} if found.tables else {}

    def vpc(self) -> Change:
        cidr = self.session.parameters.vpc_cidr

        def run() -> None:
            made = self._ec2.create_vpc(CidrBlock=cidr, TagSpecifications=self._tags("vpc"))
            self.ids["vpc"] = made["Vpc"]["VpcId"]
            self._visible("the VPC", "describe_vpcs", "Vpcs", "vpc-id", self.ids["vpc"])

        why = "the environment gets a network of its own, so that nothing else is touched"
        return Change(
            "create",
            f"VPC {cidr}",
            why,
            ("ec2:CreateVpc", "ec2:CreateTags", "ec2:DescribeVpcs"),
            "delete the VPC",
            run=run,
        )

    def dns(self, attribute: str) -> Change:
        """Turn on `EnableDnsSupport` or `EnableDnsHostnames`."""
        return vpc_dns.turn_on(self.session, attribute, lambda: self.ids["vpc"], "goes with the VPC")

    def gateway(self) -> Change:
        def run() -> None:
            made = self._ec2.create_internet_gateway(TagSpecifications=self._tags("internet-gateway"))
            self.ids["gateway"] = made["InternetGateway"]["InternetGatewayId"]

        why = "through it SSM Agent reaches Systems Manager; nothing has to come in"
        permission = ("ec2:CreateInternetGateway", "ec2:CreateTags")
        return Change("create", "internet gateway", why, permission, "delete the internet gateway", run=run)

    def attach(self) -> Change:
        def run() -> None:
            self._ec2.attach_internet_gateway(InternetGatewayId=self.ids["gateway"], VpcId=self.ids["vpc"])

        why = "an internet gateway serves the one VPC that it is attached to"
        return Change(
            "attach", "internet gateway to the VPC", why, ("ec2:AttachInternetGateway",), "detach it", run=run
        )

    def table(self) -> Change:
        def run() -> None:
            made = self._ec2.create_route_table(VpcId=self.ids["vpc"], TagSpecifications=self._tags("route-table"))
            self.ids["table"] = made["RouteTable"]["RouteTableId"]

        why = "the VPC's main route table stays without a way out, so a subnet is public only on purpose"
        permission = ("ec2:CreateRouteTable", "ec2:CreateTags")
        return Change("create", "route table", why, permission, "delete the route table", run=run)

    def route(self, *, misled: bool) -> Change:
        """Lead everything to the gateway; `misled` says that the table leads it somewhere else."""

        def run() -> None:
            write = self._ec2.replace_route if misled else self._ec2.create_route
            write(RouteTableId=self.ids["table"], DestinationCidrBlock=EVERYWHERE, GatewayId=self.ids["gateway"])

        why = "a subnet is public when its route table leads to an internet gateway"
        return Change(
            "replace" if misled else "add",
            f"route {EVERYWHERE} to the internet gateway",
            why,
            ("ec2:ReplaceRoute" if misled else "ec2:CreateRoute",),
            "goes with the route table",
            run=run,
        )

    def subnet(self, zone: str, cidr: str) -> Change:
        def run() -> None:
            made = self._ec2.create_subnet(
                VpcId=self.ids["vpc"],
                AvailabilityZone=zone,
                CidrBlock=cidr,
                TagSpecifications=self._tags("subnet", zone),
            )
            self.ids[zone] = made["Subnet"]["SubnetId"]
            self._visible("the subnet", "describe_subnets", "Subnets", "subnet-id", self.ids[zone])

        why = f"the instance goes into the first subnet by zone; {zone} has the instance type"
        permission = ("ec2:CreateSubnet", "ec2:CreateTags", "ec2:DescribeSubnets")
        return Change("create", f"subnet {cidr} in {zone}", why, permission, "delete the subnet", run=run)

    def addresses(self, zone: str) -> Change:
        def run() -> None:
            self._ec2.modify_subnet_attribute(SubnetId=self.ids[zone], MapPublicIpOnLaunch={"Value": True})

        why = (
            "an internet gateway forwards only what comes from a public IPv4 address; the address itself costs while it"
            " exists"
        )
        permission = ("ec2:ModifySubnetAttribute",)
        what = f"public IPv4 addresses at launch in {zone}"
        return Change("turn on", what, why, permission, "goes with the subnet", run=run)

    def associate(self, zone: str) -> Change:
        def run() -> None:
            self._ec2.associate_route_table(RouteTableId=self.ids["table"], SubnetId=self.ids[zone])

        why = "a subnet without a route table of its own uses the main one, which has no way out"
        permission = ("ec2:AssociateRouteTable",)
        return Change(
            "associate", f"route table with the subnet in {zone}", why, permission, "disassociate it", run=run
        )

    @property
    def _ec2(self) -> Any:
        return self.session.client("ec2")

    def _tags(self, kind: str, zone: str = "") -> list[dict[str, Any]]:
        name = "-".join(filter(None, [self.session.parameters.deployment, "public" if zone else "", zone]))
        return specified(self.session, kind, name)

    def _visible(self, what: str, method: str, items: str, key: str, name: str) -> None:
        """EC2 is eventually consistent: what was just made can be unknown to the next call."""

        def look() -> Seen:
            there = self.session.pages("ec2", method, items, Filters=[{"Name": key, "Values": [name]}])
            state = str(there[0]["State"]) if there else "not visible yet"
            return Seen(state, done=state == "available")

        if not look().done:
            source = "estimate; the API reference of EC2 says that it is eventually consistent"
            self.session.wait(Wait(f"{what} {name} is available", 2, VISIBLE_SECONDS, 2, source), look)
