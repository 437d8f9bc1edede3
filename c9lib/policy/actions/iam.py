"""AWS IAM: entities by their ARN with its path, and the names that IAM's refusals have for them.

Sources: Service Authorization Reference, list_awsidentityandaccessmanagementiam; IAM API reference (PassRole for
AddRoleToInstanceProfile, both names for UpdateUser and UpdateGroup); facts 5.6, 5.8, 6.1. The wording of refusals is
that of messages of AWS that people have published: `role NAME`, `instance profile NAME`, `policy ARN`, `policy path /`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Caller, KeyOwners, Requirement, ResourceType, Values

ENTITIES = {"role": "RoleName", "user": "UserName", "group": "GroupName", "instance-profile": "InstanceProfileName"}
"""Types of resources whose ARN has to be looked up by a name, as it has a path."""
MADE = {
    "CreateGroup": ("group", "GroupName"),
    "CreateInstanceProfile": ("instance-profile", "InstanceProfileName"),
    "CreateOpenIDConnectProvider": ("oidc-provider", "Url"),
    "CreatePolicy": ("policy", "PolicyName"),
    "CreateRole": ("role", "RoleName"),
    "CreateSAMLProvider": ("saml-provider", "Name"),
    "CreateUser": ("user", "UserName"),
    "CreateVirtualMFADevice": ("mfa", "VirtualMFADeviceName"),
    "UploadServerCertificate": ("server-certificate", "ServerCertificateName"),
}
"""Operations that make something with a name, under a path."""
MAKING = re.compile("^(Create|Upload)(Virtual)?")
RENAMED = {"UpdateUser": ("user", "NewUserName"), "UpdateGroup": ("group", "NewGroupName")}
LISTED = {
    "ListGroups": "group",
    "ListInstanceProfiles": "instance-profile",
    "ListRoles": "role",
    "ListUsers": "user",
    "ListVirtualMFADevices": "mfa",
}
"""Listings that are authorized on a path, `arn:aws:iam::ACCOUNT:role/PATH/`. The reference has them without a resource;
but the service-linked role of Cloud9 is allowed iam:ListInstanceProfiles on instance-profile/cloud9/* alone (facts
5.6), and AWS's refusals name the path.
"""
BY_ARN = ("PutRolePermissionsBoundary", "PutUserPermissionsBoundary")
"""Besides operations on tags, what is refused on the ARN of an entity, not on its name."""
OF_KEY = "GetAccessKeyLastUsed"
PLACES = {
    "mfa": ("SerialNumber",),
    "oidc-provider": ("OpenIDConnectProviderArn",),
    "policy": ("PolicyArn",),
    "saml-provider": ("SAMLProviderArn",),
    "server-certificate": ("ServerCertificateName",),
}
OF_ANY_KIND = ("PolicySourceArn", "Arn")
"""Where an operation says by an ARN whom it means, whatever kind that is."""
KEYS = {
    "iam:AWSServiceName": "AWSServiceName",
    "iam:PermissionsBoundary": "PermissionsBoundary",
    "iam:PolicyARN": "PolicyArn",
}
SERVICE_LINKED = {
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "cloud9.amazonaws.com": "AWSServiceRoleForAWSCloud9",
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "spot.amazonaws.com": "AWSServiceRoleForEC2Spot",
    "ssm.amazonaws.com": "AWSServiceRoleForAmazonSSM",
}
"""Names of service-linked roles; of others only the beginning is known here."""


def iam(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of IAM."""
    tags = conditions.of_tags(call.raw("Tags"))
    says = {**call.told(KEYS), **tags, **conditions.of_tag_keys(call.values("TagKeys"))}
    special = SPECIAL.get(call.operation)
    if special is not None:
        return special(call, says)
    if call.operation in MADE:
        return tuple(_made(call, says, tags))
    if call.operation in LISTED:
        return (call.needs(None, _account_arn(call, LISTED[call.operation], call.value("PathPrefix") or "/"), says),)
    given = call.value(*OF_ANY_KIND)
    if given and call.action.resources:
        kind = next((one for one in call.action.resources if f":{one.name}/" in given), None)
        return (call.needs(kind, given, says),)
    return tuple(_on_entities(call, says)) or _on_others(call, says)


def _on_entities(call: Call, says: Values) -> Iterator[Requirement]:
    """On each entity that the action is authorized on, by its name; on the caller where an operation on users names
    nobody.

    One that doesn't exist has no path: it is authorized as if it stood under `/`, and refused by its name (facts 6.1).
    """
    for kind in call.action.resources:
        name = _name(call, kind)
        if name:
            found = call.facts.iam_arn(_words(kind), name)
            named = "" if found and _refused_by_arn(call) else f"{_words(kind)} {name}"
            yield call.needs(kind, found or _account_arn(call, kind.name, f"/{name}"), says, named=named)
        elif kind.required and kind.name in ENTITIES:
            yield call.needs(kind, call.arn(kind, "*"), says)


def _name(call: Call, kind: ResourceType) -> str:
    """The name of the entity of a type; "" where there is none, and for types that aren't entities. An access key
    stands for its user ("Allow IAM users to manage their own access keys": GetAccessKeyLastUsed on the user).
    """
    if call.operation == OF_KEY and isinstance(call.facts, KeyOwners):
        return call.facts.key_owner(call.value("AccessKeyId"))
    name = call.value(ENTITIES[kind.name]) if kind.name in ENTITIES else ""
    return call.facts.caller_user if not name and kind.name == "user" and isinstance(call.facts, Caller) else name


def _words(kind: ResourceType) -> str:
    """`instance profile`."""
    return kind.name.replace("-", " ")


def _refused_by_arn(call: Call) -> bool:
    return call.operation in BY_ARN or call.operation.startswith(("Tag", "Untag"))


def _on_others(call: Call, says: Values) -> tuple[Requirement, ...]:
    """On policies, certificates, devices: they are named by ARN, or have no path."""
    found = by_places(call, PLACES, says)
    if call.action.type("policy") is None:
        return found
    return tuple(Requirement(one.action, one.resource, one.context, f"policy {one.resource}") for one in found)


def _made(call: Call, says: Values, tags: Values) -> Iterator[Requirement]:
    """On the ARN that the new one will have; and if it is to have tags, their action as well, on the same ARN."""
    kind_name, place = MADE[call.operation]
    name = call.value(place)
    path = call.value("Path") or "/"
    if call.operation == "CreateOpenIDConnectProvider":
        name, path = name.partition("//")[2], "/"
    arn = _account_arn(call, kind_name, f"{path}{name}")
    named = f"policy {name}" if kind_name == "policy" else ""
    yield call.needs(call.action.type(kind_name), arn, says, named=named)
    if tags:
        yield call.other(f"iam:Tag{MAKING.sub('', call.operation)}", kind_name, arn, tags, named)


def _account_arn(call: Call, kind: str, path: str) -> str:
    return f"arn:aws:iam::{call.facts.account}:{kind}{path}"


def _into_profile(call: Call, says: Values) -> tuple[Requirement, ...]:
    """Putting a role into an instance profile passes it to EC2. The API reference asks for PassRole, and the policy of
    the Cloud9 user guide (facts 5.8) grants it for ec2.amazonaws.com alone.
    """
    name = call.value("RoleName")
    role = call.facts.iam_arn("role", name) or _account_arn(call, "role", f"/{name}")
    return (*_on_entities(call, says), call.passes(role, "ec2.amazonaws.com"))


def _service_linked(call: Call, says: Values) -> tuple[Requirement, ...]:
    """`role/aws-service-role/SERVICE/NAME`, with the suffix where one is given."""
    service = call.value("AWSServiceName")
    name = SERVICE_LINKED.get(service, "AWSServiceRoleFor*")
    suffix = f"_{call.value('CustomSuffix')}" if call.value("CustomSuffix") else ""
    arn = _account_arn(call, "role", f"/aws-service-role/{service}/{name}{suffix}")
    return (call.needs(call.action.type("role"), arn, says),)


def _deletion(call: Call, says: Values) -> tuple[Requirement, ...]:
    """The id of a deletion holds the role: `task/aws-service-role/SERVICE/NAME/UUID`."""
    role = call.value("DeletionTaskId").removeprefix("task").rpartition("/")[0]
    return (call.needs(call.action.type("role"), _account_arn(call, "role", role or "/*"), says),)


def _renamed(call: Call, says: Values) -> tuple[Requirement, ...]:
    """A new name or path needs the right on both the old ARN and the new one."""
    kind_name, place = RENAMED[call.operation]
    old = tuple(_on_entities(call, says))
    if not (call.value(place) or call.value("NewPath")):
        return old
    name = call.value(place) or call.value(ENTITIES[kind_name])
    path = call.value("NewPath") or old[0].resource.partition(f":{kind_name}")[2].rpartition("/")[0] + "/"
    return (*old, call.needs(call.action.type(kind_name), _account_arn(call, kind_name, f"{path}{name}"), says))


def _all_policies(call: Call, says: Values) -> tuple[Requirement, ...]:
    return (call.needs(None, "*", says, named=f"policy path {call.value('PathPrefix') or '/'}"),)


SPECIAL: dict[str, Callable[[Call, Values], tuple[Requirement, ...]]] = {
    "AddRoleToInstanceProfile": _into_profile,
    "CreateServiceLinkedRole": _service_linked,
    "GetServiceLinkedRoleDeletionStatus": _deletion,
    "ListPolicies": _all_policies,
    "UpdateGroup": _renamed,
    "UpdateUser": _renamed,
}
