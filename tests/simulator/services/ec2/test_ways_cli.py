"""The AWS CLI closes and opens an instance's ways, and Systems Manager shows it: the words that a remedy prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.place import Place

Aws = Callable[..., Any]


@pytest.fixture
def ec2_cli(cli: Any) -> Aws:
    """`ec2_cli("describe-vpcs")`: the parsed answer of the AWS CLI; with `refused=True` its complaint."""

    def ask(*words: str, refused: bool = False) -> Any:
        done = cli("ec2", *words, "--output", "json")
        assert (done.returncode != 0) == refused, done.stderr or done.stdout
        if refused:
            return done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    return ask


def test_network_acls(ec2_cli: Aws, place: Place) -> None:
    instance = place.launch()
    place.wait(100)
    made = ec2_cli("create-network-acl", "--vpc-id", place.vpc)["NetworkAcl"]
    assert [entry["RuleNumber"] for entry in made["Entries"]] == [32767, 32767]
    of_subnet = f"Name=association.subnet-id,Values={place.subnet}"
    held = ec2_cli("describe-network-acls", "--filters", of_subnet)["NetworkAcls"][0]["Associations"]
    [name] = [one["NetworkAclAssociationId"] for one in held if one["SubnetId"] == place.subnet]
    wanted = ("--association-id", name, "--network-acl-id", made["NetworkAclId"])
    assert ec2_cli("replace-network-acl-association", *wanted)["NewAssociationId"] != name
    place.wait(600)
    assert place.ping(instance) == "ConnectionLost"
    entry = ("--network-acl-id", made["NetworkAclId"], "--rule-number", "100", "--rule-action", "allow")
    anywhere = ("--cidr-block", "0.0.0.0/0", "--protocol", "tcp")
    ec2_cli("create-network-acl-entry", *entry, *anywhere, "--egress", "--port-range", "From=443,To=443")
    back = ("--ingress", "--port-range", "From=32768,To=60999")
    ec2_cli("create-network-acl-entry", *entry, *anywhere, *back)
    told = ec2_cli("create-network-acl-entry", *entry, *anywhere, *back, refused=True)
    assert "(NetworkAclEntryAlreadyExists)" in told
    place.wait(300)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")


def test_block_public_access(ec2_cli: Aws, place: Place) -> None:
    instance = place.launch()
    place.wait(100)
    mode = ("modify-vpc-block-public-access-options", "--internet-gateway-block-mode")
    told = ec2_cli(*mode, "block-bidirectional")["VpcBlockPublicAccessOptions"]
    assert told["State"] == "update-in-progress"
    place.wait(600)
    assert place.ping(instance) == "ConnectionLost"
    exclusion = ("--internet-gateway-exclusion-mode", "allow-bidirectional", "--subnet-id", place.subnet)
    made = ec2_cli("create-vpc-block-public-access-exclusion", *exclusion)["VpcBlockPublicAccessExclusion"]
    place.wait(600)
    assert place.ping(instance) == "Online"
    ec2_cli("delete-vpc-block-public-access-exclusion", "--exclusion-id", made["ExclusionId"])
    place.wait(600)
    assert place.ping(instance) == "ConnectionLost"
    shown = ec2_cli("describe-vpc-block-public-access-exclusions")["VpcBlockPublicAccessExclusions"]
    assert [one["State"] for one in shown] == ["delete-complete"]
    ec2_cli(*mode, "off")
    place.wait(300)
    assert place.ping(instance) == "Online"


def test_prefix_lists_in_rules_and_routes(ec2_cli: Aws, place: Place) -> None:
    instance = place.launch()
    place.wait(100)
    group = place.instance(instance)["SecurityGroups"][0]["GroupId"]
    out = ("--group-id", group, "--ip-permissions")
    ec2_cli("revoke-security-group-egress", *out, "IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]")
    named = ("--prefix-list-name", "aws", "--address-family", "IPv4", "--max-entries", "3")
    mine = ec2_cli("create-managed-prefix-list", *named, "--entries", "Cidr=10.0.0.0/8")["PrefixList"]["PrefixListId"]
    rule = f"IpProtocol=tcp,FromPort=443,ToPort=443,PrefixListIds=[{{PrefixListId={mine}}}]"
    ec2_cli("authorize-security-group-egress", *out, rule)
    place.wait(600)
    assert place.ping(instance) == "ConnectionLost"
    change = ("modify-managed-prefix-list", "--prefix-list-id", mine, "--add-entries", "Cidr=52.46.128.0/19")
    assert "(PrefixListVersionMismatch)" in ec2_cli(*change, "--current-version", "4", refused=True)
    ec2_cli(*change, "--current-version", "1")
    place.wait(300)
    assert place.ping(instance) == "Online"
    ec2_cli("create-route", "--route-table-id", place.table, "--destination-prefix-list-id", mine, "--gateway-id",
            place.gateway)  # fmt: skip
    place.cut_off()
    place.wait(600)
    assert place.ping(instance) == "Online", "the list's route leads there, too"
    assert "(DependencyViolation)" in ec2_cli("delete-managed-prefix-list", "--prefix-list-id", mine, refused=True)


def test_dhcp_options(ec2_cli: Aws, place: Place) -> None:
    servers = "Key=domain-name-servers,Values=10.0.0.7"
    made = ec2_cli("create-dhcp-options", "--dhcp-configurations", servers)["DhcpOptions"]["DhcpOptionsId"]
    ec2_cli("associate-dhcp-options", "--dhcp-options-id", made, "--vpc-id", place.vpc)
    assert ec2_cli("describe-vpcs", "--vpc-ids", place.vpc)["Vpcs"][0]["DhcpOptionsId"] == made
    gone = ("delete-dhcp-options", "--dhcp-options-id", made)
    assert "(DependencyViolation)" in ec2_cli(*gone, refused=True)
    ec2_cli("associate-dhcp-options", "--dhcp-options-id", "default", "--vpc-id", place.vpc)
    ec2_cli(*gone)
    assert ec2_cli("describe-dhcp-options")["DhcpOptions"] == []


def test_the_groups_of_an_instance(ec2_cli: Aws, place: Place) -> None:
    instance = place.launch()
    place.wait(100)
    closed = ec2_cli("create-security-group", "--group-name", "closed", "--description", "d", "--vpc-id", place.vpc)
    out = ("--group-id", closed["GroupId"], "--ip-permissions", "IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]")
    ec2_cli("revoke-security-group-egress", *out)
    before = place.instance(instance)["SecurityGroups"][0]["GroupId"]
    ec2_cli("modify-instance-attribute", "--instance-id", instance, "--groups", closed["GroupId"])
    place.wait(600)
    assert place.ping(instance) == "ConnectionLost"
    interface = place.instance(instance)["NetworkInterfaces"][0]
    assert [group["GroupId"] for group in interface["Groups"]] == [closed["GroupId"]]
    change = ("--network-interface-id", interface["NetworkInterfaceId"], "--groups", before)
    ec2_cli("modify-network-interface-attribute", *change)
    place.wait(300)
    assert place.ping(instance) == "Online"
    assert [group["GroupId"] for group in place.instance(instance)["SecurityGroups"]] == [before]
