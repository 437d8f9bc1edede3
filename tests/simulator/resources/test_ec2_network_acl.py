"""Network ACLs, entries and associations, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.resources import ec2_parts as parts


@pytest.fixture
def acl(resource: Any) -> Any:
    return resource("AWS::EC2::NetworkAcl", logical_id="Acl", VpcId=parts.vpc(resource).id).create()


def test_an_acl_and_its_tags(acl: Any) -> None:
    assert acl.ref == acl.id
    acl.update(Tags=[{"Key": "Name", "Value": "wall"}])
    assert acl.read()["Tags"] == [{"Key": "Name", "Value": "wall"}]
    acl.delete()
    assert acl.gone
    acl.delete()


def test_an_entry_comes_changes_and_goes(resource: Any, acl: Any) -> None:
    said = {"NetworkAclId": acl.id, "RuleNumber": 100, "Protocol": 6, "RuleAction": "allow", "CidrBlock": "10.0.0.0/8"}
    made = resource("AWS::EC2::NetworkAclEntry", **said, PortRange={"From": 443, "To": 443}).create()
    assert made.ref.startswith("seat-Thing-")
    assert made.read() == {"Id": made.id, **said, "Egress": False, "PortRange": {"From": 443, "To": 443}}
    made.update(RuleAction="deny", PortRange={"From": 22, "To": 22})
    assert (made.read()["RuleAction"], made.read()["PortRange"]) == ("deny", {"From": 22, "To": 22})
    made.delete()
    assert made.gone
    made.delete()


def test_both_ways_have_their_own_numbers(resource: Any, acl: Any) -> None:
    said = {"NetworkAclId": acl.id, "RuleNumber": 100, "Protocol": -1, "RuleAction": "ALLOW", "CidrBlock": "0.0.0.0/0"}
    into = resource("AWS::EC2::NetworkAclEntry", **said).create()
    out = resource("AWS::EC2::NetworkAclEntry", logical_id="Out", Egress=True, **said).create()
    into.delete()
    assert into.gone
    assert out.read()["Egress"] is True
    assert out.read()["RuleAction"] == "allow"


def test_a_number_that_is_taken(resource: Any, acl: Any) -> None:
    said = {"NetworkAclId": acl.id, "RuleNumber": 100, "Protocol": -1, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    resource("AWS::EC2::NetworkAclEntry", **said).create()
    again = resource("AWS::EC2::NetworkAclEntry", logical_id="Again", **said)
    assert "The network acl entry identified by 100 already exists." in again.refused()
    assert again.id == ""


def test_an_entry_goes_with_its_acl(resource: Any, acl: Any) -> None:
    said = {"NetworkAclId": acl.id, "RuleNumber": 100, "Protocol": -1, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    made = resource("AWS::EC2::NetworkAclEntry", **said).create()
    acl.delete()
    assert made.gone
    made.delete()


def test_icmp(resource: Any, acl: Any) -> None:
    said = {"NetworkAclId": acl.id, "RuleNumber": 1, "Protocol": 1, "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}
    made = resource("AWS::EC2::NetworkAclEntry", **said, Icmp={"Code": -1, "Type": 8}).create()
    assert made.read()["Icmp"] == {"Code": -1, "Type": 8}


def test_a_subnet_gets_an_acl_and_then_the_default_one_back(resource: Any, acl: Any) -> None:
    vpc_id = acl.read()["VpcId"]
    subnet = parts.subnet(resource, vpc_id)
    before = subnet.read()["NetworkAclAssociationId"]
    made = resource("AWS::EC2::SubnetNetworkAclAssociation", NetworkAclId=acl.id, SubnetId=subnet.id).create()
    assert made.ref == subnet.read()["NetworkAclAssociationId"] != before
    assert made.read() == {"AssociationId": made.id, "NetworkAclId": acl.id, "SubnetId": subnet.id}
    assert f"The networkAcl '{acl.id}' has dependencies and cannot be deleted." in acl.refused("delete")
    made.delete()
    assert made.gone
    made.delete()
    acl.delete()
    assert subnet.read()["NetworkAclAssociationId"]


def test_an_association_of_a_subnet_that_is_gone(resource: Any, acl: Any) -> None:
    subnet = parts.subnet(resource, acl.read()["VpcId"])
    made = resource("AWS::EC2::SubnetNetworkAclAssociation", NetworkAclId=acl.id, SubnetId=subnet.id).create()
    subnet.delete()
    assert made.gone
    made.delete()
    other = resource("AWS::EC2::SubnetNetworkAclAssociation", NetworkAclId=acl.id, SubnetId=subnet.id)
    assert f"The subnet ID '{subnet.id}' does not exist" in other.refused()
