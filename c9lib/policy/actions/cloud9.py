"""AWS Cloud9: environments by their ARN, what is to be created by `*`.

Sources: Service Authorization Reference, list_awscloud9; facts 3.4 and 5.5; condition values as in the user guide's
examples for teams (`cloud9:SubnetId` is the subnet's id).
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Requirement

PLACES = {"environment": ("environmentId", "environmentIds", "ResourceARN")}
KEYS = {
    "cloud9:EnvironmentId": "environmentId",
    "cloud9:EnvironmentName": "name",
    "cloud9:InstanceType": "instanceType",
    "cloud9:OwnerArn": "ownerArn",
    "cloud9:Permissions": "permissions",
    "cloud9:SubnetId": "subnetId",
    "cloud9:UserArn": "userArn",
}
"""Each is there only when the parameter is given. The managed policies live by it: AWSCloud9User allows to create with
`Null: cloud9:OwnerArn`, and to see memberships with neither a user nor an environment named.
"""
OF_ANYBODY = "DescribeEnvironmentMemberships"
"""Names an environment or nobody's: then it is about the caller's own memberships, on `*`. The reference has the
environment as required; AWSCloud9User, with its `Null` condition, shows that the call without one is authorized as
well.
"""


def cloud9(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of Cloud9."""
    if call.operation in ("CreateEnvironmentEC2", "CreateEnvironmentSSH"):
        return _creation(call)
    says = {**call.told(KEYS), **conditions.of_tags(call.raw("Tags")), **conditions.of_tag_keys(call.values("TagKeys"))}
    if call.operation == OF_ANYBODY and not call.value("environmentId"):
        return (call.needs(None, "*", says),)
    return by_places(call, PLACES, says)


def _creation(call: Call) -> tuple[Requirement, ...]:
    """An environment with tags also needs `cloud9:TagResource` on what is about to exist (facts 3.4)."""
    tags = conditions.of_tags(call.raw("tags"))
    made = call.needs(None, "*", {**call.told(KEYS), **tags})
    if not tags:
        return (made,)
    arn = f"arn:aws:cloud9:{call.facts.region}:{call.facts.account}:environment:*"
    return (made, call.other("cloud9:TagResource", "environment", arn, tags))
