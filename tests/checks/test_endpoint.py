"""The endpoints' policies: what they deny, what stays open, and the remedy that changes as little as needed."""

from __future__ import annotations

import json

import pytest

from c9lib import checks
from c9lib.checks.agent_requests import Agent
from c9lib.checks.buckets import BUCKETS, dependencies
from c9lib.checks.endpoint_policy import decision, letting_through, rulings

BUCKET = f"arn:aws:s3:::{BUCKETS['us-east-1']}"


def statement(action, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Principal": "*", "Action": action, "Resource": resource, **more}


@pytest.fixture
def policed(aws, isolated):
    """`policed("ssm", statement, ...)`: gives an endpoint of the isolated network this policy; its id."""

    def give(service: str, *statements: dict[str, object]) -> str:
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        aws("ec2").modify_vpc_endpoint(VpcEndpointId=isolated.endpoints[service], PolicyDocument=document)
        return str(isolated.endpoints[service])

    return give


def test_the_default_policy_lets_everything_through(ask, isolated):
    check = ask("endpoint.policy")
    assert check.status == "ok"
    for service in ("ssm", "ssmmessages", "s3"):
        assert isolated.endpoints[service] in check.evidence


def test_without_endpoints_on_the_way_there_is_no_policy_to_ask(ask, place, endpoint):
    assert ask("endpoint.policy").status == "skip"


def test_a_policy_without_the_agents_action_is_the_root_cause(session, ask, mend, policed, pair, launch, wait):
    instance, name = launch(), policed("ssm", statement("ssm:GetParameter"))
    wait(1200)
    verdict = checks.verdict(session(), instance_id=instance)
    assert verdict.root_cause == "endpoint.policy"
    found = {check.id: check for check in verdict.checks}
    check = found["endpoint.policy"]
    assert check.reason == "implicitDeny ssm:UpdateInstanceInformation"
    assert check.evidence == f"{name}: {check.reason}"
    assert found["path.ssm"].status == "ok"
    mend(check)
    assert ask("endpoint.policy", instance_id=instance).status == "ok"


def test_a_denial_is_taken_out_and_the_rest_stays(ask, mend, aws, policed):
    name = policed("ssmmessages", statement("*"), statement("ssmmessages:Open*", effect="Deny"), statement("kms:*"))
    check = ask("endpoint.policy")
    assert check.status == "fail"
    assert check.reason == "explicitDeny ssmmessages:OpenControlChannel; statement 2"
    assert "explicitDeny ssmmessages:OpenDataChannel (statement 2)" in check.evidence
    mend(check)
    assert ask("endpoint.policy").status == "ok"
    told = json.loads(aws("ec2").describe_vpc_endpoints(VpcEndpointIds=[name])["VpcEndpoints"][0]["PolicyDocument"])
    assert [one["Action"] for one in told["Statement"]] == ["*", "kms:*"]


MINE = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
ROLES = {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole"}}
ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (MINE, "ok"),
        (ROLES, "ok"),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, "ok"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "ok"),
        ({"StringEquals": {"aws:PrincipalAccount": "999999999999"}}, "fail"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/another"}}, "fail"),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "fail"),
    ],
)
def test_a_condition_on_what_is_known_of_the_agent_is_decided(ask, policed, pair, launch, wait, condition, status):
    for service in ("ssm", "ssmmessages"):
        policed(service, statement("*", Condition=condition))
    instance = launch()
    check = ask("endpoint.policy", instance_id=instance)
    assert check.status == status, check
    assert ask("agent.online", instance_id=instance).status == status, "the simulated agent agrees"


def test_the_endpoint_and_the_vpc_that_a_request_goes_through_are_known(ask, policed, isolated):
    through = {"aws:SourceVpc": isolated.vpc, "aws:SourceVpce": isolated.endpoints["s3"]}
    policed("s3", statement("*", Condition={"StringEquals": through}))
    assert ask("endpoint.policy").status == "ok"
    policed("s3", statement("*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}))
    assert ask("endpoint.policy").status == "fail"


def test_what_depends_on_a_condition_that_nobody_knows_is_a_warning(ask, mend, policed):
    name = policed("ssm", statement("ssm:*", Condition=ORGANIZATION))
    check = ask("endpoint.policy")
    assert (check.status, check.reason) == ("warn", "conditional ssm:UpdateInstanceInformation")
    assert f"{name}: conditional ssm:UpdateInstanceInformation (statement 1:" in check.evidence
    assert "aws:PrincipalOrgID wants o-1234567890; it isn't known" in check.evidence
    mend(check)
    assert ask("endpoint.policy").status == "ok"


def test_where_the_agent_is_silent_such_a_condition_is_the_root_cause(session, mend, policed, pair, launch, wait):
    policed("ssm", statement("ssm:*", Condition=ORGANIZATION))
    instance = launch()
    wait(1200)
    verdict = checks.verdict(session(), instance_id=instance)
    found = {check.id: check for check in verdict.checks}
    assert found["agent.online"].status == "fail"
    assert verdict.root_cause == "endpoint.policy"
    check = found["endpoint.policy"]
    assert check.reason == "conditional ssm:UpdateInstanceInformation"
    assert "The agent is silent" in check.cause
    mend(check)
    wait(4200)
    assert checks.verdict(session(), instance_id=instance).verdict == "ok"


def test_a_closed_bucket_does_not_hide_what_may_keep_the_agent_silent(session, policed, pair, launch, wait):
    policed("ssm", statement("ssm:*", Condition=ORGANIZATION))
    policed("s3", statement("s3:GetObject", "arn:aws:s3:::mine/*"))
    instance = launch()
    wait(1200)
    check = next(one for one in checks.verdict(session(), instance_id=instance).checks if one.id == "endpoint.policy")
    assert (check.status, check.reason) == ("fail", "conditional ssm:UpdateInstanceInformation")
    assert "implicitDeny s3:GetObject" in check.evidence
    assert len(check.remedy) == 2


def test_a_denial_of_which_nobody_knows_stays_and_is_told(ask, policed):
    perhaps = statement(
        "ssm:*", effect="Deny", Sid="Guard", Condition={"StringNotEquals": ORGANIZATION["StringEquals"]}
    )
    policed("ssm", statement("*"), perhaps)
    check = ask("endpoint.policy")
    assert check.status == "warn"
    (words,) = check.remedy
    assert words.startswith("# Except the role of the instance from the denials")
    assert "statement 2 (Guard)" in words


@pytest.mark.parametrize(
    ("principal", "status"),
    [
        ("123456789012", "ok"),
        ("arn:aws:iam::123456789012:root", "ok"),
        ("arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole", "ok"),
        ("arn:aws:iam::123456789012:role/another", "fail"),
        ("999999999999", "fail"),
    ],
)
def test_a_policy_for_the_account_or_its_role_is_for_the_agent(
    ask, policed, pair, launch, wait, isolated, principal, status
):
    for service in ("ssm", "ssmmessages"):
        policed(service, {**statement("*"), "Principal": {"AWS": principal}})
    instance = launch()
    check = ask("endpoint.policy", instance_id=instance)
    assert check.status == status, check
    assert ask("agent.online", instance_id=instance).status == status, "the simulated agent agrees"


def test_a_gateway_endpoint_takes_an_account_for_its_root_user(ask, policed):
    policed("s3", {**statement("*"), "Principal": {"AWS": "arn:aws:iam::123456789012:root"}})
    assert ask("endpoint.policy").status == "warn"


def test_the_pages_example_lacks_a_star(ask, mend, policed):
    policed("s3", statement("s3:GetObject", f"{BUCKET}/content/dependencies/"))
    check = ask("endpoint.policy")
    assert (check.status, check.reason) == ("fail", "implicitDeny s3:GetObject")
    assert "without the * at its end" in check.cause
    mend(check)
    assert ask("endpoint.policy").status == "ok"


@pytest.mark.parametrize("resource", [f"{BUCKET}/content/dependencies/*", f"{BUCKET}/*", "arn:aws:s3:::*"])
def test_the_bucket_is_enough(ask, policed, resource):
    policed("s3", statement("s3:GetObject", resource))
    assert ask("endpoint.policy").status == "ok"


def test_another_regions_bucket_is_not(ask, policed):
    policed("s3", statement("s3:GetObject", f"arn:aws:s3:::{BUCKETS['eu-west-1']}/content/dependencies/*"))
    check = ask("endpoint.policy")
    assert check.status == "fail"
    assert "without the *" not in check.cause


def test_an_instance_without_cloud9s_profile_is_only_told_of_the_bucket(ask, policed, launch):
    instance = launch(profile="")
    policed("s3", statement("s3:GetObject", "arn:aws:s3:::mine/*"))
    assert ask("endpoint.policy", instance_id=instance).status == "warn"


def test_a_region_without_cloud9_has_no_bucket():
    assert dependencies("us-gov-west-1") == ""
    assert dependencies("us-east-1") == f"{BUCKET}/content/dependencies/*"


OTHERS = statement("ssm:*", effect="Deny", Condition={"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}})
INSECURE = statement("ssm:*", effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})
PERHAPS = statement("ssm:*", effect="Deny", Condition=ORGANIZATION)
AGENT = Agent("123456789012", "us-east-1", "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole", "i-1")


def endpoint_with(*statements):
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "PolicyDocument": document}


def needs():
    """What the agent needs of Systems Manager and of Amazon S3."""
    return [one.need for service in ("ssm", "s3") for one in rulings(endpoint_with(), service, AGENT)]


@pytest.mark.parametrize(
    ("statements", "staying"),
    [
        ([], []),
        ([statement("ssm:Get*")], [statement("ssm:Get*")]),
        ([statement("*", effect="Deny")], []),
        ([statement("*"), statement("ssm:UpdateInstanceInformation", effect="Deny")], [statement("*")]),
        ([statement("*"), INSECURE, OTHERS], [statement("*"), INSECURE, OTHERS]),
        ([statement("s3:GetObject", "arn:aws:s3:::other/*")], [statement("s3:GetObject", "arn:aws:s3:::other/*")]),
    ],
)
def test_every_policy_can_be_made_to_let_the_agent_through_and_loses_no_more_than_it_must(statements, staying):
    told = letting_through(endpoint_with(*statements)["PolicyDocument"], needs())
    assert {decision(told, need).outcome for need in needs()} == {"allowed"}
    assert told["Version"] == "2012-10-17"
    assert told["Statement"][: len(staying)] == staying


def test_a_denial_that_may_concern_the_agent_is_not_dropped():
    told = letting_through(endpoint_with(statement("*"), PERHAPS)["PolicyDocument"], needs())
    assert told["Statement"] == [statement("*"), PERHAPS], "nothing is lacking, and nobody knows whether it denies"


def test_an_endpoint_without_a_policy_decides_nothing():
    assert rulings({"VpcEndpointId": "vpce-1", "VpcId": "vpc-1"}, "ssm", AGENT) == []
