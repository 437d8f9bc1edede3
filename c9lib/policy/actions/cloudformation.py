"""AWS CloudFormation: a stack is `stack/NAME/*` by its name, and its ARN by its id.

Sources: Service Authorization Reference, list_awscloudformation; API reference of DescribeStacks; facts 5.6.
A change set has no permissions of its own: whoever works with it needs them on its stack.
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Requirement, Values

TAGGING = ("CreateStack", "UpdateStack", "CreateChangeSet")
"""Operations that put tags on a stack (`cloudformation:CreateAction`: "API actions … to add or remove tags on a
stack")."""
CHANGE_SET = ":changeSet/"
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
    found = _of_change_set(call, says) or by_places(call, PLACES, says, everything=every)
    if call.operation == "DescribeStacks" and not call.value("StackName"):
        # Without a name it shows all of them, and needs ListStacks, too.
        return (*found, call.needs(None, "*", action="cloudformation:ListStacks", named=every))
    return (*found, *_besides(call, found[0].resource))


def _of_change_set(call: Call, says: Values) -> tuple[Requirement, ...]:
    """A change set that its ARN alone names is authorized on its stack, as far as anybody knows that."""
    name = call.value("ChangeSetName")
    if CHANGE_SET not in name or call.value("StackName"):
        return ()
    kind = call.action.type("stack")
    return tuple(call.needs(kind, stack, says) for stack in call.related(name))


def _besides(call: Call, arn: str) -> tuple[Requirement, ...]:
    """What comes with a stack: its tags, and the role that CloudFormation is to work with."""
    needed: list[Requirement] = []
    tags = conditions.of_tags(call.raw("Tags"))
    if tags and call.operation in TAGGING:
        # AWSCloud9ServiceRolePolicy has had a statement for this since September 2026. That UpdateStack and
        # CreateChangeSet ask for it, too, follows from what the condition key is for; AWS doesn't say so of each.
        says = {**tags, "cloudformation:CreateAction": (call.operation,)}
        needed.append(call.other("cloudformation:TagResource", "stack", arn, says))
    if role := call.value("RoleARN"):
        needed.append(call.passes(role, "cloudformation.amazonaws.com"))
    return tuple(needed)
