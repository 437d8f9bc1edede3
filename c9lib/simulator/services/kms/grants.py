"""Grants: somebody may use a key for some operations, whatever its policy doesn't say."""

from __future__ import annotations

from c9lib.simulator import moto_kms
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.services.kms.door import on_key
from c9lib.simulator.services.kms.keys import check_enabled
from c9lib.simulator.services.kms.pages import paged

ABSENT = ("Constraints", "DryRun", "GrantTokens")


@on_key("CreateGrant")
def create_grant(call: ApiCall, key: Key) -> Answer:
    """Let a principal in. It has to be one that can be named: an ARN."""
    for name in ABSENT:
        if call.params.get(name):
            raise NotSimulated(f"{name} of kms:CreateGrant")
    check_enabled(key)
    grantee = call.params["GranteePrincipal"]
    if not grantee.startswith(("arn:aws:iam::", "arn:aws:sts::")):
        raise ApiError("InvalidArnException", f"ARN does not refer to a valid principal: {grantee}")
    return call.forward(KeyId=key.id)


@on_key("ListGrants")
def list_grants(call: ApiCall, key: Key) -> Answer:
    """The grants on a key; GrantId and GranteePrincipal choose."""
    found = call.forward(KeyId=key.id, Limit=None, Marker=None)["Grants"]
    grantee = call.params.get("GranteePrincipal")
    shown = [{**one, "KeyId": key.arn} for one in found if grantee in (None, one["GranteePrincipal"])]
    return paged(call, "Grants", shown)


@on_key("RevokeGrant")
def revoke_grant(call: ApiCall, key: Key) -> Answer:
    """The grant ends at once."""
    if call.params.get("DryRun"):
        raise NotSimulated("DryRun of kms:RevokeGrant")
    grant_id = call.params["GrantId"]
    held = moto_kms.find(call.region, key.id)
    if held is None or all(one.id != grant_id for one in held.grants):
        raise ApiError("NotFoundException", f"Grant ID {grant_id} not found")
    return call.forward(KeyId=key.id)
