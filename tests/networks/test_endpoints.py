"""Endpoints: missing, without private DNS, on no route table, with a policy that is too narrow."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import DEAF, ONLINE, UNHEARD, Account
from tests.networks.breaks.endpoints import out_of_subnet, policy, s3_on_no_table, unnamed, without
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import across, both, isolated, zones

NO_SSM = Cause("path.ssm", Reason.NO_ROUTE, UNHEARD)
NO_ENDPOINTS = Cause("path.ssm", Reason.NO_ROUTE)
NO_CHANNEL = Cause("path.ssmmessages", Reason.NO_ROUTE, DEAF, DEAF)
NO_OLD_CHANNEL = Cause("path.ec2messages", Reason.NO_ROUTE, ONLINE, ONLINE, "warn")
NO_S3 = Cause("path.s3", Reason.NO_ROUTE, ONLINE, ONLINE)
NOWHERE = Cause("path.ssm", Reason.NOWHERE, UNHEARD)
UNNAMED_SSM = Cause("dns.private", Reason.NO_ROUTE, UNHEARD)
UNNAMED_CHANNEL = Cause("dns.private", Reason.NO_ROUTE, DEAF, DEAF)
UNNAMED_ALL = Cause("dns.private", Reason.NO_ROUTE)
UNNAMED_OLD = Cause("dns.private", Reason.NO_ROUTE, ONLINE, ONLINE, "warn")
UNNAMED_BESIDE_NAT = Cause("dns.private", "", ONLINE, ONLINE, "warn")
SSM_DENIED = Cause("endpoint.policy", "implicitDeny ssm:UpdateInstanceInformation", UNHEARD)
SSM_FORBIDDEN = Cause("endpoint.policy", "explicitDeny ssm:UpdateInstanceInformation; statement 2", UNHEARD)
SSM_OPEN = Cause("endpoint.policy", "conditional ssm:UpdateInstanceInformation", UNHEARD)
CHANNEL_OPEN = Cause("endpoint.policy", "conditional ssmmessages:CreateControlChannel", DEAF, DEAF)
CHANNEL_DENIED = Cause("endpoint.policy", "implicitDeny ssmmessages:CreateControlChannel", DEAF, DEAF)

ALL = ("ssm", "ssmmessages", "ec2messages")
READS = {"Effect": "Allow", "Action": "ssm:GetParameter"}
EVERYTHING = {"Effect": "Allow", "Action": "*"}
NOT_SSM = {"Effect": "Deny", "Action": "ssm:*"}
FOR_ORGANIZATION = {**EVERYTHING, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}
FOR_ACCOUNT = {**EVERYTHING, "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}}
FOR_ANOTHER_VPC = {**EVERYTHING, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}}
NOT_OTHERS = {**NOT_SSM, "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}}
OPENS_ONLY = {"Effect": "Allow", "Action": ["ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]}

CASES = [
    Case("The endpoint for ssm is deleted", isolated, without("ssm"), NO_SSM),
    Case("There never was an endpoint for ssm", isolated, without("ssm"), NO_SSM, "born"),
    Case("The endpoints for ssm and ssmmessages are deleted", isolated, without("ssm", "ssmmessages"), NO_ENDPOINTS),
    Case("There never was an endpoint but S3's", isolated, without(*ALL), NO_ENDPOINTS, "born"),
    Case("The endpoint for ssmmessages is deleted", isolated, without("ssmmessages"), NO_CHANNEL),
    Case("The endpoint for ssmmessages was forgotten", isolated, without("ssmmessages"), NO_CHANNEL, "born"),
    Case("The endpoint for ec2messages is left out", isolated, without("ec2messages"), NO_OLD_CHANNEL),
    Case("The endpoint for S3 is left out", isolated, without("s3"), NO_S3),
    Case("The endpoint for S3 was left out from the start", isolated, without("s3"), NO_S3, "born"),
    Case("The endpoint for S3 is on another route table", isolated, s3_on_no_table, NO_S3),
    Case("The endpoint for ssm in another subnet is deleted", across, without("ssm"), NO_SSM),
    Case("The endpoint for ssm in several zones is deleted", zones, without("ssm"), NO_SSM, "born"),
    Case("The endpoint for ssm is in no subnet", isolated, out_of_subnet("ssm"), NOWHERE),
    Case("The endpoint for ssm loses its private name", isolated, unnamed("ssm"), UNNAMED_SSM),
    Case("The endpoint for ssmmessages never had a private name",
         isolated, unnamed("ssmmessages"), UNNAMED_CHANNEL, "born"),
    Case("The endpoint for ec2messages has no private name", isolated, unnamed("ec2messages"), UNNAMED_OLD),
    Case("No endpoint has a private name", across, unnamed(*ALL), UNNAMED_ALL),
    Case("Endpoints in several zones have no private name", zones, unnamed(*ALL), UNNAMED_ALL, "born"),
    Case("Endpoints without a private name are only unused beside a NAT gateway",
         both, unnamed(*ALL), UNNAMED_BESIDE_NAT),
    Case("The policy of the endpoint for ssm lets parameters be read only", isolated, policy("ssm", READS), SSM_DENIED),
    Case("The policy of the endpoint for ssm was too narrow from the start",
         isolated, policy("ssm", READS), SSM_DENIED, "born"),
    Case("The policy of the endpoint for ssm forbids ssm", across, policy("ssm", EVERYTHING, NOT_SSM), SSM_FORBIDDEN),
    Case("The policy of the endpoint for ssmmessages lets no channel be made",
         isolated, policy("ssmmessages", OPENS_ONLY), CHANNEL_DENIED),
    Case("The policy of an endpoint counts although there is a NAT gateway",
         both, policy("ssmmessages", OPENS_ONLY), CHANNEL_DENIED, "born"),
    Case("The policy of the endpoint for ssm is for another VPC", isolated, policy("ssm", FOR_ANOTHER_VPC), SSM_DENIED),
    Case("The policy of the endpoint for ssm is for an organization that nobody knows",
         isolated, policy("ssm", FOR_ORGANIZATION), SSM_OPEN),
    Case("The policy of the endpoint for ssmmessages was for an organization from the start",
         isolated, policy("ssmmessages", FOR_ORGANIZATION), CHANNEL_OPEN, "born"),
    Case("The policy of the endpoint for ssm is for this account", isolated, policy("ssm", FOR_ACCOUNT)),
    Case("The policy of the endpoint for ssm forbids it to other accounts",
         across, policy("ssm", EVERYTHING, NOT_OTHERS)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_endpoint(case: Case, account: Account) -> None:
    judge(case, account)
