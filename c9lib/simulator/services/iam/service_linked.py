"""Service-linked roles: one per service, under the service's own name and path, modifiable only by AWS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from c9lib.simulator import models, moto_state
from c9lib.simulator.api import Answer, ApiCall, NotSimulated, operation
from c9lib.simulator.durations import SERVICE_LINKED_ROLE_DELETE
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.world import World

CLOUD9 = "cloud9.amazonaws.com"


@dataclass(frozen=True)
class Kind:
    """What a service calls its role, the policy that AWS gives it, and whether a suffix may tell several apart."""

    name: str
    policy: str
    suffix: bool = False


# Names and policies: facts 5.6 for Cloud9, else the page "using service-linked roles" of each service.
KINDS = {
    CLOUD9: Kind("AWSServiceRoleForAWSCloud9", "AWSCloud9ServiceRolePolicy"),
    "autoscaling.amazonaws.com": Kind("AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy", suffix=True),
    "ecs.amazonaws.com": Kind("AWSServiceRoleForECS", "AmazonECSServiceRolePolicy"),
    "elasticloadbalancing.amazonaws.com": Kind(
        "AWSServiceRoleForElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy"
    ),
    "rds.amazonaws.com": Kind("AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy"),
    "spot.amazonaws.com": Kind("AWSServiceRoleForEC2Spot", "AWSEC2SpotServiceRolePolicy"),
    "ssm.amazonaws.com": Kind("AWSServiceRoleForAmazonSSM", "AmazonSSMServiceRolePolicy"),
}


@operation("iam", "CreateServiceLinkedRole")
def create_service_linked_role(call: ApiCall) -> Answer:
    """The role of a service, with its policy; a second one of the same name is refused."""
    checks.checked(call)
    service, suffix = call.params["AWSServiceName"], call.params.get("CustomSuffix")
    kind = KINDS.get(service)
    if kind is None:
        raise NotSimulated(f"The service-linked role of {service}")
    if suffix and not kind.suffix:
        raise refused("InvalidInput", f"Custom suffix is not allowed for {service}")
    name = f"{kind.name}_{suffix}" if suffix else kind.name
    if moto_state.iam_entity("role", name):
        told = f"Service role name {name} has been taken in this account, please try a different suffix."
        raise refused("InvalidInput", told)
    return _make(call, name, kind.policy)


def _make(call: ApiCall, name: str, policy: str) -> Answer:
    service = call.params["AWSServiceName"]
    trust = {"Effect": "Allow", "Principal": {"Service": [service]}, "Action": ["sts:AssumeRole"]}
    asked = {
        "RoleName": name,
        "Path": f"{checks.SERVICE_LINKED}{service}/",
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    }
    if "Description" in call.params:
        asked["Description"] = call.params["Description"]
    answer = call.world.moto("iam", "CreateRole", call.region, asked)
    arn = f"arn:aws:iam::aws:policy/aws-service-role/{policy}"
    call.world.moto("iam", "AttachRolePolicy", call.region, {"RoleName": name, "PolicyArn": arn})
    return answer


@operation("iam", "DeleteServiceLinkedRole")
def delete_service_linked_role(call: ApiCall) -> Answer:
    """AWS looks whether the service still needs the role; ask for the outcome with the id that comes back."""
    checks.checked(call)
    name = call.params["RoleName"]
    role = moto_state.iam_entity("role", name)
    if role is None or not role.path.startswith(checks.SERVICE_LINKED):
        raise refused("InvalidInput", f"The role {name} is not a service-linked role.")
    service = role.path.removeprefix(checks.SERVICE_LINKED).rstrip("/")
    hexes = call.world.hex(32)
    parts = "-".join((hexes[:8], hexes[8:12], hexes[12:16], hexes[16:20], hexes[20:]))
    task = f"task/aws-service-role/{service}/{name}/{parts}"
    _tasks(call.world)[task] = {"Status": "IN_PROGRESS"}
    call.world.later(SERVICE_LINKED_ROLE_DELETE, lambda: _delete(call.world, task, service, name))
    return {"DeletionTaskId": task}


@operation("iam", "GetServiceLinkedRoleDeletionStatus")
def get_service_linked_role_deletion_status(call: ApiCall) -> Answer:
    """How far a deletion has come, and what stands in its way."""
    checks.checked(call)
    task = call.params["DeletionTaskId"]
    if task not in _tasks(call.world):
        raise refused("NoSuchEntity", f"The deletion task with id {task} cannot be found.")
    return dict(_tasks(call.world)[task])


def _tasks(world: World) -> dict[str, dict[str, Any]]:
    return world.store("service-linked-role-deletions", "", dict)


def _delete(world: World, task: str, service: str, name: str) -> None:
    role = moto_state.iam_entity("role", name)
    if role is None:  # a second deletion of the same role
        _tasks(world)[task] = {"Status": "SUCCEEDED"}
        return
    used = _cloud9_use(world) if service == CLOUD9 else []
    if used:
        _tasks(world)[task] = {"Status": "FAILED", "Reason": {"Reason": IN_USE, "RoleUsageList": used}}
        return
    for arn in role.attached:
        world.moto("iam", "DetachRolePolicy", "us-east-1", {"RoleName": name, "PolicyArn": arn})
    world.moto("iam", "DeleteRole", "us-east-1", {"RoleName": name})
    _tasks(world)[task] = {"Status": "SUCCEEDED"}


IN_USE = "A service-linked role is in use: delete the resources that need it first."


def _cloud9_use(world: World) -> list[dict[str, Any]]:
    """Regions with Cloud9 environments and the environments' ARNs, as RoleUsageList has them."""
    found = []
    for region in models.regions("cloud9"):
        environments = world.client("cloud9", region, world.aws_itself).list_environments()["environmentIds"]
        if environments:
            arns = [f"arn:aws:cloud9:{region}:{world.account}:environment:{one}" for one in environments]
            found.append({"Region": region, "Resources": arns})
    return found
