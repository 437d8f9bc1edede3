"""Random but plausible networks for one instance: hypothesis strategies in the shapes of boto3.

Most parts are drawn sound and some broken, so that about every second way leads through. Each choice is one draw from a
tuple whose first element is the sound one: hypothesis shrinks a failing network towards a well one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from c9lib.path.network import Network, Thing
from tests.path import shapes
from tests.path.random_rules import EGRESS, INGRESS, acl_entries, extra_routes
from tests.path.shapes import ANYWHERE, Shape

T = TypeVar("T")
SUBNETS = (("subnet-1", "10.0.1.0/24", "a"), ("subnet-2", "10.0.2.0/24", "b"), ("subnet-3", "10.0.3.0/24", "a"))
ELSEWHERE = ("tgw-a", "pcx-a", "eni-firewall", "i-proxy", "vgw-a", "vpce-gwlb", "lgw-a", "cagw-a")
ANY_TARGET = ("", "dead nat-a", "dead igw-a", "dead eni-gone", "igw-a", "nat-a", *ELSEWHERE)
PLANS = {
    "public": ("igw-a",) * 50 + ANY_TARGET,
    "nat": ("nat-a",) * 50 + ANY_TARGET,
    "isolated": ("",) * 50 + ANY_TARGET,
    "elsewhere": ELSEWHERE,
}
"""What the default route of the instance's subnet leads to: "" is none, `dead` a blackhole."""


@cache
def below(limit: int) -> st.SearchStrategy[int]:
    """Made once: hypothesis takes longer to make a strategy than to draw from it."""
    return st.integers(0, limit - 1)


@dataclass
class Draft:
    """A network while it is drawn. `plan` says what the instance's way out is meant to be."""

    draw: st.DrawFn
    plan: str
    subnets: list[Shape]
    parts: dict[str, list[Shape]] = field(default_factory=dict)

    def pick(self, sound: T, times: int, *others: T) -> T:
        """The sound one `times` times as often as each of the others."""
        return self.one_of((sound,) * times + others)

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.draw(below(len(choices)))]

    def add(self, kind: str, *things: Shape) -> None:
        self.parts.setdefault(kind, []).extend(things)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Network, Thing]:
    """A network and the interface of the instance in it; the instance is in subnet-1 of vpc-a."""
    plan = draw(st.sampled_from(("public", "nat", "isolated") * 6 + ("elsewhere",)))
    count = draw(st.sampled_from((2, 3, 1) if plan == "public" else (2, 3) * 6 + (1,)))
    draft = Draft(draw, plan, [shapes.subnet(*one) for one in SUBNETS[:count]])
    draft.add("subnets", *draft.subnets)
    add_vpc(draft)
    add_gateways(draft)
    add_groups(draft)
    add_endpoints(draft)
    add_tables(draft)
    add_acls(draft)
    if draft.pick(False, 4, True):
        add_neighbour(draft)
    instance = add_instance(draft)
    attributes = {"enableDnsSupport": draft.pick(True, 40, False), "enableDnsHostnames": draft.pick(True, 14, False)}
    return Network(
        vpc_attributes={"vpc-a": attributes},
        block_public_access=draft.pick(None, 3, *(shapes.block_public_access(mode) for mode in MODES)),
        **draft.parts,  # type: ignore[arg-type]
    ), instance


DYNAMO = f"com.amazonaws.{shapes.REGION}.dynamodb"
EXTRA_ROUTES = extra_routes(ELSEWHERE)
MODES = ("off", "off", "off", "block-bidirectional", "block-ingress")
DNS = (("10.0.0.53",), ("10.0.0.2",), ("169.254.169.253",), ("10.1.0.2",), ("AmazonProvidedDNS", "10.0.0.53"))


def add_vpc(draft: Draft) -> None:
    draft.add("vpcs", shapes.vpc())
    draft.add("dhcp_options", shapes.dhcp_options(*draft.pick(("AmazonProvidedDNS",), 40, *DNS)))
    draft.add("prefix_lists", shapes.prefix_list(), shapes.prefix_list("pl-dynamo", ["52.94.0.0/22"], DYNAMO))
    draft.add("prefix_lists", shapes.prefix_list("pl-office", ["52.46.128.0/20", "192.0.2.0/24"], "office"))
    places = ("vpc/vpc-a", "subnet/subnet-1", "subnet/subnet-2", "vpc/vpc-b")
    for _ in range(draft.pick(0, 2, 1, 2)):
        mode = draft.one_of(("allow-bidirectional", "allow-egress"))
        state = draft.pick("create-complete", 3, "update-complete", "delete-complete", "create-failed")
        draft.add("block_public_access_exclusions", shapes.exclusion(draft.one_of(places), mode, state))


def add_gateways(draft: Draft) -> None:
    draft.add("internet_gateways", shapes.internet_gateway(vpc_id=draft.pick("vpc-a", 30, "", "vpc-b")))
    near = draft.subnets[0]["SubnetId"]
    place = near if len(draft.subnets) == 1 else draft.pick("subnet-2", 25, near)
    state = draft.pick("available", 40, "Available", "pending", "failed", "deleting", "deleted")
    kind = draft.pick("public", 25, "private")
    draft.add("nat_gateways", shapes.nat_gateway(place, state=state, kind=kind))


def add_groups(draft: Draft) -> None:
    """sg-1 is the instance's, sg-2 the endpoints', sg-3 has no rules and may be on either."""
    egress = draft.pick(EGRESS[:1], 50, *(EGRESS[n : n + 1] for n in range(1, len(EGRESS))), EGRESS[3:5], ())
    ingress = draft.pick(INGRESS[:1], 25, *(INGRESS[n : n + 1] for n in range(1, len(INGRESS))), INGRESS[4:6], ())
    draft.add("security_groups", shapes.group("sg-1", egress, draft.pick((), 3, INGRESS[:1])))
    draft.add("security_groups", shapes.group("sg-2", EGRESS[:1], ingress), shapes.group("sg-3"))


def add_endpoints(draft: Draft) -> None:
    gateways = draft.pick(("s3",), 3, (), ("s3", "dynamodb"), ("dynamodb",))
    for service in gateways:
        state = draft.pick("available", 12, "Available", "pending", "deleting", "failed")
        draft.add("vpc_endpoints", shapes.gateway_endpoint([], service=service, state=state))
    likely = 1 if draft.plan == "isolated" else 5
    names = ["ssm"] if draft.pick(True, 10, *(False,) * likely * 2) else []
    names += ["ssmmessages"] if draft.pick(True, 10, *(False,) * likely * 2) else []
    names += draft.pick([], 8, ["s3"])
    free = [one["SubnetId"] for one in draft.subnets]
    pairs = [["subnet-1", "subnet-2"], ["subnet-2", "subnet-3"]]  # each in two zones, as an endpoint must be
    apart = [[one] for one in free] + [pair for pair in pairs if set(pair) <= set(free)]
    for service in names:
        add_endpoint(draft, service, draft.one_of(apart))
    if draft.pick(False, 3, True):
        loadbalanced = {"VpcEndpointId": "vpce-gwlb", "VpcEndpointType": "GatewayLoadBalancer"}
        draft.add("vpc_endpoints", {**shapes.gateway_endpoint([]), **loadbalanced, "ServiceName": "vpce-svc-1"})


def add_endpoint(draft: Draft, service: str, subnets: Sequence[str]) -> None:
    last = 20 + ("ssm", "ssmmessages", "s3").index(service)
    places = {one: f"10.0.{one[-1]}.{last}" for one in subnets}
    also: dict[str, Any] = {
        "State": draft.pick("available", 25, "Available", "pending", "deleting", "failed", "pendingAcceptance"),
        "PrivateDnsEnabled": draft.pick(True, 15, False),
    }
    if service == "s3":
        also["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": draft.one_of((False, True))}
    groups = draft.pick(["sg-2"], 25, ["sg-2", "sg-3"], ["sg-3"], ["sg-1"])
    endpoint, cards = shapes.interface_endpoint(service, places, groups, **also)
    draft.add("vpc_endpoints", endpoint)
    draft.add("network_interfaces", *cards)


def add_tables(draft: Draft) -> None:
    """A main table, one for the instance's subnet, one for the NAT gateway's: the last two are not always there."""
    nat = draft.parts["nat_gateways"][0]["SubnetId"]
    own = draft.pick(True, 1, False)
    public = {"subnet-2", nat} - {"subnet-1"}
    public &= {one["SubnetId"] for one in draft.subnets}
    shared = draft.pick(False, 15, True)
    inside = PLANS[draft.plan]
    outside = ("igw-a",) * 40 + ANY_TARGET
    add_table(draft, "rtb-main", inside if not own or shared else outside, [], main=True)
    add_table(draft, "rtb-own", inside, ["subnet-1"] if own else [])
    add_table(draft, "rtb-public", outside, [] if shared else sorted(public))


def add_table(draft: Draft, table_id: str, targets: Sequence[str], subnets: list[str], *, main: bool = False) -> None:
    target = draft.one_of(targets)
    routes = [default_route(target)] if target else []
    routes += draft.draw(EXTRA_ROUTES)
    for endpoint in draft.parts.get("vpc_endpoints", []):
        service = endpoint["ServiceName"].rpartition(".")[2]
        if endpoint["VpcEndpointType"] == "Gateway" and draft.pick(True, 3, False):
            lists = {"s3": shapes.S3_LIST, "dynamodb": "pl-dynamo"}
            routes.append(shapes.route(lists[service], endpoint["VpcEndpointId"]))
            endpoint["RouteTableIds"].append(table_id)
    draft.add("route_tables", shapes.table(table_id, unique(routes), subnets, main=main))


def default_route(target: str) -> Shape:
    dead, _, name = target.rpartition(" ")
    return shapes.route(ANYWHERE, name, "blackhole" if dead else "active")


def unique(routes: list[Shape]) -> list[Shape]:
    """EC2 takes one static route for a destination, and may hold a propagated one beside it."""
    seen: dict[Any, Shape] = {}
    for one in routes:
        place = [one.get(name) for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock")]
        seen.setdefault((*place, one.get("DestinationPrefixListId"), one["Origin"]), one)
    return list(seen.values())


def add_acls(draft: Draft) -> None:
    default = draft.pick(True, 12, False)
    closed: list[str] = []
    for one in draft.subnets:
        if draft.pick(False, 2, True):
            closed.append(one["SubnetId"])
            entries = draft.draw(acl_entries())
            draft.add("network_acls", shapes.acl(f"acl-{one['SubnetId']}", entries, [one["SubnetId"]]))
    rest = [one["SubnetId"] for one in draft.subnets if one["SubnetId"] not in closed]
    entries = list(shapes.OPEN) if default else draft.draw(acl_entries())
    draft.add("network_acls", shapes.acl("acl-default", entries, rest, default=True))


def add_neighbour(draft: Draft) -> None:
    """A second VPC in which everything is well: nothing of it may count for the first."""
    endpoint, cards = shapes.interface_endpoint("ssm", {"subnet-b": "10.1.1.20"}, ["sg-b"], vpc_id="vpc-b")
    group = shapes.group("sg-b", [shapes.rule(cidrs=[ANYWHERE])], [shapes.rule(cidrs=[ANYWHERE])], "vpc-b")
    out = [shapes.route(ANYWHERE, "igw-b")]
    draft.parts["vpcs"].insert(0, shapes.vpc("vpc-b", "10.1.0.0/16", "dopt-b"))
    draft.parts["dhcp_options"].insert(0, shapes.dhcp_options("AmazonProvidedDNS", options_id="dopt-b"))
    draft.parts["subnets"].insert(0, shapes.subnet("subnet-b", "10.1.1.0/24", "a", "vpc-b"))
    draft.parts["internet_gateways"].insert(0, shapes.internet_gateway("igw-b", "vpc-b"))
    draft.parts["route_tables"].insert(0, shapes.table("rtb-b", out, main=True, vpc_id="vpc-b", cidr="10.1.0.0/16"))
    draft.parts["network_acls"].insert(0, shapes.acl("acl-b", shapes.OPEN, ["subnet-b"], default=True, vpc_id="vpc-b"))
    draft.parts["security_groups"].insert(0, group)
    draft.parts.setdefault("vpc_endpoints", []).insert(0, endpoint)
    draft.add("network_interfaces", *cards)


def add_instance(draft: Draft) -> Shape:
    groups = draft.pick(["sg-1"], 30, ["sg-1", "sg-3"], ["sg-3", "sg-1"], ["sg-3"])
    times = 10 if draft.plan == "public" else 1
    public = draft.pick("203.0.113.7", times, "", *(("", "") if times == 1 else ()))
    found = shapes.interface("eni-1", "subnet-1", "10.0.1.10", groups, public=public)
    draft.add("network_interfaces", found)
    return found
