"""Every operation that the simulated AWS answers: its actions are AWS's, and so is the form of its resources."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

from c9lib.policy.actions import Requirement, requirements, supports
from c9lib.policy.actions.iam import LISTED, SERVICE_LINKED
from c9lib.simulator import api, services
from c9lib.simulator.services.iam.service_linked import KINDS
from tests.policy.actions.account import EC2, IAM, ROLE, Account, WholeAccount

SERVICES = ("cloud9", "cloudformation", "ec2", "iam", "kms", "service-quotas", "ssm", "sts")
OWN_ALONE = ("cloud9", "cloudformation")
"""Services of which moto isn't asked for anything."""
DEEPEST = 6
SAID = {
    "DeliverLogsPermissionArn": ROLE,
    "NewPath": "/x/",
    "Path": "/x/",
    "PathPrefix": "/x/",
    "PolicySourceArn": ROLE,
    "RoleARN": ROLE,
}

services.register()


def model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service_name=service)


MODELS = {service: model(service) for service in SERVICES}


def of_moto(service: str) -> set[str]:
    """The operations of a service for which moto has a method."""
    try:
        module = importlib.import_module(f"moto.{service.replace('-', '')}.responses")
    except ModuleNotFoundError:
        return set()
    classes = [one for name, one in inspect.getmembers(module, inspect.isclass) if name.endswith("Response")]
    methods = {name for one in classes for name, _ in inspect.getmembers(one, inspect.isfunction)}
    return {name for name in MODELS[service].operation_names if xform_name(name) in methods}


def answered() -> Iterator[tuple[str, str]]:
    for service in SERVICES:
        ours = {name for name in MODELS[service].operation_names if api.handler_for(service, name)}
        yield from ((service, name) for name in sorted(ours | (set() if service in OWN_ALONE else of_moto(service))))


ALL = list(answered())


def filled(shape: Shape | None, depth: int = 0) -> Any:
    """Something for every parameter: of an enumeration the first value, an ARN or a path where it has to be one, else
    `x`.
    """
    if shape is None or depth > DEEPEST:
        return {}
    if shape.type_name == "structure":
        return {name: SAID.get(name) or filled(one, depth + 1) for name, one in shape.members.items()}
    if shape.type_name == "list":
        return [filled(shape.member, depth + 1)]
    if shape.type_name == "map":
        return {"x": filled(shape.value, depth + 1)}
    plain = {"boolean": True, "integer": 1, "long": 1, "float": 1.0, "double": 1.0, "blob": b"x"}
    return plain.get(shape.type_name, next(iter(getattr(shape, "enum", [])), "x"))


def test_there_is_something_to_look_at() -> None:
    assert len(ALL) > 500
    assert {service for service, _ in ALL} == set(SERVICES)


@pytest.mark.parametrize(("service", "operation"), ALL)
@pytest.mark.parametrize("facts", [Account(), WholeAccount()], ids=["plain", "whole"])
def test_actions_and_resources_have_the_form_of_awss(service: str, operation: str, facts: Account) -> None:
    shape = MODELS[service].operation_model(operation).input_shape
    for params in ({}, filled(shape)):
        for one in requirements(service, operation, params, facts):
            assert supports(one.action).access, f"{one.action} is in no reference"
            assert supports(one.action).action == one.action
            assert has_form(one), f"{one.resource} is no resource of {one.action}"


def has_form(one: Requirement) -> bool:
    """Whether the resource is of one of the action's types; `*` only where no type is required.

    Two exceptions: listings of IAM, which AWS authorizes on a path, and actions of EC2 of which no type is required and
    no resource is named.
    """
    about = supports(one.action)
    service, _, name = one.action.partition(":")
    if service == "iam" and name in LISTED:
        return one.resource in (f"{IAM}{LISTED[name]}/", f"{IAM}{LISTED[name]}/x/")
    required = any(kind.required for kind in about.resources)
    if one.resource == "*":
        return not required or one.action in WITHOUT_RESOURCE
    if one.resource == f"{EC2}*/*":
        return not required or name in ("CreateTags", "DeleteTags")
    return any(of_type(kind.arn, one.resource) for kind in about.resources) or one.action in OF_NO_TYPE


WITHOUT_RESOURCE = {
    "cloud9:DescribeEnvironmentMemberships",  # of the caller, when no environment is named (facts 5.5)
}
OF_NO_TYPE = {
    "sts:TagSession",  # GetFederationToken with tags: the reference has only the role of AssumeRole
}


def of_type(pattern: str, resource: str) -> bool:
    parts = re.split(r"\$\{\w+\}", pattern)
    return re.fullmatch(".*".join(re.escape(part) for part in parts), resource) is not None


@pytest.mark.parametrize("operation", [name for service, name in ALL if service == "ec2"])
def test_what_can_be_tagged_at_creation_is_called_alike_in_both_worlds(operation: str) -> None:
    """`ResourceType` of `TagSpecifications` and the type in the reference: else the right to tag would be forgotten."""
    members = MODELS["ec2"].operation_model(operation).input_shape.members
    made = [kind.name for kind in supports(f"ec2:{operation}").resources if "aws:TagKeys" in kind.conditions]
    if "TagSpecifications" in members and operation not in ("CreateTags", "DeleteTags"):
        kinds = members["TagSpecifications"].member.members["ResourceType"].enum
        assert set(made) <= set(kinds) | UNTAGGED


UNTAGGED = {
    "secondary-interface",  # RunInstances tags it by a parameter of its own
}


def test_service_linked_roles_are_called_as_in_the_simulated_aws() -> None:
    assert {service: kind.name for service, kind in KINDS.items()} == SERVICE_LINKED


def test_of_a_service_that_is_not_known_the_action_is_called_as_the_operation() -> None:
    assert requirements("dynamodb", "GetItem", {"TableName": "t"}, Account()) == (Requirement("dynamodb:GetItem"),)
    assert requirements("elbv2", "DescribeLoadBalancers", {}, Account()) == (
        Requirement("elasticloadbalancing:DescribeLoadBalancers"),
    )
