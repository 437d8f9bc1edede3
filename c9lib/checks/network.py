"""Do the network's own addresses clash with what runs on the instance? (facts 2.5, 10.14)"""

from __future__ import annotations

from ipaddress import IPv4Network

from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.parameters.limits import DOCKER


@asks("network.docker-cidr", f"Is the network clear of Docker's {DOCKER}?")
def docker_cidr(question: Question, seen: Snapshot) -> Check:
    """Facts 2.5: Docker's bridge takes these addresses on the instance; opening the environment may stall silently."""
    around = seen.surroundings
    blocks = [one["CidrBlock"] for one in around.vpc.get("CidrBlockAssociationSet", [])] or [around.vpc["CidrBlock"]]
    subnet, evidence = (
        around.subnet["CidrBlock"],
        f"{around.vpc_id} has {', '.join(blocks)}, {around.subnet_id} {around.subnet['CidrBlock']}",
    )
    cause = "Docker's bridge on the instance takes these addresses. The ranges of a VPC and a subnet can't be changed."
    anew = "launch the instance in it" if seen.instance_id else "a new environment in it"
    remedy = (f"# Make a new VPC with another range, such as 10.0.0.0/16, and {anew}.",)
    if _clashes(subnet) and not seen.instance_id:  # sessions work; whether Docker runs on an instance alone isn't known
        return question.fail(evidence, cause=cause, remedy=remedy)
    if any(map(_clashes, blocks)):
        return question.warn(evidence, cause=cause, remedy=remedy)
    return question.ok(evidence)


def _clashes(block: str) -> bool:
    return IPv4Network(block).overlaps(DOCKER)
