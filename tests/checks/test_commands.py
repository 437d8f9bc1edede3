"""Remedies run word for word in a shell."""

from __future__ import annotations

import shlex

from c9lib.checks.commands import command, runnable
from c9lib.path.remedy import NEW_GATEWAY, address_for_interface, attach


def test_a_command_names_its_region_unless_its_service_has_none():
    assert command("eu-west-1", "ec2", "reboot-instances", "--instance-ids", "i-1").endswith(" --region eu-west-1")
    assert "--region" not in command("eu-west-1", "iam", "get-role", "--role-name", "x")


def test_words_survive_the_shell():
    words = ["--description", 'it\'s a $HOME "view"', "--policy-document", '{"a":[1]}']
    assert shlex.split(command("us-east-1", "iam", "x", *words))[3:] == words


def test_no_id_is_left_to_copy():
    lines = runnable(address_for_interface("eni-1"), "eu-west-1", "vpc-1")
    assert len(lines) == 1
    assert "<" not in lines[0]
    assert lines[0].count("--region eu-west-1") == 2


def test_a_new_gateway_is_made_once_and_found_afterwards():
    route = f"aws ec2 create-route --route-table-id rtb-1 --gateway-id {NEW_GATEWAY}"
    lines = runnable(("aws ec2 create-internet-gateway", attach(NEW_GATEWAY, "vpc-1"), route), "us-east-1", "vpc-1")
    assert ["create-internet-gateway" in line for line in lines] == [True, False]
    assert "Values=vpc-1" in lines[1]
