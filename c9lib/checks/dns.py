"""Are names resolved as the endpoints need it? (facts 2.6, 7.2, 10.3)"""

from __future__ import annotations

from c9lib.checks.documented import OF_SESSIONS
from c9lib.checks.reader import Answer
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Surroundings
from c9lib.nouns import Check
from c9lib.path.names import HOSTNAMES, SUPPORT, foreign_servers

Remedy = tuple[str, ...]


@asks("dns.support", "Does the VPC resolve names?")
def support(question: Question, seen: Snapshot) -> Check:
    """Facts 2.6, 7.2: without Amazon's resolver an instance finds no service by its name, unless it asks other servers.

    The servers are those of the VPC's DHCP options; what a company's own servers answer nobody here can know.
    """
    around = seen.surroundings
    servers = foreign_servers(around.network, around.vpc)
    if servers:
        return _elsewhere(question, around, servers)
    if around.attribute(SUPPORT):
        return question.ok(f"{SUPPORT} of {around.vpc_id} is true")
    return question.fail(
        f"{SUPPORT} of {around.vpc_id} is false",
        cause="The VPC's resolver doesn't answer; the agent finds no service by its name.",
        reason="UNKNOWN_DESTINATION",
        remedy=(_switched_on(seen, "--enable-dns-support"),),
    )


def _elsewhere(question: Question, around: Surroundings, servers: tuple[str, ...]) -> Check:
    options, named = around.vpc["DhcpOptionsId"], ", ".join(servers)
    return question.warn(
        f"{around.vpc_id} has its instances ask {named} ({options})",
        cause="What other DNS servers than Amazon's answer is not evaluated; they don't know private DNS.",
        remedy=(
            f"# Let {named} forward amazonaws.com to the VPC's resolver (169.254.169.253), or give {around.vpc_id} DHCP"
            " options with AmazonProvidedDNS; no command is given, as others rely on these servers.",
        ),
    )


@asks("dns.hostnames", "Does the VPC give names, as private DNS needs it?")
def hostnames(question: Question, seen: Snapshot) -> Check:
    """Facts 2.6, 7.2: off in a VPC that the API made; only the private DNS of interface endpoints needs it."""
    around = seen.surroundings
    needing = around.interface_endpoints
    if not needing:
        return question.ok(f"only interface endpoints need {HOSTNAMES}, and there are none in {around.vpc_id}")
    evidence = f"{HOSTNAMES} of {around.vpc_id} is {str(around.attribute(HOSTNAMES)).lower()}"
    if around.attribute(HOSTNAMES):
        return question.ok(evidence)
    return _past_endpoints(
        question,
        around,
        needing,
        evidence=f"{evidence}, and there are interface endpoints: {', '.join(one['VpcEndpointId'] for one in needing)}",
        why="Private DNS needs both DNS attributes: without it",
        remedy=(_switched_on(seen, "--enable-dns-hostnames"),),
    )


@asks("dns.private", "Do the services' names lead to the endpoints?")
def private(question: Question, seen: Snapshot) -> Check:
    """Facts 7.2, 10.3: an endpoint without private DNS isn't found; with another way out it is only unused."""
    around = seen.surroundings
    if not around.interface_endpoints:
        return question.skip(f"there is no interface endpoint for Systems Manager in {around.vpc_id}")
    unnamed = [one for one in around.interface_endpoints if not _is_named(around, one)]
    if not unnamed:
        return question.ok(f"private DNS is on for {', '.join(map(_service, around.interface_endpoints))}")
    named = ", ".join(f"{one['VpcEndpointId']} ({_service(one)})" for one in unnamed)
    return _past_endpoints(
        question,
        around,
        unnamed,
        evidence=f"private DNS is off for {named}",
        why="The agent asks for the service's usual name:",
        remedy=tuple(_named(seen, one) for one in unnamed),
    )


def _past_endpoints(
    question: Question, around: Surroundings, endpoints: list[Answer], *, evidence: str, why: str, remedy: Remedy
) -> Check:
    """The names lead past endpoints: a failure when a service that sessions need can't be reached otherwise."""
    services = dict.fromkeys(map(_service, endpoints))
    closed = [one for one in services if not around.path_to(one).reachable]
    if not closed:
        cause = f"{why} the name leads past the endpoint to the public address, which can be reached."
        return question.warn(evidence, cause=cause, remedy=remedy)
    cause = f"{why} the name leads past the endpoint to a public address, and {' and '.join(closed)} can't be reached."
    judged = question.fail if set(closed) & set(OF_SESSIONS) else question.warn
    return judged(evidence, cause=cause, reason=around.path_to(closed[0]).reason, remedy=remedy)


def _is_named(around: Surroundings, endpoint: Answer) -> bool:
    """Whether an endpoint, or another one for the same service, has the service's name: one VPC gives it once."""
    same = [one for one in around.interface_endpoints if one["ServiceName"] == endpoint["ServiceName"]]
    return any(one.get("PrivateDnsEnabled") for one in same)


def _service(endpoint: Answer) -> str:
    return str(endpoint["ServiceName"]).rpartition(".")[2]


def _named(seen: Snapshot, endpoint: Answer) -> str:
    words = ("--vpc-endpoint-id", endpoint["VpcEndpointId"], "--private-dns-enabled")
    return seen.command("ec2", "modify-vpc-endpoint", *words)


def _switched_on(seen: Snapshot, option: str) -> str:
    return seen.command("ec2", "modify-vpc-attribute", "--vpc-id", seen.surroundings.vpc_id, option, "Value=true")
