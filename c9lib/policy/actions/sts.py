"""AWS STS. Sources: Service Authorization Reference, list_awssecuritytokenservice; IAM User Guide, "Permissions for
GetCallerIdentity / GetSessionToken" and "Pass session tags in AWS STS".
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Requirement

FREE = ("GetCallerIdentity", "GetSessionToken")
"""Nobody needs a permission for these: the first "even if an administrator explicitly denies it", the second because
policies can't control the operation of signing in again."""
PLACES = {"role": ("RoleArn",), "federated-user": ("Name",)}
KEYS = {
    "sts:ExternalId": "ExternalId",
    "sts:RoleSessionName": "RoleSessionName",
    "sts:SourceIdentity": "SourceIdentity",
    "sts:TransitiveTagKeys": "TransitiveTagKeys",
}


def sts(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of STS. For AssumeRole the role's trust policy has to allow them, too."""
    if call.operation in FREE:
        return ()
    tags = conditions.of_tags(call.raw("Tags"))
    says = {**call.told(KEYS), **tags}
    whole = by_places(call, PLACES, says)
    more = [action for action, needed in (("TagSession", tags), ("SetSourceIdentity", _identity(call))) if needed]
    return (*whole, *(call.other(f"sts:{action}", "role", whole[0].resource, says) for action in more))


def _identity(call: Call) -> str:
    return call.value("SourceIdentity")
