"""Aliases: names of one's own for keys."""

from __future__ import annotations

from c9lib.simulator import moto_kms
from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, ApiError
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.services.kms.door import check_rights, kms, named, on_key
from c9lib.simulator.services.kms.keys import check_not_pending
from c9lib.simulator.services.kms.pages import paged

RESERVED = "alias/aws/"


def _check_name(name: str) -> None:
    if not name.startswith("alias/"):
        raise ApiError("ValidationException", "Invalid identifier")
    if name.startswith(RESERVED):
        raise ApiError("NotAuthorizedException", "")


@on_key("CreateAlias", member="TargetKeyId")
def create_alias(call: ApiCall, key: Key) -> Answer:
    """A name for a key; each name once in a Region."""
    name = call.params["AliasName"]
    _check_name(name)
    check_not_pending(key)
    if moto_kms.find(call.region, name):
        told = f"An alias with the name arn:aws:kms:{call.region}:{ACCOUNT}:{name} already exists"
        raise ApiError("AlreadyExistsException", told)
    return call.forward(TargetKeyId=key.id)


@on_key("UpdateAlias", member="TargetKeyId")
def update_alias(call: ApiCall, key: Key) -> Answer:
    """The same name for another key. The one that had it has to let the caller do so, too."""
    _check_name(call.params["AliasName"])
    check_rights(call, named(call, call.params["AliasName"], aliases=True))
    check_not_pending(key)
    return call.forward(TargetKeyId=key.id)


@kms("DeleteAlias")
def delete_alias(call: ApiCall) -> Answer:
    """The name goes; the key stays."""
    name = call.params["AliasName"]
    _check_name(name)
    named(call, name, aliases=True)
    return call.forward()


@kms("ListAliases")
def list_aliases(call: ApiCall) -> Answer:
    """All aliases of the Region, or those of one key."""
    found = list(moto_kms.aliases(call.region))
    if call.params.get("KeyId"):
        key = named(call, call.params["KeyId"], aliases=False)
        found = [one for one in found if one["TargetKeyId"] == key.id]
    return paged(call, "Aliases", found)
