"""The verdict: healthy subjects, one cause above its consequences, ids that name nothing, reads that AWS refuses."""

from __future__ import annotations

import json

import pytest

from c9lib import checks
from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN
from c9lib.checks.families import ids
from c9lib.errors import AwsError, ParameterError
from c9lib.nouns import Check
from tests.checks.refusing import refusing


def by_id(verdict):
    return {check.id: check for check in verdict.checks}


MOST_CALLS = 25
"""For one environment, as issue 3 wants it; with the first one, by which the session learns who it is."""


def test_a_healthy_environment_is_well_and_takes_few_calls(session, environment):
    one = session()
    verdict = checks.verdict(one)
    assert verdict.verdict == "ok", verdict
    assert verdict.root_cause is None
    assert tuple(check.id for check in verdict.checks) == ids()
    assert len(one.calls) <= MOST_CALLS
    assert not any(call.writes for call in one.calls)


def test_a_healthy_environment_is_well_by_its_id_too(session, environment):
    verdict = checks.verdict(session(deployment="another"), environment_id=environment)
    assert verdict.verdict == "ok", verdict


def test_a_healthy_instance_needs_no_cloud9(session, pair, launch):
    found = launch()
    one = session()
    verdict = checks.verdict(one, instance_id=found)
    assert verdict.verdict == "ok", verdict
    assert by_id(verdict)["environment.lifecycle"].status == "skip"
    assert not any(call.service == "cloud9" for call in one.calls)


def test_an_empty_account_has_one_root_cause(session):
    verdict = checks.verdict(session())
    assert verdict.verdict == "fail"
    assert verdict.root_cause == "role.exists"
    found = by_id(verdict)
    assert found["role.trust"].status == "skip"
    assert found["profile.exists"].status == "fail"
    assert found["environment.lifecycle"].status == "fail"
    assert found["agent.online"].status == "skip"


def test_a_missing_route_is_the_cause_of_an_agent_that_stays_away(session, pair, place, aws, launch, wait):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    verdict = checks.verdict(session(), instance_id=launch())
    found = by_id(verdict)
    assert found["agent.online"].status == "fail"
    assert found["agent.connected"].status == "fail"
    assert verdict.root_cause == "path.ssm"
    assert found["path.ssm"].reason == "NO_ROUTE_TO_DESTINATION"


def test_a_detached_policy_is_the_cause_of_an_agent_that_stays_away(session, pair, place, launch):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    verdict = checks.verdict(session(), instance_id=launch())
    assert by_id(verdict)["agent.online"].status == "fail"
    assert verdict.root_cause == "role.policy"


def test_every_failed_check_says_why_and_what_to_do(session):
    failed = [check for check in checks.verdict(session()).checks if check.status == "fail"]
    assert failed
    for check in failed:
        assert check.evidence, check
        assert check.cause, check
        assert check.remedy, check
        assert all(line.startswith(("aws ", "# ")) for line in check.remedy), check


@pytest.mark.parametrize("instance_id", ["i-0123456789abcdef0", "i-1", "nonsense"])
def test_an_unknown_instance_is_a_wrong_parameter(session, instance_id):
    with pytest.raises(ParameterError, match=f"no instance {instance_id}") as raised:
        checks.verdict(session(), instance_id=instance_id)
    assert "123456789012" in str(raised.value)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("environment_id", ["0123456789abcdef0123456789abcdef", "nonsense", "!"])
def test_an_unknown_environment_is_a_wrong_parameter(session, environment_id):
    with pytest.raises(ParameterError, match=f"no environment {environment_id}"):
        checks.verdict(session(), environment_id=environment_id)


def test_two_subjects_are_one_too_many(session):
    with pytest.raises(ParameterError, match="not both"):
        checks.verdict(session(), environment_id="a", instance_id="i-0123456789abcdef0")


def test_a_family_that_there_is_not_is_a_fault_of_ours(session):
    with pytest.raises(KeyError, match="rolle"):
        checks.of(session(), ["rolle"])


def _key(aws, name: str, *allowed: str) -> str:
    """An access key of a user who may do this and nothing else."""
    iam = aws("iam")
    iam.create_user(UserName=name)
    if allowed:
        document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": allowed, "Resource": "*"}}
        iam.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps(document))
    return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])


def test_a_denied_read_is_a_warning_that_names_the_permission(session, pair):
    denied = ("AccessDenied", "User: somebody is not authorized to perform: iam:GetRole")
    one = refusing(session(), "iam", get_role=denied, get_instance_profile=denied)
    found = {c.id: c for c in checks.of(one, ["role", "profile"]).checks}
    for check_id in ("role.exists", "role.path", "role.trust", "role.policy"):
        check: Check = found[check_id]
        assert (check.status, check.reason) == ("warn", "AccessDenied"), check
        assert "iam:GetRole" in check.evidence
        assert "iam:GetRole" in check.remedy[0]
    assert "iam:GetInstanceProfile" in found["profile.role"].remedy[0]


def test_the_role_is_seen_in_its_profile_where_it_may_not_be_read_itself(session, pair):
    denied = ("AccessDenied", "User: somebody is not authorized to perform: iam:GetRole")
    found = {c.id: c for c in checks.of(refusing(session(), "iam", get_role=denied), ["role"]).checks}
    assert {check.status for check in found.values()} == {"ok"}


def test_denied_reads_never_crash_a_verdict(session, environment):
    denied = ("UnauthorizedOperation", "You are not authorized to perform this operation.")
    reads = [
        *("describe_instances", "describe_vpcs", "describe_subnets", "describe_route_tables", "describe_volumes"),
        *("describe_vpc_endpoints", "describe_vpc_attribute", "describe_nat_gateways", "get_ebs_encryption_by_default"),
    ]
    one = refusing(session(), "ec2", **dict.fromkeys(reads, denied))
    verdict = checks.verdict(one)
    assert verdict.verdict == "warn", verdict
    assert by_id(verdict)["kms.default-key"].reason == "UnauthorizedOperation"
    assert "ec2:DescribeInstances" in by_id(verdict)["environment.lifecycle"].remedy[0]


def test_credentials_that_ended_end_the_verdict(session):
    ended = ("ExpiredToken", "The security token included in the request is expired")
    with pytest.raises(AwsError, match="ExpiredToken"):
        checks.verdict(refusing(session(), "iam", get_role=ended))


@pytest.mark.parametrize("message", ["This account does not have access to the Cloud9 service", ""])
def test_a_closed_account_is_told_from_a_missing_permission(session, message):
    one = refusing(session(), "cloud9", list_environments=("AccessDeniedException", message))
    verdict = checks.verdict(one)
    assert verdict.root_cause == "service.open"
    assert "closed to new customers" in by_id(verdict)["service.open"].cause
    assert by_id(verdict)["environment.lifecycle"].status == "skip"


def test_a_closed_account_is_told_before_an_unknown_environment(session):
    one = refusing(session(), "cloud9", list_environments=("AccessDeniedException", ""))
    verdict = checks.verdict(one, environment_id="0123456789abcdef0123456789abcdef")
    assert verdict.root_cause == "service.open"


def test_a_missing_permission_is_no_closed_account(session):
    message = "User: arn:aws:iam::123456789012:user/x is not authorized to perform: cloud9:ListEnvironments"
    one = refusing(session(), "cloud9", list_environments=("AccessDeniedException", message))
    found = by_id(checks.verdict(one))
    assert found["service.open"].status == "warn"
    assert "cloud9:ListEnvironments" in found["service.open"].remedy[0]
