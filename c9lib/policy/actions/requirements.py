"""The one question of this room: what has to be allowed for a call?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from c9lib.policy.actions.call import Call
from c9lib.policy.actions.cloud9 import cloud9
from c9lib.policy.actions.cloudformation import cloudformation
from c9lib.policy.actions.ec2 import ec2
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.iam import iam
from c9lib.policy.actions.kms import kms
from c9lib.policy.actions.nouns import Facts, Params, Requirement
from c9lib.policy.actions.ssm import ssm
from c9lib.policy.actions.sts import sts

PREFIXES = {
    "cloudhsmv2": "cloudhsm",
    "dynamodbstreams": "dynamodb",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "kinesisanalyticsv2": "kinesisanalytics",
    "meteringmarketplace": "aws-marketplace",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
    "sso-admin": "sso",
    "stepfunctions": "states",
    "timestream-query": "timestream",
    "timestream-write": "timestream",
}
"""Services whose name in IAM isn't botocore's."""


def requirements(service: str, operation: str, params: Params, facts: Facts) -> tuple[Requirement, ...]:
    """Everything that has to be allowed for a call, in the order in which AWS asks; () for what nobody needs a
    permission for.

    `service` and `operation` are botocore's names, `params` has botocore's shapes. Of a service that isn't known here
    the action is called as the operation, and has no resource.
    """
    prefix = PREFIXES.get(service, service)
    return SERVICES.get(prefix, _of_another)(Call(prefix, operation, params, facts))


def _servicequotas(call: Call) -> tuple[Requirement, ...]:
    """A quota is SERVICE/CODE; operations on a whole service have no resource (list_servicequotas)."""
    says = call.told({"servicequotas:service": "ServiceCode"})
    kind, code = call.action.type("quota"), call.value("QuotaCode")
    if kind is not None and code:
        return (call.needs(kind, call.arn(kind, call.value("ServiceCode"), code), says),)
    return by_places(call, {"quota": ("ResourceARN",)}, says)


def _of_another(call: Call) -> tuple[Requirement, ...]:
    return by_places(call, {})


SERVICES: Mapping[str, Callable[[Call], tuple[Requirement, ...]]] = {
    "cloud9": cloud9,
    "cloudformation": cloudformation,
    "ec2": ec2,
    "iam": iam,
    "kms": kms,
    "servicequotas": _servicequotas,
    "ssm": ssm,
    "sts": sts,
}
