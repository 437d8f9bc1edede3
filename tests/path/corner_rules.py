"""More corner cases of AWS's documentation: Block Public Access, groups, network ACLs and names."""

from __future__ import annotations

from c9lib.path import Reason
from tests.path.corner_cases import at, open_, shut
from tests.path.hand_made import ALL_OUT, HERE, THERE, Parts, instance, isolated, nat, public
from tests.path.shapes import (
    ANYWHERE,
    OPEN,
    Shape,
    block_public_access,
    dhcp_options,
    entry,
    exclusion,
    gateway_endpoint,
    group,
    https,
    interface_endpoint,
    rule,
)

S3_BY_INTERFACE, S3_CARDS = interface_endpoint(
    "s3", {THERE: "10.0.2.30"}, ["sg-3"], DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True}
)


def blocked(mode: str, *exclusions: Shape) -> Parts:
    return {"block_public_access": block_public_access(mode), "block_public_access_exclusions": exclusions}


BPA = [
    open_(
        "ingress-only mode lets a NAT gateway go on",
        nat(**blocked("block-ingress")),
        "security-vpc-bpa: only traffic to and from NAT gateways and egress-only internet gateways is allowed",
    ),
    shut(
        "... and nothing else, not even outbound",
        public(**blocked("block-ingress")),
        {Reason.PUBLIC_ACCESS_BLOCKED},
        "The same sentence",
    ),
    shut(
        "an exclusion of the instance's subnet is none for the NAT gateway's",
        nat(**blocked("block-bidirectional", exclusion("subnet/subnet-1", "allow-bidirectional"))),
        {Reason.PUBLIC_ACCESS_BLOCKED},
        "security-vpc-bpa: an exclusion is for a single VPC or subnet; the gateway is in the other one",
    ),
    open_(
        "egress-only exclusion of the NAT gateway's subnet",
        nat(**blocked("block-bidirectional", exclusion("subnet/subnet-2", "allow-egress"))),
        "VPC guide, security-vpc-bpa: outbound internet traffic from the excluded is allowed",
    ),
    shut(
        "an exclusion that is deleted",
        public(**blocked("block-bidirectional", exclusion("vpc/vpc-a", "allow-bidirectional", "delete-complete"))),
        {Reason.PUBLIC_ACCESS_BLOCKED},
        "EC2 API: the states of an exclusion",
    ),
    shut(
        "an exclusion of a VPC whose id only begins alike",
        public(**blocked("block-bidirectional", exclusion("vpc/vpc-aa", "allow-bidirectional"))),
        {Reason.PUBLIC_ACCESS_BLOCKED},
        "An ARN is compared whole",
    ),
]

GROUPS_AND_ACLS = [
    open_(
        "groups are stateful at both ends",
        isolated(security_groups=[group("sg-1", [ALL_OUT]), group("sg-2", [], [https("10.0.1.0/24")])]),
        "VPC guide, security groups: responses are allowed regardless of the rules of the other direction",
    ),
    open_(
        "rules of all groups of an interface count",
        public(
            network_interfaces=[instance("sg-0", "sg-1", public="1.2.3.4")],
            security_groups=[group("sg-0"), group("sg-1", [ALL_OUT])],
        ),
        "VPC guide, security groups: the rules are aggregated",
    ),
    shut(
        "one empty group of two isn't the reason",
        public(
            network_interfaces=[instance("sg-0", "sg-1", public="1.2.3.4")],
            security_groups=[group("sg-0"), group("sg-1", [rule("tcp", (80, 80), cidrs=[ANYWHERE])])],
        ),
        {Reason.GROUP_MISMATCH},
        "Facts 8.6: SG_HAS_NO_RULES is for an empty direction",
    ),
    open_(
        "the default group on both lets its members in",
        isolated(endpoint={"groups": ["sg-1"]}, security_groups=[group("sg-1", [ALL_OUT], [rule(groups=["sg-1"])])]),
        "Facts 7.2: the default group lets in only itself",
    ),
    shut(
        "the default group on the endpoint only",
        isolated(security_groups=[group("sg-1", [ALL_OUT]), group("sg-2", [ALL_OUT], [rule(groups=["sg-2"])])]),
        {Reason.GROUP_MISMATCH},
        "Facts 7.2: the classic failure",
    ),
    shut(
        "a group that lets out to a group, on a public way",
        public(security_groups=[group("sg-1", [https(groups=["sg-1"])])]),
        {Reason.GROUP_MISMATCH},
        "VPC guide: a group as destination means the private addresses of its members",
    ),
    shut(
        "one ephemeral port is denied",
        public(**at(HERE, entry(1, "in", "deny", (60999, 60999)), entry(2, "in"), entry(2, "out"))),
        {Reason.ACL},
        "net.ipv4.ip_local_port_range: every port of 32768–60999 may be drawn",
    ),
    open_(
        "the port behind the last one is denied",
        public(**at(HERE, entry(1, "in", "deny", (61000, 61000)), entry(2, "in"), entry(2, "out"))),
        "The same range",
    ),
    shut(
        "the ports of another system",
        public(**at(HERE, entry(1, "out"), entry(1, "in", ports=(49152, 65535)))),
        {Reason.ACL},
        "Facts 2.1, row 9",
    ),
    open_(
        "the last number before the closing rule",
        public(**at(HERE, entry(32766, "out"), entry(32766, "in"))),
        "VPC guide, network ACLs: rules are evaluated in order, the asterisk last",
    ),
    open_(
        "inside one subnet no ACL is asked",
        isolated({HERE: "10.0.1.20"}, **at(HERE)),
        "VPC guide, network ACLs: they apply to traffic entering or leaving a subnet",
    ),
    open_(
        "an ACL that speaks of IPv6 only",
        public(**at(HERE, entry(1, "out", "deny", cidr="::/0"), entry(1, "in", "deny", cidr="::/0"), *OPEN)),
        "Each entry has one CIDR, of one family",
    ),
    open_(
        "two rules share the ephemeral ports",
        public(**at(HERE, entry(1, "out"), entry(1, "in", ports=(1024, 45000)), entry(2, "in", ports=(45001, 65535)))),
        "Each port has a rule that allows it",
    ),
]

NAMES = [
    open_(
        "an interface endpoint of S3 for resolvers only doesn't take the name",
        isolated(
            vpc_endpoints=[S3_BY_INTERFACE, gateway_endpoint(["rtb-main"])], network_interfaces=[instance(), *S3_CARDS]
        ),
        "S3 guide, private DNS: only for inbound Resolver endpoints; in the VPC S3 goes by the gateway endpoint",
        "s3",
    ),
    shut(
        "another VPC's resolver is foreign",
        isolated(dhcp_options=[dhcp_options("10.1.0.2")]),
        {Reason.NO_ROUTE},
        "Facts 7.2: base + 2 of this VPC, or 169.254.169.253",
        certain=False,
    ),
    shut(
        "a foreign server beside Amazon's",
        isolated(dhcp_options=[dhcp_options("AmazonProvidedDNS", "10.0.0.53")]),
        {Reason.NO_ROUTE},
        "Either may be asked; what the foreign one says isn't known",
        certain=False,
    ),
    open_(
        "a foreign server answers also where Amazon's is off",
        public(dhcp_options=[dhcp_options("10.0.0.53")], vpc_attributes={"vpc-a": {"enableDnsSupport": False}}),
        "VPC guide, AmazonDNS: enableDnsSupport is about the Amazon DNS server",
        certain=False,
    ),
    shut(
        "Amazon's server by its address, and off",
        public(dhcp_options=[dhcp_options("10.0.0.2")], vpc_attributes={"vpc-a": {"enableDnsSupport": False}}),
        {Reason.UNKNOWN_DESTINATION},
        "VPC guide, AmazonDNS: queries to base + 2 and to 169.254.169.253 fail",
    ),
    shut(
        "no private name without hostnames",
        isolated(vpc_attributes={"vpc-a": {"enableDnsHostnames": False}}),
        {Reason.NO_ROUTE},
        "Facts 7.2: private DNS needs both attributes",
    ),
    open_(
        "an endpoint without the name, a NAT gateway with the way",
        nat(vpc_endpoints=[interface_endpoint("ssm", {THERE: "10.0.2.20"}, ["sg-2"], PrivateDnsEnabled=False)[0]]),
        "Facts 7.2: without private DNS the name leads to the public address",
    ),
    shut(
        "an endpoint with the name shuts the NAT gateway's way",
        nat(
            vpc_endpoints=[interface_endpoint("ssm", {THERE: "10.0.2.20"}, ["sg-0"])[0]],
            network_interfaces=[instance(), *interface_endpoint("ssm", {THERE: "10.0.2.20"}, ["sg-0"])[1]],
            security_groups=[group("sg-1", [ALL_OUT]), group("sg-0")],
        ),
        {Reason.GROUP_EMPTY},
        "Facts 7.2: with private DNS the name leads to the endpoint, and nowhere else",
    ),
    open_(
        "one interface of two answers",
        isolated({HERE: "10.0.1.20", THERE: "10.0.2.20"}, **at(THERE)),
        "PrivateLink guide: DNS answers with the addresses of all; which one is taken isn't known",
        certain=False,
    ),
]

CASES = [*BPA, *GROUPS_AND_ACLS, *NAMES]
