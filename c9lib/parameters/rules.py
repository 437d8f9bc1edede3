"""Rules between parameters. A rule is judged as soon as the parameters that it compares are valid by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network
from typing import Any

from c9lib.parameters.limits import is_loopback
from c9lib.parameters.shown import shown


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: the parameter, and what a person needs to mend it."""

    name: str
    words: str

    def __str__(self) -> str:
        return f"{self.name}: {self.words}"


class Broken(ValueError):
    """What pydantic gets when rules are broken; `found` keeps them apart."""

    def __init__(self, found: list[Mistake]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = found


def broken(values: Mapping[str, Any]) -> list[Mistake]:
    """The rules that `values` (name → valid value) break; a rule whose names aren't all there is left out."""
    found: list[Mistake] = []
    for names, rule in RULES:
        if all(name in values for name in names):
            found += rule(*(values[name] for name in names))
    return found


def _account(target: str, account_id: str) -> Iterator[Mistake]:
    if target == "aws" and not account_id:
        yield Mistake(
            "account_id",
            'is missing: target aws needs the 12 digits of your account, in quotes, such as "123456789012";'
            " `aws sts get-caller-identity` shows them",
        )


def _own_account(name: str, account_id: str, value: str | tuple[str, ...]) -> Iterator[Mistake]:
    """Owners and members are of the environment's account (facts 3.4)."""
    for arn in filter(None, (value,) if isinstance(value, str) else value):
        if account_id and arn.split(":")[4] != account_id:
            yield Mistake(name, f"{shown(arn)} is in another account; account_id is {shown(account_id)}")


def _shared(owner_arn: str, members: tuple[str, ...]) -> Iterator[Mistake]:
    """An environment has exactly one owner, who can't be a member besides (facts 3.4)."""
    if owner_arn and owner_arn in members:
        yield Mistake("members", f"{shown(owner_arn)} is the owner already, by owner_arn; leave it out")


def _placed(name: str, network: str, value: str) -> Iterator[Mistake]:
    if network == "existing" and not value:
        yield Mistake(name, f"is missing: network existing needs vpc_id and subnet_id, such as {_EXAMPLES[name]}")
    if network != "existing" and value:
        yield Mistake(
            name, f"{shown(value)} goes with network existing only; network is {shown(network)}, which makes its own"
        )


def _divisible(network: str, vpc_cidr: str, availability_zones: int) -> Iterator[Mistake]:
    """A subnet is a power of two in size, and a /28 at least (Amazon VPC user guide, subnet CIDR blocks)."""
    subnets = availability_zones + 1 if network == "nat" else availability_zones
    smallest = IPv4Network(vpc_cidr).prefixlen + (subnets - 1).bit_length()
    if network != "existing" and smallest > 28:
        counted = f"{availability_zones} and the NAT gateway's, {subnets}" if network == "nat" else f"{subnets}"
        yield Mistake(
            "availability_zones",
            f"{counted} subnets of a {shown(vpc_cidr)} would be a /{smallest} each; the least is a /28",
        )


def _served(network: str, endpoint_services: tuple[str, ...]) -> Iterator[Mistake]:
    """SSM Agent registers at `ssm` and keeps its channel at `ssmmessages` (facts 7.1)."""
    if network == "isolated":
        yield from _lacking(endpoint_services, "network isolated has no other way to Systems Manager")


def _reachable(restrict_egress: bool, endpoint_services: tuple[str, ...]) -> Iterator[Mistake]:  # noqa: FBT001 (called by position)
    if restrict_egress:
        yield from _lacking(endpoint_services, "restrict_egress leaves the instance no other way to Systems Manager")


def _lacking(endpoint_services: tuple[str, ...], why: str) -> Iterator[Mistake]:
    lacking = [service for service in ("ssm", "ssmmessages") if service not in endpoint_services]
    if lacking:
        yield Mistake("endpoint_services", f"{shown(endpoint_services)} lacks {' and '.join(lacking)}: {why}")


def _address(target: str, endpoint_url: str) -> Iterator[Mistake]:
    """The simulated AWS is never taken for AWS, nor AWS for the simulated one."""
    if not endpoint_url:
        return
    if target == "simulated" and not is_loopback(endpoint_url):
        yield Mistake(
            "endpoint_url",
            f"{shown(endpoint_url)} isn't on this machine; target simulated takes only 127.0.0.1, ::1 or localhost",
        )
    if target == "aws" and is_loopback(endpoint_url):
        yield Mistake(
            "endpoint_url", f"{shown(endpoint_url)} is on this machine, so it isn't AWS; use target simulated with it"
        )


_EXAMPLES = {"vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-0123456789abcdef0"}

RULES: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Mistake]]], ...] = (
    (("target", "account_id"), _account),
    (("network", "vpc_id"), partial(_placed, "vpc_id")),
    (("network", "subnet_id"), partial(_placed, "subnet_id")),
    (("network", "vpc_cidr", "availability_zones"), _divisible),
    (("network", "endpoint_services"), _served),
    (("restrict_egress", "endpoint_services"), _reachable),
    (("target", "endpoint_url"), _address),
    (("account_id", "owner_arn"), partial(_own_account, "owner_arn")),
    (("account_id", "members"), partial(_own_account, "members")),
    (("owner_arn", "members"), _shared),
)
