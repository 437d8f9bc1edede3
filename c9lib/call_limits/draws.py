"""Which buckets a call takes tokens from, and how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.call_limits import figures
from c9lib.call_limits.figures import Limit

READING = ("Describe", "List", "Search", "Get", "Simulate")
"""The verbs of what EC2's page calls non-mutating, and IAM's."""
GIVEN_BY_PAGES = ("Filters", "MaxResults", "NextToken")
"""What makes a read one with a filter, or with pages. Ids alone don't: the page names these two."""
GLOBAL = frozenset({"iam"})
"""Services that are one for all Regions."""
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Draw:
    """What one call takes from one bucket: the bucket's name (`ec2:RunInstances`), its limit, and how many tokens."""

    bucket: str
    limit: Limit
    tokens: float = 1


def draws(service: str, operation: str, params: Params) -> tuple[Draw, ...]:
    """The buckets of a call (botocore's names and shapes); () for a service whose limits aren't known here."""
    told = _BY_SERVICE.get(service)
    return told(operation, params) if told else ()


def place(service: str, region: str) -> str:
    """The Region whose buckets a call meets; "" for a service that is one for all."""
    return "" if service in GLOBAL else region


def _reads(operation: str) -> bool:
    return operation.startswith(READING)


def _ec2(operation: str, params: Params) -> tuple[Draw, ...]:
    name = f"ec2:{operation}"
    if operation in figures.EC2_INSTANCES:
        own = figures.EC2_OWN.get(operation, figures.EC2_WRITES)
        instances = Draw(f"{name} (instances)", figures.EC2_INSTANCES[operation], _instances(operation, params))
        return Draw(name, own), instances
    if operation in figures.EC2_OWN:
        return (Draw(name, figures.EC2_OWN[operation]),)
    if operation in figures.INTENSIVE:
        return (Draw(name, figures.EC2_INTENSIVE),)
    if operation in figures.UNFILTERED and not any(params.get(one) for one in GIVEN_BY_PAGES):
        return (Draw(f"{name} (unfiltered)", figures.EC2_UNFILTERED),)
    return (Draw(name, figures.EC2_READS if _reads(operation) else figures.EC2_WRITES),)


def _instances(operation: str, params: Params) -> int:
    """How many instances a request is about; one that doesn't say so right takes one token, and is refused later."""
    if operation == "RunInstances":
        most = params.get("MaxCount")
        return most if isinstance(most, int) and most > 0 else 1
    return max(1, len(params.get("InstanceIds") or ()))


def _sts(_operation: str, _params: Params) -> tuple[Draw, ...]:
    return (Draw("sts:*", figures.STS_SHARED),)


def _ssm(operation: str, _params: Params) -> tuple[Draw, ...]:
    if operation in ("GetParameter", "GetParameters"):
        return (Draw("ssm:GetParameter*", figures.SSM_PARAMETERS),)
    return _each("ssm", figures.SSM_READS, figures.SSM_WRITES)(operation, _params)


def _kms(operation: str, _params: Params) -> tuple[Draw, ...]:
    rate = figures.KMS_RATES.get(operation, figures.KMS_OTHERS)
    return (Draw(f"kms:{operation}", Limit(rate, rate, figures.KMS)),)


def _quotas(operation: str, _params: Params) -> tuple[Draw, ...]:
    rate = 10 if operation in figures.QUOTAS_BY_TENS else 5
    return (Draw(f"service-quotas:{operation}", Limit(2 * rate, rate, figures.QUOTAS)),)


def _each(service: str, reading: Limit, writing: Limit) -> Callable[[str, Params], tuple[Draw, ...]]:
    """A service each of whose operations has a bucket, of one size for reads and of another for writes."""
    return lambda operation, _: (Draw(f"{service}:{operation}", reading if _reads(operation) else writing),)


_BY_SERVICE: dict[str, Callable[[str, Params], tuple[Draw, ...]]] = {
    "cloud9": _each("cloud9", figures.CLOUD9_READS, figures.CLOUD9_WRITES),
    "cloudformation": _each("cloudformation", figures.STACK_READS, figures.STACK_WRITES),
    "ec2": _ec2,
    "iam": _each("iam", figures.IAM_READS, figures.IAM_WRITES),
    "kms": _kms,
    "service-quotas": _quotas,
    "ssm": _ssm,
    "sts": _sts,
}
