"""VPC Block Public Access: one mode for the account in a Region, and exclusions for a VPC or a subnet (facts 7.7).

moto has none of it. A new mode stops traffic at once here, while its `State` still says that it is under way; AWS says
that it takes minutes, and not how many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator import durations
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.world import World

MODES = ("off", "block-bidirectional", "block-ingress")
EXCLUSION_MODES = ("allow-bidirectional", "allow-egress")
GONE = "delete-complete"
Exclusion = dict[str, Any]


@dataclass
class Held:
    """What a Region holds of it: the options as shown, once they were set, and the exclusions by id."""

    options: dict[str, Any] = field(default_factory=dict)
    turns: int = 0
    """How often the mode was set: an earlier change that ends now says nothing of the latest."""
    exclusions: dict[str, Exclusion] = field(default_factory=dict)


def _held(world: World, region: str) -> Held:
    return world.store("block-public-access", region, Held)


def options(world: World, region: str) -> dict[str, Any]:
    """The options as DescribeVpcBlockPublicAccessOptions shows them; `off` until somebody sets them."""
    told = {"State": "default-state", "InternetGatewayBlockMode": "off", **_held(world, region).options}
    account = {"AwsAccountId": world.account, "AwsRegion": region}
    return {**account, **told, "ManagedBy": "account", "ExclusionsAllowed": "allowed"}


def exclusions(world: World, region: str) -> list[Exclusion]:
    """The exclusions as DescribeVpcBlockPublicAccessExclusions shows them, in the order in which they were made."""
    return [dict(found) for found in _held(world, region).exclusions.values()]


@operation("ec2", "DescribeVpcBlockPublicAccessOptions")
def describe_options(call: ApiCall) -> Answer:
    """The mode of the account in this Region."""
    lookups.dry_run(call)
    return {"VpcBlockPublicAccessOptions": options(call.world, call.region)}


@operation("ec2", "ModifyVpcBlockPublicAccessOptions")
def modify_options(call: ApiCall) -> Answer:
    """`off`, `block-bidirectional` or `block-ingress`: update-in-progress, and update-complete in a while."""
    mode = _one_of(call, "InternetGatewayBlockMode", MODES)
    lookups.dry_run(call)
    held, world = _held(call.world, call.region), call.world
    held.turns += 1
    turn = held.turns
    held.options = {
        "State": "update-in-progress",
        "InternetGatewayBlockMode": mode,
        "LastUpdateTimestamp": world.clock.utc,
    }

    def done() -> None:
        if held.turns == turn:
            held.options["State"] = "update-complete"

    world.later(durations.BLOCK_PUBLIC_ACCESS, done)
    return {"VpcBlockPublicAccessOptions": options(world, call.region)}


def _one_of(call: ApiCall, parameter: str, known: tuple[str, ...]) -> str:
    told = str(call.params[parameter])
    if told not in known:
        name = parameter[0].lower() + parameter[1:]
        raise ApiError("InvalidParameterValue", f"Value ({told}) for parameter {name} is invalid.")
    return told


@operation("ec2", "CreateVpcBlockPublicAccessExclusion")
def create_exclusion(call: ApiCall) -> Answer:
    """For one VPC or one subnet, which has no exclusion yet."""
    mode = _one_of(call, "InternetGatewayExclusionMode", EXCLUSION_MODES)
    arn = _resource(call)
    tags.check_tag_specifications(call, "vpc-block-public-access-exclusion")
    held = _held(call.world, call.region)
    if any(found["ResourceArn"] == arn and found["State"] != GONE for found in held.exclusions.values()):
        raise ApiError("InvalidParameterValue", f"An exclusion for {arn} exists already.")
    lookups.dry_run(call)
    made: Exclusion = {
        "ExclusionId": f"vpcbpa-exclude-{call.world.hex(17)}",
        "InternetGatewayExclusionMode": mode,
        "ResourceArn": arn,
        "CreationTimestamp": call.world.clock.utc,
        "Tags": [tag for told in call.params.get("TagSpecifications", []) for tag in told["Tags"]],
    }
    held.exclusions[made["ExclusionId"]] = made
    return _under_way(call, made, "create")


def _resource(call: ApiCall) -> str:
    vpc_id, subnet_id = call.params.get("VpcId"), call.params.get("SubnetId")
    if bool(vpc_id) == bool(subnet_id):
        code = "InvalidParameterCombination" if vpc_id else "MissingParameter"
        raise ApiError(code, "The request must contain exactly one of vpcId and subnetId")
    if vpc_id:
        lookups.vpc(call, vpc_id)
    else:
        lookups.subnet(call, str(subnet_id))
    kind = "vpc" if vpc_id else "subnet"
    return f"arn:aws:ec2:{call.region}:{call.account}:{kind}/{vpc_id or subnet_id}"


def _under_way(call: ApiCall, found: Exclusion, verb: str, then: Callable[[], None] = lambda: None) -> Answer:
    """`<verb>-in-progress`, and `<verb>-complete` in a while, unless the exclusion was changed again meanwhile."""
    moment = found["LastUpdateTimestamp"] = call.world.clock.utc
    found["State"] = f"{verb}-in-progress"

    def done() -> None:
        if found["State"] == f"{verb}-in-progress" and found["LastUpdateTimestamp"] == moment:
            found["State"] = f"{verb}-complete"
            then()

    call.world.later(durations.BLOCK_PUBLIC_ACCESS, done)
    return {"VpcBlockPublicAccessExclusion": dict(found)}


def _exclusion(call: ApiCall, exclusion_id: str) -> Exclusion:
    found = _held(call.world, call.region).exclusions.get(exclusion_id)
    if found is None:
        told = f"The VPC Block Public Access exclusion ID '{exclusion_id}' does not exist"
        raise ApiError("InvalidVpcBlockPublicAccessExclusionId.NotFound", told)
    return found


def _changeable(call: ApiCall, verb: str) -> Exclusion:
    found = _exclusion(call, call.params["ExclusionId"])
    if found["State"].startswith("delete"):
        told = f"{found['ExclusionId']} is in {found['State']} state and cannot be {verb}"
        raise ApiError("InvalidParameterValue", told)
    return found


@operation("ec2", "ModifyVpcBlockPublicAccessExclusion")
def modify_exclusion(call: ApiCall) -> Answer:
    """The other mode for the same VPC or subnet."""
    mode = _one_of(call, "InternetGatewayExclusionMode", EXCLUSION_MODES)
    found = _changeable(call, "modified")
    lookups.dry_run(call)
    found["InternetGatewayExclusionMode"] = mode
    return _under_way(call, found, "update")


@operation("ec2", "DeleteVpcBlockPublicAccessExclusion")
def delete_exclusion(call: ApiCall) -> Answer:
    """delete-in-progress, delete-complete, and shown a while longer; not so in a settled world (`nat_gateways`)."""
    found = _changeable(call, "deleted")
    lookups.dry_run(call)
    world, held = call.world, _held(call.world, call.region)

    def forget() -> None:
        del held.exclusions[found["ExclusionId"]]

    def gone() -> None:
        found["DeletionTimestamp"] = world.clock.utc
        if not world.settled:
            world.later(durations.EXCLUSION_SHOWN, forget)

    return _under_way(call, found, "delete", gone)


_FILTERS = {
    "resource-arn": "ResourceArn",
    "internet-gateway-exclusion-mode": "InternetGatewayExclusionMode",
    "state": "State",
}


@operation("ec2", "DescribeVpcBlockPublicAccessExclusions")
def describe_exclusions(call: ApiCall) -> Answer:
    """By id, and by the filters `resource-arn`, `internet-gateway-exclusion-mode` and `state`."""
    wanted = call.params.get("ExclusionIds", [])
    for exclusion_id in wanted:
        _exclusion(call, exclusion_id)
    found = [one for one in exclusions(call.world, call.region) if not wanted or one["ExclusionId"] in wanted]
    for told in call.params.get("Filters", []):
        if told["Name"] not in _FILTERS:
            raise ApiError("InvalidParameterValue", f"The filter '{told['Name']}' is invalid")
        found = [one for one in found if one[_FILTERS[told["Name"]]] in told["Values"]]
    return {"VpcBlockPublicAccessExclusions": found}
