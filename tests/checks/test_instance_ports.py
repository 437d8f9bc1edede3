"""What the instance's groups let in and out: found, told, and mended by the remedy."""

from __future__ import annotations

import pytest

OUT = {"restrict_egress": True, "network": "isolated"}


@pytest.fixture
def group(aws, pair, isolated, launch):
    """An instance alone in the isolated network; its id and its security group's."""
    instance = launch()
    found = aws("ec2").describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    return instance, found["SecurityGroups"][0]["GroupId"]


def test_outbound_rules_are_left_alone_unless_asked_for(ask, group):
    instance, name = group
    check = ask("instance.no-egress", instance_id=instance)
    assert check.status == "skip"
    assert check.evidence == f"restrict_egress is false; {name} lets out more"


def test_a_rule_that_lets_everything_out_is_replaced_by_what_is_needed(ask, mend, group, wait):
    instance, name = group
    check = ask("instance.no-egress", instance_id=instance, **OUT)
    assert check.status == "fail"
    assert check.evidence == f"{name} lets out everything to 0.0.0.0/0"
    assert "authorize-security-group-egress" in check.remedy[0]
    mend(check)
    told = ask("instance.no-egress", instance_id=instance, **OUT)
    assert told.status == "ok"
    assert "pl-" in told.evidence
    wait(1200)
    for check_id in ("path.ssm", "path.ssmmessages", "path.s3", "agent.online"):
        assert ask(check_id, instance_id=instance).status == "ok"


def test_more_ports_than_https_are_too_many(ask, mend, aws, group, isolated):
    instance, name = group
    mend(ask("instance.no-egress", instance_id=instance, **OUT))
    guard = aws("ec2").describe_vpc_endpoints(VpcEndpointIds=[isolated.endpoints["ssm"]])["VpcEndpoints"][0]["Groups"]
    wide = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": guard[0]["GroupId"]}]}
    aws("ec2").authorize_security_group_egress(GroupId=name, IpPermissions=[wide])
    check = ask("instance.no-egress", instance_id=instance, **OUT)
    assert check.evidence == f"{name} lets out tcp 1-443 to {guard[0]['GroupId']}"
    assert len(check.remedy) == 1
    mend(check)
    assert ask("instance.no-egress", instance_id=instance, **OUT).status == "ok"


def test_without_endpoints_the_words_say_what_comes_first(ask, pair, launch):
    check = ask("instance.no-egress", instance_id=launch(), **OUT)
    assert check.status == "fail"
    assert "endpoints first" in check.remedy[0]


def test_without_an_instance_there_is_nothing_to_ask(ask, isolated):
    assert ask("instance.no-egress", **OUT).status == "skip"


def test_every_kind_of_source_is_told_and_closed(ask, mend, aws, group):
    instance, name = group
    rules = [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": name}]},
    ]
    aws("ec2").authorize_security_group_ingress(GroupId=name, IpPermissions=rules)
    check = ask("instance.no-ingress", instance_id=instance)
    assert check.status == "warn"
    assert "tcp 22 from 0.0.0.0/0" in check.evidence
    assert f"everything from {name}" in check.evidence
    mend(check)
    assert ask("instance.no-ingress", instance_id=instance).evidence == f"{name} of {instance} has no inbound rule"
