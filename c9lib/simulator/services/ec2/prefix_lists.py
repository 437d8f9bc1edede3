"""Managed prefix lists: a customer's own, in versions, and AWS's, which only show (VPC User Guide, "Managed prefix
lists")."""

from __future__ import annotations

import ipaddress
from typing import Any

from c9lib.simulator import durations
from c9lib.simulator import moto_prefix_lists as lists
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.services.ec2.tokens import idempotent

FAMILIES = ("IPv4", "IPv6")
AWS_NAMES = "com.amazonaws"
"""How the names of AWS's own lists begin."""
Entries = list[dict[str, str]]


@operation("ec2", "CreateManagedPrefixList")
def create_prefix_list(call: ApiCall) -> Answer:
    """A list of at most MaxEntries ranges: create-in-progress, and create-complete in a moment."""
    _check_name(str(call.params["PrefixListName"]))
    if call.params["AddressFamily"] not in FAMILIES:
        raise _invalid("addressFamily", call.params["AddressFamily"])
    if call.params["MaxEntries"] < 1:
        raise _invalid("maxEntries", call.params["MaxEntries"])
    entries = _canonical(call.params.get("Entries", []), call.params["AddressFamily"])
    _check_size(entries, call.params["MaxEntries"])
    tags.check_tag_specifications(call, "prefix-list")
    lookups.dry_run(call)
    return idempotent(call, lambda: _create(call, entries))


def _check_name(name: str) -> None:
    if name.startswith(AWS_NAMES) or not 0 < len(name) <= 255:
        raise _invalid("prefixListName", name)


def _check_size(entries: Entries, most: int) -> None:
    if len(entries) > most:
        told = f"You've reached the maximum number of entries ({most}) for the prefix list."
        raise ApiError("PrefixListMaxEntriesExceeded", told)


def _canonical(entries: Entries, family: str) -> Entries:
    """The entries without host bits; refused when one is no range of the family, or stands there twice."""
    kind = ipaddress.IPv4Network if family == "IPv4" else ipaddress.IPv6Network
    try:
        changed = [{**entry, "Cidr": str(kind(entry["Cidr"], strict=False))} for entry in entries]
    except ValueError as error:
        raise ApiError("InvalidParameterValue", f"An entry is no {family} CIDR block: {error}") from None
    if len({entry["Cidr"] for entry in changed}) < len(changed):
        raise ApiError("InvalidParameterValue", "The prefix list entries must be unique.")
    return changed


def _create(call: ApiCall, entries: Entries) -> Answer:
    made = call.forward(ClientToken=None, Entries=entries, **tags.one_tag_specification(call))["PrefixList"]
    return _under_way(call, made["PrefixListId"], "create")


def _under_way(call: ApiCall, prefix_list_id: str, verb: str) -> Answer:
    """`<verb>-in-progress`, and `<verb>-complete` in a moment, unless it changes again meanwhile."""
    region, now = call.region, f"{verb}-in-progress"
    lists.set_prefix_list(region, prefix_list_id, state=now)

    def done() -> None:
        found = next((one for one in lists.prefix_lists(region) if one.id == prefix_list_id), None)
        if found and found.state == now and verb == "delete":
            lists.remove_prefix_list(region, prefix_list_id)
        elif found and found.state == now:
            lists.set_prefix_list(region, prefix_list_id, state=f"{verb}-complete")

    call.world.later(durations.PREFIX_LIST, done)
    asked = {"PrefixListIds": [prefix_list_id]}
    return {"PrefixList": call.world.moto("ec2", "DescribeManagedPrefixLists", region, asked)["PrefixLists"][0]}


@operation("ec2", "ModifyManagedPrefixList")
def modify_prefix_list(call: ApiCall) -> Answer:
    """Other entries make a new version, and need the present one's number; name and size change without."""
    lookups.only_simulated(call, "IpamPrefixListResolverSyncEnabled")
    found = _own(call)
    most = call.params.get("MaxEntries", found.most)
    added, removed = call.params.get("AddEntries", []), call.params.get("RemoveEntries", [])
    entries = _changed(call, found, added, removed) if added or removed else list(found.entries)
    _check_size(entries, most)
    if call.params.get("PrefixListName"):
        _check_name(call.params["PrefixListName"])
    lookups.dry_run(call)
    if added or removed:
        lists.add_version(call.region, found.id, entries)
    name = call.params.get("PrefixListName") or found.name
    lists.set_prefix_list(call.region, found.id, prefix_list_name=name, max_entries=most)
    return _under_way(call, found.id, "modify")


def _changed(call: ApiCall, found: lists.PrefixList, added: Entries, removed: Entries) -> Entries:
    if call.params.get("CurrentVersion") is None:
        raise ApiError("MissingParameter", "The request must contain the parameter currentVersion")
    if call.params["CurrentVersion"] != found.version:
        raise ApiError("PrefixListVersionMismatch", "The prefix list has the incorrect version number.")
    gone = {entry["Cidr"] for entry in _canonical(removed, found.family)}
    absent = gone - {entry["Cidr"] for entry in found.entries}
    if absent:
        told = f"The entries {', '.join(sorted(absent))} aren't in the prefix list {found.id}."
        raise ApiError("InvalidParameterValue", told)
    new = {entry["Cidr"]: entry for entry in _canonical(added, found.family)}
    stay = [entry for entry in found.entries if entry["Cidr"] not in gone and entry["Cidr"] not in new]
    return [*stay, *new.values()]


def _own(call: ApiCall) -> lists.PrefixList:
    """A customer's list that isn't about to change."""
    found = lookups.prefix_list(call, call.params["PrefixListId"])
    if found.owner == lists.AWS:
        raise ApiError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403)
    if found.state.endswith("-in-progress"):
        told = f"The request cannot be completed in the current state ({found.state}) of the prefix list {found.id}."
        raise ApiError("IncorrectState", told)
    return found


@operation("ec2", "DeleteManagedPrefixList")
def delete_prefix_list(call: ApiCall) -> Answer:
    """Only a list that no route and no rule names (API reference of DeleteManagedPrefixList)."""
    found = _own(call)
    if lists.is_referred_to(call.region, found.id):
        raise ApiError("DependencyViolation", f"The prefix list '{found.id}' has dependencies and cannot be deleted.")
    lookups.dry_run(call)
    return _under_way(call, found.id, "delete")


@operation("ec2", "GetManagedPrefixListEntries")
def get_entries(call: ApiCall) -> Answer:
    """The entries of the newest version, or of another by TargetVersion."""
    found, version = lookups.prefix_list(call, call.params["PrefixListId"]), call.params.get("TargetVersion")
    held = list(found.entries) if version is None else lists.entries_of(call.region, found.id, version)
    if held is None:
        raise ApiError("InvalidPrefixListVersion", f"The prefix list {found.id} has no version {version}.")
    return {"Entries": held}


@operation("ec2", "DescribeManagedPrefixLists", "DescribePrefixLists")
def describe(call: ApiCall) -> Answer:
    """As moto has them; DescribePrefixLists shows AWS's own alone, with their ranges, which moto leaves out."""
    for prefix_list_id in call.params.get("PrefixListIds", []):
        lookups.prefix_list(call, prefix_list_id)
    answer = call.forward()
    if call.operation == "DescribePrefixLists":
        cidrs = {found.id: [entry["Cidr"] for entry in found.entries] for found in lists.prefix_lists(call.region)}
        answer["PrefixLists"] = [{**one, "Cidrs": cidrs[one["PrefixListId"]]} for one in answer["PrefixLists"]]
    return answer


def _invalid(parameter: str, value: Any) -> ApiError:
    return ApiError("InvalidParameterValue", f"Value ({value}) for parameter {parameter} is invalid.")
