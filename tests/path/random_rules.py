"""Random rules for random networks: groups, network ACLs, routes beside the default one."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.path.shapes import ANYWHERE, S3_LIST, Shape, entry, https, route, rule

EGRESS = (
    rule(cidrs=[ANYWHERE]),
    https(ANYWHERE),
    rule("6", (443, 443), cidrs=[ANYWHERE]),
    https(groups=["sg-2"]),
    https(lists=[S3_LIST]),
    https("10.0.0.0/16"),
    rule("tcp", (0, 65535), cidrs=["10.0.2.0/24", "52.0.0.0/8"]),
    rule("tcp", (1, 443), cidrs=["52.46.128.0/32", "10.0.1.0/25"]),
    rule("tcp", (443, 8443), lists=["pl-office", "pl-dynamo"], groups=["sg-1"]),
    rule("tcp", (444, 65535), cidrs=[ANYWHERE]),
    rule("udp", (443, 443), cidrs=[ANYWHERE]),
    rule("icmp", (-1, -1), cidrs=[ANYWHERE]),
    rule(cidrs=["::/0"]),
    rule(groups=["sg-1", "sg-3"]),
)
"""The first is what a new group has; what the last five let out is of no use."""
INGRESS = (
    https("10.0.0.0/16"),
    https(groups=["sg-1"]),
    https(ANYWHERE),
    rule("6", (443, 443), cidrs=["10.0.1.10/32"]),
    https("10.0.1.0/24"),
    rule("tcp", (80, 442), cidrs=[ANYWHERE]),
    rule(groups=["sg-2"]),
    https("10.0.2.0/23", lists=["pl-office"]),
    rule("udp", (0, 65535), cidrs=[ANYWHERE]),
    rule(cidrs=["10.0.1.8/30"]),
)
"""The seventh is what a VPC's default group has: only its own members come in (facts 7.2)."""

WHO = (ANYWHERE, "10.0.0.0/16", "10.0.1.0/24", "10.0.2.20/32", "52.0.0.0/8", "52.216.0.0/15", "::/0")
PORTS = ((443, 443), (1024, 65535), (32768, 60999), (0, 65535), (40000, 40000), (1024, 32767), (61000, 65535), (22, 80))
ANSWERS = ((1024, 65535), (32768, 61000), (32768, 60999), (49152, 65535), (32769, 65535), (0, 60998))


@st.composite
def acl_entries(draw: st.DrawFn) -> list[Shape]:
    """A frame that lets HTTPS and answers through, more or less, and up to two entries before or behind it."""
    if draw(st.sampled_from((True, False))):
        frame = [entry(100, "out"), entry(100, "in")]
    else:
        answers = draw(st.sampled_from(((1024, 65535), *ANSWERS)))
        who = draw(st.sampled_from((ANYWHERE,) * 5 + ("10.0.0.0/16",)))
        frame = [entry(100, "out", ports=(443, 443)), entry(110, "out", ports=(1024, 65535))]
        frame += [entry(100, "in", ports=(443, 443), cidr=who), entry(110, "in", ports=answers)]
    taken = {(one["RuleNumber"], one["Egress"]) for one in frame}
    for _ in range(draw(st.sampled_from((0, 1, 2)))):
        found = draw(loose_entries())
        if (found["RuleNumber"], found["Egress"]) not in taken:
            taken.add((found["RuleNumber"], found["Egress"]))
            frame.insert(draw(st.sampled_from((0, len(frame)))), found)
    return frame


@st.composite
def loose_entries(draw: st.DrawFn) -> Shape:
    number, direction = draw(st.sampled_from((50, 60, 105, 200, 32766))), draw(st.sampled_from(("out", "in")))
    action, who = draw(st.sampled_from(("deny", "allow"))), draw(st.sampled_from(WHO))
    protocol = draw(st.sampled_from(("6", "6", "6", "-1", "17", "1")))
    if protocol in ("6", "17"):
        return entry(number, direction, action, draw(st.sampled_from(PORTS)), who, protocol)
    icmp = {"IcmpTypeCode": {"Type": -1, "Code": -1}} if protocol == "1" else {}
    return {**entry(number, direction, action, cidr=who, protocol=protocol), **icmp}


def extra_routes(targets: Sequence[str]) -> st.SearchStrategy[list[Shape]]:
    """Up to two routes beside the default one: ones that win, ones that lose, ones for other addresses."""
    winning = (
        "52.46.128.0/32",
        "52.46.0.0/16",
        "52.0.0.0/8",
        "52.216.0.0/15",
        "52.216.0.0/16",
        "pl-office",
        "0.0.0.0/1",
    )
    losing = ("52.46.129.0/24", "8.8.8.0/24", "52.218.0.0/15", "172.16.0.0/12", "52.46.128.1/32", "128.0.0.0/1")
    out = ("igw-a", "igw-a", "nat-a", "nat-a", *targets)
    win = st.builds(
        route, st.sampled_from(winning), st.sampled_from(out), st.sampled_from(("active",) * 4 + ("blackhole",))
    )
    lose = st.builds(route, st.sampled_from(losing), st.sampled_from(out))
    odd = st.sampled_from(
        (
            route("::/0", "eigw-a"),
            route("0.0.0.0/0", "vgw-a", origin="EnableVgwRoutePropagation"),
            route("10.0.2.0/24", "vgw-a", origin="EnableVgwRoutePropagation"),
            route("52.216.0.0/15", "vgw-a", origin="EnableVgwRoutePropagation"),
            route("10.0.2.0/24", "eni-firewall"),
            route("10.0.2.0/24", "eni-gone", "blackhole"),
            route("10.0.3.0/24", "local"),
        )
    )
    none = st.just([])
    one = st.one_of(lose, lose, odd, win).map(lambda found: [found])
    two = st.tuples(lose, st.one_of(odd, win)).map(list)
    return st.sampled_from((none,) * 6 + (one,) * 2 + (two,)).flatmap(lambda chosen: chosen)
