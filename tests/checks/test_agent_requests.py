"""What is known of SSM Agent's requests, and what a role is allowed besides what they need."""

from __future__ import annotations

import pytest

from c9lib.checks.agent_requests import Agent, Through, documented_agent, of_anybody
from c9lib.checks.documented import SESSION_ACTIONS
from c9lib.checks.extra_rights import SHOWN, besides, in_short

ROLE = "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole"
THERE = Agent("123456789012", "eu-west-1", ROLE, "i-1")
THROUGH = Through("vpce-1", "vpc-1")


def test_sessions_take_five_requests_about_the_instance_and_the_channels():
    requests = THERE.requests()
    assert tuple(one.action for one in requests) == SESSION_ACTIONS
    assert requests[0].resource == "arn:aws:ec2:eu-west-1:123456789012:instance/i-1"
    assert {one.resource for one in requests[1:]} == {"arn:aws:ssmmessages:eu-west-1:123456789012:*"}
    assert [one.action for one in THERE.requests("ssm")] == ["ssm:UpdateInstanceInformation"]
    assert len(THERE.requests("ssmmessages")) == 4
    assert THERE.requests("ec2messages") == ()


def test_the_agent_asks_as_the_roles_session_on_its_instance():
    asker = THERE.asker
    assert asker is not None
    assert asker.arn == "arn:aws:sts::123456789012:assumed-role/AWSCloud9SSMAccessRole/i-1"
    assert asker.role_arn == ROLE
    assert Agent("123456789012", "eu-west-1", "").asker is None, "nobody knows who asks"


def test_before_the_launch_any_instance_is_meant():
    agent = documented_agent("123456789012", "eu-west-1")
    assert agent.role_arn == ROLE
    assert agent.requests("ssm")[0].resource == "arn:aws:ec2:eu-west-1:123456789012:instance/*"
    assert "ec2:SourceInstanceARN" not in agent.context()


def test_a_request_says_where_it_comes_from_and_what_is_not_said_stays_open():
    direct, through = THERE.context(), THERE.context(THROUGH)
    assert direct["aws:principalarn"] == (ROLE,)
    assert not direct.knows("aws:SourceVpc")
    assert not direct.knows("aws:SourceIp")
    assert (through["aws:SourceVpce"], through["aws:SourceVpc"]) == (("vpce-1",), ("vpc-1",))
    assert through.knows("aws:SourceIp")
    assert "aws:SourceIp" not in through
    assert not through.knows("aws:PrincipalOrgID")
    assert through.knows("aws:CalledVia")


def test_of_anybody_only_the_way_is_known():
    assert not of_anybody(THROUGH).knows("aws:PrincipalArn")
    assert of_anybody(THROUGH)["aws:SourceVpce"] == ("vpce-1",)


@pytest.mark.parametrize(
    ("statement", "more"),
    [
        ({"Effect": "Allow", "Action": list(SESSION_ACTIONS)}, []),
        ({"Effect": "Allow", "Action": ["SSM:updateinstanceinformation", "s3:Get*"]}, ["s3:Get*"]),
        ({"Effect": "Allow", "Action": "*"}, ["*"]),
        ({"Effect": "Allow", "NotAction": "iam:*"}, ["everything but iam:*"]),
        ({"Effect": "Deny", "Action": "s3:*"}, []),
    ],
)
def test_what_a_policy_allows_besides(statement, more):
    assert besides([{"Statement": statement}]) == more


def test_many_are_counted():
    assert in_short(["a", "b"]) == "a, b"
    assert in_short([str(number) for number in range(SHOWN + 3)]).endswith(" and 3 more")
