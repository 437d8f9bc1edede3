"""Environments that Cloud9 was asked for and didn't make: what it is asked, and what AWS shows of the try."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from c9lib.labs.ground import Ground
from c9lib.labs.model import Shown

FAILED_EVENTS = 'StackEvents[?contains(ResourceStatus, `"FAILED"`)].[LogicalResourceId, ResourceStatusReason]'


def environment_asked_for(ground: Ground) -> dict[str, Any]:
    """What Cloud9 is asked for, as step environment asks it."""
    told = ground.session.parameters
    return {
        "name": told.environment_name,
        "instanceType": told.instance_type,
        "imageId": told.image_id,
        "subnetId": ground.ids["subnet"],
        "connectionType": "CONNECT_SSM",
        "tags": ground.session.tags(),
    }


def template_for(asked: Mapping[str, Any]) -> str:
    """A template of CloudFormation that asks for the same environment; the stack passes its tags on."""
    properties = {name[0].upper() + name[1:]: value for name, value in asked.items() if name != "tags"}
    resource = {"Type": "AWS::Cloud9::EnvironmentEC2", "Properties": properties}
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Environment": resource}})


def tried(ground: Ground) -> tuple[Shown, ...]:
    """Cloud9's own word about the environment `failed`, and the events of its stack."""
    failed = ground.ids["failed"]
    stack = f"aws-cloud9-{ground.session.parameters.environment_name}-{failed}"
    return (
        ground.show("cloud9", "DescribeEnvironments", "environments[].lifecycle", environmentIds=[failed]),
        ground.show("cloudformation", "DescribeStackEvents", FAILED_EVENTS, StackName=stack),
    )
