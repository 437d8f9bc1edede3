"""Entries of network ACLs: what a new ACL has, what EC2 takes for one, how it shows them."""

from __future__ import annotations

from typing import Any

import pytest

LAST = {"Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "RuleNumber": 32767}


@pytest.fixture
def own(ec2: Any, net: Any) -> str:
    made: str = ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    return made


def shown(ec2: Any, acl: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    return entries


def entry(acl: str, number: int = 100, **more: Any) -> dict[str, Any]:
    given = {"RuleNumber": number, "Egress": True, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    return {"NetworkAclId": acl, **given, **more}


def test_a_new_one_denies_everything_both_ways(ec2: Any, net: Any) -> None:
    made = ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]
    assert made["Entries"] == [{**LAST, "Egress": True}, {**LAST, "Egress": False}]
    assert (made["IsDefault"], made["Associations"]) == (False, [])
    assert shown(ec2, made["NetworkAclId"]) == made["Entries"]


def test_entries_are_shown_by_direction_and_number(ec2: Any, own: str) -> None:
    ports = {"PortRange": {"From": 443, "To": 443}, "Protocol": "tcp"}
    ec2.create_network_acl_entry(**entry(own, 200, Egress=False, **ports))
    ec2.create_network_acl_entry(**entry(own, 100, Egress=False, CidrBlock="10.1.2.3/16"))
    ec2.create_network_acl_entry(**entry(own, 100))
    told = [(one["Egress"], one["RuleNumber"]) for one in shown(ec2, own)]
    assert told == [(True, 100), (True, 32767), (False, 100), (False, 200), (False, 32767)]
    by_number = {(one["Egress"], one["RuleNumber"]): one for one in shown(ec2, own)}
    assert by_number[False, 200]["Protocol"] == "6"
    assert by_number[False, 200]["PortRange"] == {"From": 443, "To": 443}
    assert by_number[False, 100]["CidrBlock"] == "10.1.0.0/16"
    assert "PortRange" not in by_number[False, 100]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"RuleNumber": 0}, "InvalidParameterValue"),
        ({"RuleNumber": 32767}, "InvalidParameterValue"),
        ({"RuleAction": "refuse"}, "InvalidParameterValue"),
        ({"Protocol": "tpc"}, "InvalidParameterValue"),
        ({"Protocol": "256"}, "InvalidParameterValue"),
        ({"Protocol": "tcp"}, "MissingParameter"),
        ({"Protocol": "6", "PortRange": {"From": 443}}, "MissingParameter"),
        ({"Protocol": "6", "PortRange": {"From": 9, "To": 8}}, "InvalidParameterValue"),
        ({"Protocol": "6", "PortRange": {"From": 0, "To": 65536}}, "InvalidParameterValue"),
        ({"CidrBlock": "10.0.0.0"}, "InvalidParameterValue"),
        ({"CidrBlock": None}, "MissingParameter"),
        ({"Ipv6CidrBlock": "::/0"}, "InvalidParameterCombination"),
        ({"NetworkAclId": "acl-0"}, "InvalidNetworkAclID.NotFound"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_what_is_no_entry(ec2: Any, own: str, refused: Any, changed: dict[str, Any], code: str) -> None:
    before = shown(ec2, own)
    wanted = {name: value for name, value in {**entry(own), **changed}.items() if value is not None}
    assert refused(ec2.create_network_acl_entry, **wanted)[0] == code
    assert shown(ec2, own) == before


def test_numbers_are_taken_once_in_each_direction(ec2: Any, own: str, refused: Any) -> None:
    ec2.create_network_acl_entry(**entry(own))
    told = ("NetworkAclEntryAlreadyExists", "The network acl entry identified by 100 already exists.")
    assert refused(ec2.create_network_acl_entry, **entry(own, CidrBlock="10.0.0.0/8")) == told
    ec2.create_network_acl_entry(**entry(own, Egress=False))
    absent = ("InvalidNetworkAclEntry.NotFound", "The egress network acl entry identified by 101 does not exist.")
    assert refused(ec2.replace_network_acl_entry, **entry(own, 101)) == absent
    ec2.replace_network_acl_entry(**entry(own, RuleAction="deny"))
    assert [one["RuleAction"] for one in shown(ec2, own) if one["RuleNumber"] == 100] == ["deny", "allow"]


def test_twenty_in_each_direction(ec2: Any, own: str, refused: Any) -> None:
    for number in range(1, 21):
        ec2.create_network_acl_entry(**entry(own, number))
    assert refused(ec2.create_network_acl_entry, **entry(own, 21))[0] == "NetworkAclEntryLimitExceeded"
    ec2.create_network_acl_entry(**entry(own, 21, Egress=False))


def test_associations(ec2: Any, net: Any, other_net: Any, own: str, refused: Any) -> None:
    default = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [net.vpc]}])["NetworkAcls"][0]
    assert {held["SubnetId"] for held in default["Associations"]} == {net.subnet_a, net.subnet_b}
    of_a = next(held for held in default["Associations"] if held["SubnetId"] == net.subnet_a)
    name = of_a["NetworkAclAssociationId"]
    unknown = {"AssociationId": "aclassoc-0", "NetworkAclId": own}
    assert refused(ec2.replace_network_acl_association, **unknown)[0] == "InvalidAssociationID.NotFound"
    foreign = ec2.create_network_acl(VpcId=other_net.vpc)["NetworkAcl"]["NetworkAclId"]
    wanted = {"AssociationId": name, "NetworkAclId": foreign}
    assert refused(ec2.replace_network_acl_association, **wanted)[1].endswith("belong to different networks")
    ec2.replace_network_acl_association(AssociationId=name, NetworkAclId=own)
    assert refused(ec2.replace_network_acl_association, AssociationId=name, NetworkAclId=own)[0] == (
        "InvalidAssociationID.NotFound"
    )
    mine = ec2.describe_network_acls(NetworkAclIds=[own])["NetworkAcls"][0]["Associations"]
    assert [held["SubnetId"] for held in mine] == [net.subnet_a]


def test_icmp_has_a_type_and_a_code(ec2: Any, net: Any) -> None:
    acl = ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    told = {"NetworkAclId": acl, "RuleNumber": 1, "Protocol": "icmp", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    ec2.create_network_acl_entry(**told, Egress=False, IcmpTypeCode={"Type": 8, "Code": -1})
    entries = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    assert [one.get("IcmpTypeCode") for one in entries if one["RuleNumber"] == 1] == [{"Type": 8, "Code": -1}]
    ec2.replace_network_acl_entry(**{**told, "Protocol": "-1"}, Egress=False)
    entries = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    assert [one.get("IcmpTypeCode") for one in entries if one["RuleNumber"] == 1] == [None]
