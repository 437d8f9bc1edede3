"""Service Quotas: the quotas that an environment meets, at AWS's default values; nobody has raised any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.simulator import models
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.stacks import QUOTA as STACK_QUOTA

SERVICES = {
    "cloud9": "AWS Cloud9",
    "cloudformation": "AWS CloudFormation",
    "ec2": "Amazon Elastic Compute Cloud (Amazon EC2)",
    "vpc": "Amazon Virtual Private Cloud (Amazon VPC)",
}


@dataclass(frozen=True)
class Quota:
    """A quota by its code; `value` is AWS's default."""

    code: str
    name: str
    value: float
    adjustable: bool = True


# Cloud9: facts 3.5. CloudFormation: AWS's list of its quotas. EC2: facts 7.7. The quotas of "vpc" are moto's copy of
# AWS's list.
OWN = {
    "cloud9": (
        Quota("L-8ECD6BDB", "EC2 environments per account", 200),
        Quota("L-C1302C17", "EC2 environments per user", 100),
        Quota("L-A29EDECE", "SSH environments per account", 200),
        Quota("L-5D26553C", "SSH environments per user", 100),
    ),
    "cloudformation": (Quota("L-0485CB21", "Stack count", STACK_QUOTA),),
    "ec2": (Quota("L-0263D0A3", "EC2-VPC Elastic IPs", 5),),
}


@operation("service-quotas", "ListServices")
def list_services(call: ApiCall) -> Answer:
    """The services whose quotas are here."""
    known = [{"ServiceCode": code, "ServiceName": name} for code, name in sorted(SERVICES.items())]
    return _page(call, "Services", known)


@operation("service-quotas", "ListServiceQuotas")
def list_service_quotas(call: ApiCall) -> Answer:
    """The quotas of a service as they are applied to the account."""
    return _page(call, "Quotas", _quotas(call, call.account))


@operation("service-quotas", "ListAWSDefaultServiceQuotas")
def list_default_quotas(call: ApiCall) -> Answer:
    """The quotas of a service as every account has them at first."""
    return _page(call, "Quotas", _quotas(call, ""))


@operation("service-quotas", "GetServiceQuota")
def get_service_quota(call: ApiCall) -> Answer:
    """One quota as it is applied to the account."""
    return {"Quota": _one(call, call.account)}


@operation("service-quotas", "GetAWSDefaultServiceQuota")
def get_default_quota(call: ApiCall) -> Answer:
    """One quota as every account has it at first."""
    return {"Quota": _one(call, "")}


def _one(call: ApiCall, account: str) -> dict[str, Any]:
    code = call.params["QuotaCode"]
    found = [quota for quota in _quotas(call, account) if quota["QuotaCode"] == code]
    if not found:
        raise _no_such("quota")
    return found[0]


def _quotas(call: ApiCall, account: str) -> list[dict[str, Any]]:
    checks.check_form(call)
    service = call.params["ServiceCode"]
    if service == "vpc":
        told = call.world.moto("service-quotas", "ListAWSDefaultServiceQuotas", call.region, {"ServiceCode": service})[
            "Quotas"
        ]
        own = [Quota(each["QuotaCode"], each["QuotaName"], each["Value"], each["Adjustable"]) for each in told]
    elif service in OWN:
        own = list(OWN[service])
    elif service in models.service_names():
        raise NotSimulated(f"The quotas of {service}")
    else:
        raise _no_such("service")
    return [
        _shown(quota, service, f"arn:aws:servicequotas:{call.region}:{account}:{service}/{quota.code}") for quota in own
    ]


def _shown(quota: Quota, service: str, arn: str) -> dict[str, Any]:
    return {
        "ServiceCode": service,
        "ServiceName": SERVICES[service],
        "QuotaArn": arn,
        "QuotaCode": quota.code,
        "QuotaName": quota.name,
        "Value": float(quota.value),
        "Unit": "None",
        "Adjustable": quota.adjustable,
        "GlobalQuota": False,
    }


def _no_such(what: str) -> ApiError:
    return ApiError("NoSuchResourceException", f"The request failed because the specified {what} does not exist.")


def _page(call: ApiCall, member: str, items: list[dict[str, Any]]) -> Answer:
    start, size = call.params.get("NextToken", "0"), call.params.get("MaxResults", 100)
    if not start.isdecimal() or (start != "0" and int(start) >= len(items)):
        raise ApiError("InvalidPaginationTokenException", "Invalid input was provided.")
    end = int(start) + size
    return {member: items[int(start) : end], **({"NextToken": str(end)} if end < len(items) else {})}
