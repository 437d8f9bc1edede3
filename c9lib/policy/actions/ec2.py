"""Amazon EC2: each resource that a call names or makes, with what is known of it and what the request says of it.

Sources: Service Authorization Reference, list_amazonec2; Amazon EC2 User Guide, "Grant permission to tag Amazon EC2
resources during creation", "Example policies to control access the Amazon EC2 API" (launching), "Permissions to attach
an IAM role". Refusals of AWS name `arn:aws:ec2:REGION:ACCOUNT:*/*` where an action may be asked for several types and
none is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.policy.actions import conditions, ec2_keys
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.ec2_ids import RESOLVE, kind_of, named
from c9lib.policy.actions.nouns import Requirement, ResourceType
from c9lib.policy.actions.ssm import ssm

PROFILES = ("", "LaunchSpecification.", "SpotFleetRequestConfig.LaunchSpecifications.")
"""Where an instance profile is given: EC2 is handed the role in it."""
ALL = "arn:aws:ec2:{}:{}:*/*"
ALWAYS_NEW = (("CreateImage", "snapshot"),)
"""An id of this type in the parameters is of something else than what AWS asks for: here what the image replaces."""


def ec2(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of EC2."""
    if call.operation in ("CreateTags", "DeleteTags"):
        return tuple(_tagging(call)) or (call.needs(None, _nothing_named(call), ec2_keys.of_call(call)),)
    own = tuple(_own(call)) or (call.needs(None, _nothing_named(call), ec2_keys.of_call(call)),)
    instance = next((one.resource for one in own if ":instance/" in one.resource), "")
    return (*own, *_tags_of_new(call), *_handed_over(call, instance), *_looked_up(call))


def _own(call: Call) -> Iterator[Requirement]:
    """The call's own action, on each resource."""
    for kind in call.action.resources:
        names = () if (call.operation, kind.name) in ALWAYS_NEW else named(call, kind)
        for name in names:
            yield _existing(call, kind, name)
        if _is_asked_for(call, kind) if not names else _makes_besides(call, kind):
            says = {**ec2_keys.of_call(call), **ec2_keys.of_new(call, kind), **_tags(call, kind.name)}
            yield call.needs(kind, call.arn(kind, "*"), says)


def _existing(call: Call, kind: ResourceType, name: str) -> Requirement:
    says = {**ec2_keys.of_call(call), **ec2_keys.of_existing(kind, name), **_tags(call, kind.name)}
    return call.needs(kind, call.arn(kind, name), says)


def _is_asked_for(call: Call, kind: ResourceType) -> bool:
    """Whether AWS asks for a type that the call doesn't name: it will be made, or is required.

    A launch makes volumes, too; and it asks for a subnet only where one is given, for a group where it brings no
    interface that has its own.
    """
    if call.operation == "RunInstances":
        brings_interface = bool(call.values("NetworkInterfaces.NetworkInterfaceId"))
        asked = {"volume": True, "subnet": False, "security-group": not brings_interface}
        if kind.name in asked:
            return asked[kind.name]
    return kind.required or bool(_tags(call, kind.name))


def _makes_besides(call: Call, kind: ResourceType) -> bool:
    """Whether a launch makes an interface besides those that it brings."""
    if (call.operation, kind.name) != ("RunInstances", "network-interface"):
        return False
    return any(isinstance(one, dict) and "NetworkInterfaceId" not in one for one in call.raw("NetworkInterfaces"))


def _nothing_named(call: Call) -> str:
    """`*` for an action without resources; else what AWS asks for when no resource is named."""
    return ALL.format(call.facts.region, call.facts.account) if call.action.resources else "*"


def _tags(call: Call, kind: str) -> dict[str, tuple[str, ...]]:
    """The tags that new resources of a type are to get."""
    specified = (one for one in call.raw("TagSpecifications") if isinstance(one, dict))
    mine = [one for one in specified if one.get("ResourceType") == kind]
    return conditions.of_tags(tag for one in mine for tag in one.get("Tags") or ())


def _tags_of_new(call: Call) -> Iterator[Requirement]:
    """Tags at creation need `ec2:CreateTags` on what is made, with `ec2:CreateAction`."""
    for kind in call.values("TagSpecifications.ResourceType"):
        tags = _tags(call, kind)
        if tags:
            found = call.action.type(kind)
            made = call.arn(found, "*") if found else f"arn:aws:ec2:{call.facts.region}:{call.facts.account}:{kind}/*"
            says = {**ec2_keys.of_call(call), **tags, "ec2:CreateAction": (call.operation,)}
            yield call.other("ec2:CreateTags", kind, made, says)


def _looked_up(call: Call) -> Iterator[Requirement]:
    """`ssm:GetParameters` on the parameter that holds an image's id (Amazon EC2 User Guide, "Reference AMIs using
    Systems Manager parameters"; the reference lists it as a dependent action).
    """
    for name in call.values("ImageId"):
        if name.startswith(RESOLVE):
            yield from ssm(Call("ssm", "GetParameters", {"Names": [name.removeprefix(RESOLVE)]}, call.facts))


def _tagging(call: Call) -> Iterator[Requirement]:
    """CreateTags and DeleteTags themselves, on each resource; what it is, its id tells."""
    says = {**ec2_keys.of_call(call), **conditions.of_tags(call.raw("Tags"))}
    for name in call.values("Resources"):
        kind = call.action.type(kind_of(name))
        if kind is None:
            yield call.needs(None, _nothing_named(call), says)
        else:
            yield call.needs(kind, call.arn(kind, name), {**says, **ec2_keys.of_existing(kind, name)})


def _handed_over(call: Call, instance: str) -> Iterator[Requirement]:
    """`iam:PassRole` on the role in an instance profile that the call gives to an instance, and on the one that writes
    logs.

    Where there is no such profile, or no role in it, there is nothing to pass: EC2 answers with its own error.
    """
    for place in PROFILES:
        for name in call.values(f"{place}IamInstanceProfile.Name", f"{place}IamInstanceProfile.Arn"):
            role = call.facts.profile_role(name.rpartition("/")[2])
            if role is not None:
                yield call.passes(role, "ec2.amazonaws.com", instance)
    for role in call.values("DeliverLogsPermissionArn"):
        yield call.passes(role, "vpc-flow-logs.amazonaws.com")
