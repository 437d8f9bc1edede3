"""The changes that make a VPC, its subnets and their way out. Ids that one finds out are kept for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks.tiers import PRIVATE, PUBLIC, Tier
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps import vpc_dns
from c9lib.steps.layouts import tags_of
from c9lib.steps.nat_gateways import failure
from c9lib.steps.network_parts import Thing, parts
from c9lib.steps.network_site import EVERYWHERE, Site
from c9lib.steps.overtaken import OvertakenError
from c9lib.steps.tokens import made_once

VISIBLE_SECONDS = 60
SETTLE_SECONDS = 5
"""Until EC2 shows everybody what somebody has made (estimate; the API reference says "eventually")."""
ROUTE_WHY: Mapping[Tier, str] = {
    PUBLIC: "a subnet is public when its route table leads to an internet gateway",
    PRIVATE: "through a NAT gateway traffic starts inside only; the route may be there before the gateway works",
}
SUBNET_WHY: Mapping[Tier, str] = {
    PUBLIC: "the instance goes into the first subnet by zone",
    PRIVATE: "the instance goes into the first private subnet by zone, where it gets no public address",
}
TABLE_WHY: Mapping[Tier, str] = {
    PUBLIC: "the VPC's main route table stays without a way out, so a subnet is public only on purpose",
    PRIVATE: "where the private subnets lead is decided here, and not by what is added to the VPC's main route table",
}
ASSOCIATION_WHY: Mapping[Tier, str] = {
    PUBLIC: "a subnet without a route table of its own uses the main one, which has no way out",
    PRIVATE: "a subnet without a route table of its own uses the main one, and whatever is added there",
}


class Building:
    """A network under construction: `ids` by part ("vpc", "gateway", "public table", "private us-east-1a" for a
    subnet, "address", "nat"), from what is there on.
    """

    def __init__(self, session: Session, site: Site) -> None:
        self.session = session
        self.site = site
        self.ids: dict[str, str] = {}
        self._unsettled: list[tuple[str, Callable[[], int], int]] = []
        self._know("vpc", site.vpc, "VpcId")
        self._know("gateway", site.gateway, "InternetGatewayId")
        self._know("address", site.address, "AllocationId")
        self._know("nat", site.nat_gateway, "NatGatewayId")
        for tier in (PUBLIC, PRIVATE):
            self._know(f"{tier} table", site.table(tier), "RouteTableId")
            for zone, subnet in site.subnets(tier).items():
                self._know(f"{tier} {zone}", subnet, "SubnetId")

    def _know(self, part: str, thing: Thing | None, key: str) -> None:
        if thing is not None:
            self.ids[part] = thing[key]

    def alone(
        self, what: str, count: Callable[[], int], known: int, make: Callable[[], None], *, settles: bool = True
    ) -> None:
        """Make what two runs at once could make twice, as AWS takes no token for it: with a look right before, and
        another one when EC2 shows what others have made meanwhile (docs/decisions/017-one-of-each.md).

        `known` are those of `count` that the plan has seen. Without `settles` the other look comes with that of the
        next such thing. Raises `OvertakenError` when there are more.
        """
        if count() > known:
            raise OvertakenError(what)
        make()
        self._unsettled.append((what, count, known))
        if settles:
            self.session.target.let_pass(SETTLE_SECONDS)
            made, self._unsettled = self._unsettled, []
            for each, counted, before in made:
                if counted() > before + 1:
                    raise OvertakenError(each)

    def vpc(self, *, settles: bool = True) -> Change:
        """Make the VPC, and wait until EC2 shows it; `settles`: nothing that others could make, too, comes next."""
        cidr = self.session.parameters.vpc_cidr

        def make() -> None:
            made = self.ec2.create_vpc(CidrBlock=cidr, TagSpecifications=tags_of(self.session, "vpc"))
            self.ids["vpc"] = made["Vpc"]["VpcId"]
            self.visible("the VPC", "describe_vpcs", "Vpcs", "vpc-id", self.ids["vpc"])

        def run() -> None:
            self.alone("a VPC", lambda: len(parts(self.session).vpcs), 0, make, settles=settles)

        why = "the environment gets a network of its own, so that nothing else is touched"
        permission = ("ec2:CreateVpc", "ec2:CreateTags", "ec2:DescribeVpcs")
        return Change("create", f"VPC {cidr}", why, permission, "delete the VPC", run=run)

    def dns(self, attribute: str) -> Change:
        """Turn on `EnableDnsSupport` or `EnableDnsHostnames`."""
        return vpc_dns.turn_on(self.session, attribute, lambda: self.ids["vpc"], "goes with the VPC")

    def gateway(self) -> Change:
        """Make an internet gateway, attached to nothing yet."""

        def run() -> None:
            made = self.ec2.create_internet_gateway(TagSpecifications=tags_of(self.session, "internet-gateway"))
            self.ids["gateway"] = made["InternetGateway"]["InternetGatewayId"]

        why = "through it SSM Agent reaches Systems Manager; nothing has to come in"
        permission = ("ec2:CreateInternetGateway", "ec2:CreateTags")
        return Change("create", "internet gateway", why, permission, "delete the internet gateway", run=run)

    def attach(self) -> Change:
        """Attach the internet gateway to the VPC."""

        def run() -> None:
            self.ec2.attach_internet_gateway(InternetGatewayId=self.ids["gateway"], VpcId=self.ids["vpc"])

        why = "an internet gateway serves the one VPC that it is attached to"
        permission = ("ec2:AttachInternetGateway",)
        return Change("attach", "internet gateway to the VPC", why, permission, "detach it", run=run)

    def table(self, tier: Tier) -> Change:
        """Make the route table of a tier."""

        def run() -> None:
            told = {"VpcId": self.ids["vpc"], "TagSpecifications": tags_of(self.session, "route-table", tier)}

            def create(token: str) -> str:
                made = self.ec2.create_route_table(**told, ClientToken=token)
                return str(made["RouteTable"]["RouteTableId"])

            what = f"the {tier} route table"
            self.ids[f"{tier} table"] = made_once(self.session, what, told, create, self._look_at_table)

        permission = ("ec2:CreateRouteTable", "ec2:CreateTags", "ec2:DescribeRouteTables")
        return Change("create", f"{tier} route table", TABLE_WHY[tier], permission, "delete the route table", run=run)

    def _look_at_table(self, name: str) -> Seen:
        filters = [{"Name": "route-table-id", "Values": [name]}]
        found = self.session.pages("ec2", "describe_route_tables", "RouteTables", Filters=filters)
        return Seen("there" if found else "not visible yet", done=bool(found))

    def route(self, tier: Tier) -> Change:
        """Lead everything to the internet gateway or to the NAT gateway, instead of where the table leads it now."""
        misled = self.site.default_route(tier) is not None

        def run() -> None:
            write = self.ec2.replace_route if misled else self.ec2.create_route
            write(RouteTableId=self.ids[f"{tier} table"], DestinationCidrBlock=EVERYWHERE, **self._target(tier))

        reading = () if tier == PUBLIC else ("ec2:DescribeNatGateways",)
        return Change(
            "replace" if misled else "add",
            f"route {EVERYWHERE} to the {'internet' if tier == PUBLIC else 'NAT'} gateway",
            ROUTE_WHY[tier],
            ("ec2:ReplaceRoute" if misled else "ec2:CreateRoute", *reading),
            "goes with the route table",
            run=run,
        )

    def _target(self, tier: Tier) -> dict[str, str]:
        """Where a tier is led. EC2 takes a NAT gateway that is starting, but not one that has failed meanwhile."""
        if tier == PUBLIC:
            return {"GatewayId": self.ids["gateway"]}
        nat, states = self.ids["nat"], ("available", "pending")
        self.visible("the NAT gateway", "describe_nat_gateways", "NatGateways", "nat-gateway-id", nat, states)
        return {"NatGatewayId": nat}

    def subnet(self, tier: Tier, zone: str, cidr: str, *, for_nat: bool) -> Change:
        """Make a subnet; `for_nat` says that it only holds a NAT gateway."""

        def run() -> None:
            made = self.ec2.create_subnet(
                VpcId=self.ids["vpc"],
                AvailabilityZone=zone,
                CidrBlock=cidr,
                TagSpecifications=tags_of(self.session, "subnet", tier, zone),
            )
            self.ids[f"{tier} {zone}"] = made["Subnet"]["SubnetId"]
            self.visible("the subnet", "describe_subnets", "Subnets", "subnet-id", self.ids[f"{tier} {zone}"])

        why = "the NAT gateway needs a public subnet; no instance goes here" if for_nat else SUBNET_WHY[tier]
        permission = ("ec2:CreateSubnet", "ec2:CreateTags", "ec2:DescribeSubnets")
        what = f"{tier} subnet {cidr} in {zone}"
        return Change("create", what, f"{why}; {zone} has the instance type", permission, "delete the subnet", run=run)

    def addresses(self, tier: Tier, zone: str, *, wanted: bool) -> Change:
        """Let a subnet give public addresses to what is launched in it, or no longer."""

        def run() -> None:
            subnet_id = self.ids[f"{tier} {zone}"]
            self.ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": wanted})

        why = (
            "an internet gateway forwards only what comes from a public IPv4 address; the address itself costs while it"
            " exists"
            if wanted
            else "in a private subnet a public address is of no use, and costs while it exists"
        )
        what = f"public IPv4 addresses at launch in {zone}"
        permission = ("ec2:ModifySubnetAttribute",)
        return Change("turn on" if wanted else "turn off", what, why, permission, "goes with the subnet", run=run)

    def associate(self, tier: Tier, zone: str) -> Change:
        """Let the route table of a tier decide for its subnet in a zone."""

        def run() -> None:
            self.ec2.associate_route_table(RouteTableId=self.ids[f"{tier} table"], SubnetId=self.ids[f"{tier} {zone}"])

        what = f"{tier} route table with the {tier} subnet in {zone}"
        return Change(
            "associate", what, ASSOCIATION_WHY[tier], ("ec2:AssociateRouteTable",), "disassociate it", run=run
        )

    @property
    def ec2(self) -> Any:
        """The client that makes the changes."""
        return self.session.client("ec2")

    def visible(
        self, what: str, method: str, items: str, key: str, name: str, states: tuple[str, ...] = ("available",)
    ) -> None:
        """EC2 is eventually consistent: what was just made can be unknown to the next call."""

        def look() -> Seen:
            there = self.session.pages("ec2", method, items, Filters=[{"Name": key, "Values": [name]}])
            state = str(there[0]["State"]) if there else "not visible yet"
            return Seen(state, done=state in states, hopeless=failure(there[0]) if there else "")

        if not look().done:
            source = "estimate; the API reference of EC2 says that it is eventually consistent"
            self.session.wait(Wait(f"{what} {name} is {states[-1]}", 2, VISIBLE_SECONDS, 2, source), look)
