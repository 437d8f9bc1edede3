"""Are names resolved as the endpoints need it? (facts 2.6, 7.2, 10.3)"""

from __future__ import annotations

from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

SUPPORT, HOSTNAMES = "enableDnsSupport", "enableDnsHostnames"


@asks("dns.support", "Does the VPC resolve names?")
def support(question: Question, seen: Snapshot) -> Check:
    """Facts 2.6, 7.2: without Amazon's resolver an instance finds no service by its name."""
    around = seen.surroundings
    if around.attribute(SUPPORT):
        return question.ok(f"{SUPPORT} of {around.vpc_id} is true")
    return question.fail(
        f"{SUPPORT} of {around.vpc_id} is false",
        cause="The VPC's resolver doesn't answer; the agent finds no service by its name.",
        remedy=(_switched_on(seen, "--enable-dns-support"),),
    )


@asks("dns.hostnames", "Does the VPC give names, as private DNS needs it?")
def hostnames(question: Question, seen: Snapshot) -> Check:
    """Facts 2.6, 7.2: off in a VPC that the API made; only the private DNS of interface endpoints needs it."""
    around = seen.surroundings
    evidence = f"{HOSTNAMES} of {around.vpc_id} is {str(around.attribute(HOSTNAMES)).lower()}"
    if around.attribute(HOSTNAMES):
        return question.ok(evidence)
    needing = [one["VpcEndpointId"] for one in around.interface_endpoints]
    if not needing:
        return question.ok(f"{evidence}; only interface endpoints need it, and there are none")
    return question.fail(
        f"{evidence}, and there are interface endpoints: {', '.join(needing)}",
        cause="Private DNS needs both DNS attributes; without it the services' names lead to their public addresses.",
        remedy=(_switched_on(seen, "--enable-dns-hostnames"),),
    )


@asks("dns.private", "Do the services' names lead to the endpoints?")
def private(question: Question, seen: Snapshot) -> Check:
    """Facts 7.2, 10.3: an endpoint without private DNS isn't found; with another way out it is only unused."""
    around = seen.surroundings
    if not around.interface_endpoints:
        return question.skip(f"there is no interface endpoint for Systems Manager in {around.vpc_id}")
    unnamed = [one for one in around.interface_endpoints if not one.get("PrivateDnsEnabled")]
    if not unnamed:
        return question.ok(f"private DNS is on for all {len(around.interface_endpoints)}")
    words = [f"{one['VpcEndpointId']} ({one['ServiceName']})" for one in unnamed]
    commands = tuple(
        seen.command("ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", one["VpcEndpointId"], "--private-dns-enabled")
        for one in unnamed
    )
    judged = question.warn if around.way_out.reachable else question.fail
    cause = "The agent asks for the service's usual name, which leads past the endpoint to a public address."
    return judged(f"private DNS is off for {', '.join(words)}", cause=cause, remedy=commands)


def _switched_on(seen: Snapshot, option: str) -> str:
    return seen.command("ec2", "modify-vpc-attribute", "--vpc-id", seen.surroundings.vpc_id, option, "Value=true")
