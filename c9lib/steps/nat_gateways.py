"""NAT gateways as they are: which work, why one failed, what they hold, and how long they take (facts 7.7)."""

from __future__ import annotations

from collections.abc import Iterable

from c9lib.aws import Session
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps.network_parts import Thing
from c9lib.steps.reading import in_words

ALIVE = ("pending", "available")
AVAILABLE = Wait("the NAT gateway is available", 105, 600, 15, "normal length: estimate; limit: botocore's waiter")
DELETED = Wait("the NAT gateway is deleted", 60, 600, 15, "normal length: estimate; limit: botocore's waiter")


def is_alive(gateway: Thing) -> bool:
    """Whether a NAT gateway works or will."""
    return gateway["State"] in ALIVE


def failure(gateway: Thing) -> str:
    """Why a NAT gateway failed, in AWS's words: `Gateway.NotAttached: Network vpc-… has no internet gateway attached`;
    "" for one that didn't.
    """
    if gateway["State"] != "failed":
        return ""
    words = filter(None, (gateway.get("FailureCode"), gateway.get("FailureMessage")))
    return ": ".join(words) or "AWS gives no reason"


def interfaces_of(gateways: Iterable[Thing]) -> frozenset[str]:
    """The network interfaces that NAT gateways hold."""
    held = (address for gateway in gateways for address in gateway.get("NatGatewayAddresses", ()))
    return frozenset(str(address["NetworkInterfaceId"]) for address in held if address.get("NetworkInterfaceId"))


def allocations_of(gateways: Iterable[Thing]) -> frozenset[str]:
    """The Elastic IP addresses that NAT gateways have, by allocation."""
    held = (address for gateway in gateways for address in gateway.get("NatGatewayAddresses", ()))
    return frozenset(str(address["AllocationId"]) for address in held if address.get("AllocationId"))


def wait_until_available(session: Session, ids: list[str]) -> Change:
    """Wait for NAT gateways on which a launch depends."""
    return Change(
        "wait",
        f"until the NAT gateway {in_words(ids)} is available",
        "the subnet's route table leads through it; an agent that starts before it can't register, and tries again"
        " minutes later only",
        ("ec2:DescribeNatGateways",),
        "nothing to undo",
        run=lambda: session.wait(AVAILABLE, lambda: _look(session, ids, "available")),
    )


def wait_until_deleted(session: Session, ids: list[str]) -> Change:
    """Wait until NAT gateways have let go of their address and their subnet."""
    return Change(
        "wait",
        f"until the NAT gateway {in_words(ids)} is deleted",
        "until then it holds its Elastic IP address, its subnet and the internet gateway",
        ("ec2:DescribeNatGateways",),
        "nothing to undo",
        run=lambda: session.wait(DELETED, lambda: _look(session, ids, "deleted")),
    )


def _look(session: Session, ids: list[str], wanted: str) -> Seen:
    """How far they are. One that isn't shown any more is deleted."""
    filters = [{"Name": "nat-gateway-id", "Values": ids}]
    found = {
        one["NatGatewayId"]: one
        for one in session.pages("ec2", "describe_nat_gateways", "NatGateways", Filters=filters)
    }
    states = {name: str(found[name]["State"]) if name in found else "deleted" for name in ids}
    ended = {name: state for name, state in states.items() if wanted == "available" and state not in ALIVE}
    lost = [f"{name} is {state}{_because(found.get(name))}" for name, state in ended.items()]
    told = ", ".join(f"{name} {state}" for name, state in states.items())
    return Seen(told, done=all(state == wanted for state in states.values()), hopeless="; ".join(lost))


def _because(gateway: Thing | None) -> str:
    return f": {failure(gateway)}. Step network makes another one." if gateway and failure(gateway) else ""
