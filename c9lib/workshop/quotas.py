"""The quotas that a class meets: which there are, AWS's defaults, and what Service Quotas says of this account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from c9lib.aws import Session, error_code
from c9lib.checks import quota as of_environments

STANDARD = frozenset("acdhimrtz")
"""Families of instances whose vCPUs are counted together: the others have quotas of their own."""
WHOLE = ("cloud9", "vpc")
"""Services of which all quotas are read in one call; EC2 has too many, so its own are asked for one by one."""


@dataclass(frozen=True)
class Kind:
    """One quota: `thing` in words, the code and the service by which Service Quotas knows it, AWS's default (None where
    it isn't known). Without a `code` it is no quota, but a limit of the layout."""

    id: str
    thing: str
    service: str = ""
    code: str = ""
    default: int | None = None


# Defaults: facts 3.5 for Cloud9, 7.2 and 7.7 for the network. CloudFormation's, and those of VPCs and internet
# gateways, are those of AWS's lists of quotas, as the simulated AWS has them. Of vCPUs AWS gives each account its own.
ACCOUNT = Kind(
    "environments",
    "EC2 environments in the account",
    "cloud9",
    of_environments.PER_ACCOUNT_CODE,
    of_environments.PER_ACCOUNT,
)
USER = Kind(
    "environments-per-user",
    "EC2 environments of one owner",
    "cloud9",
    of_environments.PER_USER_CODE,
    of_environments.PER_USER,
)
STACKS = Kind("stacks", "CloudFormation stacks", "cloudformation", "L-0485CB21", 2000)
VCPUS = Kind("vcpus", "vCPUs of running standard instances", "ec2", "L-1216C47A")
OTHER_VCPUS = Kind("other-vcpus", "vCPUs of instances that aren't standard")
VPCS = Kind("vpcs", "VPCs", "vpc", "L-F678F1CE", 5)
GATEWAYS = Kind("internet-gateways", "internet gateways", "vpc", "L-A4707A72", 5)
ADDRESSES = Kind("elastic-ips", "Elastic IP addresses", "ec2", "L-0263D0A3", 5)
NATS = Kind("nat-gateways", "NAT gateways in one zone", "vpc", "L-FE5A380F", 5)
INTERFACES = Kind("interface-endpoints", "interface endpoints in one VPC", "vpc", "L-29B6F2EB", 50)
GATEWAY_ENDPOINTS = Kind("gateway-endpoints", "gateway endpoints", "vpc", "L-1B52E74A", 20)
ROOM = Kind("addresses", "addresses in the subnets")


@dataclass(frozen=True)
class Limit:
    """How many there may be, None where nobody knows; `source` says who says so."""

    value: int | None
    source: str


class Quotas:
    """What the account may have, each read once. What Service Quotas doesn't tell is AWS's default, and is called
    so."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: dict[tuple[str, str], int] = {}
        self._refused: dict[str, str] = {}

    def read(self, kinds: Iterable[Kind]) -> Mapping[str, Limit]:
        """The limits of these kinds, by their ids."""
        wanted = [kind for kind in kinds if kind.code]
        for service in sorted({kind.service for kind in wanted}):
            if service in WHOLE:
                self._list(service)
            else:
                for kind in wanted:
                    if kind.service == service:
                        self._one(kind)
        return {kind.id: self._limit(kind) for kind in wanted}

    def _list(self, service: str) -> None:
        try:
            found = self._session.pages("service-quotas", "list_service_quotas", "Quotas", ServiceCode=service)
        except (ClientError, BotoCoreError) as error:
            self._refused[service] = _why(error)
            return
        self._told |= {(service, one["QuotaCode"]): int(one["Value"]) for one in found}

    def _one(self, kind: Kind) -> None:
        ask = self._session.client("service-quotas").get_service_quota
        try:
            found = ask(ServiceCode=kind.service, QuotaCode=kind.code)["Quota"]
        except (ClientError, BotoCoreError) as error:
            self._refused[kind.code] = _why(error)
            return
        self._told[kind.service, kind.code] = int(found["Value"])

    def _limit(self, kind: Kind) -> Limit:
        value = self._told.get((kind.service, kind.code))
        if value is not None:
            return Limit(value, "Service Quotas")
        why = self._refused.get(kind.code) or self._refused.get(kind.service) or "it isn't in its list"
        what = "AWS's default" if kind.default is not None else "not known"
        return Limit(kind.default, f"{what}; Service Quotas: {why}")


def _why(error: Exception) -> str:
    """AWS's own code, or botocore's name for why no answer came."""
    return error_code(error) or type(error).__name__
