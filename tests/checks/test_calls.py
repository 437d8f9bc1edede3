"""How many calls a verdict takes, in every topology, well and broken; and that none is made twice."""

from __future__ import annotations

from collections import Counter

import pytest

from c9lib import checks
from c9lib.simulator.services.cloud9 import quotas

MOST_CALLS = 25
"""For one environment, as issue 3 wants it."""


@pytest.fixture
def launched(aws, pair, session, wait):
    """Makes the deployment's environment in a subnet; gives its id."""

    def made(subnet: str, name: str = "no-ingress", tagged: bool = True) -> str:
        told = aws("cloud9").create_environment_ec2(
            name=name,
            instanceType="t3.small",
            imageId="amazonlinux-2023-x86_64",
            connectionType="CONNECT_SSM",
            subnetId=subnet,
            tags=session().tags() if tagged else [],
        )
        wait(900)
        return str(told["environmentId"])

    return made


@pytest.fixture(params=["public", "private", "isolated"])
def topology(request):
    name = {"public": "place", "private": "private", "isolated": "isolated"}[request.param]
    return request.getfixturevalue(name)


def counted(one):
    twice = [call for call, times in Counter((c.service, c.operation, repr(c.arguments)) for c in one.calls).items()]
    assert len(twice) == len(one.calls), "a call was made twice"
    return len(one.calls)


@pytest.mark.parametrize("named", [True, False])
def test_a_verdict_takes_few_calls_in_every_topology(session, topology, launched, named):
    environment_id = launched(topology.subnet)
    one = session()
    verdict = checks.verdict(one, environment_id if named else None)
    failed = [check for check in verdict.checks if check.status == "fail"]
    assert not failed
    assert counted(one) <= MOST_CALLS


def test_a_verdict_takes_few_calls_when_the_way_is_cut(session, topology, launched, aws, wait):
    launched(topology.subnet)
    groups = aws("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [topology.vpc]}])
    for group in groups["SecurityGroups"]:
        if group["IpPermissionsEgress"]:
            aws("ec2").revoke_security_group_egress(
                GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"]
            )
    wait(1200)
    one = session()
    verdict = checks.verdict(one)
    assert verdict.root_cause == "path.ssm"
    assert counted(one) <= MOST_CALLS


def test_a_verdict_takes_few_calls_with_options_and_a_key_of_the_customers(session, topology, launched, aws):
    options = [{"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}]
    made = aws("ec2").create_dhcp_options(DhcpConfigurations=options)["DhcpOptions"]["DhcpOptionsId"]
    aws("ec2").associate_dhcp_options(DhcpOptionsId=made, VpcId=topology.vpc)
    launched(topology.subnet)
    aws("ec2").modify_ebs_default_kms_key_id(KmsKeyId="arn:aws:kms:us-east-1:123456789012:key/x")
    one = session()
    found = {check.id: check for check in checks.verdict(one).checks}
    assert found["dns.support"].status == "ok"
    assert found["path.ssm"].status == "ok"
    assert counted(one) <= MOST_CALLS


def test_a_verdict_takes_few_calls_where_the_internet_is_blocked(session, private, launched, aws, mend, ask, wait):
    launched(private.subnet)
    aws("ec2").modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")
    wait(1200)
    one = session()
    verdict = checks.verdict(one)
    assert verdict.root_cause == "path.ssm"
    found = {check.id: check for check in verdict.checks}
    assert found["path.ssm"].reason == "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"
    assert counted(one) <= MOST_CALLS
    mend(found["path.ssm"])
    wait(600)
    assert ask("path.ssm").status == "ok"


def test_a_verdict_takes_few_calls_before_the_launch(session, topology):
    one = session()
    checks.verdict(one)
    assert counted(one) <= MOST_CALLS


def test_a_verdict_takes_few_calls_among_many_environments(session, place, launched, monkeypatch, aws):
    monkeypatch.setattr(quotas, "PER_USER", 200)
    launched(place.subnet)
    for at in range(26):
        aws("cloud9").create_environment_ec2(
            name=f"other-{at}", instanceType="t3.small", imageId="amazonlinux-2023-x86_64"
        )
    one = session()
    found = {check.id: check for check in checks.verdict(one).checks}
    assert found["environment.lifecycle"].status == "ok"
    assert "counted before a launch only" in found["quota.environments"].evidence
    assert counted(one) <= MOST_CALLS
