"""Managed prefix lists: versions of a customer's own, and AWS's own with their ranges."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from c9lib.path.destination import SERVICE_ADDRESS

WANTED = {"PrefixListName": "corporate", "AddressFamily": "IPv4", "MaxEntries": 2}


@pytest.fixture
def mine(ec2: Any, wait: Any) -> str:
    made = ec2.create_managed_prefix_list(**WANTED, Entries=[{"Cidr": "10.1.2.3/16", "Description": "one"}])
    assert made["PrefixList"]["State"] == "create-in-progress"
    wait(5)
    return str(made["PrefixList"]["PrefixListId"])


def shown(ec2: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = ec2.describe_managed_prefix_lists(PrefixListIds=[name])["PrefixLists"][0]
    return found


def cidrs(ec2: Any, name: str, **version: int) -> list[str]:
    return [entry["Cidr"] for entry in ec2.get_managed_prefix_list_entries(PrefixListId=name, **version)["Entries"]]


def test_versions(ec2: Any, mine: str, wait: Any, refused: Any) -> None:
    found = shown(ec2, mine)
    assert (found["State"], found["Version"], found["MaxEntries"]) == ("create-complete", 1, 2)
    assert ec2.get_managed_prefix_list_entries(PrefixListId=mine)["Entries"] == [
        {"Cidr": "10.1.0.0/16", "Description": "one"}
    ]
    add = {"PrefixListId": mine, "AddEntries": [{"Cidr": "10.2.0.0/16"}]}
    assert refused(ec2.modify_managed_prefix_list, **add)[0] == "MissingParameter"
    stale = ("PrefixListVersionMismatch", "The prefix list has the incorrect version number.")
    assert refused(ec2.modify_managed_prefix_list, **add, CurrentVersion=7) == stale
    changed = ec2.modify_managed_prefix_list(**add, CurrentVersion=1)["PrefixList"]
    assert (changed["State"], changed["Version"], changed["PrefixListName"]) == ("modify-in-progress", 2, "corporate")
    assert refused(ec2.modify_managed_prefix_list, **add, CurrentVersion=2)[0] == "IncorrectState"
    wait(5)
    assert shown(ec2, mine)["State"] == "modify-complete"
    assert cidrs(ec2, mine) == ["10.1.0.0/16", "10.2.0.0/16"]
    assert cidrs(ec2, mine, TargetVersion=1) == ["10.1.0.0/16"]
    assert refused(ec2.get_managed_prefix_list_entries, PrefixListId=mine, TargetVersion=3)[0] == (
        "InvalidPrefixListVersion"
    )
    third = [{"Cidr": "10.3.0.0/16"}]
    more = {"PrefixListId": mine, "CurrentVersion": 2, "AddEntries": third}
    assert refused(ec2.modify_managed_prefix_list, **more)[0] == "PrefixListMaxEntriesExceeded"
    ec2.modify_managed_prefix_list(**more, RemoveEntries=[{"Cidr": "10.1.0.0/16"}], PrefixListName="other")
    assert (cidrs(ec2, mine), shown(ec2, mine)["PrefixListName"]) == (["10.2.0.0/16", "10.3.0.0/16"], "other")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"PrefixListName": "com.amazonaws.mine"}, "InvalidParameterValue"),
        ({"AddressFamily": "ipv4"}, "InvalidParameterValue"),
        ({"MaxEntries": 0}, "InvalidParameterValue"),
        ({"Entries": [{"Cidr": "10.0.0.0/33"}]}, "InvalidParameterValue"),
        ({"Entries": [{"Cidr": "fd00::/8"}]}, "InvalidParameterValue"),
        ({"Entries": [{"Cidr": "10.0.0.1/8"}, {"Cidr": "10.0.0.2/8"}]}, "InvalidParameterValue"),
        ({"Entries": [{"Cidr": f"10.{number}.0.0/16"} for number in range(3)]}, "PrefixListMaxEntriesExceeded"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_what_is_no_list(ec2: Any, refused: Any, changed: dict[str, Any], code: str) -> None:
    before = ec2.describe_managed_prefix_lists()["PrefixLists"]
    assert refused(ec2.create_managed_prefix_list, **{**WANTED, **changed})[0] == code
    assert ec2.describe_managed_prefix_lists()["PrefixLists"] == before


def test_one_that_something_names_stays(ec2: Any, net: Any, mine: str, wait: Any, refused: Any) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": mine}]}
    unknown = {**rule, "PrefixListIds": [{"PrefixListId": "pl-0"}]}
    told = ("InvalidPrefixListID.NotFound", "The prefix list ID 'pl-0' does not exist")
    for authorize in (ec2.authorize_security_group_egress, ec2.authorize_security_group_ingress):
        assert refused(authorize, GroupId=net.default_group, IpPermissions=[unknown]) == told
    ec2.authorize_security_group_egress(GroupId=net.default_group, IpPermissions=[rule])
    assert refused(ec2.delete_managed_prefix_list, PrefixListId=mine)[0] == "DependencyViolation"
    ec2.revoke_security_group_egress(GroupId=net.default_group, IpPermissions=[rule])
    assert ec2.delete_managed_prefix_list(PrefixListId=mine)["PrefixList"]["State"] == "delete-in-progress"
    wait(5)
    assert refused(ec2.describe_managed_prefix_lists, PrefixListIds=[mine])[0] == "InvalidPrefixListID.NotFound"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "il-central-1"])
def test_amazons_own_lists_have_public_ranges(aws: Any, refused: Any, region: str) -> None:
    ec2 = aws("ec2", region=region)
    found = {one["PrefixListName"]: one for one in ec2.describe_prefix_lists()["PrefixLists"]}
    for service in ("s3", "dynamodb"):
        shown = found[f"com.amazonaws.{region}.{service}"]
        ranges = [IPv4Network(cidr) for cidr in shown["Cidrs"]]
        assert ranges, service
        assert not any(held.is_private or IPv4Address(SERVICE_ADDRESS) in held for held in ranges)
        assert cidrs(ec2, shown["PrefixListId"]) == shown["Cidrs"]
        change = {"PrefixListId": shown["PrefixListId"], "PrefixListName": "mine"}
        assert refused(ec2.modify_managed_prefix_list, **change)[0] == "UnauthorizedOperation"


def test_looking_changes_nothing(ec2: Any, mine: str) -> None:
    ec2.delete_managed_prefix_list(PrefixListId=mine)
    for _ in range(4):
        assert shown(ec2, mine)["State"] == "delete-in-progress"
