"""AWS CloudFormation: a stack is `stack/NAME/*` by its name, and its ARN by its id.

Sources: Service Authorization Reference, list_awscloudformation; API reference of DescribeStacks; facts 5.6.
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Requirement

PLACES = {"stack": ("StackName", "StackId"), "stackset": ("StackSetName",)}
KEYS = {
    "cloudformation:ChangeSetName": "ChangeSetName",
    "cloudformation:ResourceTypes": "ResourceTypes",
    "cloudformation:RoleArn": "RoleARN",
    "cloudformation:StackPolicyUrl": "StackPolicyURL",
    "cloudformation:TemplateUrl": "TemplateURL",
}


def cloudformation(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of CloudFormation; refusals write all stacks as `stack/*/*`."""
    says = {**call.told(KEYS), **conditions.of_tags(call.raw("Tags"))}
    every = f"arn:aws:cloudformation:{call.facts.region}:{call.facts.account}:stack/*/*"
    found = by_places(call, PLACES, says, everything=every)
    if call.operation == "DescribeStacks" and not call.value("StackName"):
        # Without a name it shows all of them, and needs ListStacks, too.
        return (*found, call.needs(None, "*", action="cloudformation:ListStacks", named=every))
    return (*found, *_besides(call, found[0].resource))


def _besides(call: Call, arn: str) -> tuple[Requirement, ...]:
    """What comes with a stack: its tags, and the role that CloudFormation is to work with."""
    needed: list[Requirement] = []
    tags = conditions.of_tags(call.raw("Tags"))
    if tags and call.operation == "CreateStack":
        # AWSCloud9ServiceRolePolicy has had a statement for this since September 2026.
        says = {**tags, "cloudformation:CreateAction": (call.operation,)}
        needed.append(call.other("cloudformation:TagResource", "stack", arn, says))
    if role := call.value("RoleARN"):
        needed.append(call.passes(role, "cloudformation.amazonaws.com"))
    return tuple(needed)
